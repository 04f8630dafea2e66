// pack(): Python objects to PackStream.
//
// Objects of Python's own types are told by their type alone. All others go through the official driver's order of
// tests: null, true and false by identity; float, int, str, bytes, list, map by class; UUID; Structure; hooks.
#include "owned.hpp"
#include "packstream_packer.hpp"
#include "packstream_utf8.hpp"
#include "steady.hpp"

namespace wirespeed::python {
namespace {

using packstream::kMaxFields;
using packstream::kMaxSize;

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

}  // namespace

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

bool Packer::map(PyObject* object) {
  const Owned dict = steady_dict(object);
  const Py_ssize_t n = dict ? PyDict_GET_SIZE(dict.get()) : -1;
  const bool ok = map_header(n) && deeper([&] { return entries(dict.get(), n); });
  return ok && (PyDict_GET_SIZE(object) == n || changed("dict", n, PyDict_GET_SIZE(object)));  // the copy is as it was
}

// Packs the n entries of a dict that a header has announced.
bool Packer::entries(PyObject* dict, Py_ssize_t n) {
  Py_ssize_t at = 0;
  Py_ssize_t packed = 0;
  PyObject* name = nullptr;
  PyObject* item = nullptr;
  while (PyDict_Next(dict, &at, &name, &item) != 0) {
    const Owned held_name(Py_NewRef(name));
    const Owned held_item(Py_NewRef(item));
    if (PyDict_GET_SIZE(dict) != n) break;
    if (!key(name) || !value(item)) return false;
    ++packed;
  }
  return (packed == n && PyDict_GET_SIZE(dict) == n) || changed("dict", n, PyDict_GET_SIZE(dict));
}

bool Packer::structure(PyObject* object) {
  const Owned fields(Py_NewRef(as_structure(object)->fields));
  return structure(as_structure(object)->tag, fields.get());
}

bool Packer::structure(std::uint8_t tag, PyObject* fields) {
  const Py_ssize_t n = PyList_GET_SIZE(fields);
  if (n > static_cast<Py_ssize_t>(kMaxFields)) {
    PyErr_Format(PyExc_OverflowError, "Structure size out of range: expected at most %zu fields, found %zd", kMaxFields,
                 n);
    return false;
  }
  const bool ok = encoder_.structure(tag, static_cast<std::size_t>(n));
  return ok && deeper([&] { return items(fields, n); });
}

// A Structure of the driver's own class, by its attributes.
bool Packer::drivers_structure(PyObject* object) {
  const Owned tag(PyObject_GetAttr(object, names().tag));
  const Owned fields(tag ? PyObject_GetAttr(object, names().fields) : nullptr);
  const Owned list(fields ? PySequence_List(fields.get()) : nullptr);
  if (!list) return false;
  if (PyBytes_Check(tag.get()) && PyBytes_GET_SIZE(tag.get()) == 1) {
    return structure(static_cast<std::uint8_t>(PyBytes_AS_STRING(tag.get())[0]), list.get());
  }
  PyErr_SetString(PyExc_ValueError, "Structure signature must be a single byte value");
  return false;
}

// Tuples are lists where somebody has said so; points and durations, which are tuples, too, are not.
bool Packer::tuple(PyObject* object) {
  const Py_ssize_t n = PyTuple_GET_SIZE(object);
  return list_header(n) && deeper([&] {
           for (Py_ssize_t i = 0; i < n; ++i) {
             if (!value(PyTuple_GET_ITEM(object, i))) return false;
           }
           return true;
         });
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
  const auto outcome = dehydrator_.write(encoder_, object);
  if (outcome != Dehydrator::Outcome::left) return outcome == Dehydrator::Outcome::written;
  if (PyTuple_CheckExact(object) && (lists_tuples_ || (hooks_ != nullptr && dehydrator_.lists_tuples()))) {
    return tuple(object);
  }
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
  if (driver() != nullptr) {
    is = PyObject_IsInstance(object, driver()->structure);
    if (is != 0) return is > 0 && drivers_structure(object);
  }
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
