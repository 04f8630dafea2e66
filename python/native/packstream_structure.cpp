// Structure: a tag and fields, as the official driver has it.
#include "owned.hpp"
#include "packstream_objects.hpp"

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

PyObject* tag_of(const StructureObject* self) {
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(&self->tag), 1);
}

// Structure(tag, *fields)
PyObject* construct(PyTypeObject* cls, PyObject* args, PyObject* keywords) {
  if (keywords != nullptr && PyDict_GET_SIZE(keywords) != 0) {
    PyErr_SetString(PyExc_TypeError, "Structure() takes no keyword arguments");
    return nullptr;
  }
  const Py_ssize_t count = PyTuple_GET_SIZE(args);
  PyObject* tag = count > 0 ? PyTuple_GET_ITEM(args, 0) : nullptr;
  if (tag == nullptr || !PyBytes_Check(tag)) {
    PyErr_Format(PyExc_TypeError, "Structure(tag, *fields): expected bytes for tag, found %s",
                 tag == nullptr ? "nothing" : Py_TYPE(tag)->tp_name);
    return nullptr;
  }
  if (PyBytes_GET_SIZE(tag) != 1) {
    PyErr_Format(PyExc_ValueError, "Structure(tag, *fields): tag must be a single byte, found %zd",
                 PyBytes_GET_SIZE(tag));
    return nullptr;
  }
  PyObject* self = cls->tp_alloc(cls, 0);
  if (self == nullptr) return nullptr;
  as_structure(self)->tag = static_cast<std::uint8_t>(PyBytes_AS_STRING(tag)[0]);
  PyObject* fields = PyTuple_GetSlice(args, 1, count);
  if (fields != nullptr) as_structure(self)->fields = PySequence_List(fields);
  Py_XDECREF(fields);
  if (as_structure(self)->fields == nullptr) Py_CLEAR(self);
  return self;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_structure(self)->fields);
  return 0;
}

// Leaves an empty list, so that a Structure that somebody of its cycle still looks at is whole.
int clear(PyObject* self) {
  PyObject* none = PyList_New(0);
  if (none == nullptr) PyErr_Clear();
  if (none != nullptr) Py_XSETREF(as_structure(self)->fields, none);
  return 0;
}

void destroy(PyObject* self) {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(as_structure(self)->fields);
  PyTypeObject* cls = Py_TYPE(self);
  cls->tp_free(self);
  Py_DECREF(cls);
}

PyObject* get_tag(PyObject* self, void* /*closure*/) { return tag_of(as_structure(self)); }

PyObject* get_fields(PyObject* self, void* /*closure*/) { return Py_NewRef(as_structure(self)->fields); }

// Structure(b'N', 1, 2): eval() gives it back where the fields allow.
PyObject* repr(PyObject* self) {
  PyObject* tag = tag_of(as_structure(self));
  if (tag == nullptr) return nullptr;
  PyObject* list = as_structure(self)->fields;
  if (PyList_GET_SIZE(list) == 0) {
    PyObject* text = PyUnicode_FromFormat("Structure(%R)", tag);
    Py_DECREF(tag);
    return text;
  }
  const int entered = Py_ReprEnter(self);
  PyObject* inner = nullptr;
  if (entered == 0) {
    PyObject* fields = PyObject_Repr(list);  // "[1, 2]"
    if (fields != nullptr) inner = PyUnicode_Substring(fields, 1, PyUnicode_GET_LENGTH(fields) - 1);
    Py_XDECREF(fields);
    Py_ReprLeave(self);
  } else if (entered > 0) {
    inner = PyUnicode_FromString("...");
  }
  PyObject* text = inner == nullptr ? nullptr : PyUnicode_FromFormat("Structure(%R, %U)", tag, inner);
  Py_XDECREF(inner);
  Py_DECREF(tag);
  return text;
}

PyObject* compare(PyObject* self, PyObject* other, int operation) {
  if ((operation != Py_EQ && operation != Py_NE) || !is_structure(other)) Py_RETURN_NOTIMPLEMENTED;
  if (as_structure(self)->tag != as_structure(other)->tag) return PyBool_FromLong(operation == Py_NE);
  return PyObject_RichCompare(as_structure(self)->fields, as_structure(other)->fields, operation);
}

Py_ssize_t length(PyObject* self) { return PyList_GET_SIZE(as_structure(self)->fields); }

PyObject* get_item(PyObject* self, PyObject* index) { return PyObject_GetItem(as_structure(self)->fields, index); }

int set_item(PyObject* self, PyObject* index, PyObject* value) {
  if (value == nullptr) {
    PyErr_SetString(PyExc_TypeError, "a field of a Structure can be set, not deleted");
    return -1;
  }
  return PyObject_SetItem(as_structure(self)->fields, index, value);
}

// (Structure, (tag, *fields)): for pickle and copy.
PyObject* reduce(PyObject* self, PyObject* /*unused*/) {
  const Owned tag(tag_of(as_structure(self)));
  const Owned fields(tag ? PyList_AsTuple(as_structure(self)->fields) : nullptr);
  const Owned head(fields ? PyTuple_Pack(1, tag.get()) : nullptr);
  PyObject* args = head ? PySequence_Concat(head.get(), fields.get()) : nullptr;
  return args == nullptr ? nullptr : Py_BuildValue("(ON)", Py_TYPE(self), args);
}

PyGetSetDef kAttributes[] = {
    {"tag", get_tag, nullptr, "What the structure is: one byte.", nullptr},
    {"fields", get_fields, nullptr, "Its values, a list; at most 15 can be packed.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef kMethods[] = {
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("Structure(tag, *fields)\n--\n\nA tagged list of values: what PackStream has for "
                                  "nodes, dates and all else.\n\n:param tag: one byte.\n:raises ValueError: the tag "
                                  "has another length.")},
    {Py_tp_new, reinterpret_cast<void*>(construct)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_richcompare, reinterpret_cast<void*>(compare)},
    {Py_tp_hash, reinterpret_cast<void*>(PyObject_HashNotImplemented)},
    {Py_tp_getset, kAttributes},
    {Py_tp_methods, kMethods},
    {Py_mp_length, reinterpret_cast<void*>(length)},
    {Py_mp_subscript, reinterpret_cast<void*>(get_item)},
    {Py_mp_ass_subscript, reinterpret_cast<void*>(set_item)},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.packstream.Structure",
    sizeof(StructureObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    kSlots,
};

}  // namespace

PyTypeObject* structure_type() noexcept { return type; }

PyObject* make_structure_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* structure_of_fields(std::uint8_t tag, PyObject* fields) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  as_structure(self)->fields = Py_NewRef(fields);
  as_structure(self)->tag = tag;
  return self;
}

}  // namespace wirespeed::python
