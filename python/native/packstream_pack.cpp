// pack(): Python objects to PackStream.
//
// Objects of Python's own types are told by their type alone. All others go through the official driver's order of
// tests: null, true and false by identity; float, int, str, bytes, list, map by class; UUID; Structure; hooks.
#include "packstream_objects.hpp"
#include "packstream_output.hpp"
#include "packstream_types.hpp"
#include "packstream_utf8.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::python {
namespace {

using packstream::kMaxFields;
using packstream::kMaxSize;

// An owned reference.
class Owned {
 public:
  explicit Owned(PyObject* object) noexcept : object_(object) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Py_XDECREF(object_); }
  PyObject* get() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  PyObject* object_;
};

// The item of a list that others may change meanwhile; null behind its end.
PyObject* new_item(PyObject* list, Py_ssize_t i) {
#ifdef Py_GIL_DISABLED
  PyObject* item = PyList_GetItemRef(list, i);
  if (item == nullptr) PyErr_Clear();
  return item;
#else
  return i < PyList_GET_SIZE(list) ? Py_NewRef(PyList_GET_ITEM(list, i)) : nullptr;
#endif
}

bool contains_identity(PyObject* tuple, PyObject* object) noexcept {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    if (PyTuple_GET_ITEM(tuple, i) == object) return true;
  }
  return false;
}

// All functions return false with a Python error set.
class Packer {
 public:
  // `hooks` may be nullptr; borrowed.
  Packer(PyObject* hooks, Version version) noexcept : hooks_(hooks), version_(version) {}

  bool value(PyObject* object);
  PyObject* take() { return output_.take(); }

 private:
  // Whether a size can be written. A negative one is an error of len(), which is set.
  static bool fits(Py_ssize_t size, const char* what) {
    return size >= 0 && (static_cast<std::uint64_t>(size) <= kMaxSize || out_of_range(what));
  }
  static bool out_of_range(const char* what) {
    PyErr_Format(PyExc_OverflowError, "%s header size out of range", what);
    return false;
  }

  bool list_header(Py_ssize_t n) { return fits(n, "List") && encoder_.list(static_cast<std::uint64_t>(n)); }
  bool map_header(Py_ssize_t n) { return fits(n, "Map") && encoder_.map(static_cast<std::uint64_t>(n)); }
  bool integer(PyObject* object);
  bool text(PyObject* object);
  bool bytes(const char* data, Py_ssize_t size);
  bool key(PyObject* object);
  bool items(PyObject* list, Py_ssize_t n);
  bool list(PyObject* object);
  bool map(PyObject* object);
  bool structure(PyObject* object);

  bool scalar_of_others(PyObject* object, const PackableTypes& types, bool& done);
  bool other(PyObject* object);
  template <typename PackItem>
  bool each(PyObject* iterable, Py_ssize_t n, const char* what, PackItem pack_item);
  bool sequence(PyObject* object);
  bool mapping(PyObject* object);
  bool pair(PyObject* item);
  bool uuid(PyObject* object);
  bool hooked(PyObject* object);
  static bool unsupported(PyObject* object, const char* hint = "");
  static bool changed(const char* what, Py_ssize_t expected, Py_ssize_t found);

  // One level deeper, while `pack_inner` runs.
  template <typename PackInner>
  bool deeper(PackInner pack_inner) {
    if (depth_ == kMaxObjectDepth) {
      PyErr_Format(PyExc_RecursionError,
                   "maximum depth of %u levels exceeded while packing; does the value hold itself?", kMaxObjectDepth);
      return false;
    }
    if (Py_EnterRecursiveCall(" while packing a PackStream value") != 0) return false;
    ++depth_;
    const bool ok = pack_inner();
    --depth_;
    Py_LeaveRecursiveCall();
    return ok;
  }

  BytesOutput output_;
  packstream::Encoder<BytesOutput> encoder_{output_};
  PyObject* hooks_;
  std::uint32_t depth_ = 0;
  Version version_;
};

bool Packer::value(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  if (type == &PyUnicode_Type) return text(object);
  if (type == &PyLong_Type) return integer(object);
  if (type == &PyFloat_Type) return encoder_.floating(PyFloat_AS_DOUBLE(object));
  if (object == Py_None) return encoder_.null();
  if (type == &PyBool_Type) return encoder_.boolean(object == Py_True);
  if (type == &PyList_Type) return list(object);
  if (type == &PyDict_Type) return map(object);
  if (type == &PyBytes_Type) return bytes(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
  if (type == structure_type()) return structure(object);
  return other(object);
}

// REQUIRES: an int, of a subclass perhaps.
bool Packer::integer(PyObject* object) {
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow != 0) {
    PyErr_Format(PyExc_OverflowError, "Integer %S out of range", object);
    return false;
  }
  if (value == -1 && PyErr_Occurred() != nullptr) return false;
  return encoder_.integer(value);
}

