#include "wirespeed/adbc_postgres/driver_statement.hpp"

#include "wirespeed/adbc_postgres/query_results.hpp"
#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::adbc_postgres {
namespace {

struct ModeName {
  std::string_view name;
  IngestMode mode;
};

constexpr ModeName kModes[] = {{"create", IngestMode::create},
                               {"append", IngestMode::append},
                               {"replace", IngestMode::replace},
                               {"create_append", IngestMode::create_append}};

Answer<IngestMode> parse_mode(std::string_view value) {
  const std::string_view prefix = option::kModePrefix;
  for (const auto& [name, mode] : kModes) {
    if (value.starts_with(prefix) && value.substr(prefix.size()) == name) return mode;
  }
  return refuse(status::kInvalidArgument,
                "option {}: expected {} with create, append, replace or create_append behind it, found \"{}\"",
                option::kMode, prefix, value);
}

std::string mode_text(IngestMode mode) {
  for (const auto& known : kModes) {
    if (known.mode == mode) return std::string(option::kModePrefix).append(known.name);
  }
  return {};
}

Answer<Bound> bind_stream(ArrowArrayStream* stream, bool is_small) {
  auto taken = answer_of(column::ImportedStream::take(stream, "bind"));
  if (!taken) return std::unexpected(std::move(taken).error());
  return Bound{*std::move(taken), is_small};
}

// A switch that has one position.
Answer<void> require_off(std::string_view key, std::string_view value, const char* why) {
  auto is_on = parse_switch(key, value);
  if (!is_on) return std::unexpected(std::move(is_on).error());
  if (!*is_on) return {};
  return refuse(status::kNotImplemented, "statement option {}: {}", key, why);
}

}  // namespace

DriverStatement::DriverStatement(std::shared_ptr<DriverConnection> connection)
    : connection_(std::move(connection)), read_(connection_->read_options()) {}

Answer<void> DriverStatement::set_option(std::string_view key, std::string_view value) {
  auto is_ours = set_read_option(read_, key, value);
  if (!is_ours) return std::unexpected(std::move(is_ours).error());
  if (*is_ours) return {};
  if (key == option::kBindByName) {
    return require_off(key, value, "PostgreSQL's parameters are numbers; bind columns in the order of $1, $2, ...");
  }
  if (key == option::kIncremental) return require_off(key, value, "results are never incremental");
  return set_ingest_option(key, value);
}

Answer<void> DriverStatement::set_ingest_option(std::string_view key, std::string_view value) {
  if (key == option::kTargetTable) {
    target_.table = value;
    sql_.clear();
  } else if (key == option::kTargetDbSchema) {
    target_.schema = value;
  } else if (key == option::kTargetCatalog) {
    target_.catalog = value;
  } else if (key == option::kMode) {
    auto mode = parse_mode(value);
    if (!mode) return std::unexpected(std::move(mode).error());
    target_.mode = *mode;
  } else if (key == option::kTemporary) {
    auto is_on = parse_switch(key, value);
    if (!is_on) return std::unexpected(std::move(is_on).error());
    target_.is_temporary = *is_on;
  } else {
    return refuse(status::kNotImplemented, "statement option {}: is not one of ours", key);
  }
  return {};
}

Answer<std::string> DriverStatement::option(std::string_view key) const {
  if (auto value = read_option(read_, key)) return *std::move(value);
  if (key == option::kTargetTable) return target_.table;
  if (key == option::kTargetDbSchema) return target_.schema;
  if (key == option::kTargetCatalog) return target_.catalog;
  if (key == option::kMode) return mode_text(target_.mode);
  if (key == option::kTemporary) return std::string(target_.is_temporary ? option::kEnabled : option::kDisabled);
  if (key == option::kBindByName || key == option::kIncremental) return std::string(option::kDisabled);
  return refuse(status::kNotFound, "statement option {}: is not one of ours", key);
}

void DriverStatement::set_sql(std::string_view sql) {
  sql_ = sql;
  target_ = {};
  bound_.reset();
  is_prepared_ = false;
}

Answer<void> DriverStatement::require_sql(const char* operation) const {
  if (!sql_.empty()) return {};
  return refuse(status::kInvalidState, "{}: expected a query, found none: call SetSqlQuery first", operation);
}

