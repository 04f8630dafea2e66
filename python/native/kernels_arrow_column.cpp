// What a column's buffers mean, by its format.
#include "kernels_arrow_column.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/kernels/kept_memory.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::Item;

namespace {

// How the bytes of one format lie.
struct Form {
  enum class Kind : std::uint8_t { unknown, nothing, fixed, bits, text, text_view, packed, half };
  Kind kind = Kind::unknown;
  Item item = Item::int64;
  std::int64_t width = 0;
};

Form number(Item item, std::int64_t width) { return {Form::Kind::fixed, item, width}; }

Form form_of_letter(char letter) noexcept {
  switch (letter) {
    case 'n':
      return {Form::Kind::nothing, Item::boolean, 1};
    case 'b':
      return {Form::Kind::bits, Item::bit, 0};
    case 'c':
      return number(Item::int8, 1);
    case 'C':
      return number(Item::uint8, 1);
    case 's':
      return number(Item::int16, 2);
    case 'S':
      return number(Item::uint16, 2);
    case 'i':
      return number(Item::int32, 4);
    case 'I':
      return number(Item::uint32, 4);
    case 'l':
      return number(Item::int64, 8);
    case 'L':
      return number(Item::uint64, 8);
    case 'e':
      return {Form::Kind::half, Item::float32, 4};
    case 'f':
      return number(Item::float32, 4);
    case 'g':
      return number(Item::float64, 8);
    case 'u':
    case 'z':
      return {Form::Kind::text, Item::text, 4};
    case 'U':
    case 'Z':
      return {Form::Kind::text, Item::large_text, 8};
    default:
      return {};
  }
}

// tdD, tts, ttm: 32 bits; all other times 64.
Form form_of_time(std::string_view format) noexcept {
  if (format.size() < 3) return {};
  if (format == "tdD" || format == "tts" || format == "ttm") return number(Item::int32, 4);
  if (format == "tdm" || format == "ttu" || format == "ttn" || format[1] == 's' || format[1] == 'D') {
    return number(Item::int64, 8);
  }
  return {};
}

std::int64_t number_in(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc() && end == text.data() + text.size() && value >= 0 ? value : -1;
}

// d:precision,scale[,bits]
Form form_of_decimal(std::string_view format) noexcept {
  const std::size_t first = format.find(',');
  const std::size_t second = first == std::string_view::npos ? first : format.find(',', first + 1);
  const std::int64_t bits = second == std::string_view::npos ? 128 : number_in(format.substr(second + 1));
  if (bits <= 0 || bits % 8 != 0) return {};
  return {Form::Kind::packed, Item::slices, bits / 8};
}

Form form_of(std::string_view format) noexcept {
  if (format.size() == 1) return form_of_letter(format[0]);
  if (format == "vu" || format == "vz") return {Form::Kind::text_view, Item::text_view, 16};
  if (format.starts_with("w:")) {
    const std::int64_t width = number_in(format.substr(2));
    return width < 0 ? Form{} : Form{Form::Kind::packed, Item::slices, width};
  }
  if (format.starts_with("d:")) return form_of_decimal(format);
  return format.starts_with("t") ? form_of_time(format) : Form{};
}

float float_of(std::uint16_t half) noexcept {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  const std::uint32_t exponent = (half >> 10U) & 0x1fU;
  const std::uint32_t mantissa = half & 0x3ffU;
  if (exponent == 0) {  // a multiple of 2^-24
    const float small = static_cast<float>(mantissa) * 0x1p-24F;
    return sign != 0 ? -small : small;
  }
  const std::uint32_t moved = exponent == 31 ? 0xffU : exponent + 112;
  return std::bit_cast<float>(sign | (moved << 23U) | (mantissa << 13U));
}

// The floats of half floats, which the column owns.
void show_halves(ArrowColumn& column) {
  const auto memory = column_memory(column.length * 4);
  const auto* halves = static_cast<const std::uint16_t*>(column.buffers[1]) + column.offset;
  auto* floats = reinterpret_cast<float*>(memory.get());
  for (std::int64_t i = 0; i < column.length; ++i) floats[i] = float_of(halves[i]);
  column.view.data = memory.get();
  column.format = "f";
  column.owners.push_back(memory);
}

// All bytes of an item count, so each is a slice of its own.
void show_packed(ArrowColumn& column, std::int64_t width) {
  const auto memory = column_memory(column.length * static_cast<std::int64_t>(sizeof(std::string_view)));
  auto* slices = reinterpret_cast<std::string_view*>(memory.get());
  const char* at = static_cast<const char*>(column.buffers[1]) + column.offset * width;
  for (std::int64_t i = 0; i < column.length; ++i) {
    const bool is_there = column.view.is_there(i);
    slices[i] = is_there ? std::string_view(at + i * width, static_cast<std::size_t>(width)) : std::string_view();
  }
  column.view.data = memory.get();
  column.owners.push_back(memory);
}

void show_nothing(ArrowColumn& column) {
  const auto memory = column_memory(column.length);
  std::memset(memory.get(), 0, static_cast<std::size_t>(column.length));
  column.view.data = column.view.validity = memory.get();
  column.view.first = 0;
  column.owners.push_back(memory);
}

void show_text(ArrowColumn& column, std::int64_t offset_width) {
  static constexpr std::int64_t kNone[1] = {0};  // an empty column may come without offsets
  const auto* offsets = static_cast<const std::uint8_t*>(column.buffers[1]);
  column.view.offsets = offsets == nullptr ? kNone : static_cast<const void*>(offsets + column.offset * offset_width);
  column.view.data = static_cast<const std::uint8_t*>(column.buffers[2]);
}

std::size_t buffers_of(Form::Kind kind) noexcept {
  return kind == Form::Kind::nothing ? 0 : kind == Form::Kind::text || kind == Form::Kind::text_view ? 3 : 2;
}

Result<void> check(const ArrowColumn& column, const Form& form) {
  if (form.kind == Form::Kind::unknown) {
    return fail(Errc::unsupported, "expected an Arrow column of booleans, numbers, times or text, found the type {}",
                column.format);
  }
  // Of a view's buffers the last is the others' sizes.
  const bool is_whole = column.length >= 0 && column.offset >= 0 && column.buffers.size() >= buffers_of(form.kind) &&
                        (column.length == 0 || form.kind == Form::Kind::nothing || column.buffers[1] != nullptr);
  if (!is_whole) {
    return fail(Errc::malformed, "expected the buffers of an Arrow column of type {}, found {} of {} rows from {}",
                column.format, column.buffers.size(), column.length, column.offset);
  }
  const bool is_place = form.kind == Form::Kind::fixed && form.item < Item::float32;
  if (column.dictionary != nullptr && !is_place) {
    return fail(Errc::malformed, "expected integers as places in an Arrow dictionary, found {}", column.format);
  }
  return {};
}

}  // namespace