// REQUIRES: a str, of a subclass perhaps.
bool Packer::text(PyObject* object) {
  const Utf8Source source(object);
  if (!source.ok()) return false;
  if (source.size() > kMaxSize) return out_of_range("String");
  return encoder_.text(source.size(), [&](std::uint8_t* at) { return source.write(at); });
}

bool Packer::bytes(const char* data, Py_ssize_t size) {
  return fits(size, "Bytes") && encoder_.bytes(bytes_of({data, static_cast<std::size_t>(size)}));
}

bool Packer::changed(const char* what, Py_ssize_t expected, Py_ssize_t found) {
  PyErr_Format(PyExc_RuntimeError, "%s changed size while it was packed: expected %zd items, found %zd", what, expected,
               found);
  return false;
}

// Packs the n items that a header has announced.
bool Packer::items(PyObject* list, Py_ssize_t n) {
  for (Py_ssize_t i = 0; i < n; ++i) {
    const Owned item(new_item(list, i));
    if (!item) return changed("list", n, PyList_GET_SIZE(list));
    if (!value(item.get())) return false;
  }
  return PyList_GET_SIZE(list) == n || changed("list", n, PyList_GET_SIZE(list));
}

bool Packer::list(PyObject* object) {
  const Py_ssize_t n = PyList_GET_SIZE(object);
  return list_header(n) && deeper([&] { return items(object, n); });
}

bool Packer::key(PyObject* object) {
  if (PyUnicode_Check(object)) return text(object);
  PyErr_Format(PyExc_TypeError, "Map keys must be strings, not %S", Py_TYPE(object));
  return false;
}

#ifdef Py_GIL_DISABLED

// By way of a list of its items, which other threads cannot change.
bool Packer::map(PyObject* object) { return mapping(object); }

#else

bool Packer::map(PyObject* object) {
  const Py_ssize_t n = PyDict_GET_SIZE(object);
  if (!map_header(n)) return false;
  return deeper([&] {
    Py_ssize_t at = 0;
    Py_ssize_t packed = 0;
    PyObject* name = nullptr;
    PyObject* item = nullptr;
    while (PyDict_Next(object, &at, &name, &item) != 0) {
      const Owned held_name(Py_NewRef(name));
      const Owned held_item(Py_NewRef(item));
      if (PyDict_GET_SIZE(object) != n) break;
      if (!key(name) || !value(item)) return false;
      ++packed;
    }
    return (packed == n && PyDict_GET_SIZE(object) == n) || changed("dict", n, PyDict_GET_SIZE(object));
  });
}

#endif

bool Packer::structure(PyObject* object) {
  const Owned fields(Py_NewRef(as_structure(object)->fields));
  const Py_ssize_t n = PyList_GET_SIZE(fields.get());
  if (n > static_cast<Py_ssize_t>(kMaxFields)) {
    PyErr_Format(PyExc_OverflowError, "Structure size out of range: expected at most %zu fields, found %zd", kMaxFields,
                 n);
    return false;
  }
  const bool ok = encoder_.structure(as_structure(object)->tag, static_cast<std::size_t>(n));
  return ok && deeper([&] { return items(fields.get(), n); });
}

// Null, booleans and numbers that are not Python's own. `done` says whether the object was one.
bool Packer::scalar_of_others(PyObject* object, const PackableTypes& types, bool& done) {
  done = true;
  if (contains_identity(types.null_values, object)) return encoder_.null();
  if (contains_identity(types.true_values, object)) return encoder_.boolean(true);
  if (contains_identity(types.false_values, object)) return encoder_.boolean(false);
  int is = PyObject_IsInstance(object, types.floats);
  if (is > 0) {
    const double value = PyFloat_AsDouble(object);
    return !(value == -1.0 && PyErr_Occurred() != nullptr) && encoder_.floating(value);
  }
  if (is == 0) is = PyObject_IsInstance(object, types.integers);
  if (is > 0) {
    const Owned number(PyNumber_Long(object));
    return number && integer(number.get());
  }
  done = false;
  return is == 0;
}

