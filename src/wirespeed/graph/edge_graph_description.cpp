#include "wirespeed/graph/edge_graph_description.hpp"

#include "wirespeed/graph/field_codec.hpp"

namespace wirespeed::graph {
namespace {

// The fields of each structure, once for both directions.
template <typename Coder, typename T>
void code(Coder& coder, T& type)
  requires std::same_as<std::remove_const_t<T>, EdgeTypeDescription>
{
  coder.field(type.name);
  code(coder, type.out);
  code(coder, type.in);
  coder.field(type.has_edge_numbers);
}

template <typename Coder, typename T>
void code(Coder& coder, T& values)
  requires std::same_as<std::remove_const_t<T>, PlainDescription>
{
  coder.field(values.item);
  coder.field(values.length);
  coder.field(values.width);
  coder.field(values.has_validity);
}

// What stands deeper within others than there may be is left, and so missed at the end.
template <typename Coder, typename T>
void code(Coder& coder, T& column, std::uint32_t version, std::size_t depth = 0)  // NOLINT(misc-no-recursion)
  requires std::same_as<std::remove_const_t<T>, ColumnDescription>
{
  coder.field(column.name);
  code(coder, column.values);
  coder.field(column.has_dictionary);
  code(coder, column.dictionary);
  if (version < 2) return;
  coder.field(column.type);
  if (depth == kMaxNesting) return;
  coder.list(column.children, [&](auto& child) { code(coder, child, version, depth + 1); });
}

template <typename Coder, typename T>
void code(Coder& coder, T& graph, std::uint32_t version)
  requires std::same_as<std::remove_const_t<T>, EdgeGraphDescription>
{
  const auto field = [&](auto& one) { coder.field(one); };
  const auto column = [&](auto& one) { code(coder, one, version); };
  coder.field(graph.nodes);
  coder.field(graph.is_placed);
  coder.field(graph.has_weights);
  coder.list(graph.types, [&](auto& type) { code(coder, type); });
  coder.list(graph.labels, field);
  coder.list(graph.label_sets, [&](auto& set) { coder.list(set, field); });
  coder.list(graph.classes, [&](auto& one) {
    coder.field(one.labels);
    coder.field(one.has_rows);
  });
  coder.list(graph.by_node, column);
  coder.list(graph.by_edge, column);
  coder.list(graph.keys, column);
  coder.field(graph.note);
}

}  // namespace

std::vector<std::uint8_t> encode_edge_graph(const EdgeGraphDescription& description) {
  Encoder encoder;
  encoder.field(kEdgeGraphVersion);
  code(encoder, description, kEdgeGraphVersion);
  return encoder.take();
}

Result<EdgeGraphDescription> decode_edge_graph(ByteView bytes) {
  Decoder decoder(bytes);
  std::uint32_t version = 0;
  decoder.field(version);
  if (!decoder.failed() && (version == 0 || version > kEdgeGraphVersion)) {
    return fail(Errc::unsupported, "expected a version up to {}, found {}; save the graph again", kEdgeGraphVersion,
                version);
  }
  EdgeGraphDescription description;
  code(decoder, description, version);
  if (!decoder.failed() && decoder.left() == 0) return description;
  return fail(Errc::malformed, "expected its last field to end at byte {}, found {} read; save the graph again",
              bytes.size(), decoder.at());
}

}  // namespace wirespeed::graph
