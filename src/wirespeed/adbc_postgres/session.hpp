// One connection to the server, shared by the ADBC connection, its statements and the streams of their results: it is
// closed when the last of them has gone.
//
// Whoever uses it holds turn() meanwhile; cancel() alone takes no turn.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/adbc_postgres/failure.hpp"
#include "wirespeed/postgres_client/query.hpp"

namespace wirespeed::adbc_postgres {

using postgres::TransactionStatus;
using postgres_client::Parameters;
using postgres_client::Query;
using postgres_client::TextRow;

using OptionalText = std::optional<std::string>;

class Session {
 public:
  static Answer<std::shared_ptr<Session>> open(const postgres::ConnectionInfo& info);

  explicit Session(std::shared_ptr<postgres_client::Connection> connection) : connection_(std::move(connection)) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A thread may take it again: columns that are sent may be those of a result that comes over the same connection.
  std::recursive_mutex& turn() noexcept { return turn_; }
  postgres_client::Connection& connection() noexcept { return *connection_; }
  const postgres::TypeCatalog& types() const noexcept { return connection_->types(); }
  TransactionStatus status() const noexcept { return connection_->transaction_status(); }
  // What every call that waits takes.
  Stop stop() const noexcept { return {std::nullopt, &abandoned_}; }
  std::string setting(std::string_view name) const;

  // Ends what the server does for this session, or, where that cannot be had, the waiting for it. From any thread.
  Answer<void> cancel();
  // So long as one lives there may be something to cancel.
  class Activity {
   public:
    explicit Activity(Session& session) noexcept : session_(session) { ++session_.active_; }
    Activity(const Activity&) = delete;
    Activity& operator=(const Activity&) = delete;
    ~Activity() { --session_.active_; }

   private:
    Session& session_;
  };

  // Runs statements whose rows nobody wants. How many rows the last one touched; -1: it does not count any.
  Answer<std::int64_t> run(std::string sql);
  // The rows of one statement as text. Parameters are text, too.
  Answer<std::vector<TextRow>> ask(std::string sql, std::span<const OptionalText> parameters, std::size_t columns);

  // While one lives, rows are on their way to the server: nothing else can be sent.
  class Copying {
   public:
    explicit Copying(Session& session) noexcept : session_(session) { session_.is_copying_ = true; }
    Copying(const Copying&) = delete;
    Copying& operator=(const Copying&) = delete;
    ~Copying();

   private:
    Session& session_;
  };
  bool is_copying() const noexcept { return is_copying_; }
  // As soon as that can be.
  void roll_back_soon(const char* sql) noexcept;

  // Transactions: ---------------------------------------------------------------------------------------------------

  bool autocommit() const noexcept { return autocommit_; }
  // What is open is committed when it becomes true.
  Answer<void> set_autocommit(bool autocommit);
  // Before a statement: begins a transaction where one is due.
  Answer<void> begin_if_due();
  Answer<void> commit();
  Answer<void> rollback();

  // A transaction that sees what the snapshot of that name shows, and finds tables along the same path; the last of
  // its readers ends it.
  Answer<void> enter_snapshot(const std::string& snapshot, const std::string& search_path);
  void leave_snapshot() noexcept;

 private:
  Answer<void> require_manual(const char* operation) const;
  Answer<void> end_transaction(const char* sql);

  std::recursive_mutex turn_;
  std::shared_ptr<postgres_client::Connection> connection_;
  CancelToken abandoned_;
  std::atomic<int> active_ = 0;
  bool is_copying_ = false;
  const char* owed_ = nullptr;  // a rollback that waits
  bool autocommit_ = true;
  std::string snapshot_;
  int snapshot_readers_ = 0;
};

// A transaction around several statements, where the caller has none: rolled back unless it was committed.
class OwnTransaction {
 public:
  enum class Within : std::uint8_t { nothing, savepoint };  // where the caller has one

  static Answer<std::unique_ptr<OwnTransaction>> begin(std::shared_ptr<Session> session, Within within);
  OwnTransaction(std::shared_ptr<Session> session, const char* commit, const char* rollback)
      : session_(std::move(session)), commit_(commit), rollback_(rollback) {}
  OwnTransaction(const OwnTransaction&) = delete;
  OwnTransaction& operator=(const OwnTransaction&) = delete;
  ~OwnTransaction();

  Answer<void> commit();
  // Whether what is in it is undone with it.
  bool is_open() const noexcept { return rollback_ != nullptr; }

 private:
  std::shared_ptr<Session> session_;
  const char* commit_;    // null: the transaction is the caller's
  const char* rollback_;  // null: it has ended
};

// As the server reads them: "na""me", 'it''s'
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);
// "schema"."name", or the name alone where there is no schema
std::string qualified(std::string_view schema, std::string_view name);

}  // namespace wirespeed::adbc_postgres
