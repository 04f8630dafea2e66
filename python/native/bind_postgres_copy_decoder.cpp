// wirespeed._native._postgres.CopyDecoder: COPY BINARY that somebody else received, as columns.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "postgres_query.hpp"
#include "wirespeed/postgres/builtin_types.hpp"
#include "wirespeed/postgres/column_option_names.hpp"
#include "wirespeed/postgres/copy_columns.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

struct NamedType {
  std::string name;
  postgres::TypeRef type;
};

class PythonCopyDecoder {
 public:
  PythonCopyDecoder(const std::vector<NamedType>& columns, const postgres::TypeCatalog& types, const nb::dict& said)
      : types_(types.copy()), copy_(value_or_throw(make(columns, *types_, said))) {}

  PythonCopyDecoder(const PythonCopyDecoder&) = delete;
  PythonCopyDecoder& operator=(const PythonCopyDecoder&) = delete;

  std::vector<nb::object> feed(const nb::bytes& piece) {
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(piece.c_str()), piece.size());
    return tables_of(run_native([&] { return copy_.feed(bytes); }));
  }

  std::vector<nb::object> finish() {
    return tables_of(run_native([&] { return copy_.finish(); }));
  }

 private:
  static Result<postgres::CopyColumns> make(const std::vector<NamedType>& columns, const postgres::TypeCatalog& types,
                                            const nb::dict& said) {
    std::vector<postgres::ColumnDescription> described;
    for (const auto& [name, type] : columns) {
      described.push_back({.name = name, .type = type, .format = postgres::Format::binary});
    }
    postgres::ColumnOptions options;
    postgres::BatchLimits limits{.rows = std::size_t{1} << 16, .bytes = std::size_t{16} << 20};
    if (said.contains("batch_rows")) limits.rows = nb::cast<std::size_t>(said["batch_rows"]);
    for (const auto [key, value] : said) {
      if (!nb::isinstance<nb::str>(value)) continue;
      auto ok = postgres::set_column_option(options, nb::cast<std::string>(key), nb::cast<std::string>(value));
      if (!ok) return std::unexpected(std::move(ok).error());
    }
    auto rows = postgres::RowColumns::make(std::move(described), types, options, limits);
    if (!rows) return std::unexpected(std::move(rows).error());
    return postgres::CopyColumns(*std::move(rows));
  }

  std::vector<nb::object> tables_of(std::vector<column::Batch> batches) const {
    std::vector<nb::object> tables;
    for (auto& batch : batches) {
      std::vector<std::shared_ptr<const column::Batch>> one{std::make_shared<const column::Batch>(std::move(batch))};
      tables.push_back(column_table(std::make_shared<const column::Table>(copy_.schema(), std::move(one))));
    }
    return tables;
  }

  std::shared_ptr<const postgres::TypeCatalog> types_;
  postgres::CopyColumns copy_;
};

std::optional<postgres::Oid> builtin_type(const std::string& name) {
  for (const auto& type : postgres::builtin_types()) {
    if (name == type.name) return type.oid;
  }
  return std::nullopt;
}

std::unique_ptr<PythonCopyDecoder> make_decoder(
    const std::vector<std::pair<std::string, std::pair<postgres::Oid, std::int32_t>>>& columns, const nb::dict& options,
    const std::shared_ptr<PythonConnection>& connection) {
  std::vector<NamedType> named;
  for (const auto& [name, type] : columns) named.push_back({name, {type.first, type.second}});
  if (connection != nullptr)
    return std::make_unique<PythonCopyDecoder>(named, connection->connection->types(), options);
  return std::make_unique<PythonCopyDecoder>(named, postgres::TypeCatalog(), options);
}

}  // namespace

void bind_postgres_copy_decoder(nb::module_& m) {
  nb::class_<PythonCopyDecoder>(m, "CopyDecoder")
      .def("feed", &PythonCopyDecoder::feed, "data"_a)
      .def("finish", &PythonCopyDecoder::finish);
  m.def("copy_decoder", make_decoder, "columns"_a, "options"_a, "connection"_a.none());
  m.def("builtin_type", builtin_type, "name"_a);
}

}  // namespace wirespeed::python
