#include "wirespeed/adbc_postgres/session.hpp"

#include <tuple>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres_client/text_rows.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using namespace std::chrono_literals;
using postgres_client::Plan;
using postgres_client::TextRows;

constexpr auto kCancelPatience = 5s;

Parameters text_parameters(std::span<const OptionalText> values) {
  Parameters parameters;
  parameters.formats.assign(values.size(), postgres::Format::text);
  for (const OptionalText& value : values) {
    const std::size_t at = parameters.bytes.size();
    parameters.bytes.resize(at + sizeof(std::int32_t));
    store_be(parameters.bytes.data() + at, value ? static_cast<std::int32_t>(value->size()) : std::int32_t{-1});
    if (value) parameters.bytes.insert(parameters.bytes.end(), value->begin(), value->end());
  }
  return parameters;
}

std::string quote(std::string_view text, char mark) {
  std::string quoted(1, mark);
  for (const char c : text) {
    if (c == mark) quoted.push_back(mark);
    quoted.push_back(c);
  }
  quoted.push_back(mark);
  return quoted;
}

}  // namespace

std::string quote_identifier(std::string_view name) { return quote(name, '"'); }

// With a backslash in it, the form that means the same whatever standard_conforming_strings is.
std::string quote_literal(std::string_view text) {
  if (text.find('\\') == std::string_view::npos) return quote(text, '\'');
  std::string doubled;
  for (const char c : text) doubled.append(c == '\\' ? 2 : 1, c);
  return " E" + quote(doubled, '\'');
}

std::string qualified(std::string_view schema, std::string_view name) {
  return schema.empty() ? quote_identifier(name) : quote_identifier(schema) + "." + quote_identifier(name);
}

Answer<std::shared_ptr<Session>> Session::open(const postgres::ConnectionInfo& info) {
  auto connection = answer_of(postgres_client::Connection::open(info, {}, {}));
  if (!connection) return std::unexpected(std::move(connection).error());
  return std::make_shared<Session>(*std::move(connection));
}

std::string Session::setting(std::string_view name) const {
  const std::string* value = connection_->parameter(name);
  return value == nullptr ? std::string() : *value;
}

Answer<void> Session::cancel() {
  if (active_ == 0) return {};
  auto cancelled = connection_->cancel(Stop::after(kCancelPatience));
  if (cancelled) return {};
  abandoned_.cancel();
  return std::unexpected(failure_of(cancelled.error()));
}

Answer<std::int64_t> Session::run(std::string sql) {
  const Activity activity(*this);
  const auto query = connection_->script(std::move(sql));
  auto ended = query->execute_script(stop());
  if (ended) ended = query->finish(stop());
  if (ended && query->is_copying_in()) {
    ended = query->fail_copy("data was not offered: use the ingest options");
    if (ended) ended = query->finish(stop());
  }
  if (!ended) return std::unexpected(failure_of(ended.error()));
  if (query->is_copying_out()) {
    return refuse(status::kNotImplemented,
                  "execute: expected statements whose rows are not wanted, found a COPY to here; "
                  "its data was thrown away: run its query instead");
  }
  if (query->tags().empty() || !query->tags().back().rows) return -1;
  return static_cast<std::int64_t>(*query->tags().back().rows);
}

Answer<std::vector<TextRow>> Session::ask(std::string sql, std::span<const OptionalText> parameters,
                                          std::size_t columns) {
  const Activity activity(*this);
  auto plan = std::make_shared<Plan>();
  plan->sql = std::move(sql);
  plan->parameters.resize(parameters.size());
  plan->columns.resize(columns);
  Query query(connection_, std::move(plan));
  TextRows rows;
  auto ended = answer_of(query.run(text_parameters(parameters), rows, stop()));
  if (!ended) return std::unexpected(std::move(ended).error());
  return rows.rows();
}

// --- transactions ----------------------------------------------------------------------------------------------------

Answer<void> Session::set_autocommit(bool autocommit) {
  if (autocommit && !autocommit_ && status() != TransactionStatus::idle) {
    if (auto ok = end_transaction("COMMIT"); !ok) return ok;
  }
  autocommit_ = autocommit;
  return {};
}

