// Arrays from NumPy's, item by item without a Python object for each.
#include <fmt/format.h>

#include <limits>

#include "numpy_interface.hpp"
#include "postgres_parameter_writer.hpp"
#include "time_objects.hpp"
#include "wirespeed/base/utf8.hpp"

namespace wirespeed::python {

using postgres::Kind;

namespace {

constexpr std::int64_t kEpochDays = 10'957;  // 2000-01-01 since 1970-01-01
constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();
constexpr int kMaxDimensions = 6;

// The NumPy type in which items of one kind are read; nullptr: NumPy's own objects will do.
const char* form_of(Kind item, char numpy_kind) noexcept {
  const bool is_number = numpy_kind == 'i' || numpy_kind == 'u' || numpy_kind == 'f';
  switch (item) {
    case Kind::int16:
    case Kind::int32:
    case Kind::int64:
    case Kind::uint32:
      return numpy_kind == 'i' ? "<i8" : numpy_kind == 'u' ? "<u8" : nullptr;
    case Kind::float32:
      return is_number ? "<f4" : nullptr;
    case Kind::float64:
      return is_number ? "<f8" : nullptr;
    case Kind::boolean:
      return numpy_kind == 'b' ? "?" : nullptr;
    case Kind::date:
      return numpy_kind == 'M' ? "<M8[D]" : nullptr;
    case Kind::timestamp:
    case Kind::timestamptz:
      return numpy_kind == 'M' ? "<M8[us]" : nullptr;
    case Kind::text:
      return numpy_kind == 'U' ? "" : nullptr;
    default:
      return nullptr;
  }
}

// Text of one width, four bytes a character, zeros at its end. False for what is no character.
bool append_ucs4(Bytes& out, const std::uint8_t* text, std::size_t width) {
  std::size_t n = width;
  while (n > 0 && load_le<std::uint32_t>(text + (n - 1) * 4) == 0) --n;
  SizeMark mark(out);
  for (std::size_t i = 0; i < n; ++i) {
    const auto c = load_le<char32_t>(text + i * 4);
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return false;
    char utf8[4];
    append_bytes(out, std::string_view(utf8, encode_utf8(c, utf8)));
  }
  mark.close();
  return true;
}

template <typename To>
void append_item(Bytes& out, To value) {
  append_be(out, static_cast<std::int32_t>(sizeof(To)));
  append_be(out, value);
}

template <typename To, typename From>
bool append_narrowed(Bytes& out, const NumpyItems& items) {
  for (std::size_t i = 0; i < items.count; ++i) {
    const From value = load_le<From>(items.data + i * sizeof(From));
    if (!std::in_range<To>(value)) return false;
    append_item(out, static_cast<To>(value));
  }
  return true;
}

template <typename To>
bool append_integers(Bytes& out, const NumpyItems& items, char numpy_kind) {
  return numpy_kind == 'u' ? append_narrowed<To, std::uint64_t>(out, items)
                           : append_narrowed<To, std::int64_t>(out, items);
}

template <typename T>
void append_floats(Bytes& out, const NumpyItems& items) {
  for (std::size_t i = 0; i < items.count; ++i) {
    append_be(out, static_cast<std::int32_t>(sizeof(T)));
    append_be(out, load_le<T>(items.data + i * sizeof(T)));
  }
}

// Days or microseconds, moved to PostgreSQL's epoch. False for what is out of its range.
template <typename To>
bool append_moments(Bytes& out, const NumpyItems& items, std::int64_t epoch, bool& has_null) {
  for (std::size_t i = 0; i < items.count; ++i) {
    const auto value = load_le<std::int64_t>(items.data + i * 8);
    if (value == kNaT) {
      append_be(out, std::int32_t{-1});
      has_null = true;
      continue;
    }
    std::int64_t moved = 0;
    if (__builtin_sub_overflow(value, epoch, &moved) || !std::in_range<To>(moved)) return false;
    append_item(out, static_cast<To>(moved));
  }
  return true;
}

bool append_texts(Bytes& out, const NumpyItems& items) {
  for (std::size_t i = 0; i < items.count; ++i) {
    if (!append_ucs4(out, items.data + i * items.width, items.width / 4)) return false;
  }
  return true;
}

bool append_booleans(Bytes& out, const NumpyItems& items) {
  for (std::size_t i = 0; i < items.count; ++i) {
    append_be(out, std::int32_t{1});
    out.push_back(items.data[i] != 0 ? 1 : 0);
  }
  return true;
}

bool append_items(Bytes& out, const NumpyItems& items, Kind kind, char numpy_kind, bool& has_null) {
  switch (kind) {
    case Kind::int16:
      return append_integers<std::int16_t>(out, items, numpy_kind);
    case Kind::int32:
      return append_integers<std::int32_t>(out, items, numpy_kind);
    case Kind::int64:
      return append_integers<std::int64_t>(out, items, numpy_kind);
    case Kind::uint32:
      return append_integers<std::uint32_t>(out, items, numpy_kind);
    case Kind::float32:
      append_floats<float>(out, items);
      return true;
    case Kind::float64:
      append_floats<double>(out, items);
      return true;
    case Kind::boolean:
      return append_booleans(out, items);
    case Kind::date:
      return append_moments<std::int32_t>(out, items, kEpochDays, has_null);
    case Kind::timestamp:
    case Kind::timestamptz:
      return append_moments<std::int64_t>(out, items, kEpochDays * kUsPerDay, has_null);
    default:
      return append_texts(out, items);
  }
}

}  // namespace

Written ParameterWriter::numpy_array(PyObject* array, const Type& type, bool& is_done) {
  const Type* item = base_of(type.element.oid);
  NumpyArray given;
  if (!given.take(array)) return Written::failed;
  const char* form = item == nullptr ? nullptr : form_of(item->kind, given.kind());
  if (given.kind() == 'M' && form == nullptr) form = "<M8[us]";  // else a finer unit would become ints
  if (form == nullptr || given.dimensions() == 0 || given.dimensions() > kMaxDimensions) return Written::needs_text;
  const Owned contiguous = contiguous_of(array, form);
  if (!contiguous) return Written::failed;
  is_done = form_of(item->kind, given.kind()) != nullptr;
  if (!is_done) return Written::needs_text;
  return numpy_items(contiguous.get(), type, item->kind, given.kind());
}

Written ParameterWriter::numpy_items(PyObject* contiguous, const Type& type, Kind kind, char numpy_kind) {
  NumpyArray array;
  if (!array.take(contiguous)) return Written::failed;
  const NumpyItems items = array.items();
  append_be(out_, std::int32_t{items.count == 0 ? 0 : array.dimensions()});
  const std::size_t flag = out_.size();
  append_be(out_, std::int32_t{0});
  append_be(out_, type.element.oid);
  if (items.count == 0) return Written::yes;
  for (int i = 0; i < array.dimensions(); ++i) {
    append_be(out_, static_cast<std::int32_t>(array.size(i)));
    append_be(out_, std::int32_t{1});
  }
  bool has_null = false;
  if (!append_items(out_, items, kind, numpy_kind, has_null)) {
    return refuse_value(fmt::format("expected items within {}, found one beyond it", type.name));
  }
  store_be(out_.data() + flag, std::int32_t{has_null});
  return Written::yes;
}

}  // namespace wirespeed::python
