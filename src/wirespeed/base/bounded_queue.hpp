// Values from one side to the other, at most so many at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace wirespeed {

enum class Popped : std::uint8_t { value, nothing_yet, end };

// Thread-safe, for any number of threads on both sides. Whoever produces ends with finish(), whoever consumes may leave
// early with abandon().
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Waits for room. False: the other side has left, and `value` is gone.
  bool push(T value) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return abandoned_ || values_.size() < capacity_; });
    if (abandoned_) return false;
    values_.push_back(std::move(value));
    came_.notify_one();
    return true;
  }

  // Takes `value` where there is room at once. False: there is none, or the other side has left; `value` is untouched.
  bool try_push(T& value) {
    const std::lock_guard lock(mutex_);
    if (abandoned_ || values_.size() >= capacity_) return false;
    values_.push_back(std::move(value));
    came_.notify_one();
    return true;
  }

  // Nothing more comes: what is there is still given out, then Popped::end.
  void finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    came_.notify_all();
  }

  // Waits at most `patience`.
  Popped pop(std::chrono::milliseconds patience, T& value) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, patience, [this] { return finished_ || abandoned_ || !values_.empty(); });
    if (values_.empty()) return finished_ || abandoned_ ? Popped::end : Popped::nothing_yet;
    value = std::move(values_.front());
    values_.pop_front();
    room_.notify_one();
    return Popped::value;
  }

  // Nothing more is wanted: push() gives up, in those that wait too.
  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    values_.clear();
    room_.notify_all();
    came_.notify_all();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable came_;
  std::deque<T> values_;
  bool finished_ = false;
  bool abandoned_ = false;
};

}  // namespace wirespeed
