#include "record_slots.hpp"

#include <algorithm>

#include "record_object.hpp"
#include "wirespeed/base/hash.hpp"

namespace wirespeed::python {
namespace {

PyObject** addon(PyObject* self, const PyMemberDef& member) noexcept {
  return reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + member.offset);
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_record(self)->owner);
  for (const PyMemberDef* member = class_of(Py_TYPE(self)).members.data(); member->name != nullptr; ++member) {
    Py_VISIT(*addon(self, *member));
  }
  return 0;
}

// The owner stays: who still looks at the record needs its bytes.
int clear(PyObject* self) {
  for (const PyMemberDef* member = class_of(Py_TYPE(self)).members.data(); member->name != nullptr; ++member) {
    Py_CLEAR(*addon(self, *member));
  }
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Py_XDECREF(as_record(self)->owner);
  PyObject_Free(self);
  Py_DECREF(type);
}

void destroy_collected(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  Py_XDECREF(as_record(self)->owner);
  PyObject_GC_Del(self);
  Py_DECREF(type);
}

// type(*args, **keywords) goes to construct_record by itself; this is for those who call __new__.
PyObject* create(PyTypeObject* type, PyObject* args, PyObject* keywords) {
  return PyObject_Call(reinterpret_cast<PyObject*>(type), args, keywords);
}

// A field is found faster than by Python's own way through the type's dict, to the descriptor, to us.
PyObject* get_attribute(PyObject* self, PyObject* name) {
  const RecordField* field = class_of(Py_TYPE(self)).names.find(name);
  return field != nullptr ? field->get(self, const_cast<RecordField*>(field)) : PyObject_GenericGetAttr(self, name);
}

Py_hash_t hash(PyObject* self) {
  const auto value = static_cast<Py_hash_t>(hash64(record_bytes(self)));
  return value == -1 ? -2 : value;
}

PyObject* compare(PyObject* self, PyObject* other, int operation) {
  if ((operation != Py_EQ && operation != Py_NE) || Py_TYPE(self) != Py_TYPE(other)) Py_RETURN_NOTIMPLEMENTED;
  const bool are_equal = std::ranges::equal(record_bytes(self), record_bytes(other));
  return PyBool_FromLong(are_equal == (operation == Py_EQ) ? 1 : 0);
}

int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  const ByteView bytes = record_bytes(self);
  return PyBuffer_FillInfo(view, self, const_cast<std::uint8_t*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()),
                           1, flags);
}

// Name(a=1, b='two')
PyObject* repr(PyObject* self) {
  const RecordClass& cls = class_of(Py_TYPE(self));
  const Owned parts(PyList_New(0));
  for (const RecordField& field : cls.fields) {
    const Owned value(value_of_field(self, field));
    const Owned part(value ? PyUnicode_FromFormat("%U=%R", field.name.get(), value.get()) : nullptr);
    if (!parts || !part || PyList_Append(parts.get(), part.get()) != 0) return nullptr;
  }
  const Owned comma(PyUnicode_FromString(", "));
  const Owned joined(comma ? PyUnicode_Join(comma.get(), parts.get()) : nullptr);
  const Owned name(PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(self)), "__qualname__"));
  return joined && name ? PyUnicode_FromFormat("%U(%U)", name.get(), joined.get()) : nullptr;
}

Py_ssize_t length(PyObject* self) { return static_cast<Py_ssize_t>(class_of(Py_TYPE(self)).fields.size()); }

PyObject* get_item(PyObject* self, PyObject* name) {
  if (const RecordField* field = class_of(Py_TYPE(self)).names.find(name)) return value_of_field(self, *field);
  if (PyUnicode_Check(name)) {
    for (const RecordField& field : class_of(Py_TYPE(self)).fields) {
      if (PyUnicode_Compare(field.name.get(), name) == 0) return value_of_field(self, field);
    }
  }
  PyErr_SetObject(PyExc_KeyError, name);
  return nullptr;
}

}  // namespace

std::vector<PyType_Slot> record_slots(bool has_addons) {
  std::vector<PyType_Slot> slots{
      {Py_tp_new, reinterpret_cast<void*>(create)},
      {Py_tp_dealloc, reinterpret_cast<void*>(has_addons ? destroy_collected : destroy)},
      {Py_tp_getattro, reinterpret_cast<void*>(get_attribute)},
      {Py_tp_hash, reinterpret_cast<void*>(hash)},
      {Py_tp_richcompare, reinterpret_cast<void*>(compare)},
      {Py_tp_repr, reinterpret_cast<void*>(repr)},
      {Py_mp_length, reinterpret_cast<void*>(length)},
      {Py_mp_subscript, reinterpret_cast<void*>(get_item)},
      {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
  };
  if (!has_addons) return slots;
  slots.push_back({Py_tp_traverse, reinterpret_cast<void*>(traverse)});
  slots.push_back({Py_tp_clear, reinterpret_cast<void*>(clear)});
  return slots;
}

}  // namespace wirespeed::python
