#include "wirespeed/adbc_postgres/ingest.hpp"

#include <fmt/ranges.h>

#include "wirespeed/postgres/create_table.hpp"
#include "wirespeed/postgres_client/copy_in.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using postgres::CopyColumn;

constexpr const char* kStage = "pg_temp.wirespeed_stage";

Answer<void> run(Session& session, std::string sql) {
  auto ended = session.run(std::move(sql));
  if (!ended) return std::unexpected(std::move(ended).error());
  return {};
}

std::string names_of(const column::ImportedColumn& root) {
  std::string names;
  for (const auto& column : root.children) {
    names.append(names.empty() ? "" : ", ").append(quote_identifier(column.name));
  }
  return names;
}

Answer<void> check_target(Session& session, const IngestTarget& target, const column::ImportedColumn& root) {
  if (root.children.empty()) {
    return refuse(status::kInvalidArgument, "ingest into {}: expected at least one column, found none",
                  target.sql_name());
  }
  if (target.is_temporary && !target.schema.empty()) {
    return refuse(status::kInvalidArgument, "ingest into {}: expected a temporary table without a schema, found \"{}\"",
                  target.sql_name(), target.schema);
  }
  if (target.catalog.empty()) return {};
  auto current = session.ask("SELECT pg_catalog.current_database()", {}, 1);
  if (!current) return std::unexpected(std::move(current).error());
  if (current->front().front() == target.catalog) return {};
  return refuse(status::kNotImplemented,
                "ingest into {}: expected a table of this connection's database, found one of {}", target.sql_name(),
                target.catalog);
}

Answer<void> make_table(Session& session, const IngestTarget& target, const column::ImportedColumn& root) {
  if (target.mode == IngestMode::append) return {};
  if (target.mode == IngestMode::replace) {
    // A table of the same name that is not temporary stays.
    const std::string name = target.is_temporary ? "pg_temp." + target.sql_name() : target.sql_name();
    if (auto ok = run(session, "DROP TABLE IF EXISTS " + name); !ok) return ok;
  }
  auto sql = create_table(target, root);
  if (!sql) return std::unexpected(std::move(sql).error());
  return run(session, *std::move(sql));
}

// What the table's columns of these names are.
Answer<std::vector<CopyColumn>> target_columns(Session& session, const std::string& table, const std::string& names) {
  const auto query = session.connection().query(fmt::format("SELECT {} FROM {}", names, table));
  auto plan = answer_of(query->describe(session.stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  std::vector<CopyColumn> columns;
  for (const auto& column : (*plan)->columns) columns.push_back({column.name, column.type});
  return columns;
}

Answer<std::int64_t> copy_in(Session& session, const std::string& table, const std::string& names,
                             postgres::CopyWriter& writer) {
  const std::string sql = fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table, names);
  const Session::Activity activity(session);
  const auto query = session.connection().script(sql);
  if (auto ok = answer_of(query->execute_script(session.stop())); !ok) return std::unexpected(std::move(ok).error());
  if (auto ok = answer_of(query->wait_for_rows(session.stop())); !ok) return std::unexpected(std::move(ok).error());
  const Session::Copying copying(session);
  postgres_client::CopyIn copy(*query, writer);
  if (auto ok = answer_of(copy.send(session.stop())); !ok) return std::unexpected(std::move(ok).error());
  return writer.rows();
}

// By a temporary table, where some columns are text that the server casts: their types have no binary form.
Answer<std::int64_t> copy_through_stage(Session& session, const std::string& table, column::ImportedStream stream,
                                        std::vector<CopyColumn> columns, const std::vector<std::size_t>& texts) {
  std::vector<std::string> values;
  values.reserve(columns.size());
  for (const CopyColumn& column : columns) values.push_back(quote_identifier(column.name));
  std::vector<std::string> staged = values;
  for (const std::size_t place : texts) {
    const postgres::Type* type = session.types().find(columns[place].type.oid);
    if (type == nullptr) return refuse(status::kInternal, "ingest into {}: expected a type that is known", table);
    staged[place] = "NULL::pg_catalog.text AS " + values[place];
    values[place] += "::" + type->name;
    columns[place].type = postgres::kText;
  }
  const std::string names = names_of(stream.root());
  auto made = run(session, fmt::format("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
                                       kStage, fmt::join(staged, ", "), table));
  if (!made) return std::unexpected(std::move(made).error());
  auto writer = answer_of(postgres::CopyWriter::make(std::move(stream), columns, session.types(), {}));
  if (!writer) return std::unexpected(std::move(writer).error());
  auto rows = copy_in(session, kStage, names, *writer);
  if (!rows) return rows;
  auto moved = run(session, fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}; DROP TABLE {}", table, names,
                                        fmt::join(values, ", "), kStage, kStage));
  if (!moved) return std::unexpected(std::move(moved).error());
  return rows;
}

Answer<std::int64_t> copy_columns(Session& session, const std::string& table, column::ImportedStream stream) {
  const std::string names = names_of(stream.root());
  auto columns = target_columns(session, table, names);
  if (!columns) return std::unexpected(std::move(columns).error());
  const auto texts = postgres::text_places(stream.root(), *columns, session.types());
  if (!texts.empty()) return copy_through_stage(session, table, std::move(stream), *std::move(columns), texts);
  auto writer = answer_of(postgres::CopyWriter::make(std::move(stream), *columns, session.types(), {}));
  if (!writer) return std::unexpected(std::move(writer).error());
  return copy_in(session, table, names, *writer);
}

}  // namespace

Answer<std::string> create_table(const IngestTarget& target, const column::ImportedColumn& root) {
  auto columns = answer_of(postgres::column_definitions(root));
  if (!columns) return std::unexpected(std::move(columns).error());
  auto sql = answer_of(postgres::to_sql(*columns));
  if (!sql) return sql;
  return fmt::format("CREATE {}TABLE {}{} ({})", target.is_temporary ? "TEMPORARY " : "",
                     target.mode == IngestMode::create_append ? "IF NOT EXISTS " : "", target.sql_name(), *sql);
}

std::string IngestTarget::sql_name() const { return qualified(schema, table); }

Answer<std::int64_t> ingest(const std::shared_ptr<Session>& session, const IngestTarget& target,
                            column::ImportedStream stream) {
  if (auto ok = check_target(*session, target, stream.root()); !ok) return std::unexpected(std::move(ok).error());
  auto transaction = OwnTransaction::begin(session, OwnTransaction::Within::nothing);
  if (!transaction) return std::unexpected(std::move(transaction).error());
  if (auto ok = make_table(*session, target, stream.root()); !ok) return std::unexpected(std::move(ok).error());
  const std::string table = target.is_temporary ? "pg_temp." + target.sql_name() : target.sql_name();
  auto rows = copy_columns(*session, table, std::move(stream));
  if (!rows) return rows;
  if (auto ok = (*transaction)->commit(); !ok) return std::unexpected(std::move(ok).error());
  return rows;
}

}  // namespace wirespeed::adbc_postgres
