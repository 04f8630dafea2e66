#include "cache_key.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "owned.hpp"

namespace wirespeed::python {
namespace {

//   F5 size digits    an integer of more than 64 bits, in hexadecimal
//   F6 form           what is no plain type, as _keys.plain() has it
//   F8 F9 FA          None, False, True
//   FB i64            FC f64            FD size bytes
//   FE count items    FF size UTF-8     (text within a tuple)
// Sizes and counts are u32, little endian as all numbers.
enum Kind : char {
  kLargeInteger = '\xF5',
  kOther = '\xF6',
  kNone = '\xF8',
  kFalse = '\xF9',
  kTrue = '\xFA',
  kInteger = '\xFB',
  kFloat = '\xFC',
  kBytes = '\xFD',
  kTuple = '\xFE',
  kText = '\xFF',
};

template <typename T>
std::string_view raw(const T& value) noexcept {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// Equal numbers have equal bytes.
double canonical(double value) noexcept {
  if (std::isnan(value)) return std::numeric_limits<double>::quiet_NaN();
  return value == 0 ? 0.0 : value;
}

PyObject* plain_form(PyObject* object) {
  const Owned module(PyImport_ImportModule("wirespeed.cache._keys"));
  return module ? PyObject_CallMethod(module.get(), "plain", "(O)", object) : nullptr;
}

// --- keys that are bytes already -------------------------------------------------------------------------------------

PyTypeObject* key_type = nullptr;

struct KeyObject {
  PyObject object;
  PyObject* bytes;
};

PyObject*& bytes_of_key(PyObject* self) noexcept { return reinterpret_cast<KeyObject*>(self)->bytes; }

void destroy_key(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Py_XDECREF(bytes_of_key(self));
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* key_as_bytes(PyObject* self, PyObject* /*unused*/) { return Py_NewRef(bytes_of_key(self)); }

PyObject* key_repr(PyObject* self) { return PyUnicode_FromFormat("Key(%R)", bytes_of_key(self)); }

Py_hash_t key_hash(PyObject* self) { return PyObject_Hash(bytes_of_key(self)); }

PyObject* compare_keys(PyObject* self, PyObject* other, int operation) {
  if (!Py_IS_TYPE(other, key_type) || (operation != Py_EQ && operation != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
  return PyObject_RichCompare(bytes_of_key(self), bytes_of_key(other), operation);
}

PyMethodDef kKeyMethods[] = {
    {"__bytes__", key_as_bytes, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kKeySlots[] = {
    {Py_tp_doc,
     const_cast<char*>("A key in the form in which the cache and Redis have it; get() and the others take it "
                       "as any other key.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy_key)},
    {Py_tp_repr, reinterpret_cast<void*>(key_repr)},
    {Py_tp_hash, reinterpret_cast<void*>(key_hash)},
    {Py_tp_richcompare, reinterpret_cast<void*>(compare_keys)},
    {Py_tp_methods, kKeyMethods},
    {0, nullptr},
};
PyType_Spec kKeySpec = {
    "wirespeed.cache.Key", sizeof(KeyObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, kKeySlots,
};

}  // namespace

PyObject* make_key_type() {
  PyObject* made = PyType_FromSpec(&kKeySpec);
  key_type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* make_key(std::string_view bytes) {
  Owned held(PyBytes_FromStringAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size())));
  if (!held) return nullptr;
  PyObject* self = key_type->tp_alloc(key_type, 0);
  if (self != nullptr) bytes_of_key(self) = held.release();
  return self;
}

bool KeyBytes::set_other(PyObject* key) {
  if (PyUnicode_CheckExact(key)) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(key, &size);
    if (text == nullptr) {
      PyErr_Clear();  // a surrogate
      begin();
      if (!append_text(key)) return false;
      finish();
      return true;
    }
    view_ = {text, static_cast<std::size_t>(size)};
    return true;
  }
  if (Py_IS_TYPE(key, key_type)) {
    PyObject* bytes = bytes_of_key(key);
    view_ = {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
    return true;
  }
  begin();
  if (!append(key)) return false;
  finish();
  return true;
}

bool KeyBytes::append(PyObject* part) {
  if (PyUnicode_CheckExact(part)) return append_text(part);
  if (PyLong_CheckExact(part)) return append_long(part);
  if (part == Py_None) {
    append(kNone);
  } else if (PyBool_Check(part)) {
    append(part == Py_True ? kTrue : kFalse);
  } else if (PyFloat_CheckExact(part)) {
    append(kFloat);
    append(raw(canonical(PyFloat_AS_DOUBLE(part))));
  } else if (PyBytes_CheckExact(part)) {
    append_sized(kBytes, {PyBytes_AS_STRING(part), static_cast<std::size_t>(PyBytes_GET_SIZE(part))});
  } else {
    return PyTuple_CheckExact(part) ? append_tuple(part) : append_other(part);
  }
  return true;
}

bool KeyBytes::append_text(PyObject* text) {
  Py_ssize_t size = 0;
  if (const char* utf8 = PyUnicode_AsUTF8AndSize(text, &size); utf8 != nullptr) {
    append_sized(kText, {utf8, static_cast<std::size_t>(size)});
    return true;
  }
  PyErr_Clear();
  const Owned bytes(PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass"));
  if (!bytes) return false;
  append_sized(kText, {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))});
  return true;
}

bool KeyBytes::append_long(PyObject* number) {
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
  if (overflow == 0) {
    append(kInteger);
    append(raw(value));
    return true;
  }
  const Owned digits(PyNumber_ToBase(number, 16));
  if (!digits) return false;
  append_sized(kLargeInteger, {static_cast<const char*>(PyUnicode_DATA(digits.get())),
                               static_cast<std::size_t>(PyUnicode_GET_LENGTH(digits.get()))});
  return true;
}

bool KeyBytes::append_tuple(PyObject* tuple) {
  if (Py_EnterRecursiveCall(" in the key of a cache") != 0) return false;
  append(kTuple);
  append(raw(static_cast<std::uint32_t>(PyTuple_GET_SIZE(tuple))));
  bool ok = true;
  for (Py_ssize_t i = 0; ok && i < PyTuple_GET_SIZE(tuple); ++i) ok = append(PyTuple_GET_ITEM(tuple, i));
  Py_LeaveRecursiveCall();
  return ok;
}

bool KeyBytes::append_other(PyObject* object) {
  const Owned form(plain_form(object));
  if (!form) return false;
  if (!PyTuple_CheckExact(form.get())) {
    PyErr_SetString(PyExc_TypeError, "the key of a cache: expected a tuple as the plain form of an object");
    return false;
  }
  append(kOther);
  return append_tuple(form.get());
}

void KeyBytes::append_sized(char kind, std::string_view bytes) {
  append(kind);
  append(raw(static_cast<std::uint32_t>(bytes.size())));
  append(bytes);
}

void KeyBytes::append(std::string_view bytes) {
  const std::size_t end = length_ + bytes.size();
  if (large_.empty() && end <= small_.size()) {
    if (!bytes.empty()) std::memcpy(small_.data() + length_, bytes.data(), bytes.size());
  } else {
    if (large_.empty()) large_.assign(small_.data(), length_);
    large_.append(bytes);
  }
  length_ = end;
}

}  // namespace wirespeed::python
