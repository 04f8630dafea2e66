#include "wirespeed/adbc_postgres/driver_functions.hpp"
#include "wirespeed/adbc_postgres/object_columns.hpp"
#include "wirespeed/adbc_postgres/query_results.hpp"
#include "wirespeed/adbc_postgres/statistics.hpp"
#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using Self = DriverConnection;

constexpr const char* kWhat = "connection";

// Runs `work` with an open session, in its turn.
template <typename Work>
AdbcStatusCode with_session(AdbcConnection* self, const char* operation, AdbcError* error, Work work) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& connection) -> Answer<void> {
    auto session = connection.session(operation);
    if (!session) return std::unexpected(std::move(session).error());
    const std::lock_guard turn((*session)->turn());
    const Session::Activity activity(**session);
    return work(connection, *session);
  });
}

AdbcStatusCode init(AdbcConnection* self, AdbcDatabase* database, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& connection) -> Answer<void> {
    auto found = object_of<Database>(database, "database");
    if (!found) return std::unexpected(std::move(found).error());
    return connection.init(*std::move(found));
  });
}

AdbcStatusCode release(AdbcConnection* self, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& connection) -> Answer<void> {
    connection.release();
    static_cast<void>(Handles<Self>::take(self->private_data));
    self->private_data = nullptr;
    return {};
  });
}

AdbcStatusCode get_info(AdbcConnection* self, const std::uint32_t* codes, std::size_t count, ArrowArrayStream* out,
                        AdbcError* error) noexcept {
  return with_session(self, "get info", error, [&](Self&, const auto& session) -> Answer<void> {
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    std::optional<std::span<const std::uint32_t>> wanted;
    if (codes != nullptr) wanted.emplace(codes, count);
    auto batch = info_batch(wanted, session->setting("server_version"));
    if (!batch) return std::unexpected(std::move(batch).error());
    export_table(info_schema(), *std::move(batch), out);
    return {};
  });
}

OptionalText text_or_none(const char* text) { return text == nullptr ? OptionalText() : OptionalText(text); }

Answer<ObjectFilter> filter_of(int depth, const char* catalog, const char* schema, const char* table,
                               const char** types, const char* column) {
  if (depth < 0 || depth > static_cast<int>(ObjectDepth::tables)) {
    return refuse(status::kInvalidArgument, "get objects: expected a depth from 0 to 3, found {}", depth);
  }
  ObjectFilter filter{.depth = static_cast<ObjectDepth>(depth),
                      .catalog = text_or_none(catalog),
                      .schema = text_or_none(schema),
                      .table = text_or_none(table),
                      .column = text_or_none(column)};
  if (types == nullptr) return filter;
  filter.types.emplace();
  for (; *types != nullptr; ++types) filter.types->emplace_back(*types);
  return filter;
}

AdbcStatusCode get_objects(AdbcConnection* self, int depth, const char* catalog, const char* schema, const char* table,
                           const char** types, const char* column, ArrowArrayStream* out, AdbcError* error) noexcept {
  return with_session(self, "get objects", error, [&](Self&, const auto& session) -> Answer<void> {
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    auto filter = filter_of(depth, catalog, schema, table, types, column);
    if (!filter) return std::unexpected(std::move(filter).error());
    auto objects = read_objects(*session, *filter);
    if (!objects) return std::unexpected(std::move(objects).error());
    auto batch = objects_batch(*objects, *filter);
    if (!batch) return std::unexpected(std::move(batch).error());
    export_table(objects_schema(), *std::move(batch), out);
    return {};
  });
}

Answer<void> check_catalog(Session& session, const char* catalog) {
  if (catalog == nullptr) return {};
  auto current = session.ask("SELECT pg_catalog.current_database()", {}, 1);
  if (!current) return std::unexpected(std::move(current).error());
  if (current->front().front() == catalog) return {};
  return refuse(status::kNotFound,
                "get table schema: expected a table of {}, this connection's database, found one of {}",
                current->front().front().value_or(""), catalog);
}

AdbcStatusCode get_table_schema(AdbcConnection* self, const char* catalog, const char* schema, const char* table,
                                ArrowSchema* out, AdbcError* error) noexcept {
  return with_session(self, "get table schema", error, [&](Self& connection, const auto& session) -> Answer<void> {
    if (auto ok = require(table, "table name"); !ok) return ok;
    if (auto ok = require(out, "place for a schema"); !ok) return ok;
    if (auto ok = check_catalog(*session, catalog); !ok) return ok;
    const std::string name = qualified(schema == nullptr ? "" : schema, table);
    const auto query = session->connection().query("SELECT * FROM " + name);
    auto plan = answer_of(query->describe(session->stop()));
    if (!plan) return std::unexpected(std::move(plan).error());
    auto columns = schema_of(*session, (*plan)->columns, connection.read_options());
    if (!columns) return std::unexpected(std::move(columns).error());
    column::export_schema(*columns, out);
    return {};
  });
}

