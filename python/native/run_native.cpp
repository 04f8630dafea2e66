#include "run_native.hpp"

#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr std::chrono::milliseconds kTick{50};
constexpr double kForeverSeconds = 1e9;  // thirty years; a longer timeout would overflow the clock

// A body running on its own thread. Destroyed while it still runs, it cancels the body and waits for it.
class Job {
 public:
  Job(Stop stop, const std::function<void(const Stop&)>& body) : stop_(stop), body_(body) {
    if (stop_.cancel != nullptr && stop_.cancel->cancelled()) cancel();  // before the body could end unwatched
    stop_.cancel = &token_;
    thread_ = std::thread([this] { run(); });
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  ~Job() {
    const Detached detached;
    cancel();
    if (thread_.joinable()) thread_.join();
  }

  void cancel() noexcept { token_.cancel(); }

  // True when the body has ended.
  bool wait(std::chrono::milliseconds timeout) {
    const Detached detached;
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, timeout, [this] { return done_; });
  }

  // Throws what the body threw. REQUIRES: wait() was true.
  void join() {
    thread_.join();
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void run() noexcept {
    try {
      body_(stop_);
    } catch (...) {
      thrown_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    done_ = true;
    ended_.notify_one();
  }

  Stop stop_;
  const std::function<void(const Stop&)>& body_;
  CancelToken token_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::exception_ptr thrown_;
  std::thread thread_;
};

}  // namespace

void raise_pending_signals() {
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

Limits limits_of(std::optional<double> timeout_s, nb::handle cancel) {
  const CancelToken* token = nullptr;
  if (!cancel.is_none() && !nb::try_cast(cancel, token)) throw nb::type_error("cancel: expected a CancelToken or None");
  return {timeout_s, token};
}

Stop stop_of(const Limits& limits) {
  Stop stop{std::nullopt, limits.cancel};
  if (!limits.timeout_s) return stop;
  const double seconds = *limits.timeout_s;
  if (std::isnan(seconds) || seconds < 0) {
    throw Exception({Errc::invalid_argument, fmt::format("timeout: expected seconds >= 0, found {}", seconds)});
  }
  if (seconds < kForeverSeconds) {
    stop.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  return stop;
}

void run_watched(const Limits& limits, const std::function<void(const Stop&)>& body,
                 const std::function<void()>& tick) {
  Job job(stop_of(limits), body);
  while (!job.wait(kTick)) {
    raise_pending_signals();
    if (limits.cancel != nullptr && limits.cancel->cancelled()) job.cancel();
    if (tick) tick();
  }
  job.join();
}

}  // namespace wirespeed::python
