// Arrow schemas and the capsules that carry them and their streams.
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrow_capsule.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr const char* kSchemaName = "arrow_schema";  // fixed by the interface
constexpr const char* kStreamName = "arrow_array_stream";

template <typename Struct>
struct Owned {
  std::unique_ptr<Struct> value = std::make_unique<Struct>();
  ~Owned() {
    if (value != nullptr && value->release != nullptr) value->release(value.get());
  }
};

template <typename Struct, const char* const& kName>
void destroy(PyObject* capsule) noexcept {
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule, kName));
  const Owned<Struct> owned{std::unique_ptr<Struct>(held)};
}

template <typename Struct, const char* const& kName>
nb::object capsule_of(std::unique_ptr<Struct> exported) {
  PyObject* capsule = PyCapsule_New(exported.get(), kName, destroy<Struct, kName>);
  if (capsule == nullptr) throw nb::python_error();
  exported.release();
  return nb::steal(capsule);
}

std::string describe(const PythonSchema& schema) {
  std::string text;
  for (const column::Field& field : schema.fields) {
    text += fmt::format("{}{}: {}{}", text.empty() ? "" : ", ", field.name, column::to_string(field),
                        field.nullable ? "" : " not null");
  }
  return "Schema(" + text + ")";
}

std::vector<std::string> names_of(const PythonSchema& schema) {
  std::vector<std::string> names;
  for (const column::Field& field : schema.fields) names.push_back(field.name);
  return names;
}

}  // namespace

nb::object schema_capsule(const column::Schema& schema) {
  auto exported = std::make_unique<ArrowSchema>();
  column::export_schema(schema, exported.get());
  return capsule_of<ArrowSchema, kSchemaName>(std::move(exported));
}

nb::object stream_capsule(std::unique_ptr<column::BatchSource> source) {
  auto exported = std::make_unique<ArrowArrayStream>();
  column::export_stream(std::move(source), exported.get());
  return capsule_of<ArrowArrayStream, kStreamName>(std::move(exported));
}

const ArrowSchema& schema_in(nb::handle capsule) {
  const auto* schema = static_cast<const ArrowSchema*>(PyCapsule_GetPointer(capsule.ptr(), kSchemaName));
  if (schema == nullptr) throw nb::python_error();
  return *schema;
}

void bind_column(nb::module_& m) {
  nb::class_<PythonSchema>(m, "Schema",
                           "The columns of a table. ``pyarrow.schema(s)`` and others take it by its\n"
                           "``__arrow_c_schema__``.")
      .def(
          "__arrow_c_schema__", [](const PythonSchema& self) { return schema_capsule(self.fields); },
          "The Arrow C schema, a struct of the columns, in a capsule.")
      .def_prop_ro("names", names_of, "The names of the columns, in order.")
      .def("__len__", [](const PythonSchema& self) { return self.fields.size(); })
      .def("__repr__", describe);
}

}  // namespace wirespeed::python
