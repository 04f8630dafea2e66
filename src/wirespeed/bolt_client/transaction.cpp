#include "wirespeed/bolt_client/transaction.hpp"

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt_client {
namespace {

Error ended(const char* how) {
  return Error({Errc::invalid_argument,
                fmt::format("Bolt transaction: it was {}; read its results before, and begin another", how)});
}

}  // namespace

Transaction::Transaction(std::shared_ptr<Lease> lease, BookmarkUse bookmarks, std::int64_t fetch_size)
    : lease_(std::move(lease)), bookmarks_(std::move(bookmarks)), fetch_size_(fetch_size) {
  const bolt::Dialogue& dialogue = lease_->connection().dialogue();
  form_ = {{dialogue.version(), dialogue.uses_utc()}, dialogue.version().packstream()};
}

Outcome<Transaction> Transaction::begin(std::shared_ptr<Lease> lease, const bolt::TransactionConfig& config,
                                        BookmarkUse bookmarks, std::int64_t fetch_size) {
  Transaction transaction(std::move(lease), std::move(bookmarks), fetch_size);
  Connection& connection = transaction.lease_->connection();
  transaction.begin_ = std::make_shared<Reply>();
  auto ok = connection.expect(connection.dialogue().begin(config), transaction.begin_);
  if (!ok) return std::unexpected(std::move(ok).error());
  return transaction;
}

Transaction& Transaction::operator=(Transaction&& other) noexcept {
  if (this == &other) return *this;
  close();
  mutex_ = std::move(other.mutex_);
  lease_ = std::move(other.lease_);
  bookmarks_ = std::move(other.bookmarks_);
  fetch_size_ = other.fetch_size_;
  form_ = other.form_;
  results_ = std::move(other.results_);
  begin_ = std::move(other.begin_);
  end_ = std::move(other.end_);
  return *this;
}

template <typename Work>
auto Transaction::locked(Work work) {
  std::shared_ptr<Lease> held;  // finish() lets go of it
  const std::lock_guard lock(*mutex_);
  held = lease_;
  if (held == nullptr) return work();
  const std::lock_guard connection_lock(held->mutex());
  return work();
}

Outcome<void> Transaction::check_open(const char* operation) const {
  if (lease_ == nullptr) {
    return fail(Errc::invalid_argument, "Bolt transaction: cannot {}, for it has ended; begin another", operation);
  }
  if (end_ != nullptr) {
    return fail(Errc::invalid_argument, "Bolt transaction: cannot {}, for its end is under way", operation);
  }
  return {};
}

Error Transaction::failure() const {
  for (const auto& result : results_) {
    if (result->error()) return *result->error();
  }
  if (begin_->has_come() && !begin_->answer()) return begin_->answer().error();
  return Error({Errc::invalid_argument, "Bolt transaction: it has failed; roll it back"});
}

Outcome<QueryResult> Transaction::run(std::string_view query, ByteView parameters) {
  return locked([&]() -> Outcome<QueryResult> {
    if (auto ok = check_open("run a query"); !ok) return std::unexpected(std::move(ok).error());
    Connection& connection = lease_->connection();
    if (connection.dialogue().state() == bolt::State::failed) return std::unexpected(failure());
    const auto stream = std::make_shared<ResultStream>(connection, fetch_size_);
    if (auto ok = stream->start(query, parameters, nullptr); !ok) return std::unexpected(std::move(ok).error());
    std::erase_if(results_, [](const auto& result) { return result->has_ended() && !result->error(); });
    results_.push_back(stream);
    return QueryResult(lease_, stream, std::nullopt);
  });
}

Outcome<void> Transaction::flush(const Stop& stop) {
  return locked([&]() -> Outcome<void> {
    auto ok = check_open("flush");
    return ok ? lease_->connection().flush(stop) : ok;
  });
}

Outcome<void> Transaction::consume_results(const Stop& stop) {
  for (const auto& result : results_) {
    if (auto ok = result->consume(stop); !ok) return ok;
  }
  return {};
}

Outcome<Map> Transaction::end_with(Outcome<void> (bolt::Dialogue::*request)(), const Stop& stop) {
  Connection& connection = lease_->connection();
  if (end_ == nullptr) {
    auto reply = std::make_shared<Reply>();
    auto ok = connection.expect((connection.dialogue().*request)(), reply);
    if (!ok) return std::unexpected(std::move(ok).error());
    end_ = std::move(reply);
  }
  if (auto ok = connection.await(*end_, stop); !ok) return std::unexpected(std::move(ok).error());
  return end_->answer();
}

void Transaction::finish(const Error& for_results) {
  for (const auto& result : results_) result->cut(for_results);
  results_.clear();
  lease_->give_back();
  lease_.reset();
}

Outcome<void> Transaction::commit(const Stop& stop) {
  return locked([&]() -> Outcome<void> {
    if (lease_ == nullptr) return check_open("commit");
    const auto stopped = [](const Error& error) {
      return error.code == Errc::deadline || error.code == Errc::cancelled;
    };
    auto consumed = end_ == nullptr ? consume_results(stop) : Outcome<void>();
    if (!consumed) {
      if (!stopped(consumed.error())) finish(consumed.error());
      return consumed;
    }
    auto answer = end_with(&bolt::Dialogue::commit, stop);
    if (!answer) {
      Error error = answer.error();
      if (stopped(error)) return std::unexpected(std::move(error));
      if (error.kind == Error::Kind::unavailable) error.kind = Error::Kind::incomplete_commit;
      finish(error);
      return std::unexpected(std::move(error));
    }
    bookmarks_.manager->update(bookmarks_.used, bolt::text_in(*answer, "bookmark"));
    finish(ended("committed"));
    return {};
  });
}

Outcome<void> Transaction::rollback(const Stop& stop) {
  return locked([&]() -> Outcome<void> {
    if (lease_ == nullptr) return check_open("roll back");
    const auto state = lease_->connection().dialogue().state();
    if (state != bolt::State::tx_ready && state != bolt::State::tx_streaming && end_ == nullptr) {
      finish(ended("rolled back"));  // it has failed, and the server has rolled it back
      return {};
    }
    auto consumed = end_ == nullptr ? consume_results(stop) : Outcome<void>();
    auto answer =
        consumed ? end_with(&bolt::Dialogue::rollback, stop) : Outcome<Map>(std::unexpected(consumed.error()));
    const bool is_stopped =
        !answer && (answer.error().code == Errc::deadline || answer.error().code == Errc::cancelled);
    if (is_stopped) return std::unexpected(std::move(answer).error());
    finish(ended("rolled back"));
    return {};
  });
}

void Transaction::close() noexcept {
  if (mutex_ == nullptr) return;  // moved from
  locked([&] {
    if (lease_ != nullptr) finish(ended("closed"));
  });
}

bool Transaction::is_open() const noexcept {
  const std::lock_guard lock(*mutex_);
  return lease_ != nullptr;
}

}  // namespace wirespeed::bolt_client
