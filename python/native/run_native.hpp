// The doorway from Python into the core. Everything that can take more than some 20 us goes through it: it detaches
// the thread from the interpreter (so other Python threads run), runs the work, attaches again, and throws an Error
// as wirespeed::Exception, which errors.cpp turns into a Python exception.
//
//   run_native(work)            a call that always ends soon: nobody can stop it
//   run_query(limits, work)     a question without side effects: Ctrl-C, a deadline and a token end it
//   run_job(limits, work, tick) a long job: the same, and `tick` runs every 50 ms to report progress
//   run_resumable(limits, work) work that mostly waits, and goes on where a deadline has ended it: in place, no thread
//
// Python objects must not be touched inside `work`; make them from what it returns. All are called with the thread
// attached.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "attachment.hpp"
#include "wirespeed/base/stop.hpp"

namespace wirespeed::python {

// What the caller in Python allows a long call. The token is borrowed for the call.
struct Limits {
  std::optional<double> timeout_s = std::nullopt;
  const CancelToken* cancel = nullptr;
};

// `cancel` is a CancelToken or None; anything else is a TypeError.
Limits limits_of(std::optional<double> timeout_s, nanobind::handle cancel);

// Throws Exception (invalid_argument) for a timeout that is negative or no number.
Stop stop_of(const Limits& limits);

// Runs `body` on a thread of its own while this one, detached, waits for it. Every 50 ms this one looks for signals,
// at limits.cancel, and calls `tick` (attached; may be empty). What a signal handler or `tick` raises cancels the body,
// waits for its end and is thrown. What the body throws is thrown.
void run_watched(const Limits& limits, const std::function<void(const Stop&)>& body, const std::function<void()>& tick);

template <typename R>
R unwrap(R value) {
  return value;
}

template <typename T>
T unwrap(Result<T> result) {
  return value_or_throw(std::move(result));
}

template <typename Work>
auto run_native(Work&& work) {
  auto outside = [&] {
    const Detached detached;
    return work();
  };
  if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
    outside();
  } else {
    return unwrap(outside());
  }
}

// `work` is called as Result<T>(const Stop&).
template <typename Work>
auto run_job(const Limits& limits, Work&& work, const std::function<void()>& tick = {}) {
  std::optional<std::invoke_result_t<Work&, const Stop&>> result;
  run_watched(limits, [&](const Stop& stop) { result.emplace(work(stop)); }, tick);
  return unwrap(std::move(*result));
}

inline constexpr std::chrono::milliseconds kPatience{20};
// As many relationships make questions about a whole graph last about as long as kPatience, or longer.
inline constexpr std::uint64_t kStepsBeyondPatience = std::uint64_t{1} << 24;

// `work` is called as Result<T>(const Stop&): in place first, for a thread costs more than most answers; when it is not
// done within kPatience, once more as a job. Where so many `steps` are ahead that it would hardly be, as a job at once.
template <typename Work>
auto run_query(const Limits& limits, Work&& work, std::uint64_t steps = 0) {
  if (steps >= kStepsBeyondPatience) return run_job(limits, work);
  Stop stop = stop_of(limits);
  const auto patience_ends = Clock::now() + kPatience;
  const bool deadline_is_near = stop.deadline && *stop.deadline <= patience_ends;
  if (!deadline_is_near) stop.deadline = patience_ends;
  auto result = [&] {
    const Detached detached;
    return work(stop);
  }();
  const bool only_impatient = !result && result.error().code == Errc::deadline && !deadline_is_near;
  return only_impatient ? run_job(limits, work) : unwrap(std::move(result));
}

inline constexpr std::chrono::milliseconds kSlice{50};

// Throws what a signal handler raises.
void raise_pending_signals();

// `work`, as std::expected<T, Error or more>(const Stop&), is called in place, for kSlice at most, again and again
// until it ends by anything but the slice's own deadline; signals are looked for in between, and `tick` is called. Its
// result is returned, error or not.
template <typename Work>
auto run_resumable(const Limits& limits, Work&& work, const std::function<void()>& tick = {}) {
  const Stop whole = stop_of(limits);
  for (;;) {
    const auto slice_ends = Clock::now() + kSlice;
    const bool is_last = whole.deadline && *whole.deadline <= slice_ends;
    const Stop slice{is_last ? whole.deadline : slice_ends, whole.cancel};
    auto result = [&] {
      const Detached detached;
      return work(slice);
    }();
    if (is_last || result || result.error().code != Errc::deadline) return result;
    raise_pending_signals();
    if (tick) tick();
  }
}

}  // namespace wirespeed::python
