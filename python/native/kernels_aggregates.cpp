// wirespeed.kernels.Aggregates: results by name, as attributes and as a mapping.
#include <algorithm>
#include <span>

#include "kernels_aggregate.hpp"
#include "kernels_aggregate_spec.hpp"
#include "owned.hpp"

namespace wirespeed::python {
namespace {

struct AggregatesObject {
  PyObject_VAR_HEAD PyObject* names;  // a tuple of as many
  PyObject* results[1];
};

PyTypeObject* type = nullptr;

AggregatesObject* as_object(PyObject* self) noexcept { return reinterpret_cast<AggregatesObject*>(self); }

Py_ssize_t length(PyObject* self) { return Py_SIZE(self); }

// Borrowed; nullptr without an error where there is none of the name.
PyObject* find(PyObject* self, PyObject* name) {
  AggregatesObject* own = as_object(self);
  for (Py_ssize_t i = 0; i < Py_SIZE(self); ++i) {
    if (PyTuple_GET_ITEM(own->names, i) == name) return own->results[i];
  }
  for (Py_ssize_t i = 0; PyUnicode_Check(name) && i < Py_SIZE(self); ++i) {
    if (PyUnicode_Compare(PyTuple_GET_ITEM(own->names, i), name) == 0) return own->results[i];
  }
  return nullptr;
}

// What a mapping must have, whatever results are called.
bool is_method(PyObject* name) noexcept {
  const Py_ssize_t size = PyUnicode_GET_LENGTH(name);
  if (size < 4 || size > 6) return false;
  const auto is = [name](const char* method) { return PyUnicode_CompareWithASCIIString(name, method) == 0; };
  return is("keys") || is("values") || is("items");
}

PyObject* attribute(PyObject* self, PyObject* name) {
  PyObject* found = find(self, name);
  if (found != nullptr && !is_method(name)) return Py_NewRef(found);
  return PyObject_GenericGetAttr(self, name);
}

PyObject* item(PyObject* self, PyObject* name) {
  if (PyObject* found = find(self, name)) return Py_NewRef(found);
  PyErr_SetObject(PyExc_KeyError, name);
  return nullptr;
}

int contains(PyObject* self, PyObject* name) { return find(self, name) != nullptr ? 1 : 0; }

PyObject* keys(PyObject* self, PyObject* /*unused*/) { return Py_NewRef(as_object(self)->names); }

PyObject* values(PyObject* self, PyObject* /*unused*/) {
  PyObject* made = PyTuple_New(Py_SIZE(self));
  for (Py_ssize_t i = 0; made != nullptr && i < Py_SIZE(self); ++i) {
    PyTuple_SET_ITEM(made, i, Py_NewRef(as_object(self)->results[i]));
  }
  return made;
}

PyObject* items(PyObject* self, PyObject* /*unused*/) {
  Owned made(PyTuple_New(Py_SIZE(self)));
  for (Py_ssize_t i = 0; made && i < Py_SIZE(self); ++i) {
    PyObject* pair = PyTuple_Pack(2, PyTuple_GET_ITEM(as_object(self)->names, i), as_object(self)->results[i]);
    if (pair == nullptr) return nullptr;
    PyTuple_SET_ITEM(made.get(), i, pair);
  }
  return made.release();
}

PyObject* iterate(PyObject* self) { return PyObject_GetIter(as_object(self)->names); }

PyObject* directory(PyObject* self, PyObject* /*unused*/) { return PySequence_List(as_object(self)->names); }

PyObject* repr(PyObject* self) { return PyUnicode_FromFormat("Aggregates%R", as_object(self)->names); }

void destroy(PyObject* self) {
  for (PyObject* result : std::span(as_object(self)->results, static_cast<std::size_t>(Py_SIZE(self)))) {
    Py_XDECREF(result);
  }
  Py_DECREF(as_object(self)->names);
  PyTypeObject* cls = Py_TYPE(self);
  cls->tp_free(self);
  Py_DECREF(cls);
}

PyMethodDef kMethods[] = {
    {"keys", keys, METH_NOARGS, "The names, a tuple."},
    {"values", values, METH_NOARGS, "The results, a tuple."},
    {"items", items, METH_NOARGS, "Pairs of a name and its result, a tuple."},
    {"__dir__", directory, METH_NOARGS, "The names."},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("What agg() found: an array by each name, as attribute and as item.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_getattro, reinterpret_cast<void*>(attribute)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_iter, reinterpret_cast<void*>(iterate)},
    {Py_tp_methods, kMethods},
    {Py_mp_length, reinterpret_cast<void*>(length)},
    {Py_mp_subscript, reinterpret_cast<void*>(item)},
    {Py_sq_contains, reinterpret_cast<void*>(contains)},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.kernels.Aggregates",
    offsetof(AggregatesObject, results),
    sizeof(PyObject*),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    kSlots,
};

}  // namespace

PyObject* make_aggregates_type() {
  if (!prepare_specs()) return nullptr;
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* new_aggregates(PyObject* names) {
  PyObject* made = type->tp_alloc(type, PyTuple_GET_SIZE(names));
  if (made != nullptr) as_object(made)->names = Py_NewRef(names);
  return made;
}

void put_aggregate(PyObject* aggregates, Py_ssize_t i, PyObject* result) noexcept {
  as_object(aggregates)->results[i] = result;
}

}  // namespace wirespeed::python
