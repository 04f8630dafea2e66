#include "wirespeed/adbc_postgres/driver_connection.hpp"

#include <array>
#include <tuple>

namespace wirespeed::adbc_postgres {
namespace {

struct Isolation {
  std::string_view name;
  const char* sql;
};

// A snapshot is what PostgreSQL's repeatable read is.
constexpr auto kIsolations = std::to_array<Isolation>({
    {"default", nullptr},
    {"read_uncommitted", "READ UNCOMMITTED"},
    {"read_committed", "READ COMMITTED"},
    {"repeatable_read", "REPEATABLE READ"},
    {"snapshot", "REPEATABLE READ"},
    {"serializable", "SERIALIZABLE"},
});

constexpr const char* kCharacteristics = "SET SESSION CHARACTERISTICS AS TRANSACTION ";

Answer<void> run(Session& session, std::string sql) {
  auto ended = session.run(std::move(sql));
  if (!ended) return std::unexpected(std::move(ended).error());
  return {};
}

// It would be undone with the transaction, and say nothing of the next.
Answer<void> require_no_transaction(const Session& session, std::string_view key) {
  if (session.status() == TransactionStatus::idle) return {};
  return refuse(status::kInvalidState, "option {}: expected no open transaction, found one: commit or roll back first",
                key);
}

Answer<std::string> ask_one(Session& session, const char* sql) {
  auto rows = session.ask(sql, {}, 1);
  if (!rows) return std::unexpected(std::move(rows).error());
  if (rows->size() == 1 && rows->front().front()) return *rows->front().front();
  return std::string();
}

bool is_known(std::string_view key) noexcept {
  return key == option::kAutocommit || key == option::kReadOnly || key == option::kIsolationLevel ||
         key == option::kDbSchema || key == option::kCatalog;
}

}  // namespace

Answer<void> DriverConnection::set_option(std::string_view key, std::string_view value) {
  std::shared_ptr<Session> session;
  {
    const std::lock_guard lock(mutex_);
    auto is_ours = set_read_option(read_, key, value);
    if (!is_ours) return std::unexpected(std::move(is_ours).error());
    if (*is_ours) {
      if (session_ == nullptr) waiting_.emplace_back(key, value);
      return {};
    }
    if (!is_known(key)) return refuse(status::kNotImplemented, "connection option {}: is not one of ours", key);
    if (session_ == nullptr) {
      waiting_.emplace_back(key, value);
      return {};
    }
    session = session_;
  }
  const std::lock_guard turn(session->turn());
  return apply(*session, key, value);
}

Answer<void> DriverConnection::apply(Session& session, std::string_view key, std::string_view value) {
  if (key == option::kIsolationLevel) return set_isolation(session, value);
  if (key == option::kCatalog) return set_catalog(session, value);
  if (key == option::kDbSchema) return run(session, "SET search_path TO " + quote_identifier(value));
  auto is_on = parse_switch(key, value);
  if (!is_on) return std::unexpected(std::move(is_on).error());
  return key == option::kReadOnly ? set_read_only(session, *is_on) : session.set_autocommit(*is_on);
}

Answer<void> DriverConnection::set_isolation(Session& session, std::string_view level) {
  const std::string_view prefix = option::kIsolationPrefix;
  for (const auto& [name, sql] : kIsolations) {
    if (!level.starts_with(prefix) || level.substr(prefix.size()) != name) continue;
    if (auto ok = require_no_transaction(session, option::kIsolationLevel); !ok) return ok;
    auto done = run(session, sql == nullptr ? std::string("SET default_transaction_isolation TO DEFAULT")
                                            : fmt::format("{}ISOLATION LEVEL {}", kCharacteristics, sql));
    if (done) isolation_ = level;
    return done;
  }
  return refuse(status::kNotImplemented,
                "option {}: expected {} with default, read_uncommitted, read_committed, repeatable_read, snapshot or "
                "serializable behind it, found \"{}\"",
                option::kIsolationLevel, prefix, level);
}

Answer<void> DriverConnection::set_read_only(Session& session, bool read_only) {
  if (auto ok = require_no_transaction(session, option::kReadOnly); !ok) return ok;
  auto done = run(session, fmt::format("{}{}", kCharacteristics, read_only ? "READ ONLY" : "READ WRITE"));
  if (done) read_only_ = read_only;
  return done;
}

Answer<void> DriverConnection::set_catalog(Session& session, std::string_view name) {
  auto current = ask_one(session, "SELECT current_database()");
  if (!current) return std::unexpected(std::move(current).error());
  if (*current == name) return {};
  return refuse(
      status::kNotImplemented,
      "option {}: expected \"{}\", the database of this connection, found \"{}\": PostgreSQL cannot change it; "
      "open a connection to that one",
      option::kCatalog, *current, name);
}

Answer<std::string> DriverConnection::option(std::string_view key) {
  std::shared_ptr<Session> session;
  {
    const std::lock_guard lock(mutex_);
    if (auto value = read_option(read_, key)) return *std::move(value);
    if (!is_known(key)) return refuse(status::kNotFound, "connection option {}: is not one of ours", key);
    session = session_;
  }
  if (session == nullptr) {
    return refuse(status::kInvalidState, "connection option {}: expected an initialized connection", key);
  }
  const std::lock_guard turn(session->turn());
  const auto text = [](bool value) { return std::string(value ? option::kEnabled : option::kDisabled); };
  if (key == option::kAutocommit) return text(session->autocommit());
  if (key == option::kReadOnly) return text(read_only_);
  if (key == option::kIsolationLevel) {
    return isolation_.empty() ? std::string(option::kIsolationPrefix) + "default" : isolation_;
  }
  return ask_one(*session, key == option::kCatalog ? "SELECT current_database()" : "SELECT current_schema()");
}

Answer<void> DriverConnection::init(std::shared_ptr<Database> database) {
  {
    const std::lock_guard lock(mutex_);
    if (session_ != nullptr) {
      return refuse(status::kInvalidState, "initialize a connection: expected once, found it initialized");
    }
  }
  auto session = database->connect();
  if (!session) return std::unexpected(std::move(session).error());
  ReadOptions read = database->read_options();
  for (const auto& [key, value] : waiting_) {
    if (is_known(key)) {
      if (auto ok = apply(**session, key, value); !ok) return ok;
    } else {
      std::ignore = set_read_option(read, key, value);
    }
  }
  const std::lock_guard lock(mutex_);
  read_ = read;
  session_ = *std::move(session);
  database_ = std::move(database);
  return {};
}

void DriverConnection::release() noexcept {
  const std::lock_guard lock(mutex_);
  session_ = nullptr;
  was_released_ = true;
}

Answer<std::shared_ptr<Session>> DriverConnection::session(const char* operation) const {
  const std::lock_guard lock(mutex_);
  if (session_ != nullptr) return session_;
  return refuse(status::kInvalidState, "{}: expected an open connection, found one that was {}", operation,
                was_released_ ? "released" : "not initialized");
}

ReadOptions DriverConnection::read_options() const {
  const std::lock_guard lock(mutex_);
  return read_;
}

Answer<void> DriverConnection::cancel() {
  auto open = session("cancel");
  if (!open) return std::unexpected(std::move(open).error());
  return (*open)->cancel();
}

}  // namespace wirespeed::adbc_postgres
