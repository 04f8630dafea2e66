#include "wirespeed/bolt/record_columns.hpp"

#include <algorithm>

#include "wirespeed/bolt/columns_structures.hpp"
#include "wirespeed/column/widen.hpp"

namespace wirespeed::bolt {
namespace {

using column::AnyBuilder;
using column::Batch;
using column::Field;
using column::Schema;
using column::Type;

constexpr std::size_t kRowsBetweenChecks = 256;  // of a batch's size

// A batch with the types that it had when it was finished.
struct Finished {
  Schema schema;
  Batch batch;
};

Result<void> check_type(const Field& field) {
  switch (field.type) {
    case Type::int8:
    case Type::int16:
    case Type::int32:
    case Type::float32:
    case Type::null:
    case Type::dense_union:
      return fail(Errc::unsupported,
                  "columns: column '{}' cannot be declared {}; expected a type that values of Bolt "
                  "have, as int64, float64 or utf8",
                  field.name, column::to_string(field));
    case Type::fixed_size_list:
      return {};
    default:
      break;
  }
  for (const Field& child : field.children) {
    auto fits = check_type(child);
    if (!fits) return fits;
  }
  return {};
}

}  // namespace

struct RecordColumns::State {
  State(std::vector<std::string> names, ColumnOptions with)
      : options(std::move(with)),
        rules{.structure = read_structure,
              .json_structure = read_json_structure,
              .json_maps = options.json_maps,
              .json_graph = options.json_graph,
              .version = options.version},
        reader(rules) {
    for (std::string& name : names) builders.emplace_back(std::move(name), column::Growth{options.mixed, &refusal});
    renew_schema();
  }

  Result<void> declare();
  Result<void> append(ByteView record);
  Result<void> check_size();
  Result<void> finish_batch();
  std::optional<Error> read_row(ByteView record);
  Error error_in(const AnyBuilder& column) const;
  Result<void> keep(Error why) {
    error = std::move(why);
    return std::unexpected(*error);
  }
  void renew_schema() {
    schema.clear();
    for (const AnyBuilder& builder : builders) schema.push_back(builder.field());
  }
  std::size_t bytes() const noexcept {
    std::size_t sum = 0;
    for (const AnyBuilder& builder : builders) sum += builder.bytes();
    return sum;
  }
  Result<std::shared_ptr<const Batch>> lift(Finished finished) const;

