#include "postgres_values.hpp"

#include <nanobind/nanobind.h>

#include "errors.hpp"
#include "known_objects.hpp"
#include "packstream_objects.hpp"
#include "postgres_value_readers.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using postgres::Format;
using postgres::Kind;
using postgres::Type;
using postgres::TypeCatalog;
using postgres::TypeRef;

// Types lie in types by what the catalog says, which a server could make up.
constexpr int kMaxTypeDepth = 64;

bool is_text(Kind kind) noexcept { return kind == Kind::text || kind == Kind::enumeration || kind == Kind::char1; }

ValueReader::Read binary_reader(const Type& type) noexcept {
  if (type.oid == kJson) return read_json;
  if (type.oid == kJsonb) return read_jsonb;
  if (type.oid == kPgLsn) return read_lsn;
  if (type.oid == kAnyArray) return nested_reader(Kind::array);
  for (const auto of : {scalar_reader, time_reader, geometry_reader, special_reader, nested_reader}) {
    if (const ValueReader::Read read = of(type.kind); read != nullptr) return read;
  }
  return read_opaque;
}

// A class of named tuples; fields whose names Python does not allow are called by their places.
Owned named_tuple_of(const Type& type) {
  PyObject* make = known(Known::named_tuple);
  const Owned names(make == nullptr ? nullptr : PyList_New(0));
  if (!names) throw nb::python_error();
  for (const postgres::Attribute& field : type.fields) {
    const Owned name(new_text(field.name));
    if (!name || PyList_Append(names.get(), name.get()) != 0) throw nb::python_error();
  }
  nb::dict options;
  options["rename"] = true;
  const Owned arguments(Py_BuildValue("(sO)", "Row", names.get()));
  Owned made(arguments ? PyObject_Call(make, arguments.get(), options.ptr()) : nullptr);
  if (!made) throw nb::python_error();
  return made;
}

ValueReader reader_of(TypeRef type, const TypeCatalog& catalog, TextAs text, int depth);

void add_part(ValueReader& reader, TypeRef part, TextAs text, int depth) {
  reader.oids.push_back(part.oid);
  reader.parts.push_back(reader_of(part, *reader.catalog, text, depth + 1));
}

ValueReader reader_of(TypeRef type, const TypeCatalog& catalog, TextAs text, int depth) {
  const Type* found = catalog.find(type.oid);
  ValueReader reader{.read = read_opaque, .catalog = &catalog};
  if (found == nullptr || depth > kMaxTypeDepth) {
    reader.name = "type " + std::to_string(type.oid);
    return reader;
  }
  if (found->kind == Kind::domain) return reader_of(found->element, catalog, text, depth + 1);
  reader.name = found->name;
  reader.read = text == TextAs::bytes && is_text(found->kind) ? read_opaque : binary_reader(*found);
  if (found->kind == Kind::array || found->kind == Kind::range || found->kind == Kind::multirange) {
    add_part(reader, found->element, text, depth);
  }
  for (const postgres::Attribute& field : found->fields) add_part(reader, field.type, text, depth);
  if (found->kind == Kind::composite) reader.made = named_tuple_of(*found);
  return reader;
}

const Type* base_of(postgres::Oid oid, const TypeCatalog& catalog) {
  const Type* type = catalog.find(oid);
  for (int depth = 0; type != nullptr && type->kind == Kind::domain && depth < kMaxTypeDepth; ++depth) {
    type = catalog.find(type->element.oid);
  }
  return type;
}

PyObject* refuse_row(std::size_t expected, std::size_t found) {
  set_python_error({Errc::malformed, fmt::format("read a row: expected {} values, found {}", expected, found)});
  return nullptr;
}

}  // namespace

PyObject* refuse(const ValueReader& reader, const char* expected, std::size_t found) {
  set_python_error(
      {Errc::malformed, fmt::format("read a value of {}: expected {}, found {} bytes", reader.name, expected, found)});
  return nullptr;
}

ValueReader make_value_reader(TypeRef type, Format format, const TypeCatalog& catalog, TextAs text) {
  if (format == Format::binary) return reader_of(type, catalog, text, 0);
  const Type* base = base_of(type.oid, catalog);
  if (text == TextAs::bytes && (base == nullptr || text_form_reader(*base) == read_text)) {
    return {.read = read_opaque, .name = base == nullptr ? std::string() : base->name, .catalog = &catalog};
  }
  if (base == nullptr) return {.read = read_text, .name = "type " + std::to_string(type.oid), .catalog = &catalog};
  return {.read = text_form_reader(*base), .name = base->name, .catalog = &catalog};
}

RowProgram::RowProgram(std::span<const Field> fields, const TypeCatalog& catalog, TextAs text) {
  readers_.reserve(fields.size());
  for (const Field& field : fields) readers_.push_back(make_value_reader(field.type, field.format, catalog, text));
}

PyObject* RowProgram::row(ByteView message) const {
  ValueCursor cursor(message);
  const auto n = static_cast<std::size_t>(cursor.take<std::uint16_t>());
  failed_at_ = readers_.size();
  if (!cursor.ok() || n != readers_.size()) return refuse_row(readers_.size(), n);
  Owned tuple(PyTuple_New(static_cast<Py_ssize_t>(n)));
  for (std::size_t i = 0; tuple && i < n; ++i) {
    const ValueCursor::Sized value = cursor.take_sized();
    if (!cursor.ok()) return refuse_row(n, i);
    PyObject* object = read_sized(readers_[i], value);
    if (object == nullptr) {
      failed_at_ = i;
      return nullptr;
    }
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), object);
  }
  return tuple.release();
}

PyObject* RowProgram::row(std::span<const postgres::Cell> cells) const {
  return new_tuple(static_cast<Py_ssize_t>(cells.size()), [&](Py_ssize_t place) {
    const auto i = static_cast<std::size_t>(place);
    const postgres::Cell& cell = cells[i];
    if (cell.is_null()) return Py_NewRef(Py_None);
    return readers_[i].value({cell.data, static_cast<std::size_t>(cell.size)});
  });
}

}  // namespace wirespeed::python
