// wirespeed.record.Record: what all records can do.
#include <algorithm>

#include "errors.hpp"
#include "new_list.hpp"
#include "record_arguments.hpp"
#include "record_arrays.hpp"
#include "record_batch.hpp"
#include "record_object.hpp"
#include "record_source.hpp"

namespace wirespeed::python {
namespace {

PyTypeObject* base = nullptr;

PyObject* new_bytes(PyObject* self) {
  const ByteView bytes = record_bytes(self);
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()));
}

// Itself where it is all of a bytes object.
PyObject* to_bytes(PyObject* self, PyObject* /*unused*/) {
  PyObject* owner = as_record(self)->owner;
  const bool is_whole = owner != nullptr && PyBytes_CheckExact(owner) &&
                        PyBytes_GET_SIZE(owner) == static_cast<Py_ssize_t>(as_record(self)->size);
  return is_whole ? Py_NewRef(owner) : new_bytes(self);
}

PyObject* from_bytes(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  SourceArguments arguments;
  return arguments.take("from_bytes", cls, args, n, names)
             ? record_from(*arguments.cls, arguments.source, arguments.trusted)
             : nullptr;
}

PyObject* records_of_source(const SourceArguments& arguments) {
  RecordSource source;
  if (!source.take(*arguments.cls, arguments.source, arguments.trusted, "from_list")) return nullptr;
  return new_list(source.size(),
                  [&](std::size_t i) { return shared_record(*arguments.cls, source.owner(i), source.record(i)); });
}

// Each record keeps its own bytes, not the list.
PyObject* records_of_items(const SourceArguments& arguments) {
  const Owned items(PySequence_Tuple(arguments.source));
  if (!items) return nullptr;
  PyObject* made = new_list(static_cast<std::size_t>(PyTuple_GET_SIZE(items.get())), [&](std::size_t i) {
    return record_from(*arguments.cls, PyTuple_GET_ITEM(items.get(), static_cast<Py_ssize_t>(i)), arguments.trusted);
  });
  if (made != nullptr || PyErr_ExceptionMatches(PyExc_Exception) == 0) return made;
  PyErr_Clear();
  return records_of_source(arguments);  // whose errors say which item it is
}

PyObject* from_list(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  SourceArguments arguments;
  if (!arguments.take("from_list", cls, args, n, names)) return nullptr;
  const bool has_items = PyList_Check(arguments.source) || PyTuple_Check(arguments.source);
  return has_items ? records_of_items(arguments) : records_of_source(arguments);
}

// (restore, (cls, bytes)): addon fields stay behind.
PyObject* reduce(PyObject* self, PyObject* /*unused*/) {
  const Owned module(PyImport_ImportModule("wirespeed.record._core"));
  const Owned restore(module ? PyObject_GetAttrString(module.get(), "restore") : nullptr);
  const Owned bytes(restore ? to_bytes(self, nullptr) : nullptr);
  return bytes ? Py_BuildValue("O(OO)", restore.get(), Py_TYPE(self), bytes.get()) : nullptr;
}

PyObject** addon(PyObject* self, const PyMemberDef& member) noexcept {
  return reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + member.offset);
}

// What the addon field holds, for this thread to keep: another one may set it meanwhile. Empty where it was deleted.
Owned addon_value(PyObject* self, const PyMemberDef& member) {
#ifdef Py_GIL_DISABLED
  Owned value(PyMember_GetOne(reinterpret_cast<const char*>(self), const_cast<PyMemberDef*>(&member)));
  if (!value) PyErr_Clear();
  return value;
#else
  return Owned(Py_XNewRef(*addon(self, member)));
#endif
}

// Over the same bytes; its addon fields hold the same objects.
PyObject* shallow_copy(PyObject* self, PyObject* /*unused*/) {
  const RecordClass& cls = class_of(Py_TYPE(self));
  PyObject* owner = as_record(self)->owner;
  PyObject* copy = shared_record(cls, owner == nullptr ? self : owner, record_bytes(self));
  for (std::size_t i = 0; copy != nullptr && i < cls.addon_names.size(); ++i) {
    Py_XSETREF(*addon(copy, cls.members[i]), addon_value(self, cls.members[i]).release());
  }
  return copy;
}

PyObject* keys(PyObject* self, PyObject* /*unused*/) {
  const RecordClass& cls = class_of(Py_TYPE(self));
  PyObject* names = PyTuple_New(static_cast<Py_ssize_t>(cls.fields.size()));
  for (std::size_t i = 0; names != nullptr && i < cls.fields.size(); ++i) {
    PyTuple_SET_ITEM(names, static_cast<Py_ssize_t>(i), Py_NewRef(cls.fields[i].name.get()));
  }
  return names;
}

PyObject* to_dict(PyObject* self, PyObject* /*unused*/) {
  Owned dict(PyDict_New());
  for (const RecordField& field : class_of(Py_TYPE(self)).fields) {
    const Owned value(dict ? value_of_field(self, field) : nullptr);
    if (!value || PyDict_SetItem(dict.get(), field.name.get(), value.get()) != 0) return nullptr;
  }
  return dict.release();
}

// The record with other values for some fields.
PyObject* replace(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  if (n != 0) {
    PyErr_SetString(PyExc_TypeError, "replace(): expected fields by name, found positional arguments");
    return nullptr;
  }
  const Owned values(to_dict(self, nullptr));
  const Py_ssize_t named = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; values && i < named; ++i) {
    if (PyDict_SetItem(values.get(), PyTuple_GET_ITEM(names, i), args[i]) != 0) return nullptr;
  }
  const Owned nothing(PyTuple_New(0));
  return values && nothing ? PyObject_Call(reinterpret_cast<PyObject*>(Py_TYPE(self)), nothing.get(), values.get())
                           : nullptr;
}