  ColumnOptions options;
  packstream::ColumnRules rules;
  packstream::ColumnReader reader;
  column::Refusal refusal;
  std::vector<AnyBuilder> builders;
  std::deque<Finished> finished;
  Schema schema;
  std::size_t rows_in_batch = 0;
  std::size_t bytes_since_check = 0;
  std::int64_t rows = 0;
  bool final = false;
  std::optional<Error> error;
};

Result<void> RecordColumns::State::declare() {
  for (const Field& type : options.types) {
    const auto found = std::find_if(builders.begin(), builders.end(),
                                    [&](const AnyBuilder& builder) { return builder.name() == type.name; });
    if (found == builders.end()) return fail(Errc::not_found, "columns: no column is called '{}'", type.name);
    auto fits = check_type(type);
    if (!fits) return fits;
    found->declare(type);
  }
  renew_schema();
  return {};
}

std::optional<Error> RecordColumns::State::read_row(ByteView record) {
  packstream::Cursor& cursor = reader.cursor();
  std::uint64_t fields = 0;
  reader.start(record);
  if (!cursor.expect_list(fields)) return packstream::to_error(cursor.fault());
  if (fields != builders.size()) {
    return Error{Errc::malformed, fmt::format("expected {} fields, found {}", builders.size(), fields)};
  }
  for (AnyBuilder& builder : builders) {
    if (!reader.read(builder)) return error_in(builder);
  }
  if (!cursor.at_end())
    return Error{Errc::malformed, fmt::format("expected its end, found {} more bytes", cursor.left())};
  return std::nullopt;
}

Error RecordColumns::State::error_in(const AnyBuilder& column) const {
  if (std::optional<Error> bytes = reader.error()) return std::move(*bytes);
  if (!refusal.reason.empty()) {
    return {Errc::limit, fmt::format("column '{}' ({}) takes no {}: {}", refusal.column, refusal.expected,
                                     refusal.found, refusal.reason)};
  }
  return {
      Errc::invalid_argument,
      fmt::format("column '{}' is {}, found {}; give types={{'{}': ...}} a type for both (utf8 takes any), or gather "
                  "the result with to_arrow()",
                  refusal.column, refusal.expected, refusal.found, column.name())};
}

Result<void> RecordColumns::State::append(ByteView record) {
  if (std::optional<Error> wrong = read_row(record)) {
    return keep({wrong->code, fmt::format("columns: record {}: {}", rows, wrong->message)});
  }
  ++rows;
  ++rows_in_batch;
  bytes_since_check += record.size();
  if (rows_in_batch % kRowsBetweenChecks == 0 || rows_in_batch >= options.batch_rows ||
      bytes_since_check > options.batch_bytes / 16) [[unlikely]] {
    return check_size();
  }
  return {};
}

Result<void> RecordColumns::State::check_size() {
  bytes_since_check = 0;
  if (rows_in_batch < options.batch_rows && bytes() < options.batch_bytes) return {};
  return finish_batch();
}

Result<void> RecordColumns::State::finish_batch() {
  Finished done{.schema = {},
                .batch = {.rows = static_cast<std::int64_t>(std::exchange(rows_in_batch, 0)), .columns = {}}};
  for (AnyBuilder& builder : builders) {
    auto column = builder.finish();
    if (!column) {
      return keep({column.error().code, fmt::format("{}, in the batch that begins with record {}",
                                                    column.error().message, rows - done.batch.rows)});
    }
    done.batch.columns.push_back(std::move(*column));
  }
  if (!final) renew_schema();
  done.schema = schema;
  finished.push_back(std::move(done));
  if (options.evolve == Evolve::stream && !final) {
    for (AnyBuilder& builder : builders) builder.fix();
    final = true;
  }
  return {};
}

Result<std::shared_ptr<const Batch>> RecordColumns::State::lift(Finished from) const {
  for (std::size_t i = 0; i < from.batch.columns.size(); ++i) {
    auto column = column::widen(std::move(from.batch.columns[i]), from.schema[i], schema[i]);
    if (!column) return std::unexpected(std::move(column).error());
    from.batch.columns[i] = std::move(*column);
  }
  return std::make_shared<const Batch>(std::move(from.batch));
}

RecordColumns::RecordColumns(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RecordColumns::RecordColumns(RecordColumns&&) noexcept = default;
RecordColumns& RecordColumns::operator=(RecordColumns&&) noexcept = default;
RecordColumns::~RecordColumns() = default;

Result<RecordColumns> RecordColumns::make(std::vector<std::string> names, ColumnOptions options) {
  if (options.batch_rows == 0) return fail(Errc::invalid_argument, "columns: batch_rows must be at least 1, found 0");
  auto state = std::make_unique<State>(std::move(names), std::move(options));
  auto declared = state->declare();
  if (!declared) return std::unexpected(std::move(declared).error());
  return RecordColumns(std::move(state));
}

Result<void> RecordColumns::append(std::span<const ByteView> records) {
  if (state_->error) return std::unexpected(*state_->error);
  for (const ByteView record : records) {
    auto done = state_->append(record);
    if (!done) return done;
  }
  return {};
}

Result<void> RecordColumns::finish() {
  if (state_->error) return std::unexpected(*state_->error);
  if (state_->rows_in_batch != 0) {
    auto done = state_->finish_batch();
    if (!done) return done;
  }
  state_->final = true;
  return {};
}

Result<std::shared_ptr<const Batch>> RecordColumns::take_batch() {
  if (state_->error && state_->finished.empty()) return std::unexpected(*state_->error);
  if (!state_->final || state_->finished.empty()) return nullptr;
  Finished oldest = std::move(state_->finished.front());
  state_->finished.pop_front();
  return state_->lift(std::move(oldest));
}

Result<std::shared_ptr<const column::Table>> RecordColumns::take_table() {
  auto table = std::make_shared<column::Table>();
  table->schema = state_->schema;
  for (;;) {
    auto batch = take_batch();
    if (!batch) return std::unexpected(std::move(batch).error());
    if (*batch == nullptr) break;
    table->batches.push_back(std::move(*batch));
  }
  return table;
}

const Schema& RecordColumns::schema() const noexcept { return state_->schema; }
bool RecordColumns::schema_is_final() const noexcept { return state_->final; }
std::int64_t RecordColumns::rows() const noexcept { return state_->rows; }
std::size_t RecordColumns::bytes() const noexcept { return state_->bytes(); }

}  // namespace wirespeed::bolt
