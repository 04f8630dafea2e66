// For the tests: an index of a few names, built through a file and opened again.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/search/builder.hpp"
#include "wirespeed/search/index.hpp"

namespace wirespeed::search {

struct NamedNode {
  std::uint32_t node;
  std::uint8_t label;
  std::string name;
  std::uint32_t popularity;
};

inline std::filesystem::path new_index_path() {
  static std::atomic<int> files{0};
  return std::filesystem::temp_directory_path() / fmt::format("wirespeed_search_{}_{}", getpid(), files++);
}

class BuiltIndex {
 public:
  explicit BuiltIndex(const std::vector<NamedNode>& names, unsigned threads = 1) : path_(new_index_path()) {
    IndexBuilder builder;
    for (const auto& [node, label, name, popularity] : names)
      value_or_throw(builder.add(node, label, name, popularity));
    auto writer = value_or_throw(SectionWriter::create(path_));
    value_or_throw(builder.write(writer, threads));
    value_or_throw(writer.commit());
    file_.emplace(value_or_throw(SectionFile::open(path_)));
    index_.emplace(value_or_throw(Index::open(*file_)));
  }
  BuiltIndex(const BuiltIndex&) = delete;
  BuiltIndex& operator=(const BuiltIndex&) = delete;
  ~BuiltIndex() { std::filesystem::remove(path_); }

  const Index& operator*() const { return *index_; }
  const Index* operator->() const { return &*index_; }
  const SectionFile& file() const { return *file_; }
  std::string bytes() const { return value_or_throw(read_file(path_)); }

 private:
  std::filesystem::path path_;
  std::optional<SectionFile> file_;
  std::optional<Index> index_;
};

inline std::vector<std::uint32_t> nodes_of(const std::vector<Hit>& hits) {
  std::vector<std::uint32_t> nodes;
  for (const Hit& hit : hits) nodes.push_back(hit.node);
  return nodes;
}

}  // namespace wirespeed::search
