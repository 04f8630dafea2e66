// An ingested directory, open for questions: the graph, the name index, and what people call things.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/json.hpp"
#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/graph.hpp"
#include "wirespeed/search/index.hpp"

namespace discography {

class Music {
 public:
  static wirespeed::Result<Music> open(const std::filesystem::path& directory);

  const wirespeed::graph::Graph& graph() const noexcept { return graph_; }
  const wirespeed::search::Index& index() const noexcept { return index_; }
  const wirespeed::SectionFile& file() const noexcept { return *file_; }

  // Labels and types in any case: "artist", "IS".
  wirespeed::Result<wirespeed::graph::LabelId> label(std::string_view name) const;
  wirespeed::Result<wirespeed::graph::TypeId> type(std::string_view name) const;

  // "The Persuader"; "(Artist 12)" for a node without a name.
  std::string name_of(wirespeed::graph::NodeId node) const;

  // Releases and masters that speak of a node: what search ranks by.
  std::uint64_t popularity(wirespeed::graph::NodeId node) const;

 private:
  Music(std::shared_ptr<const wirespeed::SectionFile> file, wirespeed::graph::Graph graph,
        wirespeed::search::Index index)
      : file_(std::move(file)), graph_(std::move(graph)), index_(std::move(index)) {}

  std::shared_ptr<const wirespeed::SectionFile> file_;
  wirespeed::graph::Graph graph_;
  wirespeed::search::Index index_;
};

// "label": ..., "id": ..., "name": ..., into an object that is open. null where there is none.
void add_node_members(wirespeed::JsonWriter& json, const Music& music, wirespeed::graph::NodeId node);

// The external id, or "-".
std::string id_text(const Music& music, wirespeed::graph::NodeId node);

}  // namespace discography
