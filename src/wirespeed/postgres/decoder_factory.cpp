#include "wirespeed/postgres/decoder_factory.hpp"

#include "wirespeed/postgres/array_decoder.hpp"
#include "wirespeed/postgres/converted_decoder.hpp"
#include "wirespeed/postgres/null_decoder.hpp"
#include "wirespeed/postgres/numeric_codecs.hpp"
#include "wirespeed/postgres/record_decoder.hpp"
#include "wirespeed/postgres/text_value.hpp"
#include "wirespeed/postgres/value_parts.hpp"

namespace wirespeed::postgres {
namespace {

// No type of a server goes near these; a catalog that lies ends here.
constexpr int kMaxDepth = 32;
constexpr int kMaxDecoders = 50'000;

// Their arrays count from 0, and have one dimension.
constexpr Oid kInt2Vector = 22;
constexpr Oid kOidVector = 30;

}  // namespace

Result<DecoderPtr> DecoderFactory::make(std::string_view name, TypeRef type, Format format) {
  const Type* found = catalog_.find(type.oid);
  for (int i = 0; found != nullptr && found->kind == Kind::domain && i < kMaxDepth; ++i) {
    if (type.typmod == kNoTypmod) type.typmod = found->element.typmod;
    found = catalog_.find(found->element.oid);
  }
  if (format == Format::text) return make_from_text(name, found, type.typmod);
  if (found == nullptr) return make_opaque_decoder(name, fmt::format("{}", type.oid));
  return make_binary(name, *found, type.typmod);
}

// Of a server without the binary format, or of a type without it.
Result<DecoderPtr> DecoderFactory::make_from_text(std::string_view name, const Type* type, std::int32_t typmod) {
  const Print read = type == nullptr ? nullptr : binary_of_text(type->kind);
  if (!read) return make_text_decoder(name, options_);
  auto binary = make_binary(name, *type, typmod);
  if (!binary) return binary;
  return std::make_unique<RewrittenDecoder>(std::move(*binary), read);
}

Result<DecoderPtr> DecoderFactory::make_binary(std::string_view name, const Type& type, std::int32_t typmod) {
  if (auto plain = make_plain(name, type.kind, typmod)) return plain;
  switch (type.kind) {
    case Kind::enumeration:
      return make_label_decoder(name, type.labels, options_);
    case Kind::array:
      return make_array(name, type, typmod);
    case Kind::composite:
      return make_composite(name, type);
    case Kind::record:
      return make_record(name);
    case Kind::range:
      return make_range(name, type);
    case Kind::multirange:
      return make_multirange(name, type);
    default:
      return make_opaque_decoder(name, type.name);
  }
}

DecoderPtr DecoderFactory::make_plain(std::string_view name, Kind kind, std::int32_t typmod) const {
  if (auto fixed = make_fixed_decoder(name, kind, options_)) return fixed;
  if (auto shaped = make_shaped_decoder(name, kind, typmod, options_)) return shaped;
  switch (kind) {
    case Kind::numeric:
      return make_numeric(name, typmod);
    case Kind::text:
      return make_text_decoder(name, options_);
    case Kind::nothing:
      return std::make_unique<NullDecoder>(name);
    case Kind::versioned_text:
      return std::make_unique<VersionedDecoder>(make_text_decoder(name, options_));
    case Kind::bytes:
      return make_bytes_decoder(name);
    case Kind::enumeration:
    case Kind::opaque:
      return nullptr;
    default:
      break;
  }
  const Print print = print_of(kind);
  return print ? make_printed_decoder(name, print, options_) : nullptr;
}

DecoderPtr DecoderFactory::make_numeric(std::string_view name, std::int32_t typmod) const {
  column::Field field{.name = std::string(name)};
  const auto precision = precision_of(typmod);
  if (options_.numeric == NumericAs::float64) {
    return std::make_unique<ConvertedDecoder<FloatCodec>>(std::move(field), FloatCodec{});
  }
  if (options_.numeric == NumericAs::text || !precision || !precision->fits_decimal128()) {
    return make_printed_decoder(name, print_numeric, options_);
  }
  field.precision = precision->precision;
  field.scale = precision->scale;
  return std::make_unique<ConvertedDecoder<DecimalCodec>>(std::move(field), DecimalCodec{*precision});
}

// A decoder of what is in another value.
Result<DecoderPtr> DecoderFactory::within(std::string_view name, TypeRef type) {
  if (depth_ == kMaxDepth || made_ == kMaxDecoders) {
    return fail(Errc::limit,
                "make a decoder: expected types nested at most {} deep with {} parts, found more at \"{}\"", kMaxDepth,
                kMaxDecoders, name);
  }
  ++depth_;
  ++made_;
  auto decoder = make(name, type, Format::binary);
  --depth_;
  return decoder;
}

// A typmod of an array is that of its items.
Result<DecoderPtr> DecoderFactory::make_array(std::string_view name, const Type& type, std::int32_t typmod) {
  auto items = within(column::kItemName, {type.element.oid, typmod});
  if (!items) return items;
  const bool any_bounds = type.oid == kInt2Vector || type.oid == kOidVector;
  const ArraysAs form = any_bounds ? ArraysAs::lists : options_.arrays;
  return std::make_unique<ArrayDecoder>(name, std::move(*items), type.element.oid, form, any_bounds);
}

Result<DecoderPtr> DecoderFactory::make_composite(std::string_view name, const Type& type) {
  std::vector<DecoderPtr> parts;
  std::vector<Oid> types;
  for (const Attribute& attribute : type.fields) {
    auto part = within(attribute.name, attribute.type);
    if (!part) return part;
    parts.push_back(std::move(*part));
    types.push_back(attribute.type.oid);
  }
  return std::make_unique<StructDecoder>(name, std::move(parts), [types](ByteView value, std::span<Cell> cells) {
    return cut_composite(value, types, cells);
  });
}

DecoderPtr DecoderFactory::make_record(std::string_view name) const {
  auto record = std::make_unique<RecordDecoder>(name, catalog_.copy(), options_);
  if (options_.records == RecordsAs::text) record->read_as_text();
  return record;
}

Result<DecoderPtr> DecoderFactory::make_range(std::string_view name, const Type& type) {
  std::vector<DecoderPtr> parts;
  for (const char* bound : {"lower", "upper"}) {
    auto part = within(bound, type.element);
    if (!part) return part;
    parts.push_back(std::move(*part));
  }
  for (const char* flag : {"lower_inclusive", "upper_inclusive", "empty"}) {
    parts.push_back(make_fixed_decoder(flag, Kind::boolean, options_));
  }
  return std::make_unique<StructDecoder>(name, std::move(parts), cut_range);
}

Result<DecoderPtr> DecoderFactory::make_multirange(std::string_view name, const Type& type) {
  auto items = within(column::kItemName, type.element);
  if (!items) return items;
  return std::make_unique<ListDecoder>(name, std::move(*items), cut_multirange);
}

}  // namespace wirespeed::postgres
