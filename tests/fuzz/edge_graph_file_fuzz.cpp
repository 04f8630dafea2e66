// The file of a graph made from edges, with any bytes in its sections: opening refuses it or every question gets an
// answer.
//
// The input says what is overwritten in a small valid file; checksums are made to fit, so that what is reached is the
// graph's own reading.  | u8 section | u16 offset | u8 count, bytes |*
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "wirespeed/base/section_file_fixture.hpp"
#include "wirespeed/graph/edge_graph_file.hpp"
#include "wirespeed/graph/edited_column.hpp"
#include "wirespeed/graph/traversal.hpp"
#include "wirespeed/graph_algorithms/betweenness.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/core_numbers.hpp"
#include "wirespeed/graph_algorithms/distances.hpp"
#include "wirespeed/graph_algorithms/levels.hpp"
#include "wirespeed/graph_algorithms/pagerank.hpp"
#include "wirespeed/graph_algorithms/triangles.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::graph;

std::filesystem::path file_path() {
  return std::filesystem::temp_directory_path() / fmt::format("edge_graph_file_fuzz_{}", ::getpid());
}

template <typename T, std::size_t n>
column::ArrayView view_of(column::Item item, const T (&values)[n]) {
  return {.item = item,
          .length = n,
          .data = reinterpret_cast<const std::uint8_t*>(values),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

void save_graph() {
  static const NodeId sources[] = {0, 1, 2, 2, 3, 5, 5, 7, 0, 4};
  static const NodeId targets[] = {1, 2, 2, 3, 0, 6, 7, 5, 4, 0};
  static const std::uint32_t types[] = {0, 0, 0, 1, 1, 1, 0, 1, 2, 2};
  static const double weights[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
  static const std::string_view names[] = {"ann", {}, "cat", "", "eve", "fay", "gus", "hal"};
  static const std::string_view kinds[] = {"x", "y"};
  static const column::ArrayView dictionary = view_of(column::Item::slices, kinds);
  static const std::int8_t codes[] = {0, 1, 0, -1, 1, 0, 0, 1};
  column::ArrayView coded = view_of(column::Item::int8, codes);
  coded.dictionary = &dictionary;
  EdgeTable table{.nodes = 8, .edges = {sources, targets, weights}, .types = types, .type_names = {"A", "B", "C"}};
  table.labels = {{"L", "M"}, {{0}, {0, 1}}, {0, 1, 2, 0, 1, 2, 0, 1}};
  table.order = {3, 1, 4, 0, 5, 2, 6, 7};
  static const std::int64_t lists[] = {0, 1, 1, 4, 5, 5, 6, 8, 10};
  NodeProperty listed{"listed", {.item = column::Item::large_text, .length = 8, .offsets = lists}, nullptr, kListType};
  listed.children.push_back({"item", view_of(column::Item::uint32, sources), nullptr, "tdD"});
  NodeProperty fielded{"fielded", {.item = column::Item::boolean, .length = 8}, nullptr, kStructType};
  fielded.children = {listed, {"name", view_of(column::Item::slices, names), nullptr}};
  table.properties = {{"name", view_of(column::Item::slices, names), nullptr},
                      {"kind", coded, nullptr},
                      std::move(listed),
                      std::move(fielded)};
  table.relationship_properties = {{"since", view_of(column::Item::float64, weights), nullptr}};
  const GraphExtras extras{.keys = table.properties[0], .note = "n"};
  value_or_throw(save_edge_graph(value_or_throw(EdgeGraph::from_edges(std::move(table))), file_path(), extras));
}

struct ValidFile {
  std::string bytes;
  std::vector<Section> sections;
};

const ValidFile& valid_file() {
  static const ValidFile valid = [] {
    save_graph();
    const auto file = value_or_throw(SectionFile::open(file_path()));
    return ValidFile{value_or_throw(read_file(file_path())), file.sections()};
  }();
  return valid;
}

std::string altered(ByteView input) {
  std::string bytes = valid_file().bytes;
  while (input.size() >= 4) {
    const Section& section = valid_file().sections[input[0] % valid_file().sections.size()];
    const std::size_t offset = section.size == 0 ? 0 : load_le<std::uint16_t>(input.data() + 1) % section.size;
    const std::size_t count = std::min<std::size_t>({input[3], input.size() - 4, section.size - offset});
    std::copy_n(input.begin() + 4, count, bytes.begin() + static_cast<std::ptrdiff_t>(section.offset + offset));
    input = input.subspan(4 + count);
  }
  return resealed(std::move(bytes), valid_file().sections);
}

void walk(const EdgeGraph& graph, NodeId root) {
  const Predicate late = PropertyTest{"since", Comparison::less, 5.0};
  const Predicate named = PropertyTest{"name", Comparison::less, std::string("eve")};
  const Predicate kind = PropertyTest{"kind", Comparison::equal, std::string("y")};
  for (const TraversalOptions& options :
       {TraversalOptions{.max_depth = 4}, TraversalOptions{.relationships = "A|<B", .max_depth = 4, .where = named},
        TraversalOptions{.relationships = "<", .max_depth = 4, .relationship_where = late},
        TraversalOptions{.labels = "-L", .max_depth = 4, .where = kind},
        TraversalOptions{.max_depth = 4, .where = PropertyTest{"listed", Comparison::contains, std::int64_t{2}}}}) {
    const auto traversal = Traversal::compile(graph, options);
    if (!traversal) continue;
    const auto found = traversal->paths(root, {.max_rows = 1000}, true);
    if (found && std::ranges::any_of(found->nodes, [&](NodeId node) { return node >= graph.node_count(); }))
      std::abort();
  }
}

void measure(const EdgeGraph& graph) {
  using namespace wirespeed::graph_algorithms;
  (void)weak_components(graph, {});
  (void)strong_components(graph, {});
  (void)betweenness(graph);
  (void)core_numbers(graph);
  (void)pagerank(graph);
  (void)triangles(graph);
  for (const Direction direction : {Direction::out, Direction::in, Direction::both}) {
    (void)distances(graph, 0, {.direction = direction});
    (void)levels(graph, 0, direction);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = altered({data, size});
  {
    auto* file = std::fopen(file_path().c_str(), "wb");
    if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) std::abort();
    std::fclose(file);
  }
  const auto opened = open_edge_graph(file_path());
  if (!opened) return 0;
  for (NodeId root = 0; root < opened->graph.node_count(); ++root) walk(opened->graph, root);
  std::vector<std::uint32_t> rows(opened->graph.node_count());
  for (const NodeProperty& column : opened->graph.properties()) (void)edited_column(column, rows, {});
  measure(opened->graph);
  return 0;
}
