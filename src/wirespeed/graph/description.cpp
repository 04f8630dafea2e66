#include "wirespeed/graph/description.hpp"

#include <concepts>
#include <type_traits>

namespace wirespeed::graph {
namespace {

class Encoder {
 public:
  template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
  void field(const T& value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof value);
  }
  void field(const std::string& text) {
    field(static_cast<std::uint32_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  template <typename T>
  void field(const std::vector<T>& list);

  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

class Decoder {
 public:
  explicit Decoder(ByteView bytes) : bytes_(bytes) {}

  template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
  void field(T& value) {
    if (const auto bytes = take(sizeof value); bytes.size() == sizeof value) value = load_le<T>(bytes.data());
  }
  void field(std::string& text) {
    std::uint32_t size = 0;
    field(size);
    text = text_of(take(size));
  }
  template <typename T>
  void field(std::vector<T>& list);

  bool failed() const noexcept { return failed_; }
  std::size_t at() const noexcept { return at_; }
  std::size_t left() const noexcept { return bytes_.size() - at_; }

 private:
  ByteView take(std::size_t size) {
    failed_ = failed_ || size > left();
    if (failed_) return {};
    const ByteView part = bytes_.subspan(at_, size);
    at_ += size;
    return part;
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

// The fields of each structure, once for both directions.
template <typename Coder, typename T>
void code(Coder& coder, T& shape)
  requires std::same_as<std::remove_const_t<T>, RowShape>
{
  coder.field(shape.form);
  coder.field(shape.rows);
  coder.field(shape.filled);
  coder.field(shape.entries);
}

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
  coder.field(label.properties);
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

template <typename T>
void Encoder::field(const std::vector<T>& list) {
  field(static_cast<std::uint32_t>(list.size()));
  for (const T& member : list) code(*this, member);
}

// A member takes at least one byte, so a count that lies ends with the bytes and reserves nothing.
template <typename T>
void Decoder::field(std::vector<T>& list) {
  std::uint32_t count = 0;
  field(count);
  for (std::uint32_t i = 0; i < count && !failed_; ++i) code(*this, list.emplace_back());
}

}  // namespace

std::vector<std::uint8_t> encode_description(const Description& description) {
  Encoder encoder;
  encoder.field(kFormatVersion);
  encoder.field(description.labels);
  encoder.field(description.types);
  encoder.field(description.trends);
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
  decoder.field(description.labels);
  decoder.field(description.types);
  decoder.field(description.trends);
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