bool Packer::other(PyObject* object) {
  PackableTypes types;
  bool done = false;
  if (!types.find() || !scalar_of_others(object, types, done)) return false;
  if (done) return true;
  if (PyUnicode_Check(object)) return text(object);
  if (PyBytes_Check(object)) return bytes(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
  if (PyByteArray_Check(object)) return bytes(PyByteArray_AS_STRING(object), PyByteArray_GET_SIZE(object));
  int is = PyObject_IsInstance(object, types.lists);
  if (is != 0) return is > 0 && deeper([&] { return sequence(object); });
  is = PyObject_IsInstance(object, types.maps);
  if (is != 0) return is > 0 && deeper([&] { return mapping(object); });
  PyObject* uuids = uuid_type();
  is = uuids == nullptr ? -1 : PyObject_IsInstance(object, uuids);
  if (is < 0) return false;
  if (is > 0 && version_ == Version::v2) return uuid(object);
  if (is_structure(object)) return structure(object);
  return deeper([&] { return hooked(object); });
}

// Packs each of the n items that a header has announced, as they are iterated over.
template <typename PackItem>
bool Packer::each(PyObject* iterable, Py_ssize_t n, const char* what, PackItem pack_item) {
  const Owned iterator(iterable == nullptr ? nullptr : PyObject_GetIter(iterable));
  if (!iterator) return false;
  Py_ssize_t packed = 0;
  while (PyObject* next = PyIter_Next(iterator.get())) {
    const Owned item(next);
    if (++packed > n) return changed(what, n, packed);
    if (!pack_item(item.get())) return false;
  }
  if (PyErr_Occurred() != nullptr) return false;
  return packed == n || changed(what, n, packed);
}

// By len() and iter(): as many items as len() said.
bool Packer::sequence(PyObject* object) {
  const Py_ssize_t n = PyObject_Size(object);
  return list_header(n) && each(object, n, "sequence", [&](PyObject* item) { return value(item); });
}

// By len(keys()) and items().
bool Packer::mapping(PyObject* object) {
  const Owned keys(PyObject_CallMethod(object, "keys", nullptr));
  const Py_ssize_t n = keys ? PyObject_Size(keys.get()) : -1;
  if (!map_header(n)) return false;
  const Owned all(PyObject_CallMethod(object, "items", nullptr));
  return each(all.get(), n, "map", [&](PyObject* item) { return pair(item); });
}

bool Packer::pair(PyObject* item) {
  const Owned both(PySequence_Tuple(item));
  if (!both) return false;
  if (PyTuple_GET_SIZE(both.get()) == 2) {
    return key(PyTuple_GET_ITEM(both.get(), 0)) && value(PyTuple_GET_ITEM(both.get(), 1));
  }
  PyErr_Format(PyExc_ValueError, "items() of a map: expected pairs, found %zd values", PyTuple_GET_SIZE(both.get()));
  return false;
}

bool Packer::uuid(PyObject* object) {
  const Owned raw(PyObject_GetAttrString(object, "bytes"));
  if (!raw) return false;
  if (!PyBytes_Check(raw.get()) || PyBytes_GET_SIZE(raw.get()) != static_cast<Py_ssize_t>(packstream::kUuidBytes)) {
    return unsupported(object, ": its `bytes` are no 16 bytes");
  }
  return encoder_.uuid(bytes_of({PyBytes_AS_STRING(raw.get()), packstream::kUuidBytes}));
}

bool Packer::unsupported(PyObject* object, const char* hint) {
  PyErr_Format(PyExc_ValueError, "Values of type %S are not supported%s", Py_TYPE(object), hint);
  return false;
}

// What the hooks make of it, packed in its place.
bool Packer::hooked(PyObject* object) {
  if (hooks_ != nullptr) {
    static PyObject* const name = PyUnicode_InternFromString("get_transformer");
    const Owned transformer(PyObject_CallMethodOneArg(hooks_, name, object));
    if (!transformer) return false;
    if (transformer.get() != Py_None) {
      const Owned made(PyObject_CallOneArg(transformer.get(), object));
      return made && value(made.get());
    }
  }
  const int is_uuid = PyObject_IsInstance(object, uuid_type());
  if (is_uuid < 0) return false;
  return unsupported(object, is_uuid > 0 ? " (requires Bolt protocol version 6.1 or newer)" : "");
}

}  // namespace

template <Version version>
PyObject* pack(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  static constexpr const char* kParameters[] = {"value", "dehydration_hooks"};
  PyObject* found[] = {nullptr, nullptr};
  if (!take_arguments("pack", kParameters, 2, 1, args, count, names, found)) return nullptr;
  Packer packer(found[1] == Py_None ? nullptr : found[1], version);
  return packer.value(found[0]) ? packer.take() : nullptr;
}

template PyObject* pack<Version::v1>(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);
template PyObject* pack<Version::v2>(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);

}  // namespace wirespeed::python
