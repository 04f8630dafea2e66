// Graphs in files for tests: one with a little of everything, and the same file with another section in it.
#pragma once

#include <unistd.h>

#include <fstream>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/edge_graph_file.hpp"
#include "wirespeed/graph/edge_graph_fixture.hpp"
#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

// A path that goes with the object.
class GraphPath {
 public:
  explicit GraphPath(std::string_view name)
      : path_(std::filesystem::path(testing::TempDir()) / fmt::format("graph_{}_{}", name, ::getpid())) {}
  ~GraphPath() { std::filesystem::remove(path_); }
  GraphPath(const GraphPath&) = delete;
  GraphPath& operator=(const GraphPath&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  std::string bytes() const { return value_or_throw(read_file(path_)); }
  void replace(std::string_view bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

  EdgeGraph saved(const EdgeGraph& graph) const {
    value_or_throw(graph.save(path_));
    return value_or_throw(EdgeGraph::open(path_));
  }

  // The same file with one section of other content, whose checksums fit.
  void forge(std::string_view name, ByteView bytes) const {
    const auto file = value_or_throw(SectionFile::open(path_));
    auto writer = value_or_throw(SectionWriter::create(path_));
    for (const Section& section : file.sections()) {
      const ByteView same = value_or_throw(file.section(section.name));
      value_or_throw(writer.add(section.name, section.name == name ? bytes : same));
    }
    value_or_throw(writer.commit());
  }

 private:
  std::filesystem::path path_;
};

template <typename T>
column::ArrayView view_of(column::Item item, const std::vector<T>& values) {
  return {.item = item,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

// Lists of numbers, some of them null, some items too, seen from the second on; and structs of texts and such lists.
inline NodeProperty listed() {
  static const std::vector<std::int64_t> offsets{1, 2, 4, 4, 4, 5, 6, 7, 8, 9, 11};
  static const std::vector<std::uint8_t> lists_there{0b1111'0111, 0b11};
  static const std::vector<std::int32_t> items{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  static const std::vector<std::uint8_t> items_there{0b1111'1011, 0xff};
  NodeProperty column{"listed", {.item = column::Item::large_text, .length = 10}, nullptr, kListType};
  column.values.offsets = offsets.data();
  column.values.validity = lists_there.data();
  column.children.push_back({"item", view_of(column::Item::int32, items), nullptr, "tdD"});
  column.children[0].values.validity = items_there.data();
  return column;
}

inline NodeProperty fielded() {
  static const std::vector<std::string_view> towns{"Oslo", {},     "Rome", "Wien", "Bern",
                                                   "Kiew", "Bonn", "Linz", "",     "Ulm"};
  static const std::vector<std::uint8_t> there{0b1011'1111, 0b11};
  NodeProperty column{"fielded", {.item = column::Item::boolean, .length = 10}, nullptr, kStructType};
  column.values.validity = there.data();
  column.children = {{"town", view_of(column::Item::slices, towns), nullptr}, listed()};
  return column;
}

// Three types, of which one has rows of one each, labels, weights, an order, columns of nodes and of edges.
inline EdgeGraph rich_graph() {
  static const std::vector<std::int64_t> ages{7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  static const std::vector<std::string_view> names{"ann", {}, "cat", "", "eve", "fay", "gus", "hal", "ian", "jo"};
  static const std::vector<std::string_view> kinds{"x", "y"};
  static const column::ArrayView dictionary = view_of(column::Item::slices, kinds);
  static const std::vector<std::int8_t> codes{0, 1, 0, -1, 1, 0, 0, 1, 2, 0};
  static const std::vector<float> since{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  SampleEdges edges{.nodes = 10, .type_names = {"A", "B", "C"}};
  for (NodeId i = 0; i < 8; ++i) edges.add(i, (i * 3 + 1) % 10, i % 2);
  for (NodeId i = 0; i < 4; ++i) edges.add(i, i + 5, 2);
  edges.add(2, 2, 0);
  edges.add(2, 3, 0);
  for (std::size_t i = 0; i < edges.sources.size(); ++i) edges.weights.push_back(static_cast<double>(i) / 2 + 1);
  edges.labels = {{"L", "M"}, {{0}, {0, 1}, {}}, {0, 1, 2, 0, 1, 3, 0, 1, 2, 3}};
  edges.order = {3, 1, 4, 0, 5, 9, 2, 6, 8, 7};
  EdgeTable table = edges.table();
  column::ArrayView coded = view_of(column::Item::int8, codes);
  coded.dictionary = &dictionary;
  table.properties = {{"age", view_of(column::Item::int64, ages), nullptr},
                      {"name", view_of(column::Item::slices, names), nullptr},
                      {"kind", coded, nullptr},
                      listed(),
                      fielded()};
  table.relationship_properties = {{"since", view_of(column::Item::float32, since), nullptr}};
  return value_or_throw(EdgeGraph::from_edges(std::move(table)));
}

}  // namespace wirespeed::graph
