// What reads values of each kind: shared by the files that read rows (postgres_*_values.cpp).
#pragma once

#include "postgres_bytes.hpp"
#include "postgres_values.hpp"

namespace wirespeed::python {

// Each knows some kinds, and gives nullptr for the others.
ValueReader::Read scalar_reader(postgres::Kind kind) noexcept;
ValueReader::Read time_reader(postgres::Kind kind) noexcept;
ValueReader::Read geometry_reader(postgres::Kind kind) noexcept;
ValueReader::Read special_reader(postgres::Kind kind) noexcept;  // addresses, bits, text search, pgvector
ValueReader::Read nested_reader(postgres::Kind kind) noexcept;
ValueReader::Read text_form_reader(const postgres::Type& type) noexcept;  // of values in text format; never nullptr

PyObject* read_text(const ValueReader& reader, ByteView bytes);
PyObject* read_json(const ValueReader& reader, ByteView bytes);
PyObject* read_jsonb(const ValueReader& reader, ByteView bytes);
PyObject* read_lsn(const ValueReader& reader, ByteView bytes);
PyObject* read_opaque(const ValueReader& reader, ByteView bytes);

inline constexpr postgres::Oid kJson = 114;
inline constexpr postgres::Oid kJsonb = 3802;
inline constexpr postgres::Oid kPgLsn = 3220;
inline constexpr postgres::Oid kAnyArray = 2277;  // of items that only the value tells

// Sets a MalformedError that says what was expected; nullptr.
PyObject* refuse(const ValueReader& reader, const char* expected, std::size_t found);

// Takes parts from the front of a value, which tell how large they are. What is not there is nothing, and `ok` false.
class ValueCursor {
 public:
  explicit ValueCursor(ByteView bytes) noexcept : bytes_(bytes) {}

  template <typename T>
  T take() noexcept {
    if (bytes_.size() < sizeof(T)) return fail<T>();
    const T value = load_be<T>(bytes_.data());
    bytes_ = bytes_.subspan(sizeof(T));
    return value;
  }
  double take_double() noexcept { return std::bit_cast<double>(take<std::uint64_t>()); }

  ByteView take_bytes(std::size_t n) noexcept {
    if (bytes_.size() < n) return fail<ByteView>();
    const ByteView taken = bytes_.first(n);
    bytes_ = bytes_.subspan(n);
    return taken;
  }

  // A value behind its size: | int32 size, -1 for NULL | bytes |
  struct Sized {
    bool is_null;
    ByteView bytes;
  };
  Sized take_sized() noexcept {
    const auto size = take<std::int32_t>();
    if (size < -1) ok_ = false;
    return size < 0 ? Sized{true, {}} : Sized{false, take_bytes(static_cast<std::size_t>(size))};
  }

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return ok_ && bytes_.empty(); }
  std::size_t left() const noexcept { return bytes_.size(); }

 private:
  template <typename T>
  T fail() noexcept {
    ok_ = false;
    bytes_ = {};
    return T{};
  }

  ByteView bytes_;
  bool ok_ = true;
};

// A value with its NULL.
inline PyObject* read_sized(const ValueReader& reader, ValueCursor::Sized value) {
  return value.is_null ? Py_NewRef(Py_None) : reader.value(value.bytes);
}

// A list of n objects that make(i) returns.
template <typename Make>
PyObject* new_list(Py_ssize_t n, Make make) {
  Owned list(PyList_New(n));
  for (Py_ssize_t i = 0; list && i < n; ++i) {
    PyObject* object = make(i);
    if (object == nullptr) return nullptr;
    PyList_SET_ITEM(list.get(), i, object);
  }
  return list.release();
}

template <typename Make>
PyObject* new_tuple(Py_ssize_t n, Make make) {
  Owned tuple(PyTuple_New(n));
  for (Py_ssize_t i = 0; tuple && i < n; ++i) {
    PyObject* object = make(i);
    if (object == nullptr) return nullptr;
    PyTuple_SET_ITEM(tuple.get(), i, object);
  }
  return tuple.release();
}

}  // namespace wirespeed::python
