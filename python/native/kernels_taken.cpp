// Items of an input in another order, of the same type.
#include <cstring>
#include <limits>

#include "kernels_arrays.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::bit_at;
using column::Item;
using column::text_at;
using Rows = std::span<const std::uint32_t>;

namespace {

template <typename T>
void copy_items(const ArrayView& from, Rows rows, std::uint8_t* out) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::memcpy(out + i * sizeof(T), from.data + static_cast<std::int64_t>(rows[i]) * from.stride, sizeof(T));
  }
}

struct Sixteen {
  std::uint64_t words[2];
};

void copy_fixed(const ArrayView& from, Rows rows, std::uint8_t* out) {
  switch (from.width) {
    case 1:
      return copy_items<std::uint8_t>(from, rows, out);
    case 2:
      return copy_items<std::uint16_t>(from, rows, out);
    case 4:
      return copy_items<std::uint32_t>(from, rows, out);
    case 8:
      return copy_items<std::uint64_t>(from, rows, out);
    case 16:
      return copy_items<Sixteen>(from, rows, out);
    default:
      break;
  }
  const auto width = static_cast<std::size_t>(from.width);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::memcpy(out + i * width, from.data + static_cast<std::int64_t>(rows[i]) * from.stride, width);
  }
}

PyObject* taken_objects(const InputArray& input, Rows rows) {
  PyArrayObject* from = as_array(input.ndarray());
  PyObject* made = new_array_like(input.ndarray(), static_cast<std::int64_t>(rows.size()));
  if (made == nullptr) return nullptr;
  const char* data = PyArray_BYTES(from);
  const npy_intp stride = PyArray_STRIDE(from, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    PyObject* object = nullptr;
    std::memcpy(static_cast<void*>(&object), data + static_cast<npy_intp>(rows[i]) * stride, sizeof object);
    Py_XSETREF(items_of<PyObject*>(made)[i], Py_XNewRef(object));
  }
  return made;
}

PyObject* taken_numpy(const InputArray& input, Rows rows) {
  if (input.view().item == Item::slices) return taken_objects(input, rows);
  PyObject* made = new_array_like(input.ndarray(), static_cast<std::int64_t>(rows.size()));
  if (made != nullptr) copy_fixed(input.view(), rows, items_of<std::uint8_t>(made));
  return made;
}

// Those rows of an Arrow column, buffer by buffer.
class Gathered {
 public:
  Gathered(const ArrowColumn& from, Rows rows) : from_(from), rows_(rows), made_(std::make_shared<ArrowColumn>()) {
    made_->format = from.format;
    made_->length = static_cast<std::int64_t>(rows.size());
    made_->dictionary = from.dictionary;
    made_->has_distinct_values = from.has_distinct_values;
  }

  std::shared_ptr<ArrowColumn> finish() {
    if (from_.format == "n") return std::move(made_);
    made_->buffers.push_back(validity());
    switch (from_.view.item) {
      case Item::bit:
      case Item::boolean:
        put_bits();
        break;
      case Item::text:
      case Item::large_text:
      case Item::text_view:
      case Item::slices:
        put_text();
        break;
      default:
        copy_fixed(from_.view, rows_, memory(from_.view.width * made_->length));
        break;
    }
    return std::move(made_);
  }

 private:
  // The next buffer.
  std::uint8_t* memory(std::int64_t bytes) {
    const auto memory = column_memory(bytes);
    made_->buffers.push_back(memory.get());
    made_->owners.push_back(memory);
    return memory.get();
  }

