// One load of one key, for which everybody else who wants it waits.
#pragma once

#include <condition_variable>
#include <expected>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

#include "wirespeed/cache/lead.hpp"

namespace wirespeed::cache {

// Somebody who waits for a load. One of the two is called, once, by the thread that ends the load or gives it up, while
// it holds no lock; not at all, where whoever waits has left.
template <typename Value, typename Failure>
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void end(const std::expected<Value, Failure>& outcome) = 0;
  virtual void lead(Lead<Value, Failure> lead) = 0;  // the load was given up: it is this one's turn to load
};

// Guarded by its shard's lock.
template <typename Value, typename Failure>
struct Flight {
  using Waiters = std::list<std::shared_ptr<Waiter<Value, Failure>>>;

  std::string key;
  std::uint64_t hash = 0;
  std::uint64_t epoch = 0;
  std::thread::id leader;
  TagSet tags;
  bool is_listed = true;  // new askers meet it, and what it loads is kept
  bool has_ended = false;
  Waiters waiters;
  std::optional<Failure> failure;  // who asks before held_until gets this
  Time held_until{};
};

// The table of a shard's flights.
template <typename Value, typename Failure>
struct Flights {
  using Pointer = std::shared_ptr<Flight<Value, Failure>>;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::unordered_map<std::string, Pointer, Hash, std::equal_to<>> table;
  std::list<Pointer> failed;  // the first ends first, nearly

  Pointer find(std::string_view key) const {
    if (table.empty()) return nullptr;
    const auto found = table.find(key);
    return found == table.end() ? nullptr : found->second;
  }

  // Those who wait for it still get what it loads.
  void unlist(const Pointer& flight) {
    if (!flight->is_listed) return;
    flight->is_listed = false;
    table.erase(flight->key);
  }
};

// A thread that waits.
template <typename Value, typename Failure>
class ThreadWaiter final : public Waiter<Value, Failure> {
 public:
  void end(const std::expected<Value, Failure>& outcome) override {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
    ended_.notify_one();
  }
  void lead(Lead<Value, Failure> lead) override {
    const std::lock_guard lock(mutex_);
    lead_ = std::move(lead);
    ended_.notify_one();
  }

  // False: nothing until then.
  bool wait(Time deadline) {
    std::unique_lock lock(mutex_);
    const auto is_over = [this] { return outcome_.has_value() || lead_.has_value(); };
    if (deadline != Time::max()) return ended_.wait_until(lock, deadline, is_over);
    ended_.wait(lock, is_over);
    return true;
  }

  // One of the two is there. REQUIRES: wait() was true.
  std::optional<std::expected<Value, Failure>>& outcome() noexcept { return outcome_; }
  std::optional<Lead<Value, Failure>>& lead_taken() noexcept { return lead_; }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::optional<std::expected<Value, Failure>> outcome_;
  std::optional<Lead<Value, Failure>> lead_;
};

}  // namespace wirespeed::cache
