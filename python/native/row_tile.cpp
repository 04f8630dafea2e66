#include "row_tile.hpp"

#include <structmember.h>

#include "steady.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// Where objects of the class keep the attribute, 0 where that is not in a slot of theirs.
#ifdef Py_GIL_DISABLED

// Another thread may write a slot while it is read.
Py_ssize_t slot_of(PyTypeObject* /*type*/, PyObject* /*name*/) { return 0; }

#else

Py_ssize_t slot_of(PyTypeObject* type, PyObject* name) {
  if (type->tp_getattro != PyObject_GenericGetAttr) return 0;
  const Owned found(PyObject_GetAttr(reinterpret_cast<PyObject*>(type), name));
  if (!found) PyErr_Clear();
  if (!found || Py_TYPE(found.get()) != &PyMemberDescr_Type) return 0;
  const auto* descriptor = reinterpret_cast<PyMemberDescrObject*>(found.get());
  const bool is_ours = PyType_IsSubtype(type, descriptor->d_common.d_type) != 0;
  return is_ours && descriptor->d_member->type == T_OBJECT_EX ? descriptor->d_member->offset : 0;
}

#endif

}  // namespace

void AttributeReader::learn(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  for (std::size_t i = 0; i < offsets_.size(); ++i) offsets_[i] = slot_of(type, names_[i].ptr());
  type_ = Owned(Py_NewRef(reinterpret_cast<PyObject*>(type)));
}

void Tile::fill(PyObject* const* rows, std::size_t n, std::size_t first_row) {
  release();
  for (std::size_t i = 0; i < n; ++i) {
    ask_for(rows[std::min(i + kRowsAhead, n - 1)]);
    put(rows[i], i, first_row + i);
  }
  rows_ = n;
}

// The places of its values, which tuples, records and objects with slots have behind their heads.
void Tile::ask_for(const PyObject* row) const noexcept {
  const std::size_t bytes = sizeof(PyVarObject) + columns_ * sizeof(PyObject*);
  for (std::size_t at = 0; at < bytes; at += kLineBytes) __builtin_prefetch(reinterpret_cast<const char*>(row) + at);
}

void Tile::release() noexcept {
  for (PyObject* object : kept_) Py_DECREF(object);
  kept_.clear();
}

// Takes over a reference.
PyObject* Tile::keep(PyObject* object) {
  kept_.push_back(object);
  return object;
}

void Tile::put(PyObject* row, std::size_t i, std::size_t row_number) {
  if (form_ == RowForm::attributes) return put_attributes(row, i, row_number);
  if (PyTuple_Check(row)) {
    check_size(PyTuple_GET_SIZE(row), row_number);
    return put_items(i, [row](std::size_t c) { return PyTuple_GET_ITEM(row, static_cast<Py_ssize_t>(c)); });
  }
  return PyDict_Check(row) ? put_dict(row, i) : put_sequence(row, i, row_number);
}

void Tile::put_sequence(PyObject* row, std::size_t i, std::size_t row_number) {
  const auto* as_sequence = Py_TYPE(row)->tp_as_sequence;
  if (as_sequence == nullptr || as_sequence->sq_item == nullptr || as_sequence->sq_length == nullptr ||
      PyUnicode_Check(row) || PyBytes_Check(row)) {
    refuse(row_number, "a sequence", Py_TYPE(row)->tp_name);
  }
  check_size(as_sequence->sq_length(row), row_number);
  kept_.reserve(columns_ * kTileRows);
  put_items(i, [&](std::size_t c) {
    PyObject* object = as_sequence->sq_item(row, static_cast<Py_ssize_t>(c));
    if (object == nullptr) throw nb::python_error();
    return keep(object);
  });
}

void Tile::put_dict(PyObject* dict, std::size_t i) {
  kept_.reserve(columns_ * kTileRows);
  put_items(i, [&](std::size_t c) {
    Owned object = dict_item(dict, names_[c].ptr());
    if (!object && PyErr_Occurred() != nullptr) throw nb::python_error();
    return keep(object ? object.release() : Py_NewRef(Py_None));
  });
}

void Tile::put_attributes(PyObject* object, std::size_t i, std::size_t row_number) {
  kept_.reserve(columns_ * kTileRows);
  attributes_.begin(object);
  put_items(i, [&](std::size_t c) {
    PyObject* value = attributes_.get(object, c);
    if (value != nullptr) return keep(value);
    if (PyErr_ExceptionMatches(PyExc_AttributeError) == 0) throw nb::python_error();
    PyErr_Clear();
    refuse(row_number, fmt::format("an attribute '{}'", nb::str(names_[c]).c_str()),
           fmt::format("none in {}", Py_TYPE(object)->tp_name));
  });
}

void Tile::check_size(Py_ssize_t size, std::size_t row_number) const {
  if (size < 0) throw nb::python_error();
  if (static_cast<std::size_t>(size) == columns_) return;
  refuse(row_number, fmt::format("{} values", columns_), std::to_string(size));
}

void Tile::refuse(std::size_t row, std::string_view expected, std::string_view found) const {
  throw Exception(
      {Errc::invalid_argument, fmt::format("{}: row {}: expected {}, found {}", operation_, row, expected, found)});
}

}  // namespace wirespeed::python