constexpr const char* kFromBytesDoc =
    "from_bytes($type, data, trusted=False)\n--\n\n"
    "The record in the bytes, which it shares: bytes, a memoryview, a mmap, another record.\n\n"
    "Bytes that can be written, as of a bytearray, are copied.\n\n"
    ":param trusted: look only at the header; for bytes that were looked at before.\n"
    ":raises MalformedError: the bytes are no record of this class.";
constexpr const char* kFromListDoc =
    "from_list($type, items, trusted=False)\n--\n\nWhat from_bytes() makes of each, in a list.";
constexpr const char* kBatchDoc =
    "batch($type, items, trusted=False)\n--\n\n"
    "The records one behind the other, a Batch: copied from a list, shared with bytes that hold them so already.";
constexpr const char* kToColumnsDoc =
    "to_columns($type, items, trusted=False)\n--\n\n"
    "Name to NumPy array, for records in a list of bytes or records, a Batch, or a column of bytes.\n\n"
    "Arrays of numbers are masked where values are missing; text is str objects, of a fixed width S in UTF-8.";
constexpr const char* kReplaceDoc =
    "replace($self, /, **fields)\n--\n\nThe same record with other values for some fields.";

// Of the class. Each class has functions of its own, bound once: Python's class methods would be bound at each call.
PyMethodDef kClassFunctions[] = {
    {"from_bytes", as_method(from_bytes), METH_FASTCALL | METH_KEYWORDS, kFromBytesDoc},
    {"from_list", as_method(from_list), METH_FASTCALL | METH_KEYWORDS, kFromListDoc},
    {"batch", as_method(new_record_batch), METH_FASTCALL | METH_KEYWORDS, kBatchDoc},
    {"to_columns", as_method(record_arrays), METH_FASTCALL | METH_KEYWORDS, kToColumnsDoc},
};

// Of Record itself, so that a class without the decorator says what it lacks.
PyMethodDef kMethods[] = {
    {"from_bytes", as_method(from_bytes), METH_FASTCALL | METH_KEYWORDS | METH_CLASS, kFromBytesDoc},
    {"from_list", as_method(from_list), METH_FASTCALL | METH_KEYWORDS | METH_CLASS, kFromListDoc},
    {"batch", as_method(new_record_batch), METH_FASTCALL | METH_KEYWORDS | METH_CLASS, kBatchDoc},
    {"to_columns", as_method(record_arrays), METH_FASTCALL | METH_KEYWORDS | METH_CLASS, kToColumnsDoc},
    {"__bytes__", to_bytes, METH_NOARGS, nullptr},
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {"__copy__", shallow_copy, METH_NOARGS, nullptr},
    {"keys", keys, METH_NOARGS, "keys($self)\n--\n\nThe names of the fields, in order."},
    {"to_dict", to_dict, METH_NOARGS, "to_dict($self)\n--\n\nName to value, addon fields left out."},
    {"replace", as_method(replace), METH_FASTCALL | METH_KEYWORDS, kReplaceDoc},
    {"__replace__", as_method(replace), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyObject* refuse(PyTypeObject* type, PyObject* /*args*/, PyObject* /*keywords*/) {
  PyErr_Format(PyExc_TypeError, "%s(): expected a class under @wirespeed.record.record, found one without",
               type->tp_name);
  return nullptr;
}

PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("What classes under ``@record`` are.\n\nInherit from it, too, to have type checkers "
                                  "know its methods.")},
    {Py_tp_methods, kMethods},
    {Py_tp_new, reinterpret_cast<void*>(refuse)},
    {0, nullptr},
};
PyType_Spec kSpec = {"wirespeed.record.Record", sizeof(RecordObject), 1, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
                     kSlots};

}  // namespace

PyTypeObject* record_base() noexcept { return base; }

PyObject* make_record_base() {
  PyObject* made = PyType_FromSpec(&kSpec);
  base = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

bool add_class_functions(PyObject* type) {
  const Owned module(PyUnicode_FromString("wirespeed.record"));
  for (PyMethodDef& function : kClassFunctions) {
    const Owned bound(module ? PyCFunction_NewEx(&function, type, module.get()) : nullptr);
    if (!bound || PyObject_SetAttrString(type, function.ml_name, bound.get()) != 0) return false;
  }
  return true;
}

bool SourceArguments::take(const char* method, PyObject* type, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  if (!is_record_type(type)) {
    PyErr_Format(PyExc_TypeError, "%s(): expected a class under @wirespeed.record.record, found %R", method, type);
    return false;
  }
  cls = &class_of(reinterpret_cast<PyTypeObject*>(type));
  const Py_ssize_t named = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  const bool is_trusted_named =
      named == 1 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "trusted") == 0;
  if (n < 1 || n + named > 2 || (named == 1 && !is_trusted_named)) {
    PyErr_Format(PyExc_TypeError, "%s(data, trusted=False): expected these arguments, found others", method);
    return false;
  }
  source = args[0];
  const int truth = n + named == 2 ? PyObject_IsTrue(args[1]) : 0;
  trusted = truth == 1;
  return truth >= 0;
}

}  // namespace wirespeed::python
