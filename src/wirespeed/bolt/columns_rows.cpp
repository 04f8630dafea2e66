#include "wirespeed/bolt/columns_rows.hpp"

#include <cerrno>
#include <optional>

#include "wirespeed/bolt/columns_row_writer.hpp"

namespace wirespeed::bolt {
namespace {

// Before Bolt 5 an instant with the name of a zone needs the zone's rules, which the wire does not know.
const SourceColumn* find_named_zone(const SourceColumn& column) noexcept {
  if (column.layout == Layout::timestamp && !column.zone.empty() && !column.has_offset) return &column;
  for (const SourceColumn& child : column.children) {
    if (const SourceColumn* found = find_named_zone(child)) return found;
  }
  return column.dictionary.empty() ? nullptr : find_named_zone(column.dictionary[0]);
}

Error stream_error(ArrowArrayStream& stream, int code) {
  const char* text = stream.get_last_error(&stream);
  const Errc kind = code == ECANCELED ? Errc::cancelled : code == ETIMEDOUT ? Errc::deadline : Errc::io;
  return {kind, fmt::format("rows: the stream of columns failed: {}", text != nullptr ? text : errno_text(code))};
}

}  // namespace

struct ColumnsToRows::State {
  explicit State(RowOptions with) : options(with), writer(output, options.utc) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    release_array();
    if (stream.release != nullptr) stream.release(&stream);
  }

  void release_array() noexcept {
    if (array.release != nullptr) array.release(&array);
    array = {};
  }
  Result<void> read_schema();
  Result<bool> next_array();  // false at the end
  Error wrong_value() const;
  Result<RowBatch> fill();

  RowOptions options;
  ArrowArrayStream stream{};
  ArrowArray array{};
  SourceColumn root;
  std::int64_t row = 0;    // the next of the array
  std::int64_t total = 0;  // rows given
  bool ended = false;
  RowOutput output;
  RowWriter writer;
  std::optional<Error> error;
};

Result<void> ColumnsToRows::State::read_schema() {
  ArrowSchema schema{};
  if (const int code = stream.get_schema(&stream, &schema); code != 0)
    return std::unexpected(stream_error(stream, code));
  auto described = describe(schema);
  if (schema.release != nullptr) schema.release(&schema);
  if (!described) return std::unexpected(std::move(described).error());
  root = std::move(*described);
  if (root.layout != Layout::structure) {
    return fail(Errc::invalid_argument, "rows: expected a stream of record batches, found one of other arrays");
  }
  const SourceColumn* zoned = options.utc ? nullptr : find_named_zone(root);
  if (zoned == nullptr) return {};
  return fail(Errc::unsupported, "rows: column '{}' has the time zone {}, which needs Bolt 5; convert it to UTC first",
              zoned->name, zoned->zone);
}

Result<bool> ColumnsToRows::State::next_array() {
  release_array();
  row = 0;
  if (ended) return false;
  if (const int code = stream.get_next(&stream, &array); code != 0) {
    array = {};
    return std::unexpected(stream_error(stream, code));
  }
  ended = array.release == nullptr;
  if (ended) return false;
  auto bound = bind(root, array);
  if (!bound) return std::unexpected(std::move(bound).error());
  return true;
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
    if (row == array.length) {
      auto more = next_array();
      if (!more) return std::unexpected(std::move(more).error());
      if (!*more) break;
      continue;
    }
    if (!writer.structure(root, row)) return std::unexpected(wrong_value());
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
  auto state = std::make_unique<State>(options);
  state->stream = *stream;
  stream->release = nullptr;
  if (state->stream.release == nullptr) return fail(Errc::invalid_argument, "rows: the stream was released already");
  if (options.batch_rows == 0) return fail(Errc::invalid_argument, "rows: batch_rows must be at least 1, found 0");
  auto read = state->read_schema();
  if (!read) return std::unexpected(std::move(read).error());
  return ColumnsToRows(std::move(state));
}

Result<RowBatch> ColumnsToRows::next() {
  if (state_->error) return std::unexpected(*state_->error);
  auto batch = state_->fill();
  if (!batch) state_->error = batch.error();
  return batch;
}

}  // namespace wirespeed::bolt
