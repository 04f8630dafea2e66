// A snapshot of the graph with any bytes in it: opening refuses it or every question gets an answer.
//
// The input is a small valid snapshot's content: the fuzzer changes sections, and the container's checksums are made to
// fit, so that what is reached is the graph's own reading.  | u8 section | u16 offset | u8 count, bytes |*
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/builder.hpp"
#include "wirespeed/graph/graph.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::graph;

std::filesystem::path snapshot_path() {
  return std::filesystem::temp_directory_path() / fmt::format("graph_snapshot_fuzz_{}", ::getpid());
}

void fill(Builder& builder) {
  const std::uint32_t ids[] = {3, 5, 8, 4000000000};
  const std::uint32_t referenced[] = {5, 9};
  const LabelId a = value_or_throw(builder.add_label("A", ids, referenced));
  const LabelId b = value_or_throw(builder.add_label("B", 3));
  TextRows names;
  for (const char* name : {"one", "two", "three"}) names.add(name);
  value_or_throw(builder.add_text(b, "name", {}, names, TextUse::indexed_name));
  const std::int16_t years[] = {1990, 1991, 1990};
  value_or_throw(builder.add_i16(b, "year", {}, years));
  Dictionary words;
  const std::uint32_t codes[] = {words.intern("x"), words.intern("y"), words.intern("x")};
  const std::uint32_t ends[] = {1, 3, 3};
  value_or_throw(builder.add_text_list(b, "tags", {}, ends, codes, words));
  value_or_throw(builder.add_dictionary_text(b, "tag", {}, codes, words));
  EdgeList edges;
  for (std::uint32_t i = 0; i < 12; ++i) edges.add(i % 5, 5 + i % 3, i % 2);
  RelationshipSpec spec{.name = "T", .sources = builder.range(a), .targets = builder.range(b)};
  spec.value_name = "value";
  spec.dictionary = &words;
  spec.trend = TrendSpec{b, "year", Direction::out, 1};
  value_or_throw(builder.add_relationships(std::move(spec), std::move(edges)));
  EdgeList same;
  for (std::uint32_t i = 0; i < 6; ++i) same.add(i, 7 - i);
  const NodeRange all{0, 8};
  value_or_throw(builder.add_relationships({.name = "S", .sources = all, .targets = all}, std::move(same)));
  value_or_throw(builder.finish());
}

struct Snapshot {
  std::string bytes;
  std::vector<Section> sections;
};

const Snapshot& valid_snapshot() {
  static const Snapshot snapshot = [] {
    auto writer = value_or_throw(SectionWriter::create(snapshot_path()));
    Builder builder(writer, {.threads = 1});
    fill(builder);
    value_or_throw(writer.commit());
    const auto file = value_or_throw(SectionFile::open(snapshot_path()));
    return Snapshot{value_or_throw(read_file(snapshot_path())), file.sections()};
  }();
  return snapshot;
}

// Overwrites pieces of sections as the input says. Section checksums are not read at open, so they stay.
std::string altered(ByteView input) {
  std::string bytes = valid_snapshot().bytes;
  while (input.size() >= 4) {
    const Section& section = valid_snapshot().sections[input[0] % valid_snapshot().sections.size()];
    const std::size_t offset = section.size == 0 ? 0 : load_le<std::uint16_t>(input.data() + 1) % section.size;
    const std::size_t count = std::min<std::size_t>({input[3], input.size() - 4, section.size - offset});
    std::copy_n(input.begin() + 4, count, bytes.begin() + static_cast<std::ptrdiff_t>(section.offset + offset));
    input = input.subspan(4 + count);
  }
  return bytes;
}

void ask(const Graph& graph, NodeId node) {
  const NodeView view = graph.node(node);
  (void)view.properties();
  (void)view.external_id();
  (void)graph.find(view.label(), view.name());
  (void)graph.trends(node);
  for (const Category& category : graph.explore(node)) {
    for (std::size_t i = 0; i < category.neighbors.size(); ++i) {
      if (category.neighbors[i] >= graph.node_count()) std::abort();
      (void)graph.value_text(category.type, category.neighbors.value(i));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = altered({data, size});
  {
    auto* file = std::fopen(snapshot_path().c_str(), "wb");
    if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) std::abort();
    std::fclose(file);
  }
  const auto graph = Graph::open(snapshot_path());
  if (!graph) return 0;
  const auto count = static_cast<NodeId>(std::min<std::uint64_t>(graph->node_count(), 16));
  for (NodeId node = 0; node < count; ++node) {
    ask(*graph, node);
    const auto path = graph->shortest_path(node, count - 1, {.hub_degree = node % 3});
    if (path && *path && (*path)->nodes.back() != count - 1) std::abort();
  }
  for (std::uint16_t label = 0; label < graph->label_count(); ++label) {
    for (const ExternalId id : {0u, 5u, 9u, 4000000000u}) (void)graph->find_node(LabelId{label}, id);
  }
  (void)graph->verify();
  return 0;
}
