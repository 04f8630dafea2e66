// Objects of wirespeed.record: a class for each schema, whose objects are the bytes of a record, and descriptors that
// read them.
//
//   | object head | record, owner, size, fields | addon fields ... | the record itself, when no owner has it |
//
// A record whose bytes belong to somebody else keeps that owner: bytes, or a memoryview of anything else. It never
// changes; its addon fields do, by Python's own descriptors.
#pragma once

#include <Python.h>
#include <structmember.h>

#include <bit>
#include <memory>
#include <string>
#include <vector>

#include "owned.hpp"
#include "wirespeed/record/view.hpp"
#include "wirespeed/record/writer.hpp"

namespace wirespeed::python {

struct RecordClass;

// A field as descriptors and constructors see it.
struct RecordField {
  const record::Field* field = nullptr;
  const record::FieldType* type = nullptr;  // the field's
  RecordClass* owner = nullptr;
  std::uint32_t offset = 0;
  std::uint32_t index = 0;
  bool is_optional = false;
  bool as_array = false;          // a list of numbers is a NumPy array
  Owned name;                     // interned
  RecordClass* nested = nullptr;  // of records: their class, which the schema's class keeps
  getter get = nullptr;
  // Of a value of one width: writes it at its place. False with an error set.
  bool (*put)(const RecordField& field, PyObject* value, std::uint8_t* to) = nullptr;
};

// Fields by the addresses of their names, which are interned as those in Python's code are.
class RecordNames {
 public:
  void set(std::vector<RecordField>& fields);

  // nullptr for a name that is no field's, or a copy of one.
  const RecordField* find(const PyObject* name) const noexcept {
    for (std::size_t i = place_of(name);; i = (i + 1) & mask_) {
      if (places_[i].name == name) return places_[i].field;
      if (places_[i].name == nullptr) return nullptr;
    }
  }

 private:
  struct Place {
    const PyObject* name = nullptr;
    const RecordField* field = nullptr;
  };

  std::size_t place_of(const PyObject* name) const noexcept {
    return (std::bit_cast<std::uintptr_t>(name) * 0x9E3779B97F4A7C15U >> 32U) & mask_;
  }

  std::vector<Place> places_;
  std::size_t mask_ = 0;
};

// What one class knows. Lives for ever.
struct RecordClass {
  record::SchemaPtr schema;
  std::string name;  // with its module
  std::vector<RecordField> fields;
  RecordNames names;
  std::vector<std::uint8_t>
      blank;  // where there is no tail: a record of defaults, in which no field that must be is null
  std::vector<Owned> addon_names;
  std::vector<Owned> addon_defaults;
  std::vector<Owned> nested_types;
  std::vector<PyGetSetDef> getters;
  std::vector<PyMemberDef> members;
  PyTypeObject* type = nullptr;  // borrowed
};

struct RecordObject {
  PyObject_VAR_HEAD  // its size: bytes of the record that it has itself
      const std::uint8_t* data;
  PyObject* owner;  // of the data, or nullptr
  std::uint32_t size;
  std::uint32_t fields;  // that the record has
};

inline RecordObject* as_record(PyObject* object) noexcept { return reinterpret_cast<RecordObject*>(object); }
inline ByteView record_bytes(PyObject* self) noexcept { return {as_record(self)->data, as_record(self)->size}; }

// The class of a type that make_record_type() made. Its first getter has it.
inline RecordClass& class_of(PyTypeObject* type) noexcept {
  return *static_cast<RecordClass*>(type->tp_getset[0].closure);
}
bool is_record_type(PyObject* object) noexcept;
inline bool is_record(PyObject* object) noexcept {
  return is_record_type(reinterpret_cast<PyObject*>(Py_TYPE(object)));
}

// wirespeed.record.Record, of which all record types are.
PyObject* make_record_base();
PyTypeObject* record_base() noexcept;
// Gives a record type from_bytes() and its like. False with an error set.
bool add_class_functions(PyObject* type);

// A type from (name, module, doc, fields, addons), as python/wirespeed/record/_definition.py writes them. A new
// reference, or nullptr with an error set.
PyObject* make_record_type(PyObject* definition);

// A record with bytes of its own, to be written at its data. Its addon fields have their defaults.
RecordObject* new_record(const RecordClass& cls, std::size_t size);
// One that shows the owner's bytes. REQUIRES: at least a plausible record.
PyObject* shared_record(const RecordClass& cls, PyObject* owner, ByteView bytes);
// A copy of bytes that a Writer has made.
PyObject* copied_record(const RecordClass& cls, ByteView bytes);

// Bytes that somebody keeps.
struct KeptBytes {
  Owned owner;
  ByteView bytes{};
};
// Of any object with the buffer protocol. Bytes that may be written are copied. False with an error set.
bool keep_bytes(PyObject* object, KeptBytes& kept);
// The record in bytes: looked at as a whole, or, when they are trusted, only at its header. nullptr with an error set.
PyObject* record_from(const RecordClass& cls, PyObject* object, bool is_trusted);
// True when the bytes are a record; else false with an error set.
bool check_record(const RecordClass& cls, ByteView bytes, bool is_trusted);

// The getter for a field: its closure is the RecordField.
getter getter_of(const RecordField& field) noexcept;
// A field's value. A new reference, or nullptr with an error set.
PyObject* value_of_field(PyObject* self, const RecordField& field);
// The number of NumPy's type; int64 for times.
int numpy_type_of(record::Kind kind) noexcept;
// A NumPy array of numbers that the record of `self` has at `data`; it keeps the record.
PyObject* numbers_array(PyObject* self, const record::FieldType& type, const std::uint8_t* data, std::size_t size);

// Writes a value into the next field. False with an error set.
bool write_value(record::Writer& writer, const RecordField& field, PyObject* value);
using Put = decltype(RecordField::put);
Put put_of(const record::FieldType& type) noexcept;
// Says that the field cannot be None. False.
bool refuse_none(const RecordField& field);
// The constructor.
PyObject* construct_record(PyObject* type, PyObject* const* args, std::size_t flagged, PyObject* names);
// A record with values by field's index; none has its default, or is null.
PyObject* record_of_values(const RecordClass& cls, PyObject* const* values);

}  // namespace wirespeed::python
