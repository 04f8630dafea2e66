#include "live.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "metrics.hpp"

namespace discography {
namespace {

using wirespeed::Result;

constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::chrono::milliseconds kBetweenTries{2000};  // where there was no memory
constexpr int kNiceness = 10;                             // more than the server's: questions go first

}  // namespace

Result<std::unique_ptr<Live>> Live::open(const std::filesystem::path& directory, const Log& log, Metrics& metrics) {
  auto first = Epoch::open(directory, 1);
  if (!first) return std::unexpected(std::move(first).error());
  return std::unique_ptr<Live>(new Live(directory, std::move(*first), log, metrics));
}

Live::Live(std::filesystem::path directory, std::shared_ptr<Epoch> first, const Log& log, Metrics& metrics)
    : directory_(std::move(directory)), log_(log), metrics_(metrics), current_(std::move(first)) {
  watcher_ = std::thread([this] { watch(); });
}

Live::~Live() {
  over_.cancel();
  look_now();
  watcher_.join();
}

std::shared_ptr<const Epoch> Live::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void Live::look_now() {
  const std::lock_guard lock(mutex_);
  look_now_ = true;
  wake_.notify_one();
}

bool Live::wait(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, pause, [this] { return look_now_; });
  look_now_ = false;
  return !over_.cancelled();
}

void Live::watch() noexcept {
  const int niceness = ::getpriority(PRIO_PROCESS, 0) + kNiceness;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);  // of this thread alone, on Linux
  while (wait(work() ? kBetweenLooks : kBetweenTries)) {
  }
}

// Questions are answered from the snapshot that is there, whatever happens to the next one.
bool Live::work() noexcept {
  try {
    prepare_first();
    look();
    let_go();
    return true;
  } catch (const std::exception& error) {  // memory that is not there, above all
    log_.error("snapshot-failed", error.what());
    return false;
  }
}

void Live::prepare_first() {
  if (is_first_prepared_) return;
  const auto done = current_->derive({.deadline = std::nullopt, .cancel = &over_});
  is_first_prepared_ = true;
  ::malloc_trim(0);  // of what it took on the way, which is as much again as what is kept
  if (!done && !over_.cancelled()) log_.error("profiles", done.error().message);
}

// An opened file whose bytes are those that were written. The check reads all of them, so they are in memory, too.
Result<std::shared_ptr<Epoch>> Live::open_next() {
  auto next = Epoch::open(directory_, current_->number() + 1);
  if (!next) return next;
  if (auto ok = (*next)->music().file().verify(); !ok) return std::unexpected(std::move(ok).error());
  if (auto ok = (*next)->derive({.deadline = std::nullopt, .cancel = &over_}); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  ::malloc_trim(0);
  return next;
}

void Live::look() {
  const auto found = FileIdentity::of(directory_ / wirespeed::graph::kSnapshotName);
  if (!found || *found == current_->identity() || refused_ == *found) return;
  auto next = open_next();
  if (next) return publish(std::move(*next));
  if (over_.cancelled()) return;
  refused_ = *found;
  metrics_.count_refused_snapshot();
  log_.error("snapshot-refused", next.error().message);
}

void Live::publish(std::shared_ptr<Epoch> next) {
  const std::string told = fmt::format("epoch {}, snapshot {}", next->number(), next->snapshot_id());
  replaced_.reserve(replaced_.size() + 1);
  metrics_.count_swap();  // nothing throws from here on
  log_.info("snapshot-swapped", told);
  const std::lock_guard lock(mutex_);
  replaced_.push_back(std::exchange(current_, std::move(next)));
}

void Live::let_go() {
  std::erase_if(replaced_, [](const auto& epoch) { return epoch.use_count() == 1; });
}

}  // namespace discography
