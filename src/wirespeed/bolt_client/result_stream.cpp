#include "wirespeed/bolt_client/result_stream.hpp"

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt_client {

class ResultStream::RunHandler final : public ResponseHandler {
 public:
  explicit RunHandler(std::shared_ptr<ResultStream> stream) noexcept : stream_(std::move(stream)) {}
  void on_success(Map metadata) override { stream_->ran(std::move(metadata)); }
  void on_failure(const Error& error) override { stream_->failed(error); }

 private:
  std::shared_ptr<ResultStream> stream_;
};

// Of a PULL or a DISCARD.
class ResultStream::PullHandler final : public ResponseHandler {
 public:
  explicit PullHandler(std::shared_ptr<ResultStream> stream) noexcept : stream_(std::move(stream)) {}
  void on_records(std::span<const ByteView> records) override { stream_->take(records); }
  void on_success(Map metadata) override { stream_->pulled(std::move(metadata)); }
  void on_failure(const Error& error) override { stream_->failed(error); }

 private:
  std::shared_ptr<ResultStream> stream_;
};

Outcome<void> ResultStream::start(std::string_view query, ByteView parameters,
                                  const bolt::TransactionConfig* auto_commit) {
  bolt::Dialogue& dialogue = connection_.dialogue();
  auto run = connection_.expect(dialogue.run(query, parameters, auto_commit),
                                std::make_shared<RunHandler>(shared_from_this()));
  if (!run) return run;
  auto pull = connection_.expect(dialogue.pull(fetch_size_), std::make_shared<PullHandler>(shared_from_this()));
  return pull ? connection_.flush_now() : pull;
}

void ResultStream::ran(Map metadata) {
  has_fields_ = true;
  fields_ = bolt::texts_in(metadata, "fields");
  result_id_ = bolt::integer_in(metadata, "qid", bolt::kLastResult);
  run_metadata_ = std::move(metadata);
  if (state_ == State::asked) state_ = State::pulling;
}

void ResultStream::failed(const Error& error) {
  if (state_ == State::ended) return;
  error_ = error;
  state_ = State::ended;
}

void ResultStream::take(std::span<const ByteView> records) {
  if (is_dropping_) {
    has_dropped_ = true;
  } else if (is_reading_) {
    views_.insert(views_.end(), records.begin(), records.end());
  } else {
    keep(records);
  }
}

void ResultStream::keep(std::span<const ByteView> records) {
  for (const ByteView record : records) {
    kept_.insert(kept_.end(), record.begin(), record.end());
    kept_ends_.push_back(kept_.size());
  }
}

void ResultStream::pulled(Map metadata) {
  if (bolt::flag_in(metadata, "has_more")) {
    state_ = State::paused;
    // What cannot be sent now is the connection's end, which failed() hears of.
    if (is_reading_ || is_dropping_) {
      [[maybe_unused]] const auto asked = ask_for_more();
    }
    return;
  }
  end_metadata_ = std::move(metadata);
  state_ = State::ended;
}

Outcome<void> ResultStream::ask_for_more() {
  bolt::Dialogue& dialogue = connection_.dialogue();
  has_dropped_ |= is_dropping_;
  auto asked = is_dropping_ ? dialogue.discard(bolt::kAllRecords, result_id_) : dialogue.pull(fetch_size_, result_id_);
  auto ok = connection_.expect(std::move(asked), std::make_shared<PullHandler>(shared_from_this()));
  if (!ok) return ok;
  state_ = State::pulling;
  return connection_.flush_now();
}

Outcome<void> ResultStream::wait_for_fields(const Stop& stop) {
  while (!has_fields_ && !has_ended()) {
    auto ok = connection_.receive(stop);
    if (!ok && !has_ended()) return ok;
  }
  if (!has_fields_ && error_) return std::unexpected(*error_);
  return {};
}

RecordBatchBytes ResultStream::kept_batch() {
  given_ = std::exchange(kept_, {});
  std::size_t begin = 0;
  for (const std::size_t end : std::exchange(kept_ends_, {})) {
    views_.emplace_back(given_.data() + begin, end - begin);
    begin = end;
  }
  return {views_};
}

Outcome<RecordBatchBytes> ResultStream::next_batch(const Stop& stop) {
  views_.clear();
  if (!kept_ends_.empty()) {
    if (state_ == State::paused) {
      [[maybe_unused]] const auto asked = ask_for_more();  // an error is said behind what is kept
    }
    return kept_batch();
  }
  is_reading_ = true;
  Outcome<void> ok;
  while (ok && views_.empty() && !has_ended()) {
    if (state_ == State::paused) ok = ask_for_more();
    if (ok) ok = connection_.receive(stop);
  }
  is_reading_ = false;
  if (!views_.empty()) return RecordBatchBytes{views_};
  if (error_) return std::unexpected(*error_);
  if (lost_) return std::unexpected(*lost_);
  if (!ok && !has_ended()) return std::unexpected(std::move(ok).error());
  return RecordBatchBytes{};
}

Outcome<void> ResultStream::consume(const Stop& stop) {
  if (!has_ended()) drop();
  while (!has_ended()) {
    auto ok = state_ == State::paused ? ask_for_more() : Outcome<void>();
    if (ok) ok = connection_.receive(stop);
    if (!ok && !has_ended()) return ok;
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

void ResultStream::forgo() {
  is_forgone_ = true;
  drop();
}

void ResultStream::drop() {
  is_dropping_ = true;
  has_dropped_ |= !kept_ends_.empty();
  kept_.clear();
  kept_ends_.clear();
  views_.clear();
}

void ResultStream::cut(const Error& error) {
  if (!has_ended()) drop();
  if (has_dropped_ && !is_forgone_) lost_ = error;
  failed(error);
}

}  // namespace wirespeed::bolt_client
