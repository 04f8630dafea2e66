#include "wirespeed/bolt_client/query_result.hpp"

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt_client {
namespace {

RecordForm form_of(const bolt::Dialogue& dialogue) noexcept {
  return {{dialogue.version(), dialogue.uses_utc()}, dialogue.version().packstream()};
}

}  // namespace

QueryResult::QueryResult(std::shared_ptr<Lease> lease, std::shared_ptr<ResultStream> stream,
                         std::optional<BookmarkUse> auto_commit)
    : lease_(std::move(lease)),
      stream_(std::move(stream)),
      auto_commit_(std::move(auto_commit)),
      form_(form_of(lease_->connection().dialogue())) {}

QueryResult& QueryResult::operator=(QueryResult&& other) noexcept {
  if (this == &other) return *this;
  cancel();
  mutex_ = std::move(other.mutex_);
  lease_ = std::move(other.lease_);
  stream_ = std::move(other.stream_);
  auto_commit_ = std::move(other.auto_commit_);
  form_ = other.form_;
  return *this;
}

template <typename Work>
auto QueryResult::locked(Work work) {
  std::shared_ptr<Lease> held;  // finish() may let go of it
  const std::lock_guard lock(*mutex_);
  held = lease_;
  if (held == nullptr) return work();
  const std::lock_guard connection_lock(held->mutex());
  return work();
}

void QueryResult::finish() {
  if (lease_ == nullptr) return;
  if (auto_commit_) {
    auto_commit_->manager->update(auto_commit_->used, bolt::text_in(stream_->end_metadata(), "bookmark"));
  }
  lease_.reset();
}

Outcome<std::vector<std::string>> QueryResult::fields(const Stop& stop) {
  return locked([&]() -> Outcome<std::vector<std::string>> {
    if (auto ok = stream_->wait_for_fields(stop); !ok) {
      if (stream_->has_ended()) finish();
      return std::unexpected(std::move(ok).error());
    }
    return stream_->fields();
  });
}

Outcome<RecordBatchBytes> QueryResult::next_batch(const Stop& stop) {
  return locked([&]() -> Outcome<RecordBatchBytes> {
    auto batch = stream_->next_batch(stop);
    if (stream_->has_ended() && (!batch || batch->records.empty())) finish();
    return batch;
  });
}

Outcome<bolt::Summary> QueryResult::summary(const Stop& stop) {
  return locked([&]() -> Outcome<bolt::Summary> {
    if (lease_ != nullptr) {
      stream_->forgo();
      auto ok = stream_->consume(stop);
      if (stream_->has_ended()) finish();
      if (!ok) return std::unexpected(std::move(ok).error());
    }
    if (stream_->error()) return std::unexpected(*stream_->error());
    return bolt::read_summary(stream_->run_metadata(), stream_->end_metadata());
  });
}

bool QueryResult::has_ended() const noexcept {
  const std::lock_guard lock(*mutex_);
  return lease_ == nullptr;
}

void QueryResult::cancel() noexcept {
  if (mutex_ == nullptr) return;  // moved from
  locked([&] {
    if (lease_ == nullptr) return;
    if (!stream_->has_ended() && auto_commit_) {
      stream_->cut(Error({Errc::cancelled, "Bolt result: it was closed before its end; ask again"}));
    }
    // In a transaction the records that are on their way are still taken in, and dropped, by whoever works on.
    if (!auto_commit_) stream_->forgo();
    finish();
  });
}

}  // namespace wirespeed::bolt_client
