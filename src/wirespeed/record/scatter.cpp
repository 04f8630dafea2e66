#include "wirespeed/record/scatter.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::record {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();

bool is_time(Kind kind) noexcept { return kind >= Kind::date && kind <= Kind::duration; }
bool is_textual(Kind kind) noexcept { return kind >= Kind::fixed_text && kind <= Kind::bytes; }

template <typename T>
T number_at(const ArrayView& view, std::int64_t row) noexcept {
  return load_le<T>(view.data + row * view.stride);
}

// Calls visit(number) with an item that is a number or a boolean.
template <typename Visit>
bool visit_item(const ArrayView& view, std::int64_t row, Visit visit) {
  switch (view.item) {
    case Item::boolean:
    case Item::uint8:
      return visit(number_at<std::uint8_t>(view, row));
    case Item::bit:
      return visit(static_cast<std::uint8_t>(view.data[(view.first + row) / 8] >> ((view.first + row) % 8) & 1));
    case Item::int8:
      return visit(number_at<std::int8_t>(view, row));
    case Item::int16:
      return visit(number_at<std::int16_t>(view, row));
    case Item::int32:
      return visit(number_at<std::int32_t>(view, row));
    case Item::uint16:
      return visit(number_at<std::uint16_t>(view, row));
    case Item::uint32:
      return visit(number_at<std::uint32_t>(view, row));
    case Item::uint64:
      return visit(number_at<std::uint64_t>(view, row));
    case Item::float32:
      return visit(number_at<float>(view, row));
    case Item::float64:
      return visit(number_at<double>(view, row));
    default:
      return visit(number_at<std::int64_t>(view, row));
  }
}

// The number as another type, where that can hold it. Floats may be rounded.
template <typename To, typename From>
std::optional<To> narrowed(From from) noexcept {
  if constexpr (std::is_floating_point_v<To>) {
    return static_cast<To>(from);
  } else if constexpr (std::is_floating_point_v<From>) {
    const double limit = std::ldexp(1.0, std::numeric_limits<To>::digits);
    const bool fits = from == std::floor(from) && from < limit && from >= (std::is_signed_v<To> ? -limit : 0.0);
    return fits ? std::optional<To>(static_cast<To>(from)) : std::nullopt;
  } else {
    return std::in_range<To>(from) ? std::optional<To>(static_cast<To>(from)) : std::nullopt;
  }
}

template <typename To>
bool put(Writer& writer, const Field& field, const ArrayView& view, std::int64_t row) {
  const bool is_float = field.type.kind == Kind::float32 || field.type.kind == Kind::float64;
  return visit_item(view, row, [&](auto number) {
    if constexpr (std::is_floating_point_v<decltype(number)>) {
      if (std::isnan(number) && !is_float) {
        if (field.is_optional) writer.set_null(field.index);
        return field.is_optional;
      }
    }
    const auto narrow = narrowed<To>(number);
    if (!narrow || (field.type.kind == Kind::boolean && static_cast<double>(*narrow) > 1.0)) return false;
    writer.set_number(field.index, *narrow);
    return true;
  });
}

bool put_time(Writer& writer, const Field& field, const ArrayView& view, std::int64_t row) {
  const auto ticks = number_at<std::int64_t>(view, row);
  if (ticks == kNaT) {
    if (field.is_optional) writer.set_null(field.index);
    return field.is_optional;
  }
  if (field.type.kind != Kind::date) {
    writer.set_number(field.index, ticks);
    return true;
  }
  const auto days = narrowed<std::int32_t>(ticks);
  if (days) writer.set_number(field.index, *days);
  return days.has_value();
}

std::string utf8_of(const std::uint8_t* characters, std::size_t count) {
  std::string text;
  text.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    char bytes[4];
    const auto point = load_le<char32_t>(characters + i * sizeof(char32_t));
    const bool is_scalar = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    if (!is_scalar) return "\xFF";  // no UTF-8, as was asked for
    text.append(bytes, encode_utf8(point, bytes));
  }
  return text;
}

