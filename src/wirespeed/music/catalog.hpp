// An ingested directory, open for questions: the graph, the name index, and what people call things.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/graph.hpp"
#include "wirespeed/search/index.hpp"

namespace wirespeed::music {

// The labels and types of a music graph (discogs/graph_shape.hpp says what they mean).
struct Schema {
  graph::LabelId genre, style, artist, label, master, release, person;
  graph::TypeId by, on, is, derived_from, part_of, credited_on;

  // An error that names the first one that the graph does not have.
  static Result<Schema> of(const graph::Graph& graph);
};

// Thread-safe: constant after open(). What it answers lives as long as it.
class Catalog {
 public:
  // A directory that holds `graph.snapshot`, or such a file.
  static Result<Catalog> open(const std::filesystem::path& directory);

  const graph::Graph& graph() const noexcept { return graph_; }
  const search::Index& index() const noexcept { return index_; }
  const SectionFile& file() const noexcept { return *file_; }
  const Schema& schema() const noexcept { return schema_; }

  // A hash of what the snapshot holds: equal bytes, equal number.
  std::uint64_t content_hash() const;

  // Labels and types in any case: "artist", "IS". Unknown: an error that lists them.
  Result<graph::LabelId> label(std::string_view name) const;
  Result<graph::TypeId> type(std::string_view name) const;

  // "The Persuader"; "(Artist 12)" for a node without a name.
  std::string name_of(graph::NodeId node) const;

  // The external id, or "-".
  std::string id_text(graph::NodeId node) const;

  // Releases and masters that speak of a node: what search ranks by.
  std::uint64_t popularity(graph::NodeId node) const;

 private:
  Catalog(std::shared_ptr<const SectionFile> file, graph::Graph graph, search::Index index, const Schema& schema)
      : file_(std::move(file)), graph_(std::move(graph)), index_(std::move(index)), schema_(schema) {}

  std::shared_ptr<const SectionFile> file_;
  graph::Graph graph_;
  search::Index index_;
  Schema schema_;
};

}  // namespace wirespeed::music
