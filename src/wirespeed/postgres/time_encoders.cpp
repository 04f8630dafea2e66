#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/time_conversions.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::string_view kTooFine = "it counts in microseconds; round it first";

Interval day_time_of(std::int64_t bits) noexcept {
  const auto milliseconds = static_cast<std::int32_t>(bits >> 32);
  return {.us = std::int64_t{milliseconds} * 1000, .days = static_cast<std::int32_t>(bits)};
}

//  | int32 months | int32 days | int64 ns |
Interval month_day_nano_of(const std::uint8_t* at) noexcept {
  return {.nanos = load_le<std::int64_t>(at + 8),
          .days = load_le<std::int32_t>(at + 4),
          .months = load_le<std::int32_t>(at)};
}

Interval duration_of(std::int64_t value, std::int64_t per_second) noexcept {
  if (per_second > kUsPerSecond) return {.nanos = value};
  Interval interval;
  interval.fits = !__builtin_mul_overflow(value, kUsPerSecond / per_second, &interval.us);
  if (!interval.fits) interval.us = value;
  return interval;
}

}  // namespace

std::string UnitsToDate::text(Value value) const {
  std::string out;
  const std::int64_t rest = value % per_day;
  const std::int64_t days = value / per_day - (rest < 0 ? 1 : 0);
  if (rest == 0) {
    column::append_date(out, days);
  } else {
    const SplitUnits split(value, per_day / 86'400);
    column::append_timestamp(out, split.seconds, split.nanos, false);
  }
  return out;
}

std::string UnitsToDate::why(Value value) const {
  return value % per_day == 0 ? "dates reach from 4714-11-24 BC to 5874897-12-31" : "it has a time of the day";
}

std::string UnitsToTimestamp::text(Value value) const {
  std::string out;
  const SplitUnits split(value, per_second);
  column::append_timestamp(out, split.seconds, split.nanos, utc);
  return out;
}

std::string UnitsToTimestamp::why(Value value) const {
  const bool too_fine = to_us.multiply == 0 && value % 1000 != 0;
  return too_fine ? std::string(kTooFine) : "timestamps reach from 4714-11-24 BC to 294276-12-31";
}

std::string DateToTimestamp::text(Value days) const {
  std::string out;
  column::append_date(out, days);
  return out;
}

std::string DateToTimestamp::why(Value) const { return "timestamps reach from 4714-11-24 BC to 294276-12-31"; }

std::string UnitsToTime::text(Value value) const {
  if (value < 0) return fmt::format("{}/{} s", value, per_second);
  std::string out;
  const SplitUnits split(value, per_second);
  column::append_timestamp(out, split.seconds, split.nanos, false);
  return out.substr(out.find('T') + 1);
}

std::string UnitsToTime::why(Value value) const {
  const bool too_fine = to_us.multiply == 0 && value % 1000 != 0;
  return too_fine ? std::string(kTooFine) : "times reach from 00:00 to 24:00";
}

void ToInterval::load(const ImportedColumn& column, RowRange rows, Interval* out) const noexcept {
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::int64_t row = rows.begin + static_cast<std::int64_t>(i);
    switch (column.layout) {
      case Layout::months:
        out[i] = {.months = column.at<std::int32_t>(1, row)};
        break;
      case Layout::day_time:
        out[i] = day_time_of(column.at<std::int64_t>(1, row));
        break;
      case Layout::duration:
        out[i] = duration_of(column.at<std::int64_t>(1, row), column.per_second);
        break;
      default:
        out[i] = month_day_nano_of(static_cast<const std::uint8_t*>(column.buffers[1]) + 16 * (column.first + row));
        break;
    }
  }
}

std::string ToInterval::text(const Interval& value) const {
  if (!value.fits) return fmt::format("{}/{} s", value.us, per_second);
  std::string out;
  const SplitUnits split(value.nanos, 1'000'000'000);
  column::append_interval(out, value.months, value.days, split.seconds + value.us / kUsPerSecond, split.nanos);
  return out;
}

std::string ToInterval::why(const Interval& value) const {
  return value.fits ? std::string(kTooFine) : "intervals have at most 2^63 - 1 microseconds";
}

EncoderPointer make_date_encoder(const EncoderSetup& setup) {
  const ImportedColumn& source = setup.source;
  if (source.layout == Layout::date32) return fixed_encoder(setup, UnitsToDate{1});
  const bool naive = source.layout == Layout::timestamp && source.zone.empty();
  if (!naive && source.layout != Layout::date64) return nullptr;
  return fixed_encoder(setup, UnitsToDate{source.per_second * 86'400});
}

EncoderPointer make_time_encoder(const EncoderSetup& setup) {
  const ImportedColumn& source = setup.source;
  if (source.layout != Layout::time32 && source.layout != Layout::time64) return nullptr;
  return fixed_encoder(setup, UnitsToTime{source.per_second});
}

// With a zone to timestamptz, without one to timestamp: anything else would have to guess one.
EncoderPointer make_timestamp_encoder(const EncoderSetup& setup, Kind kind) {
  const ImportedColumn& source = setup.source;
  const bool zoned = kind == Kind::timestamptz;
  if (source.layout == Layout::date32 && !zoned) return fixed_encoder(setup, DateToTimestamp());
  const bool same =
      source.layout == Layout::timestamp ? source.zone.empty() != zoned : source.layout == Layout::date64 && !zoned;
  if (!same) return nullptr;
  return fixed_encoder(setup, UnitsToTimestamp{source.per_second, zoned});
}

EncoderPointer make_interval_encoder(const EncoderSetup& setup) {
  switch (setup.source.layout) {
    case Layout::duration:
    case Layout::months:
    case Layout::day_time:
    case Layout::month_day_nano:
      return fixed_encoder(setup, ToInterval{setup.source.per_second});
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::postgres