AdbcStatusCode get_table_types(AdbcConnection* self, ArrowArrayStream* out, AdbcError* error) noexcept {
  return with_session(self, "get table types", error, [&](Self&, const auto&) -> Answer<void> {
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    auto batch = table_types_batch();
    if (!batch) return std::unexpected(std::move(batch).error());
    export_table(table_types_schema(), *std::move(batch), out);
    return {};
  });
}

AdbcStatusCode read_part(AdbcConnection* self, const std::uint8_t* token, std::size_t size, ArrowArrayStream* out,
                         AdbcError* error) noexcept {
  return with_session(self, "read a partition", error, [&](Self& connection, const auto& session) -> Answer<void> {
    if (auto ok = require(token, "partition"); !ok) return ok;
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    return read_partition(session, {reinterpret_cast<const char*>(token), size}, connection.read_options(), out);
  });
}

// What is asked for exactly is told as it is known, and says that it is approximate: ADBC allows that.
AdbcStatusCode get_statistics(AdbcConnection* self, const char* catalog, const char* schema, const char* table,
                              char /*approximate*/, ArrowArrayStream* out, AdbcError* error) noexcept {
  return with_session(self, "get statistics", error, [&](Self&, const auto& session) -> Answer<void> {
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    auto batch = statistics_batch(*session, {text_or_none(catalog), text_or_none(schema), text_or_none(table)});
    if (!batch) return std::unexpected(std::move(batch).error());
    export_table(statistics_schema(), *std::move(batch), out);
    return {};
  });
}

AdbcStatusCode get_statistic_names(AdbcConnection* self, ArrowArrayStream* out, AdbcError* error) noexcept {
  return with_session(self, "get names of statistics", error, [&](Self&, const auto&) -> Answer<void> {
    if (auto ok = require(out, "place for a stream"); !ok) return ok;
    auto batch = statistic_names_batch();
    if (!batch) return std::unexpected(std::move(batch).error());
    export_table(statistic_names_schema(), *std::move(batch), out);
    return {};
  });
}

}  // namespace

void fill_connection_functions(AdbcDriver& driver) {
  driver.ConnectionNew = [](AdbcConnection* self, AdbcError* error) { return make<Self>(self, kWhat, error); };
  driver.ConnectionInit = init;
  driver.ConnectionRelease = release;
  driver.ConnectionSetOption = [](AdbcConnection* self, const char* key, const char* value, AdbcError* error) {
    return set_text<Self>(self, kWhat, key, value, error);
  };
  driver.ConnectionCommit = [](AdbcConnection* self, AdbcError* error) {
    return with_session(self, "commit", error, [](Self&, const auto& session) { return session->commit(); });
  };
  driver.ConnectionRollback = [](AdbcConnection* self, AdbcError* error) {
    return with_session(self, "roll back", error, [](Self&, const auto& session) { return session->rollback(); });
  };
  driver.ConnectionGetInfo = get_info;
  driver.ConnectionGetObjects = get_objects;
  driver.ConnectionGetTableSchema = get_table_schema;
  driver.ConnectionGetTableTypes = get_table_types;
  driver.ConnectionReadPartition = read_part;
}

void fill_connection_functions_110(AdbcDriver& driver) {
  driver.ConnectionCancel = [](AdbcConnection* self, AdbcError* error) {
    return with<Self>(self, kWhat, error, [](Self& connection) { return connection.cancel(); });
  };
  driver.ConnectionGetStatistics = get_statistics;
  driver.ConnectionGetStatisticNames = get_statistic_names;
  driver.ConnectionGetOption = [](AdbcConnection* self, const char* key, char* out, std::size_t* size,
                                  AdbcError* error) { return get_text<Self>(self, kWhat, key, out, size, error); };
  driver.ConnectionGetOptionBytes = [](AdbcConnection* self, const char* key, std::uint8_t* out, std::size_t* size,
                                       AdbcError* error) { return get_text<Self>(self, kWhat, key, out, size, error); };
  driver.ConnectionGetOptionDouble = [](AdbcConnection* self, const char* key, double* out, AdbcError* error) {
    return get_number<Self>(self, kWhat, key, out, error);
  };
  driver.ConnectionGetOptionInt = [](AdbcConnection* self, const char* key, std::int64_t* out, AdbcError* error) {
    return get_number<Self>(self, kWhat, key, out, error);
  };
  driver.ConnectionSetOptionBytes = [](AdbcConnection* self, const char* key, const std::uint8_t* value,
                                       std::size_t size, AdbcError* error) {
    return set_bytes<Self>(self, kWhat, key, value, size, error);
  };
  driver.ConnectionSetOptionDouble = [](AdbcConnection* self, const char* key, double value, AdbcError* error) {
    return set_number<Self>(self, kWhat, key, value, error);
  };
  driver.ConnectionSetOptionInt = [](AdbcConnection* self, const char* key, std::int64_t value, AdbcError* error) {
    return set_number<Self>(self, kWhat, key, value, error);
  };
}

}  // namespace wirespeed::adbc_postgres
