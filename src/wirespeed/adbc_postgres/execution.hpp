// One statement that is run: once, or once for each row of the parameters that were bound to it; their rows come one
// after the other.
//
// Several runs go to the server ahead of their answers. Those of a statement without rows are one piece: all or
// nothing. Those that return rows go in pieces, so that memory is bounded, within a transaction.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "wirespeed/adbc_postgres/bound_rows.hpp"
#include "wirespeed/adbc_postgres/session.hpp"

namespace wirespeed::adbc_postgres {

// Values that were bound to a statement.
struct Bound {
  column::ImportedStream stream;
  bool is_small = false;  // so few rows that they go in one piece
};

inline constexpr std::int64_t kRunsAhead = 256;  // of a statement that returns rows

// REQUIRES of all: the session's turn
class Execution {
 public:
  // Sends it, and waits for its first row or its end.
  static Answer<std::unique_ptr<Execution>> start(std::shared_ptr<Session> session, const std::string& sql,
                                                  std::optional<Bound> bound);

  explicit Execution(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  // What still runs outside of a transaction is cancelled.
  ~Execution();

  const std::vector<postgres_client::ColumnDescription>& columns() const noexcept { return query_->columns(); }
  // Until a row is there whole: rows() begins with it. False: there are no more.
  Answer<bool> wait_for_row();
  ByteView rows() const noexcept { return query_->rows(); }
  void use_rows(std::size_t bytes) { query_->use_rows(bytes); }
  // As Query::refused().
  std::unexpected<postgres::Error> refused(wirespeed::Error error) { return query_->refused(std::move(error)); }
  // Whether columns that refused a row may be made anew: the types that they have were asked for again.
  Answer<bool> learn_anew();
  // Throws away what is left.
  Answer<void> finish();
  // That its runs touched so far; -1: they do not count them.
  std::int64_t rows_touched() const noexcept { return touched_; }

 private:
  Answer<void> begin(const std::string& sql, std::optional<Bound> bound);
  Answer<void> begin_transaction();
  Answer<void> read_ahead();
  Answer<void> run_once(const postgres_client::Plan& plan);
  Answer<void> run_all();
  Answer<bool> run_some();
  Answer<void> send_runs(const Parameters& first);
  Answer<void> next_query();
  Answer<bool> next_run();
  void count();
  bool is_full(std::int64_t runs) const;
  bool has_own_transaction() const noexcept { return transaction_ != nullptr && transaction_->is_open(); }

  std::shared_ptr<Session> session_;
  Session::Activity activity_{*session_};
  std::unique_ptr<OwnTransaction> transaction_;
  std::shared_ptr<Query> query_;
  std::unique_ptr<BoundRows> bound_;
  std::string sql_;
  std::deque<Parameters> read_;      // of runs, all of them, where they are few
  std::optional<Parameters> ahead_;  // of the next run
  std::int64_t touched_ = -1;
  bool has_ended_ = false;
};

}  // namespace wirespeed::adbc_postgres
