// The destination of a PackStream decoder that makes Python objects.
#pragma once

#include "collector.hpp"
#include "packstream_hydration.hpp"
#include "packstream_objects.hpp"
#include "wirespeed/packstream/decoder.hpp"

namespace wirespeed::python {

class ObjectDestination;

// Whoever makes other objects of structures than the driver's hooks would.
class StructureTaker {
 public:
  virtual ~StructureTaker() = default;
  // As ObjectDestination::take_structure(); values may be decoded with `destination`.
  virtual std::size_t take(PyObject*& slot, std::uint8_t tag, std::size_t n, ByteView fields,
                           ObjectDestination& destination) = 0;
};

// Slots are the items of the lists that they are for; the root owns all.
class ObjectDestination {
 public:
  using Item = PyObject*;
  struct Key {
    PyObject* name = nullptr;
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { Py_XDECREF(name); }
  };

  // `hooks` is a dict or nullptr; `structure` the class for structures without a hook, or nullptr for ours. Borrowed.
  // The version is the decoder's.
  ObjectDestination(PyObject* hooks, Version version, PyObject* structure = nullptr) noexcept
      : hydrator_(hooks, structure), version_(version) {}
  // Hooks are called for what the taker leaves; borrowed.
  ObjectDestination(PyObject* hooks, Version version, StructureTaker& taker) noexcept
      : hydrator_(hooks, nullptr), taker_(&taker), version_(version) {}

  Version version() const noexcept { return version_; }

  bool null(Item& slot) noexcept { return set(slot, Py_NewRef(Py_None)); }
  bool boolean(Item& slot, bool value) noexcept { return set(slot, Py_NewRef(value ? Py_True : Py_False)); }
  bool integer(Item& slot, std::int64_t value) { return set(slot, PyLong_FromLongLong(value)); }
  bool floating(Item& slot, double value) { return set(slot, PyFloat_FromDouble(value)); }
  bool text(Item& slot, std::string_view value) { return set(slot, new_text(value)); }
  bool bytes(Item& slot, ByteView value) { return set(slot, new_bytes(value)); }
  bool uuid(Item& slot, ByteView value) {
    PyObject* type = uuid_type();
    PyObject* raw = type == nullptr ? nullptr : new_bytes(value);
    if (raw == nullptr) return false;
    {
      const CollectorPause::Interval interval;
      set(slot, PyObject_CallFunctionObjArgs(type, Py_None, raw, nullptr));  // UUID(hex=None, bytes=raw)
    }
    Py_DECREF(raw);
    return slot != nullptr;
  }

  bool begin_list(Item& slot, std::size_t n) { return set(slot, PyList_New(static_cast<Py_ssize_t>(n))); }
  Item& list_slot(Item& list, std::size_t i) noexcept { return reinterpret_cast<PyListObject*>(list)->ob_item[i]; }

  bool begin_map(Item& slot, std::size_t /*n*/) { return set(slot, PyDict_New()); }
  bool key(Key& out, std::string_view value) { return set(out.name, new_key(value)); }
  bool put(Item& map, Key& key, Item& value) {
    const int status = PyDict_SetItem(map, key.name, value);
    drop(value);
    return status == 0;
  }
  void drop(Item& value) noexcept { Py_CLEAR(value); }

  // A structure is a list of its fields until it is whole.
  std::size_t take_structure(Item& slot, std::uint8_t tag, std::size_t n, ByteView fields) {
    if (taker_ != nullptr) return taker_->take(slot, tag, n, fields, *this);
    const std::size_t used = hydrator_.take(slot, tag, n, fields);
    return used == 0 && hydrator_.makes_node(tag) ? take_node(slot, n, fields) : used;
  }
  bool begin_structure(Item& slot, std::uint8_t /*tag*/, std::size_t n) { return begin_list(slot, n); }
  Item& field_slot(Item& structure, std::size_t i) noexcept { return list_slot(structure, i); }
  bool end_structure(Item& slot, std::uint8_t tag) { return hydrator_.finish(slot, tag); }

  // Whether there were nodes or relationships that became the driver's.
  bool has_graph() const noexcept { return hydrator_.has_graph(); }

  bool enter() { return Py_EnterRecursiveCall(" while unpacking a PackStream value") == 0; }
  void leave() noexcept { Py_LeaveRecursiveCall(); }

 private:
  static bool set(Item& slot, PyObject* made) noexcept {
    slot = made;
    return made != nullptr;
  }
  static PyObject* new_bytes(ByteView value) {
    return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(value.data()),
                                     static_cast<Py_ssize_t>(value.size()));
  }

  // A node of Bolt 5, without a list of its fields; as take_structure().
  std::size_t take_node(Item& slot, std::size_t n, ByteView bytes);

  Hydrator hydrator_;
  StructureTaker* taker_ = nullptr;
  Version version_;
};

using ObjectDecoder = packstream::Decoder<ObjectDestination>;

// Where the items of a list begin, and how many there are. False for bytes that begin no list.
bool read_list_header(ByteView bytes, std::size_t& begin, std::size_t& n) noexcept;

// The next n values as a tuple, or a subclass of it, that the collector does not see before it is whole. Empty with an
// error set.
Owned new_tuple_of_values(PyTypeObject* type, std::size_t n, ObjectDecoder& decoder);

// The list of values that `bytes` are, to their last byte, as a tuple of `type`, a subclass of tuple without additions.
// A new reference, or nullptr with an error set.
PyObject* unpack_tuple(ByteView bytes, PyTypeObject* type, ObjectDestination& destination, Version version);

// The Python error for a fault; a refusal has set its own.
void set_fault_error(const packstream::Fault& fault);

}  // namespace wirespeed::python
