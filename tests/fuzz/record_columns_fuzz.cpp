// Any bytes as records of two columns, under any choice of what to do with types that change: an error, or columns that
// are the same in one batch and in many, that are told as rows again, and whose text is UTF-8.
#include <cstdlib>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/bolt/columns_rows.hpp"
#include "wirespeed/bolt/record_columns.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/packstream/value.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::bolt;

void check(bool holds) {
  if (!holds) std::abort();
}

// The first byte chooses; then records: as long as PackStream says, the last one as long as there are bytes.
ColumnOptions options_of(std::uint8_t choice) {
  ColumnOptions options;
  if ((choice & 1U) != 0) options.mixed = column::Mixed::text;
  options.json_maps = (choice & 2U) != 0;
  options.json_graph = (choice & 4U) != 0;
  if ((choice & 8U) != 0) options.evolve = Evolve::stream;
  if ((choice & 16U) != 0) options.types = {{.name = "b", .type = column::Type::utf8}};
  if ((choice & 32U) != 0) options.version = packstream::Version::v2;
  return options;
}

std::vector<ByteView> records_of(ByteView bytes, packstream::Version version) {
  std::vector<ByteView> records;
  while (!bytes.empty()) {
    std::size_t size = 0;
    if (!packstream::skip(bytes, size, version)) size = bytes.size();
    records.push_back(bytes.first(size));
    bytes = bytes.subspan(size);
  }
  return records;
}

std::shared_ptr<const column::Table> table_of(const std::vector<ByteView>& records, ColumnOptions options) {
  RecordColumns columns = value_or_throw(RecordColumns::make({"a", "b"}, std::move(options)));
  if (!columns.append(records) || !columns.finish()) return nullptr;
  auto table = columns.take_table();
  return table ? std::move(*table) : nullptr;
}

std::vector<std::string> cells_of(const column::Table& table) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < table.schema.size(); ++i) {
    for (const auto& batch : table.batches) {
      for (std::int64_t row = 0; row < batch->rows; ++row) {
        cells.emplace_back();
        if (!column::append_cell(cells.back(), table.schema[i], batch->columns[i], row)) cells.back() = "null";
        check(valid_utf8_prefix(cells.back()) == cells.back().size());
      }
    }
  }
  return cells;
}

void tell_as_rows(const std::shared_ptr<const column::Table>& table) {
  ArrowArrayStream stream;
  column::export_stream(column::source_of(table), &stream);
  auto rows = ColumnsToRows::make(&stream, {.batch_rows = 3});
  check(rows.has_value());
  std::int64_t total = 0;
  for (;;) {
    const auto batch = rows->next();
    check(batch.has_value());
    if (batch->rows == 0) break;
    check(packstream::decode(batch->bytes).has_value());
    total += batch->rows;
  }
  check(total == table->rows());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  ColumnOptions options = options_of(data[0]);
  const auto records = records_of({data + 1, size - 1}, options.version);
  const auto whole = table_of(records, options);
  if (whole == nullptr) return 0;
  const auto cells = cells_of(*whole);
  tell_as_rows(whole);
  const bool same = options.mixed == column::Mixed::dense_union && options.evolve == Evolve::gather;
  options.batch_rows = 1;
  const auto parts = table_of(records, options);
  if (same) check(parts != nullptr && cells_of(*parts) == cells && parts->schema == whole->schema);
  return 0;
}
