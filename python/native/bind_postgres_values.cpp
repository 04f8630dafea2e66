// wirespeed._native._postgres_values: how values are read and written, for the tests of it.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "column_numpy.hpp"
#include "errors.hpp"
#include "postgres_parameters.hpp"
#include "postgres_values.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using postgres::TypeCatalog;

ByteView view_of(const nb::bytes& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.c_str()), bytes.size()};
}

nb::object decode(const TypeCatalog& catalog, std::optional<nb::bytes> bytes, postgres::Oid oid, bool is_text) {
  if (!bytes) return nb::none();
  const auto format = is_text ? postgres::Format::text : postgres::Format::binary;
  const ValueReader reader = make_value_reader({oid, postgres::kNoTypmod}, format, catalog);
  PyObject* object = reader.value(view_of(*bytes));
  if (object == nullptr) throw nb::python_error();
  return nb::steal(object);
}

// The bytes (None: NULL) and whether they are text.
nb::tuple encode(const TypeCatalog& catalog, nb::handle value, postgres::Oid oid) {
  Bytes out;
  postgres::Format format{};
  if (!append_parameter(value.ptr(), 1, {oid, postgres::kNoTypmod}, catalog, out, format)) throw nb::python_error();
  const auto size = load_be<std::int32_t>(out.data());
  const bool is_text = format == postgres::Format::text;
  if (size < 0) return nb::make_tuple(nb::none(), is_text);
  return nb::make_tuple(nb::bytes(out.data() + 4, out.size() - 4), is_text);
}

void put(TypeCatalog& catalog, postgres::Oid oid, const std::string& name, int kind, postgres::Oid element,
         const std::vector<std::pair<std::string, postgres::Oid>>& fields) {
  postgres::Type type{.oid = oid, .name = name, .kind = static_cast<postgres::Kind>(kind)};
  type.element.oid = element;
  for (const auto& [field, of] : fields) type.fields.push_back({field, {of, postgres::kNoTypmod}});
  catalog.put(std::move(type));
}

// Kinds that tests make types of.
int kind(const std::string& name) {
  using postgres::Kind;
  constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"enumeration", Kind::enumeration}, {"array", Kind::array},        {"composite", Kind::composite},
      {"domain", Kind::domain},           {"hstore", Kind::hstore},      {"vector", Kind::vector},
      {"halfvec", Kind::halfvec},         {"sparsevec", Kind::sparsevec}};
  for (const auto& [known_name, known_kind] : kKinds) {
    if (name == known_name) return static_cast<int>(known_kind);
  }
  throw nb::key_error(name.c_str());
}

std::int64_t guess(nb::handle value) {
  const std::int64_t oid = guess_type(value.ptr());
  if (oid < 0) throw nb::python_error();
  return oid;
}

// A table that has the batches of all, which have one schema.
nb::object joined(const std::vector<nb::object>& tables) {
  auto made = std::make_shared<column::Table>();
  for (const nb::object& part : tables) {
    const SharedTable table = table_in(part);
    made->schema = table->schema;
    made->batches.insert(made->batches.end(), table->batches.begin(), table->batches.end());
  }
  return column_table(std::move(made));
}

class PythonRows {
 public:
  PythonRows(TypeCatalog& catalog, const std::vector<postgres::Oid>& oids) : program_(fields_of(oids), catalog) {}

  nb::object row(const nb::bytes& message) const {
    PyObject* row = program_.row(view_of(message));
    if (row == nullptr) throw nb::python_error();
    return nb::steal(row);
  }

 private:
  static std::vector<RowProgram::Field> fields_of(const std::vector<postgres::Oid>& oids) {
    std::vector<RowProgram::Field> fields;
    for (const postgres::Oid oid : oids) fields.push_back({{oid, postgres::kNoTypmod}, postgres::Format::binary});
    return fields;
  }

  RowProgram program_;
};

}  // namespace

void bind_postgres_values(nb::module_& m) {
  nb::module_ own = m.def_submodule("_postgres_values", "How values are read and written; for tests.");
  nb::class_<TypeCatalog>(own, "TypeCatalog")
      .def(nb::init<>())
      .def("put", put, "oid"_a, "name"_a, "kind"_a, "element"_a = 0,
           "fields"_a = std::vector<std::pair<std::string, postgres::Oid>>())
      .def("decode", decode, "bytes"_a.none(), "oid"_a, "is_text"_a = false)
      .def("encode", encode, "value"_a.none(), "oid"_a);
  own.def("kind", kind, "name"_a);
  own.def("joined", joined, "tables"_a);
  own.def("guess_type", guess, "value"_a.none());
  nb::class_<PythonRows>(own, "Rows")
      .def(nb::init<TypeCatalog&, const std::vector<postgres::Oid>&>(), "catalog"_a, "oids"_a, nb::keep_alive<1, 2>())
      .def("row", &PythonRows::row, "message"_a);
}

}  // namespace wirespeed::python