  // Null where none of the rows is.
  const void* validity() {
    if (from_.view.validity == nullptr) return nullptr;
    const auto bits = column_memory((made_->length + 7) / 8);
    std::memset(bits.get(), 0xff, static_cast<std::size_t>((made_->length + 7) / 8));
    bool has_null = false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (from_.view.is_there(rows_[i])) continue;
      bits[static_cast<std::ptrdiff_t>(i / 8)] &= static_cast<std::uint8_t>(~(1U << (i % 8)));
      has_null = true;
    }
    if (!has_null) return nullptr;
    made_->owners.push_back(bits);
    return bits.get();
  }

  void put_bits() {
    const auto bytes = static_cast<std::size_t>((made_->length + 7) / 8);
    std::uint8_t* bits = memory(static_cast<std::int64_t>(bytes));
    std::memset(bits, 0, bytes);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      bits[i / 8] |= static_cast<std::uint8_t>(bit_at(from_.view, rows_[i]) ? 1U << (i % 8) : 0U);
    }
  }

  std::string_view text(std::uint32_t row) const noexcept {
    return from_.view.is_there(row) ? text_at(from_.view, row) : std::string_view();
  }

  // Views become text of 64-bit offsets; so does text that has grown beyond 32 bits.
  void put_text() {
    const char first = from_.format[0];
    if (first == 'w' || first == 'd') return put_packed();
    std::int64_t bytes = 0;
    for (const std::uint32_t row : rows_) bytes += static_cast<std::int64_t>(text(row).size());
    const bool is_text = from_.format == "u" || from_.format == "U" || from_.format == "vu";
    const bool is_small = (first == 'u' || first == 'z') && bytes <= std::numeric_limits<std::int32_t>::max();
    made_->format = is_text ? (is_small ? "u" : "U") : (is_small ? "z" : "Z");
    if (is_small) {
      put_offsets<std::int32_t>(bytes);
    } else {
      put_offsets<std::int64_t>(bytes);
    }
  }

  template <typename Offset>
  void put_offsets(std::int64_t bytes) {
    auto* offsets = reinterpret_cast<Offset*>(memory((made_->length + 1) * static_cast<std::int64_t>(sizeof(Offset))));
    std::uint8_t* out = memory(bytes);
    Offset at = 0;
    offsets[0] = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::string_view value = text(rows_[i]);
      if (!value.empty()) std::memcpy(out + at, value.data(), value.size());
      at = static_cast<Offset>(at + static_cast<Offset>(value.size()));
      offsets[i + 1] = at;
    }
  }

  void put_packed() {
    std::size_t width = 0;
    for (std::int64_t i = 0; i < from_.length && width == 0; ++i) width = text_at(from_.view, i).size();
    std::uint8_t* out = memory(made_->length * static_cast<std::int64_t>(width));
    for (std::size_t i = 0; i < rows_.size(); ++i, out += width) {
      const std::string_view value = text(rows_[i]);
      std::memset(out, 0, width);
      if (!value.empty()) std::memcpy(out, value.data(), value.size());
    }
  }

  const ArrowColumn& from_;
  Rows rows_;
  std::shared_ptr<ArrowColumn> made_;
};

// The values of those rows' codes.
PyObject* taken_values(const InputArray& input, Rows rows) {
  kernels::RawVector<std::uint32_t> places(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    places[i] = static_cast<std::uint32_t>(column::place_at(input.view(), rows[i]));
  }
  return taken(*input.values(), places);
}

// Whether these are all rows of a column that Gathered would copy as it is: then it is shared instead.
bool is_copy(const ArrowColumn& column, Rows rows) {
  const char first = column.format[0];
  if (first == 'v' || first == 'w' || first == 'd') return false;
  if (column.buffers.size() < buffers_of(column.format)) return false;  // of chunks, put together for the view alone
  if (column.offset != 0 || column.length != static_cast<std::int64_t>(rows.size())) return false;
  std::uint32_t differing = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) differing |= rows[i] ^ static_cast<std::uint32_t>(i);
  return differing == 0;
}

}  // namespace

PyObject* taken(const InputArray& input, std::span<const std::uint32_t> rows) {
  if (input.values() != nullptr) return taken_values(input, rows);
  if (input.is_arrow() && is_copy(*input.column(), rows)) return array_of(input.column());
  return input.is_arrow() ? finished(Gathered(*input.column(), rows).finish()) : taken_numpy(input, rows);
}

}  // namespace wirespeed::python
