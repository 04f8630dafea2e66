// A type for each schema: what it is made from, and what it is made of.
#include <cstddef>

#include "errors.hpp"
#include "record_object.hpp"
#include "record_slots.hpp"

namespace wirespeed::python {

using record::FieldSpec;
using record::FieldType;
using record::Kind;
using record::Schema;
using record::SchemaPtr;
using record::Writer;

namespace {

PyObject* get_schema_id(PyObject* /*self*/, void* closure) {
  return PyLong_FromUnsignedLong(static_cast<const RecordClass*>(closure)->schema->id());
}

// Sets Python's error and is null when the result is one.
template <typename T>
T value_or_error(Result<T> result) {
  if (result) return std::move(*result);
  set_python_error(result.error());
  return T{};
}

// (name, kind, is_list, width, record type or None, is_optional, has_default, as_array, default)
struct FieldDefinition {
  const char* name = nullptr;
  int kind = 0;
  int is_list = 0;
  unsigned width = 0;
  PyObject* nested = nullptr;
  int is_optional = 0;
  int has_default = 0;
  int as_array = 0;
  PyObject* default_value = nullptr;

  bool take(PyObject* tuple) {
    return PyArg_ParseTuple(tuple, "sipIOpppO", &name, &kind, &is_list, &width, &nested, &is_optional, &has_default,
                            &as_array, &default_value) != 0;
  }
};

using Definitions = std::vector<FieldDefinition>;

bool take_fields(PyObject* fields, Definitions& out) {
  out.resize(static_cast<std::size_t>(PyTuple_GET_SIZE(fields)));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i].take(PyTuple_GET_ITEM(fields, static_cast<Py_ssize_t>(i)))) return false;
    if (out[i].kind < 0 || out[i].kind > static_cast<int>(Kind::record)) {
      PyErr_SetString(PyExc_SystemError, "record type: expected a kind of field, found another number");
      return false;
    }
  }
  return true;
}

RecordClass* nested_in(const FieldDefinition& field) noexcept {
  return is_record_type(field.nested) ? &class_of(reinterpret_cast<PyTypeObject*>(field.nested)) : nullptr;
}

SchemaPtr schema_of(const Definitions& fields) {
  std::vector<FieldSpec> specs;
  specs.reserve(fields.size());
  for (const FieldDefinition& field : fields) {
    FieldType type{static_cast<Kind>(field.kind), field.is_list != 0, field.width, {}};
    if (RecordClass* nested = nested_in(field); nested != nullptr) type.record = nested->schema;
    specs.push_back({field.name, std::move(type), field.is_optional != 0, field.has_default != 0});
  }
  return value_or_error(Schema::make(std::move(specs)));
}

bool set_field(RecordClass& cls, std::size_t i, const FieldDefinition& definition) {
  RecordField& field = cls.fields[i];
  field.field = &cls.schema->field(i);
  field.type = &field.field->type;
  field.owner = &cls;
  field.offset = field.field->offset;
  field.index = field.field->index;
  field.is_optional = field.field->is_optional;
  field.as_array = definition.as_array != 0;
  field.nested = nested_in(definition);
  if (field.nested != nullptr) cls.nested_types.emplace_back(Py_NewRef(definition.nested));
  field.get = getter_of(field);
  field.put = put_of(*field.type);
  field.name = Owned(PyUnicode_InternFromString(definition.name));
  return static_cast<bool>(field.name);
}

bool set_fields(RecordClass& cls, const Definitions& definitions) {
  cls.fields = std::vector<RecordField>(definitions.size());
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (!set_field(cls, i, definitions[i])) return false;
  }
  return true;
}

// The schema again, with a record of the defaults.
SchemaPtr with_defaults(const RecordClass& cls, const Definitions& definitions) {
  const SchemaPtr loose = value_or_error(cls.schema->loosened());
  if (loose == nullptr) return nullptr;
  Writer writer(*loose);
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    // A default that is refused names its field as if it were given to the constructor, which it is when it is left
    // out.
    if (definitions[i].has_default != 0 && !write_value(writer, cls.fields[i], definitions[i].default_value))
      return nullptr;
  }
  const auto record = writer.finish();
  if (!record) {
    set_python_error(record.error());
    return nullptr;
  }
  return value_or_error(cls.schema->with_defaults(*record));
}

void set_blank(RecordClass& cls) {
  if (cls.schema->has_tail()) return;
  const std::uint8_t* defaults = cls.schema->defaults();
  cls.blank.assign(defaults, defaults + cls.schema->fixed_bytes());
  std::uint8_t* nulls = cls.blank.data() + record::nulls_at(record::header_of(defaults));
  const ByteView required = cls.schema->required_bits();
  for (std::size_t i = 0; i < required.size(); ++i) nulls[i] = static_cast<std::uint8_t>(nulls[i] & ~required[i]);
}