std::size_t buffers_of(std::string_view format) noexcept { return buffers_of(form_of(format).kind); }

std::shared_ptr<std::uint8_t[]> column_memory(std::int64_t bytes) {
  const std::size_t size = static_cast<std::size_t>(bytes) + 8;
  if (size < kernels::kWorthKeeping) return std::shared_ptr<std::uint8_t[]>(new std::uint8_t[size]);
  return {static_cast<std::uint8_t*>(kernels::take_kept(size)), kernels::give_kept};
}

Result<void> show(ArrowColumn& column) {
  const Form form = form_of(column.format);
  if (auto ok = check(column, form); !ok) return ok;
  ArrayView& view = column.view;
  view.item = form.item;
  view.length = column.length;
  view.width = form.kind == Form::Kind::text ? 0 : form.item == Item::slices ? 16 : form.width;
  view.stride = view.width;
  view.first = column.offset;
  if (!column.buffers.empty()) view.validity = static_cast<const std::uint8_t*>(column.buffers[0]);
  if (column.dictionary != nullptr) view.dictionary = &column.dictionary->view;
  switch (form.kind) {
    case Form::Kind::nothing:
      show_nothing(column);
      break;
    case Form::Kind::half:
      show_halves(column);
      break;
    case Form::Kind::packed:
      show_packed(column, form.width);
      break;
    case Form::Kind::text:
      show_text(column, form.width);
      break;
    default:
      view.data = static_cast<const std::uint8_t*>(column.buffers[1]) + column.offset * form.width;
      view.buffers = form.kind == Form::Kind::text_view ? column.buffers.data() + 2 : nullptr;
      break;
  }
  return {};
}

}  // namespace wirespeed::python
