#include "wirespeed/bolt/columns_rows.hpp"

#include <optional>

#include "wirespeed/bolt/columns_row_writer.hpp"

namespace wirespeed::bolt {
namespace {

// Before Bolt 5 an instant with the name of a zone needs the zone's rules, which the wire does not know.
const ImportedColumn* find_named_zone(const ImportedColumn& column) noexcept {
  if (column.layout == column::Layout::timestamp && !column.zone.empty() && !column.has_offset) return &column;
  for (const ImportedColumn& child : column.children) {
    if (const ImportedColumn* found = find_named_zone(child)) return found;
  }
  return column.dictionary.empty() ? nullptr : find_named_zone(column.dictionary[0]);
}

bool is_text(column::Layout layout) noexcept {
  return layout == column::Layout::text || layout == column::Layout::large_text || layout == column::Layout::text_view;
}

bool has_text_keys(const ImportedColumn& map) noexcept {
  const ImportedColumn& key = map.children[0].children[0];
  return is_text(key.dictionary.empty() ? key.layout : key.dictionary[0].layout);
}

// Whether Bolt has a form for the column and all that it holds.
Result<void> check_forms(const ImportedColumn& column) {
  if (column.layout == column::Layout::decimal) {
    return fail(Errc::unsupported,
                "rows: column '{}' is of a type (Arrow format '{}') that Bolt has no form for; cast it "
                "first, as to float64 or text",
                column.name, column.format);
  }
  if (column.layout == column::Layout::map && !has_text_keys(column)) {
    return fail(Errc::unsupported,
                "rows: the keys of a map must be text, as they are in Bolt; found others in column '{}'", column.name);
  }
  for (const ImportedColumn& child : column.children) {
    auto checked = check_forms(child);
    if (!checked) return checked;
  }
  return column.dictionary.empty() ? Result<void>() : check_forms(column.dictionary[0]);
}

}  // namespace

struct ColumnsToRows::State {
  State(column::ImportedStream from, RowOptions with)
      : stream(std::move(from)), options(with), writer(output, options.utc) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> check_schema() const;
  Error wrong_value() const;
  Result<RowBatch> fill();

  column::ImportedStream stream;
  RowOptions options;
  std::int64_t row = 0;    // the next of the array
  std::int64_t total = 0;  // rows given
  RowOutput output;
  RowWriter writer;
  std::optional<Error> error;
};

Result<void> ColumnsToRows::State::check_schema() const {
  auto checked = check_forms(stream.root());
  if (!checked) return checked;
  const ImportedColumn* zoned = options.utc ? nullptr : find_named_zone(stream.root());
  if (zoned == nullptr) return {};
  return fail(Errc::unsupported, "rows: column '{}' has the time zone {}, which needs Bolt 5; convert it to UTC first",
              zoned->name, zoned->zone);
}

Error ColumnsToRows::State::wrong_value() const {
  const std::string& wrong = writer.wrong();
  return {Errc::invalid_argument, fmt::format("rows: column '{}', row {}: {}", writer.column(), total,
                                              wrong.empty() ? "a value is larger than PackStream can say" : wrong)};
}

Result<RowBatch> ColumnsToRows::State::fill() {
  RowBatch batch{.bytes = {}, .first_row = total};
  output.begin_list();
  while (batch.rows < static_cast<std::int64_t>(options.batch_rows) && output.size() < options.batch_bytes) {
    if (row == stream.rows()) {
      row = 0;
      auto more = stream.next();
      if (!more) return std::unexpected(std::move(more).error());
      if (!*more) break;
      continue;
    }
    if (!writer.structure(stream.root(), row)) return std::unexpected(wrong_value());
    ++row;
    ++total;
    ++batch.rows;
  }
  batch.bytes = output.end_list(static_cast<std::uint64_t>(batch.rows));
  return batch;
}

ColumnsToRows::ColumnsToRows(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
ColumnsToRows::ColumnsToRows(ColumnsToRows&&) noexcept = default;
ColumnsToRows& ColumnsToRows::operator=(ColumnsToRows&&) noexcept = default;
ColumnsToRows::~ColumnsToRows() = default;

Result<ColumnsToRows> ColumnsToRows::make(ArrowArrayStream* stream, RowOptions options) {
  auto taken = column::ImportedStream::take(stream, "rows");
  if (!taken) return std::unexpected(std::move(taken).error());
  if (options.batch_rows == 0) return fail(Errc::invalid_argument, "rows: batch_rows must be at least 1, found 0");
  auto state = std::make_unique<State>(std::move(*taken), options);
  auto checked = state->check_schema();
  if (!checked) return std::unexpected(std::move(checked).error());
  return ColumnsToRows(std::move(state));
}

Result<RowBatch> ColumnsToRows::next() {
  if (state_->error) return std::unexpected(*state_->error);
  auto batch = state_->fill();
  if (!batch) state_->error = batch.error();
  return batch;
}

}  // namespace wirespeed::bolt