bool set_schema(RecordClass& cls, const Definitions& definitions) {
  cls.schema = schema_of(definitions);
  if (cls.schema == nullptr || !set_fields(cls, definitions)) return false;
  cls.schema = with_defaults(cls, definitions);
  if (cls.schema == nullptr || !set_fields(cls, definitions)) return false;
  set_blank(cls);
  return true;
}

bool set_addons(RecordClass& cls, PyObject* addons) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(addons); ++i) {
    const char* name = nullptr;
    PyObject* initial = nullptr;
    if (PyArg_ParseTuple(PyTuple_GET_ITEM(addons, i), "sO", &name, &initial) == 0) return false;
    cls.addon_names.emplace_back(PyUnicode_InternFromString(name));
    cls.addon_defaults.emplace_back(Py_NewRef(initial));
  }
  return true;
}

void set_definitions(RecordClass& cls) {
  cls.names.set(cls.fields);
  cls.getters.push_back({"__schema_id__", get_schema_id, nullptr, "The hash of the schema's fields.", &cls});
  for (RecordField& field : cls.fields) {
    cls.getters.push_back({field.field->name.c_str(), getter_of(field), nullptr, nullptr, &field});
  }
  cls.getters.push_back({nullptr, nullptr, nullptr, nullptr, nullptr});
  for (std::size_t i = 0; i < cls.addon_names.size(); ++i) {
    const auto offset = static_cast<Py_ssize_t>(sizeof(RecordObject) + i * sizeof(PyObject*));
    cls.members.push_back({PyUnicode_AsUTF8(cls.addon_names[i].get()), T_OBJECT_EX, offset, 0, nullptr});
  }
  cls.members.push_back({nullptr, 0, 0, 0, nullptr});
}

// Hands the class over to its type. It is never freed: the collector may clear the type before its last objects, which
// still ask for it.
PyObject* given_to_type(std::unique_ptr<RecordClass> cls, Owned type) {
  if (!type) return nullptr;
  RecordClass* given = cls.release();
  given->type = reinterpret_cast<PyTypeObject*>(type.get());
  given->type->tp_vectorcall = construct_record;
  return add_class_functions(type.get()) ? type.release() : nullptr;
}

PyObject* type_of(std::unique_ptr<RecordClass> cls, const char* doc) {
  const bool has_addons = !cls->addon_names.empty();
  std::vector<PyType_Slot> slots = record_slots(has_addons);
  slots.push_back({Py_tp_doc, const_cast<char*>(doc)});
  slots.push_back({Py_tp_getset, cls->getters.data()});
  if (has_addons) slots.push_back({Py_tp_members, cls->members.data()});
  slots.push_back({0, nullptr});
  PyType_Spec spec{cls->name.c_str(),
                   static_cast<int>(sizeof(RecordObject) + cls->addon_names.size() * sizeof(PyObject*)), 1,
                   static_cast<unsigned>(Py_TPFLAGS_DEFAULT | (has_addons ? Py_TPFLAGS_HAVE_GC : 0)), slots.data()};
  const Owned bases(PyTuple_Pack(1, record_base()));
  return given_to_type(std::move(cls), Owned(bases ? PyType_FromSpecWithBases(&spec, bases.get()) : nullptr));
}

}  // namespace

void RecordNames::set(std::vector<RecordField>& fields) {
  mask_ = std::bit_ceil(fields.size() * 4) - 1;
  places_.assign(mask_ + 1, {});
  for (const RecordField& field : fields) {
    std::size_t i = place_of(field.name.get());
    while (places_[i].name != nullptr) i = (i + 1) & mask_;
    places_[i] = {field.name.get(), &field};
  }
}

bool is_record_type(PyObject* object) noexcept {
  if (!PyType_Check(object)) return false;
  const PyGetSetDef* getters = reinterpret_cast<PyTypeObject*>(object)->tp_getset;
  return getters != nullptr && getters->get == get_schema_id;
}

PyObject* make_record_type(PyObject* definition) {
  const char* name = nullptr;
  const char* doc = nullptr;
  PyObject* fields = nullptr;
  PyObject* addons = nullptr;
  Definitions definitions;
  auto cls = std::make_unique<RecordClass>();
  if (PyArg_ParseTuple(definition, "szO!O!", &name, &doc, &PyTuple_Type, &fields, &PyTuple_Type, &addons) == 0 ||
      !take_fields(fields, definitions)) {
    return nullptr;
  }
  cls->name = name;
  if (!set_schema(*cls, definitions) || !set_addons(*cls, addons)) return nullptr;
  set_definitions(*cls);
  return type_of(std::move(cls), doc);
}

}  // namespace wirespeed::python
