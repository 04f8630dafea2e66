#include "wirespeed/postgres/constants.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/postgres/array_texts.hpp"
#include "wirespeed/postgres/text_constants.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

using column::ArrayView;
using column::Item;

namespace {

constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kEpochDays = 10'957;  // 2000-01-01 since 1970-01-01
constexpr std::int64_t kDay = 86'400'000'000;
// PostgreSQL's calendar: from 4714-11-24 BC, up to before 5874898-01-01 (dates) and 294277-01-01 (timestamps), counted
// from 2000-01-01 (datatype/timestamp.h).
constexpr std::int64_t kFirstDay = -2'451'545;
constexpr std::int64_t kEndDay = 2'145'031'949;
constexpr std::int64_t kFirstInstant = -211'813'488'000'000'000;
constexpr std::int64_t kEndInstant = 9'223'371'331'200'000'000;

constexpr std::string_view kHex = "0123456789abcdef";

void append_hex(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
}

template <std::integral T>
std::array<std::uint8_t, sizeof(T)> network_bytes(T value) noexcept {
  std::array<std::uint8_t, sizeof(T)> bytes{};
  store_be(bytes.data(), value);
  return bytes;
}

// The longest integer, and the only one with quotes: without them its digits alone would be read first, as numeric.
constexpr std::string_view kMaxInteger = "'-9223372036854775808'::int8";

char* copied(std::string_view text, char* at) noexcept { return std::copy(text.begin(), text.end(), at); }

// Days since 1970 to days since 2000, or microseconds. False for what PostgreSQL does not have.
bool move_epoch(std::int64_t& value, std::int64_t epoch, std::int64_t first, std::int64_t end) noexcept {
  return !__builtin_sub_overflow(value, epoch, &value) && value >= first && value < end;
}

bool to_microseconds(std::int64_t& value, TimeUnit unit) noexcept {
  switch (unit) {
    case TimeUnit::second:
      return !__builtin_mul_overflow(value, std::int64_t{1'000'000}, &value);
    case TimeUnit::millisecond:
      return !__builtin_mul_overflow(value, std::int64_t{1'000}, &value);
    case TimeUnit::microsecond:
      return true;
    case TimeUnit::nanosecond:
      value = value / 1'000 - static_cast<int>(value % 1'000 < 0);
      return true;
  }
  return false;
}

// | int64 microseconds | int32 days | int32 months |
std::array<std::uint8_t, 16> interval_bytes(std::int64_t us) noexcept {
  const std::int64_t days = us / kDay - static_cast<int>(us % kDay < 0);
  std::array<std::uint8_t, 16> bytes{};
  store_be(store_be(bytes.data(), us - days * kDay), static_cast<std::int32_t>(days));
  return bytes;
}

// Writes items one by one.
class ConstantWriter {
 public:
  ConstantWriter(const ArrayView& items, const ConstantStyle& style) : items_(items), style_(style), texts_(items) {}

  Result<std::string> all() {
    if (!fits()) {
      return fail(Errc::invalid_argument, "sql constants: expected items of the kind that was named, found others");
    }
    if (style_.kind == ConstantKind::integer && items_.validity == nullptr) {
      append_integers();
      return std::move(out_);
    }
    out_.reserve(static_cast<std::size_t>(items_.length) * 8);
    for (std::int64_t i = 0; i < items_.length; ++i) {
      if (i != 0) out_ += style_.separator;
      if (auto ok = append(i); !ok) return std::unexpected(ok.error());
    }
    return std::move(out_);
  }

 private:
  bool is_sql() const noexcept { return style_.form == ConstantForm::as_sql; }
  bool is_text() const noexcept { return style_.kind == ConstantKind::text || style_.kind == ConstantKind::bytea; }

  bool fits() const noexcept {
    const Item item = items_.dictionary != nullptr && is_text() ? items_.dictionary->item : items_.item;
    const bool is_integer = item >= Item::int8 && item <= Item::uint64;
    if (items_.dictionary != nullptr && !is_text()) return false;
    switch (style_.kind) {
      case ConstantKind::boolean:
        return item == Item::boolean || item == Item::bit;
      case ConstantKind::integer:
        return is_integer;
      case ConstantKind::float32:
        return item == Item::float32;
      case ConstantKind::float64:
        return item == Item::float64;
      case ConstantKind::date:
        return item == Item::ticks || item == Item::int32 || item == Item::int64;
      case ConstantKind::timestamp:
      case ConstantKind::timestamptz:
      case ConstantKind::interval:
        return item == Item::ticks || item == Item::int64;
      default:
        return column::is_text(item);
    }
  }

  void append_null() { out_ += "NULL"; }

  Result<void> append(std::int64_t i) {
    if (is_text()) return append_text_at(i);
    if (!items_.is_there(i)) {
      append_null();
      return {};
    }
    switch (style_.kind) {
      case ConstantKind::boolean:
        append_boolean(column::bit_at(items_, i));
        return {};
      case ConstantKind::integer:
        append_integer(i);
        return {};
      case ConstantKind::float32:
        append_float(column::item_at<float>(items_, i), "::float4");
        return {};
      case ConstantKind::float64:
        append_float(column::item_at<double>(items_, i), "::float8");
        return {};
      default:
        return append_time(i);
    }
  }

  void append_boolean(bool value) {
    if (is_sql()) {
      out_ += value ? "true" : "false";
    } else {
      out_.push_back(value ? 't' : 'f');
    }
  }

  // All of them, none of which is null.
  void append_integers() {
    const auto n = static_cast<std::size_t>(items_.length);
    out_.resize(n * (kMaxInteger.size() + style_.separator.size()));
    char* at = out_.data();
    for (std::int64_t i = 0; i < items_.length; ++i) {
      if (i != 0) at = copied(style_.separator, at);
      at = written_integer(i, at);
    }
    out_.resize(static_cast<std::size_t>(at - out_.data()));
  }

  void append_integer(std::int64_t i) {
    char digits[kMaxInteger.size()];
    out_.append(digits, written_integer(i, digits));
  }

  // The end of what it writes. REQUIRES: kMaxInteger.size() bytes
  char* written_integer(std::int64_t i, char* at) const noexcept {
    if (items_.item == Item::uint64)
      return copied_number(fmt::format_int(column::item_at<std::uint64_t>(items_, i)), at);
    const std::int64_t value = column::place_at(items_, i);
    if (is_sql() && value == std::numeric_limits<std::int64_t>::min()) return copied(kMaxInteger, at);
    return copied_number(fmt::format_int(value), at);
  }

  static char* copied_number(const fmt::format_int& number, char* at) noexcept {
    return copied({number.data(), number.size()}, at);
  }

  template <typename T>
  void append_float(T value, std::string_view type) {
    if (is_sql()) out_.push_back('\'');
    if (std::isnan(value)) {
      out_ += "NaN";
    } else if (std::isinf(value)) {
      out_ += value < 0 ? "-Infinity" : "Infinity";
    } else {
      fmt::format_to(std::back_inserter(out_), "{}", value);
    }
    if (is_sql()) {
      out_.push_back('\'');
      out_ += type;
    }
  }

  Result<void> append_time(std::int64_t i) {
    std::int64_t value = column::place_at(items_, i);
    if (items_.item == Item::ticks && value == kNaT) {
      append_null();
      return {};
    }
    const std::size_t before = out_.size();
    out_.push_back(is_sql() ? '\'' : '"');
    if (!print_time_value(value)) {
      out_.resize(before);
      return fail(Errc::invalid_argument,
                  "sql constants: expected {} within PostgreSQL's years, found one beyond, item {}", time_type(), i);
    }
    out_.push_back(is_sql() ? '\'' : '"');
    if (is_sql()) fmt::format_to(std::back_inserter(out_), "::{}", time_type());
    return {};
  }

  std::string_view time_type() const noexcept {
    switch (style_.kind) {
      case ConstantKind::date:
        return "date";
      case ConstantKind::timestamp:
        return "timestamp";
      case ConstantKind::timestamptz:
        return "timestamptz";
      default:
        return "interval";
    }
  }

  bool print_time_value(std::int64_t value) {
    if (style_.kind == ConstantKind::date) {
      if (!move_epoch(value, kEpochDays, kFirstDay, kEndDay)) return false;
      return print_date(out_, network_bytes(static_cast<std::int32_t>(value))).has_value();
    }
    if (!to_microseconds(value, style_.unit)) return false;
    if (style_.kind == ConstantKind::interval) return print_interval(out_, interval_bytes(value)).has_value();
    if (!move_epoch(value, kEpochDays * kDay, kFirstInstant, kEndInstant)) return false;
    const auto bytes = network_bytes(value);
    const bool has_zone = style_.kind == ConstantKind::timestamptz;
    return (has_zone ? print_timestamptz(out_, bytes) : print_timestamp(out_, bytes)).has_value();
  }

  Result<void> append_text_at(std::int64_t i) {
    bool is_character = true;
    const auto text = texts_.at(i, is_character);
    if (!text) {
      append_null();
      return {};
    }
    if (style_.kind == ConstantKind::bytea) {
      append_bytes(*text);
      return {};
    }
    const std::uint8_t marks = marks_of(*text);
    if (!is_character || ((marks & kBeyondAscii) != 0 && valid_utf8_prefix(*text) != text->size())) {
      return fail(Errc::invalid_argument, "sql constants: expected text in UTF-8, found other bytes, item {}", i);
    }
    if ((marks & kZero) != 0) {
      return fail(
          Errc::invalid_argument,
          "sql constants: expected text without zero characters, which PostgreSQL does not have, found one, item {}",
          i);
    }
    if (is_sql()) {
      append_text_constant(out_, *text, marks);
    } else {
      append_array_text(out_, *text, marks);
    }
    return {};
  }

  void append_bytes(std::string_view bytes) {
    out_ += is_sql() ? "E'\\\\x" : "\"\\\\x";
    append_hex(out_, bytes);
    out_ += is_sql() ? "'::bytea" : "\"";
  }

  const ArrayView& items_;
  const ConstantStyle& style_;
  ArrayTexts texts_;
  std::string out_;
};

}  // namespace

Result<std::string> constants(const ArrayView& items, const ConstantStyle& style) {
  return ConstantWriter(items, style).all();
}

}  // namespace wirespeed::postgres
