// Arrays from lists.
//
//   | int32 dimensions | int32 has NULLs | uint32 item's OID | dimensions x (int32 size, int32 lower bound) | items |
#include <fmt/format.h>

#include <array>
#include <limits>

#include "known_objects.hpp"
#include "postgres_parameter_writer.hpp"
#include "steady.hpp"

namespace wirespeed::python {

using postgres::Kind;
using postgres::Oid;

namespace {

constexpr int kMaxDimensions = 6;  // PostgreSQL's MAXDIM

// Kinds whose values are lists or sequences of any kind: an array of them has one dimension.
bool is_list_like(const postgres::Type* item) noexcept {
  constexpr Oid kJson = 114;
  constexpr Oid kJsonb = 3802;
  if (item == nullptr) return false;
  switch (item->kind) {
    case Kind::vector:
    case Kind::halfvec:
    case Kind::polygon:
    case Kind::path:
    case Kind::multirange:
      return true;
    default:
      return item->oid == kJson || item->oid == kJsonb;
  }
}

// Kinds whose values are tuples: in an array of them a tuple is no dimension.
bool is_tuple_like(const postgres::Type* item) noexcept {
  if (item == nullptr) return false;
  switch (item->kind) {
    case Kind::composite:
    case Kind::range:
    case Kind::interval:
    case Kind::tid:
    case Kind::point:
    case Kind::line:
    case Kind::lseg:
    case Kind::box:
    case Kind::circle:
    case Kind::sparsevec:
      return true;
    default:
      return false;
  }
}

bool is_dimension(PyObject* value, const postgres::Type* item) noexcept {
  if (is_list_like(item) || (is_tuple_like(item) && PyTuple_Check(value))) return false;
  return is_sequence(value) || is_numpy_array(value);
}

// What arrays of other libraries are as lists, with None for what is masked or null. Null for other objects, and with
// an error set.
Owned list_of(PyObject* array) {
  for (const char* method : {"to_pylist", "tolist"}) {
    if (PyObject_HasAttrString(array, method) == 0) continue;
    Owned list(PyObject_CallMethod(array, method, nullptr));
    return list && PyList_Check(list.get()) ? std::move(list) : Owned();
  }
  return Owned();
}

// A list or a tuple of what the sequence has.
Owned as_fast(PyObject* sequence) { return steady_sequence(sequence); }

}  // namespace

struct ParameterWriter::Shape {
  std::array<Py_ssize_t, kMaxDimensions> sizes{};
  int dimensions = 0;
};

// The sizes of the first of everything; whether all others have them is seen when they are written.
bool ParameterWriter::measure(PyObject* sequence, const Type& item, Shape& shape) {
  Owned level(Py_NewRef(sequence));
  do {
    if (shape.dimensions == kMaxDimensions) {
      refuse_value(fmt::format("expected at most {} dimensions, found more", kMaxDimensions));
      return false;
    }
    const Owned fast = as_fast(level.get());
    if (!fast) return false;
    const Py_ssize_t size = PySequence_Fast_GET_SIZE(fast.get());
    shape.sizes[static_cast<std::size_t>(shape.dimensions++)] = size;
    if (size == 0) {
      shape.dimensions = 0;  // as the server has it: an array without items has no dimensions
      return true;
    }
    level = plain_of(PySequence_Fast_GET_ITEM(fast.get(), 0));
    if (!level) return false;
  } while (is_dimension(level.get(), &item));
  return true;
}

std::size_t ParameterWriter::array_header(const Shape& shape, const Type& type) {
  constexpr Oid kInt2Vector = 22;
  constexpr Oid kOidVector = 30;
  const std::int32_t lower_bound = type.oid == kInt2Vector || type.oid == kOidVector ? 0 : 1;
  append_be(out_, static_cast<std::int32_t>(shape.dimensions));
  const std::size_t flag = out_.size();
  append_be(out_, std::int32_t{0});
  append_be(out_, type.element.oid);
  for (int i = 0; i < shape.dimensions; ++i) {
    append_be(out_, static_cast<std::int32_t>(shape.sizes[static_cast<std::size_t>(i)]));
    append_be(out_, lower_bound);
  }
  return flag;
}

Written ParameterWriter::items(PyObject* sequence, const Type& type, const Shape& shape, int dimension,
                               bool& has_null) {
  const Owned fast = as_fast(sequence);
  if (!fast) return Written::failed;
  const Py_ssize_t size = PySequence_Fast_GET_SIZE(fast.get());
  const Py_ssize_t expected = shape.sizes[static_cast<std::size_t>(dimension)];
  if (size != expected) {
    return refuse_value(fmt::format("expected {} items as in the first list of this depth, found {}", expected, size));
  }
  for (Py_ssize_t i = 0; i < size; ++i) {
    if (dimension == 0) item_ = i;
    PyObject* item = PySequence_Fast_GET_ITEM(fast.get(), i);
    Written written = Written::yes;
    if (dimension + 1 < shape.dimensions) {
      const Owned inner = plain_of(item);
      if (!inner) return Written::failed;
      if (!is_dimension(inner.get(), base_of(type.element.oid))) {
        return refuse("lists as deep as the first", type, item);
      }
      written = items(inner.get(), type, shape, dimension + 1, has_null);
    } else {
      const std::size_t before = out_.size();
      written = sized(item, type.element.oid);
      has_null |= written == Written::yes && load_be<std::int32_t>(out_.data() + before) < 0;
    }
    if (written != Written::yes) return written;
  }
  return Written::yes;
}

Written ParameterWriter::array(PyObject* value, const Type& type) {
  if (is_numpy_array(value)) {
    bool is_done = false;
    const Written written = numpy_array(value, type, is_done);
    if (is_done || written == Written::failed) return written;
    const Owned list(PyObject_CallMethod(value, "tolist", nullptr));
    return list ? array(list.get(), type) : Written::failed;
  }
  if (!PyList_Check(value) && !PyTuple_Check(value)) {
    const Owned list = list_of(value);
    if (list) return array(list.get(), type);
    if (PyErr_Occurred() != nullptr) return Written::failed;
    if (!is_sequence(value)) return refuse("a list", type, value);
  }
  const Type* item = base_of(type.element.oid);
  if (item == nullptr) return Written::needs_text;
  Shape shape;
  const Owned fast = as_fast(value);
  if (!fast || !measure(fast.get(), *item, shape)) return Written::failed;
  const std::size_t flag = array_header(shape, type);
  if (shape.dimensions == 0) return Written::yes;
  bool has_null = false;
  const Written written = items(fast.get(), type, shape, 0, has_null);
  if (written == Written::yes) store_be(out_.data() + flag, std::int32_t{has_null});
  if (written != Written::failed) item_ = -1;
  return written;
}

}  // namespace wirespeed::python
