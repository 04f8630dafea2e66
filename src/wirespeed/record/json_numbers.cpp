#include <cmath>

#include "wirespeed/base/integer_text.hpp"
#include "wirespeed/base/number_text.hpp"
#include "wirespeed/column/arrow_values.hpp"
#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

using column::Item;

constexpr std::size_t kNumberRoom = kMaxNumberText;

char* write_bool(char* at, bool value) noexcept {
  constexpr std::uint64_t kTrue = 0x65757274;  // the letters, the first one lowest
  constexpr std::uint64_t kFalse = 0x65736C6166;
  const std::uint64_t chosen = 0 - static_cast<std::uint64_t>(value);  // no branch: they cannot be foreseen
  store_le(at, kFalse ^ (chosen & (kFalse ^ kTrue)));
  return at + 5 + static_cast<std::int64_t>(chosen);
}

struct ByteBool {
  static constexpr std::size_t kRoom = 8;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    return write_bool(at, column.data[item * column.stride] != 0);
  }
};

struct BitBool {
  static constexpr std::size_t kRoom = 8;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    const std::int64_t bit = column.first + item;
    return write_bool(at, (column.data[bit / 8] >> (bit % 8) & 1) != 0);
  }
};

template <typename T>
struct Integer {
  static constexpr std::size_t kRoom = kNumberRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    return write_integer(at, static_cast<Wide>(number_at<T>(column, item)));
  }
};

template <typename T>
char* write_finite(char* at, T value, const JsonColumn& column, JsonOut& out) {
  if (std::isfinite(value)) [[likely]]
    return write_number(at, value);
  if (column.options.non_finite == NonFinite::null) return write_null(at);
  out.set_fault(fmt::format("expected a number, found {}", value));
  return nullptr;
}

template <typename T>
struct Float {
  static constexpr std::size_t kRoom = kNumberRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    return write_finite(at, number_at<T>(column, item), column, out);
  }
};

struct Half {
  static constexpr std::size_t kRoom = kNumberRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    const double value = column::half_to_double(number_at<std::uint16_t>(column, item));
    return write_finite(at, static_cast<float>(value), column, out);
  }
};

}  // namespace

void set_number(JsonColumn& column, Item item) {
  switch (item) {
    case Item::boolean:
      return set_codec<ByteBool>(column);
    case Item::bit:
      return set_codec<BitBool>(column);
    case Item::int8:
      return set_codec<Integer<std::int8_t>>(column);
    case Item::int16:
      return set_codec<Integer<std::int16_t>>(column);
    case Item::int32:
      return set_codec<Integer<std::int32_t>>(column);
    case Item::uint8:
      return set_codec<Integer<std::uint8_t>>(column);
    case Item::uint16:
      return set_codec<Integer<std::uint16_t>>(column);
    case Item::uint32:
      return set_codec<Integer<std::uint32_t>>(column);
    case Item::uint64:
      return set_codec<Integer<std::uint64_t>>(column);
    case Item::float32:
      return set_codec<Float<float>>(column);
    case Item::float64:
      return set_codec<Float<double>>(column);
    default:
      return set_codec<Integer<std::int64_t>>(column);
  }
}

void set_half(JsonColumn& column) { set_codec<Half>(column); }

}  // namespace wirespeed::record
