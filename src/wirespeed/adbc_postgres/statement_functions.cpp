#include "wirespeed/adbc_postgres/driver_functions.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using Self = DriverStatement;

constexpr const char* kWhat = "statement";

AdbcStatusCode new_statement(AdbcConnection* connection, AdbcStatement* self, AdbcError* error) noexcept {
  return with<DriverConnection>(connection, "connection", error, [&](DriverConnection& found) -> Answer<void> {
    if (auto open = found.session("make a statement"); !open) return std::unexpected(std::move(open).error());
    if (auto ok = require(self, kWhat); !ok) return ok;
    if (Handles<Self>::get(self->private_data) != nullptr) {
      return refuse(status::kInvalidState, "make a statement: expected an empty one, found one that was made already");
    }
    auto shared = Handles<DriverConnection>::get(connection->private_data);
    if (shared == nullptr) return refuse(status::kInvalidState, "make a statement: the connection was released");
    self->private_data = Handles<Self>::put(std::make_shared<Self>(std::move(shared)));
    return {};
  });
}

AdbcStatusCode release(AdbcStatement* self, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self&) -> Answer<void> {
    static_cast<void>(Handles<Self>::take(self->private_data));
    self->private_data = nullptr;
    return {};
  });
}

AdbcStatusCode bind(AdbcStatement* self, ArrowArray* values, ArrowSchema* schema, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(values, "values to bind"); !ok) return ok;
    if (auto ok = require(schema, "schema of values to bind"); !ok) return ok;
    if (values->release == nullptr || schema->release == nullptr) {
      return refuse(status::kInvalidArgument,
                    "bind: expected values and their schema, found what was released already");
    }
    return statement.bind(values, schema);
  });
}

AdbcStatusCode bind_stream(AdbcStatement* self, ArrowArrayStream* stream, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(stream, "stream to bind"); !ok) return ok;
    return statement.bind(stream);
  });
}

AdbcStatusCode execute_query(AdbcStatement* self, ArrowArrayStream* out, std::int64_t* rows,
                             AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    auto touched = statement.execute(out);
    if (!touched) return std::unexpected(std::move(touched).error());
    if (rows != nullptr) *rows = *touched;
    return {};
  });
}

AdbcStatusCode execute_partitions(AdbcStatement* self, ArrowSchema* schema, AdbcPartitions* out, std::int64_t* rows,
                                  AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(out, "place for partitions"); !ok) return ok;
    if (auto ok = statement.execute_partitions(schema, out); !ok) return ok;
    if (rows != nullptr) *rows = -1;
    return {};
  });
}

AdbcStatusCode parameter_schema(AdbcStatement* self, ArrowSchema* out, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(out, "place for a schema"); !ok) return ok;
    return statement.parameter_schema(out);
  });
}

AdbcStatusCode execute_schema(AdbcStatement* self, ArrowSchema* out, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(out, "place for a schema"); !ok) return ok;
    return statement.execute_schema(out);
  });
}

AdbcStatusCode set_sql(AdbcStatement* self, const char* sql, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self& statement) -> Answer<void> {
    if (auto ok = require(sql, "query"); !ok) return ok;
    statement.set_sql(sql);
    return {};
  });
}

AdbcStatusCode set_plan(AdbcStatement* self, const std::uint8_t*, std::size_t, AdbcError* error) noexcept {
  return with<Self>(self, kWhat, error, [&](Self&) -> Answer<void> {
    return refuse(status::kNotImplemented, "set a Substrait plan: expected a query in SQL; PostgreSQL takes no plans");
  });
}

}  // namespace

void fill_statement_functions(AdbcDriver& driver) {
  driver.StatementNew = new_statement;
  driver.StatementRelease = release;
  driver.StatementSetSqlQuery = set_sql;
  driver.StatementSetSubstraitPlan = set_plan;
  driver.StatementSetOption = [](AdbcStatement* self, const char* key, const char* value, AdbcError* error) {
    return set_text<Self>(self, kWhat, key, value, error);
  };
  driver.StatementPrepare = [](AdbcStatement* self, AdbcError* error) {
    return with<Self>(self, kWhat, error, [](Self& statement) { return statement.prepare(); });
  };
  driver.StatementBind = bind;
  driver.StatementBindStream = bind_stream;
  driver.StatementExecuteQuery = execute_query;
  driver.StatementExecutePartitions = execute_partitions;
  driver.StatementGetParameterSchema = parameter_schema;
}

void fill_statement_functions_110(AdbcDriver& driver) {
  driver.StatementExecuteSchema = execute_schema;
  driver.StatementCancel = [](AdbcStatement* self, AdbcError* error) {
    return with<Self>(self, kWhat, error, [](Self& statement) { return statement.cancel(); });
  };
  driver.StatementGetOption = [](AdbcStatement* self, const char* key, char* out, std::size_t* size, AdbcError* error) {
    return get_text<Self>(self, kWhat, key, out, size, error);
  };
  driver.StatementGetOptionBytes = [](AdbcStatement* self, const char* key, std::uint8_t* out, std::size_t* size,
                                      AdbcError* error) { return get_text<Self>(self, kWhat, key, out, size, error); };
  driver.StatementGetOptionDouble = [](AdbcStatement* self, const char* key, double* out, AdbcError* error) {
    return get_number<Self>(self, kWhat, key, out, error);
  };
  driver.StatementGetOptionInt = [](AdbcStatement* self, const char* key, std::int64_t* out, AdbcError* error) {
    return get_number<Self>(self, kWhat, key, out, error);
  };
  driver.StatementSetOptionBytes = [](AdbcStatement* self, const char* key, const std::uint8_t* value, std::size_t size,
                                      AdbcError* error) {
    return set_bytes<Self>(self, kWhat, key, value, size, error);
  };
  driver.StatementSetOptionDouble = [](AdbcStatement* self, const char* key, double value, AdbcError* error) {
    return set_number<Self>(self, kWhat, key, value, error);
  };
  driver.StatementSetOptionInt = [](AdbcStatement* self, const char* key, std::int64_t value, AdbcError* error) {
    return set_number<Self>(self, kWhat, key, value, error);
  };
}

}  // namespace wirespeed::adbc_postgres
