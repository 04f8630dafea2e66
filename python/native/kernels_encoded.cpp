#include "kernels_encoded.hpp"

#include <new>
#include <numeric>

#include "kernels_call.hpp"
#include "kernels_objects.hpp"

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

using Part = std::shared_ptr<const InputArray>;

PyObject* encoded_of(Part codes, Part values, kernels::RawVector<std::uint32_t> first = {}) {
  void* memory = PyObject_Malloc(sizeof(EncodedObject));
  if (memory == nullptr) return PyErr_NoMemory();
  auto* made = ::new (memory) EncodedObject{{}, std::move(codes), std::move(values), std::move(first)};
  return PyObject_Init(reinterpret_cast<PyObject*>(made), type);
}

// Null with an error set.
Part part_of(PyObject* array) {
  auto part = std::make_shared<InputArray>();
  return array != nullptr && part->take(array, "encode") ? part : nullptr;
}

PyObject* object_of(const InputArray& values) {
  return values.is_arrow() ? array_of(values.column()) : Py_NewRef(values.ndarray());
}

// Not to be written: groups may show them as theirs.
PyObject* get_codes(PyObject* self, void* /*closure*/) {
  const InputArray& codes = *as_encoded(self).codes;
  if (codes.view().is_contiguous()) return array_over(NPY_INT32, codes.length(), codes.view().data, self);
  PyObject* shown = PyArray_View(reinterpret_cast<PyArrayObject*>(codes.ndarray()), nullptr, nullptr);
  if (shown != nullptr) PyArray_CLEARFLAGS(reinterpret_cast<PyArrayObject*>(shown), NPY_ARRAY_WRITEABLE);
  return shown;
}
PyObject* get_values(PyObject* self, void* /*closure*/) {
  return within_memory([&] { return object_of(*as_encoded(self).values); });
}

PyObject* decode(PyObject* self, PyObject* /*unused*/) {
  return within_memory([&]() -> PyObject* {
    InputArray all;
    if (!all.take(self, "decode")) return nullptr;
    kernels::RawVector<std::uint32_t> rows(static_cast<std::size_t>(all.length()));
    std::iota(rows.begin(), rows.end(), 0U);
    return taken(all, rows);
  });
}

// What NumPy makes of the codes, with the same values; of one code its value.
PyObject* get_item(PyObject* self, PyObject* index) {
  return within_memory([&]() -> PyObject* {
    const Owned codes(PyObject_GetItem(as_encoded(self).codes->ndarray(), index));
    if (!codes) return nullptr;
    if (PyArray_CheckExact(codes.get())) {
      Part part = part_of(codes.get());
      return part == nullptr ? nullptr : encoded_of(std::move(part), as_encoded(self).values);
    }
    const Owned values(object_of(*as_encoded(self).values));
    const Owned ready(values && column_of(values.get()) != nullptr ? numpy_of(*column_of(values.get()))
                                                                   : Py_XNewRef(values.get()));
    return ready ? PyObject_GetItem(ready.get(), codes.get()) : nullptr;
  });
}

Py_ssize_t length(PyObject* self) { return as_encoded(self).codes->length(); }

PyObject* repr(PyObject* self) {
  return PyUnicode_FromFormat("Encoded(%zd rows of %zd values)", length(self),
                              static_cast<Py_ssize_t>(as_encoded(self).values->length()));
}

void destroy(PyObject* self) {
  reinterpret_cast<EncodedObject*>(self)->~EncodedObject();
  PyTypeObject* cls = Py_TYPE(self);
  cls->tp_free(self);
  Py_DECREF(cls);
}

PyGetSetDef kAttributes[] = {
    {"codes", get_codes, nullptr, "Of each row the place of its value, int32.", nullptr},
    {"values", get_values, nullptr, "The distinct values, as first seen when the column was encoded.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef kMethods[] = {
    {"decode", decode, METH_NOARGS, "decode()\n--\n\nThe column without codes: the value of each row."},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("A column with its dictionary codes. Wherever it is a key its codes are used as they "
                                  "are; ``column[mask]`` and slices keep them.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_getset, kAttributes},
    {Py_tp_methods, kMethods},
    {Py_mp_length, reinterpret_cast<void*>(length)},
    {Py_mp_subscript, reinterpret_cast<void*>(get_item)},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.kernels.Encoded",
    sizeof(EncodedObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    kSlots,
};

}  // namespace

bool is_encoded(PyObject* object) noexcept { return Py_TYPE(object) == type; }

PyObject* make_encoded_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* encode(PyObject* /*module*/, PyObject* column) {
  if (is_encoded(column)) return Py_NewRef(column);
  return within_memory([&]() -> PyObject* {
    std::vector<InputArray> keys;
    kernels::Factorized found;
    if (!take_arrays("encode", &column, 1, keys)) return nullptr;
    if (!find_groups("encode", keys, kernels::Nulls::group, false, found)) return nullptr;
    const Owned values(taken(keys.front(), found.first));
    const Owned codes(values ? new_array(NPY_INT32, static_cast<std::int64_t>(found.codes.size())) : nullptr);
    if (!codes) return nullptr;
    std::ranges::copy(found.codes, items_of<std::uint32_t>(codes.get()));
    Part distinct = part_of(values.get());
    Part places = part_of(codes.get());
    if (distinct == nullptr || places == nullptr) return nullptr;
    return encoded_of(std::move(places), std::move(distinct), std::move(found.first));
  });
}

}  // namespace wirespeed::python