Answer<void> Session::begin_if_due() {
  if (abandoned_.cancelled()) {
    connection_->close();
    return refuse(status::kIo,
                  "execute: expected an open connection, found one that was given up, since a cancel could "
                  "not reach the server: open another");
  }
  if (autocommit_ || status() != TransactionStatus::idle) return {};
  auto begun = run("BEGIN");
  if (!begun) return std::unexpected(std::move(begun).error());
  return {};
}

Answer<void> Session::require_manual(const char* operation) const {
  if (!autocommit_) return {};
  return refuse(status::kInvalidState,
                "{}: expected a connection with option {} \"false\", found \"true\": each statement is its own "
                "transaction",
                operation, option::kAutocommit);
}

// The server answers COMMIT in a transaction that has failed by rolling it back.
Answer<void> Session::end_transaction(const char* sql) {
  const bool has_failed = status() == TransactionStatus::failed;
  auto ended = run(sql);
  if (!ended) return std::unexpected(std::move(ended).error());
  if (!has_failed || std::string_view(sql) != "COMMIT") return {};
  return refuse(status::kInvalidState,
                "commit: a statement of the transaction has failed; it was rolled back, and nothing of it remains");
}

Answer<void> Session::commit() {
  if (auto ok = require_manual("commit"); !ok) return ok;
  return status() == TransactionStatus::idle ? Answer<void>() : end_transaction("COMMIT");
}

Answer<void> Session::rollback() {
  if (auto ok = require_manual("roll back"); !ok) return ok;
  return status() == TransactionStatus::idle ? Answer<void>() : end_transaction("ROLLBACK");
}

Answer<void> Session::enter_snapshot(const std::string& snapshot, const std::string& search_path) {
  if (snapshot_readers_ > 0 && snapshot_ == snapshot) {
    ++snapshot_readers_;
    return {};
  }
  if (status() != TransactionStatus::idle) {
    return refuse(
        status::kInvalidState,
        "read a partition: expected a connection without an open transaction, since a partition is read in one "
        "of its own; found one: commit or roll back first, and read other partitions to their end");
  }
  auto begun =
      run(fmt::format("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}; "
                      "SELECT pg_catalog.set_config('search_path', {}, true)",
                      quote_literal(snapshot), quote_literal(search_path)));
  if (!begun) {
    std::ignore = run("ROLLBACK");
    return std::unexpected(std::move(begun).error());
  }
  snapshot_ = snapshot;
  snapshot_readers_ = 1;
  return {};
}

void Session::leave_snapshot() noexcept {
  if (--snapshot_readers_ > 0 || status() == TransactionStatus::idle) return;
  std::ignore = run("ROLLBACK");
}

Session::Copying::~Copying() {
  session_.is_copying_ = false;
  if (session_.owed_ != nullptr) std::ignore = session_.run(std::exchange(session_.owed_, nullptr));
}

void Session::roll_back_soon(const char* sql) noexcept {
  if (is_copying_) {
    owed_ = sql;
  } else {
    std::ignore = run(sql);
  }
}

Answer<std::unique_ptr<OwnTransaction>> OwnTransaction::begin(std::shared_ptr<Session> session, Within within) {
  const bool is_idle = session->status() == TransactionStatus::idle;
  if (!is_idle && within == Within::nothing)
    return std::make_unique<OwnTransaction>(std::move(session), nullptr, nullptr);
  auto begun = session->run(is_idle ? "BEGIN" : "SAVEPOINT wirespeed_own");
  if (!begun) return std::unexpected(std::move(begun).error());
  if (!is_idle) {
    return std::make_unique<OwnTransaction>(std::move(session), "RELEASE wirespeed_own",
                                            "ROLLBACK TO wirespeed_own; RELEASE wirespeed_own");
  }
  // Without autocommit it goes on behind this.
  if (!session->autocommit()) return std::make_unique<OwnTransaction>(std::move(session), nullptr, nullptr);
  return std::make_unique<OwnTransaction>(std::move(session), "COMMIT", "ROLLBACK");
}

OwnTransaction::~OwnTransaction() {
  if (rollback_ != nullptr) session_->roll_back_soon(rollback_);
}

Answer<void> OwnTransaction::commit() {
  rollback_ = nullptr;
  if (commit_ == nullptr) return {};
  auto ended = session_->run(std::exchange(commit_, nullptr));
  if (!ended) return std::unexpected(std::move(ended).error());
  return {};
}

}  // namespace wirespeed::adbc_postgres
