#include "wirespeed/adbc_postgres/execution.hpp"

#include <algorithm>
#include <tuple>

namespace wirespeed::adbc_postgres {
namespace {

constexpr std::size_t kSendAt = std::size_t{256} << 10U;  // bytes of requests

}  // namespace

Answer<std::unique_ptr<Execution>> Execution::start(std::shared_ptr<Session> session, const std::string& sql,
                                                    std::optional<Bound> bound) {
  auto made = std::make_unique<Execution>(std::move(session));
  if (auto ok = made->begin(sql, std::move(bound)); !ok) return std::unexpected(std::move(ok).error());
  return made;
}

Execution::~Execution() {
  if (query_ == nullptr || query_->has_ended()) return;
  const bool is_alone = session_->status() == TransactionStatus::idle || has_own_transaction();
  if (is_alone) std::ignore = session_->cancel();
  query_.reset();
}

Answer<void> Execution::begin(const std::string& sql, std::optional<Bound> bound) {
  if (auto ok = session_->begin_if_due(); !ok) return ok;
  sql_ = sql;
  if (bound && !bound->is_small) {
    if (auto ok = begin_transaction(); !ok) return ok;
  }
  query_ = session_->connection().query(sql_);
  auto plan = answer_of(query_->describe(session_->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  if (!bound) return run_once(**plan);
  auto rows = BoundRows::make(std::move(bound->stream), (*plan)->parameters, session_->types());
  if (!rows) return std::unexpected(std::move(rows).error());
  bound_ = *std::move(rows);
  if (bound->is_small) {
    if (auto ok = read_ahead(); !ok) return ok;
  }
  return columns().empty() ? run_all() : next_query();
}

// What was sent before a value is refused is undone. The statement has to be known first: the rows of one that returns
// any are read later, when the caller's transaction may be another.
Answer<void> Execution::begin_transaction() {
  const auto query = session_->connection().query(sql_);
  auto plan = answer_of(query->describe(session_->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  const bool returns_rows = !(*plan)->columns.empty();
  auto begun = OwnTransaction::begin(
      session_, returns_rows ? OwnTransaction::Within::nothing : OwnTransaction::Within::savepoint);
  if (!begun) return std::unexpected(std::move(begun).error());
  transaction_ = *std::move(begun);
  return {};
}

// So that a value is refused before anything is sent.
Answer<void> Execution::read_ahead() {
  for (;;) {
    Parameters values;
    auto more = bound_->next(values);
    if (!more) return std::unexpected(std::move(more).error());
    if (!*more) return {};
    read_.push_back(std::move(values));
  }
}

Answer<void> Execution::run_once(const postgres_client::Plan& plan) {
  if (!plan.parameters.empty()) {
    return refuse(status::kInvalidState,
                  "execute: expected values for $1 to ${}, found none: bind a record batch or a stream of them",
                  plan.parameters.size());
  }
  if (auto ok = answer_of(query_->execute({})); !ok) return ok;
  if (auto ok = answer_of(query_->wait_for_rows(session_->stop())); !ok) return ok;
  if (!query_->is_copying_out()) return {};
  return refuse(status::kNotImplemented,
                "execute: expected a statement that returns rows, found a COPY to here; its "
                "query does the same at the same speed");
}

// Without rows: one piece.
Answer<void> Execution::run_all() {
  auto& channel = session_->connection().channel();
  for (;;) {
    auto more = next_run();
    if (!more) return std::unexpected(std::move(more).error());
    if (!*more) break;
    if (auto ok = answer_of(query_->execute_many(*std::exchange(ahead_, std::nullopt))); !ok) return ok;
    if (channel.unsent() < kSendAt) continue;
    if (auto ok = answer_of(channel.flush(session_->stop())); !ok) return ok;
    auto goes_on = answer_of(query_->take_answers());
    if (!goes_on) return std::unexpected(std::move(goes_on).error());
    if (!*goes_on) break;
  }
  ahead_.reset();
  if (auto ok = answer_of(query_->end_many()); !ok) return ok;
  touched_ = 0;
  return finish();
}

Answer<bool> Execution::next_run() {
  if (!read_.empty()) {
    ahead_ = std::move(read_.front());
    read_.pop_front();
    return true;
  }
  Parameters values;
  auto more = bound_->next(values);
  if (more && *more) ahead_ = std::move(values);
  return more;
}

// Sends the next piece, if there is one, and waits for what comes of it. The query is described.
Answer<void> Execution::next_query() {
  auto some = run_some();
  if (!some) return std::unexpected(std::move(some).error());
  if (!*some) {
    // Nothing was bound at all.
    if (auto ok = answer_of(query_->end_many()); !ok) return ok;
  }
  return answer_of(query_->wait_for_rows(session_->stop()));
}

// False: there was nothing to run.
Answer<bool> Execution::run_some() {
  if (!ahead_) {
    auto more = next_run();
    if (!more || !*more) return more;
  }
  Parameters first = *std::exchange(ahead_, std::nullopt);
  auto more = next_run();
  if (!more) return more;
  auto sent = *more ? send_runs(first) : answer_of(query_->execute(std::move(first)));
  if (!sent) return std::unexpected(std::move(sent).error());
  return true;
}

bool Execution::is_full(std::int64_t runs) const {
  return transaction_ != nullptr && (runs >= kRunsAhead || session_->connection().channel().unsent() >= kSendAt);
}

Answer<void> Execution::send_runs(const Parameters& first) {
  if (auto ok = answer_of(query_->execute_many(first)); !ok) return ok;
  for (std::int64_t sent = 1; ahead_ && !is_full(sent); ++sent) {
    if (auto ok = answer_of(query_->execute_many(*std::exchange(ahead_, std::nullopt))); !ok) return ok;
    if (auto more = next_run(); !more) return std::unexpected(std::move(more).error());
  }
  return answer_of(query_->end_many());
}

void Execution::count() {
  const bool counts = std::ranges::any_of(query_->tags(), [](const auto& tag) { return tag.rows.has_value(); });
  if (counts) touched_ = std::max<std::int64_t>(touched_, 0) + static_cast<std::int64_t>(query_->rows_touched());
}

Answer<bool> Execution::wait_for_row() {
  while (!has_ended_) {
    auto there = answer_of(query_->wait_for_row(session_->stop()));
    if (!there || *there) return there;
    count();
    if (session_->is_copying() && (ahead_ || has_own_transaction())) {
      return refuse(
          status::kInvalidState,
          "ingest: expected rows that can be read meanwhile, found those of a statement with several values, whose "
          "next runs need the same connection: read them first, or use another connection");
    }
    if (!ahead_) {
      has_ended_ = true;
      if (transaction_ == nullptr) return false;
      if (auto ok = transaction_->commit(); !ok) return std::unexpected(std::move(ok).error());
      return false;
    }
    query_ = session_->connection().query(sql_);
    if (auto plan = answer_of(query_->describe(session_->stop())); !plan) {
      return std::unexpected(std::move(plan).error());
    }
    if (auto ok = next_query(); !ok) return std::unexpected(std::move(ok).error());
  }
  return false;
}

Answer<bool> Execution::learn_anew() {
  if (bound_ != nullptr || query_->has_given_rows()) return false;
  return answer_of(query_->learn_anew(session_->stop()));
}

Answer<void> Execution::finish() {
  for (;;) {
    auto there = wait_for_row();
    if (!there) return std::unexpected(std::move(there).error());
    if (!*there) return {};
    if (auto ok = answer_of(query_->finish(session_->stop())); !ok) return ok;
  }
}

}  // namespace wirespeed::adbc_postgres
