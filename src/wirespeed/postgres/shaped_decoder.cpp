// Structs, lists and maps whose shape their kind says: geometry, times with a zone, pgvector's types, hstore.
#include <array>

#include "wirespeed/postgres/decoder_factory.hpp"
#include "wirespeed/postgres/fixed_codecs.hpp"
#include "wirespeed/postgres/value_parts.hpp"

namespace wirespeed::postgres {
namespace {

// Of pgvector's vectors. A NULL among them takes as much as a value: more is a list that says its length.
constexpr std::int32_t kMaxDimensions = 16000;

class ShapedFactory {
 public:
  ShapedFactory(std::int32_t typmod, const ColumnOptions& options) : typmod_(typmod), options_(options) {}

  DecoderPtr make(std::string_view name, Kind kind) const {
    switch (kind) {
      case Kind::point:
        return structure(name, {{"x", Kind::float64}, {"y", Kind::float64}});
      case Kind::line:
        return structure(name, {{"a", Kind::float64}, {"b", Kind::float64}, {"c", Kind::float64}});
      case Kind::lseg:
        return structure(name, {{"start", Kind::point}, {"end", Kind::point}});
      case Kind::box:
        return structure(name, {{"upper_right", Kind::point}, {"lower_left", Kind::point}});
      case Kind::circle:
        return structure(name, {{"center", Kind::point}, {"radius", Kind::float64}});
      case Kind::path:
        return path(name);
      case Kind::polygon:
        return std::make_unique<ListDecoder>(name, item(Kind::point), cut_polygon);
      case Kind::timetz:
        return timetz(name);
      case Kind::hstore:
        return std::make_unique<MapDecoder>(name, make_text_decoder("key", plain_text()),
                                            make_text_decoder("value", options_), cut_hstore);
      default:
        return vector(name, kind);
    }
  }

 private:
  struct Part {
    const char* name;
    Kind kind;
  };

  static std::size_t size_of(Kind kind) noexcept { return kind == Kind::point ? 16 : 8; }
  DecoderPtr item(Kind kind) const { return part({column::kItemName.data(), kind}); }
  DecoderPtr part(const Part& part) const {
    if (part.kind == Kind::point) return make(part.name, part.kind);
    return make_fixed_decoder(part.name, part.kind, options_);
  }

  // Keys of a map are never a dictionary.
  ColumnOptions plain_text() const {
    ColumnOptions options = options_;
    options.dictionary = DictionaryText::never;
    return options;
  }

  static CutParts by_sizes(std::vector<std::size_t> sizes) {
    return [sizes = std::move(sizes)](ByteView value, std::span<Cell> parts) { return cut_sizes(value, sizes, parts); };
  }
  static CutItems by_size(std::size_t size) {
    return [size](ByteView value, std::vector<Cell>& items) { return cut_equal(value, size, items); };
  }

  DecoderPtr structure(std::string_view name, const std::vector<Part>& parts) const {
    std::vector<DecoderPtr> decoders;
    std::vector<std::size_t> sizes;
    for (const Part& one : parts) {
      decoders.push_back(part(one));
      sizes.push_back(size_of(one.kind));
    }
    return std::make_unique<StructDecoder>(name, std::move(decoders), by_sizes(std::move(sizes)));
  }

  DecoderPtr path(std::string_view name) const {
    std::vector<DecoderPtr> parts;
    parts.push_back(part({"closed", Kind::boolean}));
    parts.push_back(std::make_unique<ListDecoder>("points", item(Kind::point), by_size(size_of(Kind::point))));
    return std::make_unique<StructDecoder>(name, std::move(parts), cut_path);
  }

  DecoderPtr timetz(std::string_view name) const {
    std::vector<DecoderPtr> parts;
    parts.push_back(part({"time", Kind::time}));
    parts.push_back(
        std::make_unique<FixedDecoder<UtcOffsetCodec>>(column::Field{.name = "utc_offset_s"}, UtcOffsetCodec{}));
    return std::make_unique<StructDecoder>(name, std::move(parts), by_sizes({8, 4}));
  }

  DecoderPtr vector(std::string_view name, Kind kind) const {
    const auto cut = [](std::size_t size) {
      return [size](ByteView value, std::vector<Cell>& items) { return cut_vector(value, size, items); };
    };
    const bool is_known = typmod_ > 0 && typmod_ <= kMaxDimensions;
    const std::int32_t dimensions = is_known ? typmod_ : 0;
    switch (kind) {
      case Kind::vector:
        return std::make_unique<ListDecoder>(name, item(Kind::float32), cut(4), dimensions);
      case Kind::halfvec:
        return std::make_unique<ListDecoder>(name, half(), cut(2), dimensions);
      case Kind::sparsevec:
        return sparse_vector(name);
      default:
        return nullptr;
    }
  }

  static DecoderPtr half() {
    return std::make_unique<FixedDecoder<HalfCodec>>(column::Field{.name = std::string(column::kItemName)},
                                                     HalfCodec{});
  }

  DecoderPtr sparse_vector(std::string_view name) const {
    std::vector<DecoderPtr> parts;
    parts.push_back(part({"dimensions", Kind::int32}));
    parts.push_back(std::make_unique<ListDecoder>("indices", item(Kind::int32), by_size(4)));
    parts.push_back(std::make_unique<ListDecoder>("values", item(Kind::float32), by_size(4)));
    return std::make_unique<StructDecoder>(name, std::move(parts), cut_sparse_vector);
  }

  std::int32_t typmod_;
  const ColumnOptions& options_;
};

}  // namespace

DecoderPtr make_shaped_decoder(std::string_view name, Kind kind, std::int32_t typmod, const ColumnOptions& options) {
  return ShapedFactory(typmod, options).make(name, kind);
}

}  // namespace wirespeed::postgres
