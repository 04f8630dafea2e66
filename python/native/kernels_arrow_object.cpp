// wirespeed.kernels.Array: a result that is an Arrow column, for whoever takes one by the C interface.
#include <cstring>
#include <new>

#include "errors.hpp"
#include "kernels_arrays.hpp"
#include "kernels_call.hpp"
#include "kernels_objects.hpp"

namespace wirespeed::python {
namespace {

using Column = std::shared_ptr<const ArrowColumn>;

struct ArrayObject {
  PyObject_HEAD Column column;
};

PyTypeObject* type = nullptr;

ArrayObject* as_object(PyObject* self) noexcept { return reinterpret_cast<ArrayObject*>(self); }

// What an exported struct shares.
struct Exported {
  Column column;
  ArrowSchema dictionary_schema{};
  ArrowArray dictionary{};
  std::vector<ArrowSchema> schemas{};
  std::vector<ArrowArray> arrays{};
  std::vector<ArrowSchema*> schema_children{};
  std::vector<ArrowArray*> array_children{};
};

template <typename Struct>
void release(Struct* exported) noexcept {
  for (std::int64_t i = 0; i < exported->n_children; ++i) {  // unless their taker has moved them
    if (exported->children[i]->release != nullptr) exported->children[i]->release(exported->children[i]);
  }
  auto* shared = static_cast<Exported*>(exported->private_data);
  if (shared->dictionary_schema.release != nullptr) shared->dictionary_schema.release(&shared->dictionary_schema);
  if (shared->dictionary.release != nullptr) shared->dictionary.release(&shared->dictionary);
  delete shared;
  exported->release = nullptr;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as columns stand within each other
template <typename Struct>
void export_children(const Column& column, std::vector<Struct>& made, std::vector<Struct*>& pointers, Struct* out,
                     void (*export_one)(const Column&, Struct*)) {
  made.resize(column->children.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    export_one(column->children[i], &made[i]);
    pointers.push_back(&made[i]);
  }
  out->n_children = static_cast<std::int64_t>(pointers.size());
  out->children = pointers.data();
}

// NOLINTNEXTLINE(misc-no-recursion)
void export_schema(const Column& column, ArrowSchema* out) {
  auto shared = std::make_unique<Exported>();
  shared->column = column;
  *out = {};
  out->format = column->format.c_str();
  out->name = column->name.c_str();
  export_children(column, shared->schemas, shared->schema_children, out, export_schema);
  out->flags = ARROW_FLAG_NULLABLE;
  if (column->dictionary != nullptr) {
    export_schema(column->dictionary, &shared->dictionary_schema);
    out->dictionary = &shared->dictionary_schema;
  }
  out->release = release<ArrowSchema>;
  out->private_data = shared.release();
}

// NOLINTNEXTLINE(misc-no-recursion)
void export_array(const Column& column, ArrowArray* out) {
  auto shared = std::make_unique<Exported>();
  shared->column = column;
  *out = {};
  out->length = column->length;
  out->null_count = column->view.validity == nullptr ? 0 : column->format == "n" ? column->length : -1;
  out->offset = column->offset;
  out->n_buffers = static_cast<std::int64_t>(column->buffers.size());
  out->buffers = const_cast<const void**>(column->buffers.data());
  export_children(column, shared->arrays, shared->array_children, out, export_array);
  if (column->dictionary != nullptr) {
    export_array(column->dictionary, &shared->dictionary);
    out->dictionary = &shared->dictionary;
  }
  out->release = release<ArrowArray>;
  out->private_data = shared.release();
}

template <typename Struct>
void free_capsule(PyObject* capsule) noexcept {
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
  if (held == nullptr) return;
  if (held->release != nullptr) held->release(held);
  delete held;
}

template <typename Struct, typename Fill>
PyObject* capsule_of(const char* name, const Column& column, Fill fill) {
  auto exported = std::make_unique<Struct>();
  fill(column, exported.get());
  PyObject* capsule = PyCapsule_New(exported.get(), name, free_capsule<Struct>);
  if (capsule == nullptr) {
    exported->release(exported.get());
    return nullptr;
  }
  exported.release();
  return capsule;
}

PyObject* schema_capsule_of(const Column& column) {
  return capsule_of<ArrowSchema>("arrow_schema", column, export_schema);
}

PyObject* arrow_c_schema(PyObject* self, PyObject* /*unused*/) { return schema_capsule_of(as_object(self)->column); }

// The type is what it is: the protocol lets a producer answer a request for another one so.
PyObject* arrow_c_array(PyObject* self, PyObject* /*args*/, PyObject* /*keywords*/) {
  const Column& column = as_object(self)->column;
  Owned schema(schema_capsule_of(column));
  Owned array(schema ? capsule_of<ArrowArray>("arrow_array", column, export_array) : nullptr);
  return array ? PyTuple_Pack(2, schema.get(), array.get()) : nullptr;
}

PyObject* numpy_or_error(const Column& column) {
  if (!column->is_nested()) return numpy_of(column);
  PyErr_SetString(PyExc_TypeError,
                  "to_numpy: expected booleans, numbers, times or text, found lists or structs; give them to a library "
                  "that takes Arrow's columns");
  return nullptr;
}

PyObject* to_numpy(PyObject* self, PyObject* /*unused*/) { return numpy_or_error(as_object(self)->column); }

// __array__(dtype=None, copy=None)
PyObject* as_numpy(PyObject* self, PyObject* args, PyObject* keywords) {
  static const char* const kNames[] = {"dtype", "copy", nullptr};
  PyObject* dtype = Py_None;
  PyObject* copy = Py_None;
  if (PyArg_ParseTupleAndKeywords(args, keywords, "|OO:__array__", const_cast<char**>(kNames), &dtype, &copy) == 0) {
    return nullptr;
  }
  Owned made(numpy_or_error(as_object(self)->column));
  return !made || dtype == Py_None ? made.release() : PyObject_CallMethod(made.get(), "astype", "O", dtype);
}

PyObject* get_type(PyObject* self, void* /*closure*/) {
  const Column& column = as_object(self)->column;
  const Column& said = column->dictionary == nullptr ? column : column->dictionary;
  return PyUnicode_FromStringAndSize(said->format.data(), static_cast<Py_ssize_t>(said->format.size()));
}

Py_ssize_t length(PyObject* self) { return as_object(self)->column->length; }

PyObject* repr(PyObject* self) {
  const Column& column = as_object(self)->column;
  return PyUnicode_FromFormat("Array(%zd of Arrow's %s)", static_cast<Py_ssize_t>(column->length),
                              column->format.c_str());
}

void destroy(PyObject* self) {
  as_object(self)->column.~Column();
  PyTypeObject* cls = Py_TYPE(self);
  cls->tp_free(self);
  Py_DECREF(cls);
}

PyMethodDef kMethods[] = {
    {"__arrow_c_array__", as_method(arrow_c_array), METH_VARARGS | METH_KEYWORDS,
     "The column in two capsules, as the Arrow PyCapsule interface has it."},
    {"__arrow_c_schema__", arrow_c_schema, METH_NOARGS, "Its type in a capsule."},
    {"to_numpy", to_numpy, METH_NOARGS,
     "to_numpy()\n--\n\nA NumPy array: nulls are NaN, NaT or None; text and what NumPy has no type for are objects."},
    {"__array__", as_method(as_numpy), METH_VARARGS | METH_KEYWORDS, "What to_numpy() returns, for NumPy."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef kAttributes[] = {
    {"format", get_type, nullptr, "The type of its values, as Arrow's C interface spells it.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("A result for an input that was Arrow's: ``pyarrow.array(a)``, ``polars.Series(a)`` "
                                  "and others take it without a copy.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_methods, kMethods},
    {Py_tp_getset, kAttributes},
    {Py_sq_length, reinterpret_cast<void*>(length)},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.kernels.Array",
    sizeof(ArrayObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    kSlots,
};

}  // namespace

PyObject* make_array_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* array_of(std::shared_ptr<const ArrowColumn> column) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self != nullptr) ::new (static_cast<void*>(&as_object(self)->column)) Column(std::move(column));
  return self;
}

const std::shared_ptr<const ArrowColumn>* column_of(PyObject* object) noexcept {
  return Py_TYPE(object) == type ? &as_object(object)->column : nullptr;
}

NumberColumn::NumberColumn(const char* format, std::int64_t width, std::int64_t length, bool has_validity)
    : format_(format), length_(length), data_(column_memory(width * length)) {
  if (!has_validity) return;
  validity_ = column_memory((length + 7) / 8);
  std::memset(validity_.get(), 0xff, static_cast<std::size_t>((length + 7) / 8));
}

PyObject* NumberColumn::finish() {
  auto column = std::make_shared<ArrowColumn>();
  column->format = std::move(format_);
  column->length = length_;
  column->buffers = {validity_.get(), data_.get()};
  column->owners = {std::move(data_), std::move(validity_)};
  return finished(std::move(column));
}

PyObject* finished(std::shared_ptr<ArrowColumn> column) {
  if (auto ok = show(*column); !ok) {
    set_python_error(ok.error());
    return nullptr;
  }
  return array_of(std::move(column));
}

}  // namespace wirespeed::python