// What the server says of it is kept by the connection, so that its run is one round trip.
Answer<void> DriverStatement::prepare() {
  auto session = connection_->session("prepare");
  if (!session) return std::unexpected(std::move(session).error());
  if (auto ok = require_sql("prepare"); !ok) return ok;
  const std::lock_guard turn((*session)->turn());
  const Session::Activity activity(**session);
  const auto query = (*session)->connection().query(sql_);
  auto plan = answer_of(query->describe((*session)->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  is_prepared_ = true;
  return {};
}

Answer<void> DriverStatement::bind(ArrowArray* values, ArrowSchema* schema) {
  const bool is_small = values->length <= kRunsAhead;
  ArrowArrayStream stream = stream_of(values, schema);
  auto made = bind_stream(&stream, is_small);
  if (!made) return std::unexpected(std::move(made).error());
  bound_ = *std::move(made);
  return {};
}

Answer<void> DriverStatement::bind(ArrowArrayStream* stream) {
  auto made = bind_stream(stream, false);
  if (!made) return std::unexpected(std::move(made).error());
  bound_ = *std::move(made);
  return {};
}

Answer<std::int64_t> DriverStatement::execute(ArrowArrayStream* out) {
  auto session = connection_->session("execute");
  if (!session) return std::unexpected(std::move(session).error());
  const std::lock_guard turn((*session)->turn());
  if (!target_.table.empty()) return execute_ingest(*session, out);
  if (auto ok = require_sql("execute"); !ok) return std::unexpected(std::move(ok).error());
  return execute_query(*std::move(session), out);
}

Answer<std::int64_t> DriverStatement::execute_ingest(const std::shared_ptr<Session>& session, ArrowArrayStream* out) {
  if (!bound_) {
    return refuse(status::kInvalidState,
                  "ingest into {}: expected columns, found none: bind a record batch or a stream", target_.sql_name());
  }
  column::ImportedStream stream = std::move(bound_->stream);
  bound_.reset();
  auto rows = ingest(session, target_, std::move(stream));
  if (rows && out != nullptr) export_table({}, {}, out);
  return rows;
}

Answer<std::int64_t> DriverStatement::execute_query(std::shared_ptr<Session> session, ArrowArrayStream* out) {
  std::optional<Bound> bound = std::exchange(bound_, std::nullopt);
  // As it stands, it may be several statements.
  if (out == nullptr && !bound && !is_prepared_) {
    if (auto ok = session->begin_if_due(); !ok) return std::unexpected(std::move(ok).error());
    return session->run(sql_);
  }
  auto execution = Execution::start(session, sql_, std::move(bound));
  if (!execution) return std::unexpected(std::move(execution).error());
  if (out == nullptr) {
    if (auto ok = (*execution)->finish(); !ok) return std::unexpected(std::move(ok).error());
    return (*execution)->rows_touched();
  }
  std::int64_t rows = -1;
  if ((*execution)->columns().empty()) {
    auto there = (*execution)->wait_for_row();
    if (!there) return std::unexpected(std::move(there).error());
    rows = (*execution)->rows_touched();
  }
  export_results(results_of(std::move(session), *std::move(execution), read_), out);
  return rows;
}

Answer<void> DriverStatement::execute_schema(ArrowSchema* out) {
  auto session = connection_->session("execute schema");
  if (!session) return std::unexpected(std::move(session).error());
  if (auto ok = require_sql("execute schema"); !ok) return ok;
  const std::lock_guard turn((*session)->turn());
  const Session::Activity activity(**session);
  const auto query = (*session)->connection().query(sql_);
  auto plan = answer_of(query->describe((*session)->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  auto schema = schema_of(**session, (*plan)->columns, read_);
  if (!schema) return std::unexpected(std::move(schema).error());
  column::export_schema(*schema, out);
  return {};
}

Answer<void> DriverStatement::parameter_schema(ArrowSchema* out) {
  auto session = connection_->session("get parameter schema");
  if (!session) return std::unexpected(std::move(session).error());
  if (auto ok = require_sql("get parameter schema"); !ok) return ok;
  const std::lock_guard turn((*session)->turn());
  const Session::Activity activity(**session);
  const auto query = (*session)->connection().query(sql_);
  auto plan = answer_of(query->describe((*session)->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  std::vector<postgres_client::ColumnDescription> parameters;
  for (const postgres::Oid type : (*plan)->parameters) {
    parameters.push_back({.name = fmt::format("${}", parameters.size() + 1),
                          .type = {type},
                          .format = (*session)->connection().format_of(type)});
  }
  auto schema = schema_of(**session, parameters, read_);
  if (!schema) return std::unexpected(std::move(schema).error());
  column::export_schema(*schema, out);
  return {};
}

Answer<void> DriverStatement::execute_partitions(ArrowSchema* schema, AdbcPartitions* out) {
  auto session = connection_->session("execute partitions");
  if (!session) return std::unexpected(std::move(session).error());
  if (auto ok = require_sql("execute partitions"); !ok) return ok;
  const std::lock_guard turn((*session)->turn());
  const Session::Activity activity(**session);
  auto leader = SnapshotLeader::open(*connection_->database(), **session);
  if (!leader) return std::unexpected(std::move(leader).error());
  column::Schema columns;
  auto tokens = (*leader)->cut(sql_, read_, columns);
  if (!tokens) return std::unexpected(std::move(tokens).error());
  leader_ = *std::move(leader);
  if (schema != nullptr) column::export_schema(columns, schema);
  export_partitions(*tokens, out);
  return {};
}

}  // namespace wirespeed::adbc_postgres
