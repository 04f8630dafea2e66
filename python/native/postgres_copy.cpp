#include "postgres_copy.hpp"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "wirespeed/postgres/create_table.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
PythonCopyWriter::PythonCopyWriter(std::shared_ptr<PythonConnection> owner, nb::handle capsule)
    : owner_(std::move(owner)) {
  auto* exported = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (exported == nullptr) throw nb::python_error();
  stream_ = value_or_throw(column::ImportedStream::take(exported, "ingest"));
  for (const auto& column : stream_->root().children) names_.push_back(column.name);
}

std::string PythonCopyWriter::table_columns() const {
  return value_or_throw(postgres::to_sql(value_or_throw(postgres::column_definitions(stream_->root()))));
}

std::vector<std::size_t> PythonCopyWriter::bind(const std::vector<postgres::TypeRef>& targets) {
  const auto& types = owner_->connection->types();
  const auto& columns = stream_->root().children;
  std::vector<postgres::CopyColumn> copied;
  for (std::size_t i = 0; i < targets.size() && i < columns.size(); ++i)
    copied.push_back({columns[i].name, targets[i]});
  const auto texts = postgres::text_places(stream_->root(), copied, types);
  for (const std::size_t place : texts) copied[place].type = postgres::kText;
  writer_ = value_or_throw(postgres::CopyWriter::make(*std::exchange(stream_, std::nullopt), copied, types, {}));
  return texts;
}

std::int64_t PythonCopyWriter::send(PythonQuery& query, const Waiting& waiting) {
  if (!writer_) throw Exception({Errc::invalid_argument, "send columns: expected a writer bound to a table's types"});
  query.send_columns(*writer_, waiting);
  return writer_->rows();
}

void bind_postgres_copy(nb::module_& m) {
  nb::class_<PythonCopyWriter>(m, "CopyWriter")
      .def_prop_ro("names", &PythonCopyWriter::names)
      .def_prop_ro("table_columns", &PythonCopyWriter::table_columns)
      .def(
          "bind",
          [](PythonCopyWriter& self, const std::vector<std::pair<postgres::Oid, std::int32_t>>& targets) {
            std::vector<postgres::TypeRef> types;
            for (const auto& [oid, typmod] : targets) types.push_back({oid, typmod});
            return self.bind(types);
          },
          "targets"_a);
}

}  // namespace wirespeed::python