template <typename Offset>
ByteView between_offsets(const ArrayView& view, std::int64_t row) noexcept {
  const auto* offsets = static_cast<const Offset*>(view.offsets);
  return {view.data + offsets[row], static_cast<std::size_t>(offsets[row + 1] - offsets[row])};
}

ByteView in_view(const ArrayView& view, std::int64_t row) noexcept {
  const std::uint8_t* at = view.data + row * 16;
  const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
  if (size <= 12) return {at + 4, size};
  const auto* buffer = static_cast<const std::uint8_t*>(view.buffers[load_le<std::int32_t>(at + 8)]);
  return {buffer + load_le<std::int32_t>(at + 12), size};
}

// An item of text or bytes; `own` keeps what is made for it.
ByteView text_at(const ArrayView& view, std::int64_t row, std::string& own) {
  const std::uint8_t* at = view.data + row * view.stride;
  switch (view.item) {
    case Item::bytes:
      return bytes_of(trimmed(at, static_cast<std::size_t>(view.width)));
    case Item::ucs4: {
      auto count = static_cast<std::size_t>(view.width) / sizeof(char32_t);
      while (count != 0 && load_le<char32_t>(at + (count - 1) * sizeof(char32_t)) == 0) --count;
      own = utf8_of(at, count);
      return bytes_of(own);
    }
    case Item::text:
      return between_offsets<std::int32_t>(view, row);
    case Item::large_text:
      return between_offsets<std::int64_t>(view, row);
    case Item::text_view:
      return in_view(view, row);
    default:
      return bytes_of(load_le<std::string_view>(at));
  }
}

bool put_text(Writer& writer, const Field& field, const ArrayView& view, std::int64_t row) {
  std::string own;
  const ByteView bytes = text_at(view, row, own);
  const bool is_text = field.type.kind == Kind::text || field.type.kind == Kind::fixed_text;
  if (is_text && valid_utf8_prefix(text_of(bytes)) != bytes.size()) return false;
  switch (field.type.kind) {
    case Kind::fixed_text:
      if (bytes.size() > field.type.width) return false;
      writer.set_fixed_text(field.index, text_of(bytes));
      return true;
    case Kind::fixed_bytes:
      if (bytes.size() != field.type.width) return false;
      writer.set_fixed_bytes(field.index, bytes);
      return true;
    default:
      writer.set_bytes(field.index, bytes);
      return true;
  }
}

bool is_missing(const ArrayView& view, std::int64_t row) noexcept {
  if (!view.is_there(row)) return true;
  return view.item == Item::slices && load_le<std::string_view>(view.data + row * view.stride).data() == nullptr;
}

}  // namespace

bool can_scatter(const FieldType& type, const ArrayView& view) noexcept {
  if (type.is_list || type.kind == Kind::record) return false;
  const ArrayView& values = view.dictionary == nullptr ? view : *view.dictionary;
  if (is_textual(type.kind)) return column::is_text(values.item);
  if (is_time(type.kind)) return values.item == Item::ticks;
  return values.item < Item::ticks;
}

bool scatter(Writer& writer, const Field& field, const ArrayView& view, std::int64_t row) {
  if (is_missing(view, row)) {
    if (field.is_optional) writer.set_null(field.index);
    return field.is_optional;
  }
  if (view.dictionary != nullptr) {
    std::int64_t place = 0;
    visit_item(view, row, [&](auto number) {
      place = static_cast<std::int64_t>(number);
      return true;
    });
    return scatter(writer, field, *view.dictionary, place);
  }
  if (is_textual(field.type.kind)) return put_text(writer, field, view, row);
  if (is_time(field.type.kind)) return put_time(writer, field, view, row);
  return visit_number(field.type.kind, [&]<typename To>() { return put<To>(writer, field, view, row); });
}

}  // namespace wirespeed::record
