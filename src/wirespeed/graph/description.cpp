#include "wirespeed/graph/description.hpp"

#include <concepts>
#include <type_traits>

#include "wirespeed/graph/field_codec.hpp"

namespace wirespeed::graph {
namespace {

// The fields of each structure, once for both directions.
template <typename Coder, typename T>
void code(Coder& coder, T& property)
  requires std::same_as<std::remove_const_t<T>, PropertyDescription>
{
  coder.field(property.name);
  coder.field(property.kind);
  coder.field(property.dictionary_size);
  code(coder, property.lists);
}

template <typename Coder, typename T>
void code(Coder& coder, T& label)
  requires std::same_as<std::remove_const_t<T>, LabelDescription>
{
  coder.field(label.name);
  coder.field(label.count);
  coder.field(label.stubs);
  coder.field(label.has_ids);
  coder.field(label.id_universe);
  coder.field(label.id_head_count);
  coder.field(label.name_property);
  coder.field(label.name_index_bits);
  coder.list(label.properties, [&](auto& property) { code(coder, property); });
}

template <typename Coder, typename T>
void code(Coder& coder, T& type)
  requires std::same_as<std::remove_const_t<T>, TypeDescription>
{
  coder.field(type.name);
  coder.field(type.sources.begin);
  coder.field(type.sources.end);
  coder.field(type.targets.begin);
  coder.field(type.targets.end);
  coder.field(type.rows);
  coder.field(type.value_name);
  coder.field(type.dictionary_size);
  code(coder, type.out);
  code(coder, type.in);
}

template <typename Coder, typename T>
void code(Coder& coder, T& trend)
  requires std::same_as<std::remove_const_t<T>, TrendDescription>
{
  coder.field(trend.type);
  coder.field(trend.counted);
  coder.field(trend.property);
  coder.field(trend.direction);
  coder.field(trend.precompute_degree);
  coder.field(trend.nodes);
  coder.field(trend.cells);
}

template <typename Coder, typename T>
void code(Coder& coder, T& description)
  requires std::same_as<std::remove_const_t<T>, Description>
{
  coder.list(description.labels, [&](auto& label) { code(coder, label); });
  coder.list(description.types, [&](auto& type) { code(coder, type); });
  coder.list(description.trends, [&](auto& trend) { code(coder, trend); });
}

}  // namespace

std::vector<std::uint8_t> encode_description(const Description& description) {
  Encoder encoder;
  encoder.field(kFormatVersion);
  code(encoder, description);
  return encoder.take();
}

Result<Description> decode_description(ByteView bytes) {
  Decoder decoder(bytes);
  std::uint32_t version = 0;
  decoder.field(version);
  if (!decoder.failed() && version != kFormatVersion) {
    return fail(Errc::unsupported, "expected graph format {}, found {}; ingest the dumps again", kFormatVersion,
                version);
  }
  Description description;
  code(decoder, description);
  if (decoder.failed()) {
    return fail(Errc::truncated, "section {} ends at byte {} inside a field", kDescriptionSection, bytes.size());
  }
  if (decoder.left() != 0) {
    return fail(Errc::malformed, "section {}: expected its end at byte {}, found {} bytes more", kDescriptionSection,
                decoder.at(), decoder.left());
  }
  return description;
}

}  // namespace wirespeed::graph
