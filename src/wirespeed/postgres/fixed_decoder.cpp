#include "wirespeed/postgres/fixed_decoder.hpp"

#include "wirespeed/postgres/bool_decoder.hpp"
#include "wirespeed/postgres/decoder_factory.hpp"
#include "wirespeed/postgres/fixed_codecs.hpp"

namespace wirespeed::postgres {
namespace {

using column::Type;

template <typename Codec>
DecoderPtr fixed(column::Field field, Codec codec = {}) {
  return std::make_unique<FixedDecoder<Codec>>(std::move(field), codec);
}

DecoderPtr make_number_decoder(column::Field field, Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return std::make_unique<BoolDecoder>(std::move(field));
    case Kind::int16:
      return fixed<NumberCodec<std::int16_t, Type::int16>>(std::move(field));
    case Kind::int32:
      return fixed<NumberCodec<std::int32_t, Type::int32>>(std::move(field));
    case Kind::int64:
      return fixed<NumberCodec<std::int64_t, Type::int64>>(std::move(field));
    case Kind::uint32:
      return fixed<NumberCodec<std::uint32_t, Type::uint32>>(std::move(field));
    case Kind::uint64:
      return fixed<NumberCodec<std::uint64_t, Type::uint64>>(std::move(field));
    case Kind::float32:
      return fixed<NumberCodec<float, Type::float32>>(std::move(field));
    case Kind::float64:
      return fixed<NumberCodec<double, Type::float64>>(std::move(field));
    default:
      return nullptr;
  }
}

// Those whose values may lie beyond Arrow's, unless such values are to be text.
DecoderPtr make_bounded_decoder(column::Field field, Kind kind, OutOfRange out_of_range) {
  if (out_of_range == OutOfRange::text) return nullptr;
  const bool extreme = out_of_range == OutOfRange::extreme;
  switch (kind) {
    case Kind::date:
      return fixed(std::move(field), DateCodec{extreme});
    case Kind::timestamptz:
      field.zone = "UTC";
      [[fallthrough]];
    case Kind::timestamp:
      return fixed(std::move(field), TimestampCodec{extreme});
    case Kind::interval:
      return fixed(std::move(field), IntervalCodec{extreme});
    default:
      return nullptr;
  }
}

}  // namespace

DecoderPtr make_fixed_decoder(std::string_view name, Kind kind, const ColumnOptions& options) {
  column::Field field{.name = std::string(name)};
  switch (kind) {
    case Kind::time:
      return fixed<NumberCodec<std::int64_t, column::Type::time64_us>>(std::move(field));
    case Kind::uuid:
      return fixed<UuidCodec>(std::move(field));
    case Kind::money:
      field.precision = 19;
      field.scale = options.money_digits;
      return fixed<MoneyCodec>(std::move(field));
    default:
      break;
  }
  if (auto decoder = make_number_decoder(field, kind)) return decoder;
  return make_bounded_decoder(std::move(field), kind, options.out_of_range);
}

}  // namespace wirespeed::postgres
