// A cache in the process: sharded, bounded, with ends to what it holds and one load for all who miss the same key.
//
//   Cache<std::shared_ptr<const Report>> reports({.capacity = 256 << 20});
//   auto report = reports.get_or_load("eu", [&]() -> std::expected<Loaded<Ptr>, Error> {
//     return Loaded<Ptr>{compute("eu"), 4096, {.ttl = 60s, .stale = 10s}};
//   });
//
// Value is copied out under a lock: let it be a pointer that counts. Values and waiters are destroyed and called while
// no lock is held, so they may call the cache. All members may be called from any thread; a process may fork at any
// time, and the child has the entries but none of the loads. The cache outlives its Leads.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/fork.hpp"
#include "wirespeed/cache/lead.hpp"
#include "wirespeed/cache/shard.hpp"

namespace wirespeed::cache {

struct Options {
  std::uint64_t capacity = 0;  // of the weights of all entries: bytes, or entries where each weighs 1
  unsigned shards = 0;         // a power of two; 0: as many as threads make worthwhile, none with less than
  std::uint64_t least_in_shard = 1024;
  Spread spread;
};

// A power of two: each has room for `least`, for a small shard is a bad cache.
unsigned shards_for(std::uint64_t capacity, std::uint64_t least) noexcept;

template <typename Value>
struct Loaded {
  Value value;
  std::uint64_t weight = 1;
  Lifetime lifetime;
};

template <typename Value, typename Failure = Error>
class Cache : private ForkAware {
 public:
  using FlightPointer = std::shared_ptr<Flight<Value, Failure>>;
  using WaiterPointer = std::shared_ptr<Waiter<Value, Failure>>;

  explicit Cache(const Options& options);
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;
  ~Cache() override { leave_forks(); }

  std::optional<Value> get(std::string_view key, Time now = coarse_now());
  void put(std::string_view key, Value value, std::uint64_t weight = 1, const Lifetime& lifetime = {},
           const TagSet& tags = {}, Time now = coarse_now());
  bool erase(std::string_view key);
  void clear();

  void invalidate() noexcept { epoch_.fetch_add(1); }  // all that is there
  void invalidate(std::string_view tag) { tags_.invalidate(tag); }
  TagSet tags(std::span<const std::string_view> names) { return tags_.set_of(names); }

  // Removes what has ended and returns how much it was; entries that nobody asks for stay until their room is needed.
  std::size_t prune(Time now = coarse_now());

  // What `load` gives, or gave to somebody else: it is called, as std::expected<Loaded<Value>, Failure>(), only when
  // nobody else is loading the key. Failures are held for `hold`; `stop` ends waiting, not loading.
  template <typename Load>
  std::expected<Value, Failure> get_or_load(std::string_view key, const Load& load, const Stop& stop = {},
                                            Nanos hold = std::chrono::seconds(1));

  // --- the parts of which get_or_load is made, for those who wait in another way ---

  Begun<Value, Failure> begin(std::string_view key, Time now, Asker asker = Asker::thread);

  // False: it has ended meanwhile; begin again.
  bool join(const FlightPointer& flight, WaiterPointer waiter);
  void leave(const FlightPointer& flight, const WaiterPointer& waiter);

  Counters counters() const;
  std::uint64_t capacity() const noexcept { return capacity_; }

  // Without locks, for who has stopped all others.
  template <typename Visit>
  void visit_values(const Visit& visit) {
    for (const auto& shard : shards_) {
      shard->store.for_each([&](const Entry<Value>& entry, std::uint32_t) { visit(*entry.value); });
    }
  }

 private:
  friend class Lead<Value, Failure>;
  using OneShard = Shard<Value, Failure>;

  OneShard& shard_of(std::uint64_t hash) const noexcept { return *shards_[hash & (shards_.size() - 1)]; }
  std::expected<Value, Failure> load(Begun<Value, Failure>& begun, Nanos hold, const auto& load);
  bool wait(const FlightPointer& flight, const Stop& stop, Begun<Value, Failure>& begun);

  void set_leader(Flight<Value, Failure>& flight);
  void set_tags(Flight<Value, Failure>& flight, TagSet tags);
  void finish(const FlightPointer& flight, Value value, std::uint64_t weight, const Lifetime& lifetime, Time now);
  void fail(const FlightPointer& flight, Failure failure, Time now, Time held_until);
  void hand_over(const FlightPointer& flight);

  void lock_for_fork() override;
  void unlock_after_fork() override;
  void forget_other_threads() override;

  std::uint64_t capacity_;
  Spread spread_;
  std::atomic<std::uint64_t> epoch_{0};
  std::vector<std::unique_ptr<OneShard>> shards_;
  Tags tags_;
};

template <typename V, typename F>
Cache<V, F>::Cache(const Options& options) : capacity_(options.capacity), spread_(options.spread) {
  const unsigned count =
      std::bit_ceil(options.shards == 0 ? shards_for(capacity_, options.least_in_shard) : options.shards);
  shards_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    const std::uint64_t share = capacity_ / count + (i < capacity_ % count ? 1 : 0);
    shards_.push_back(std::make_unique<OneShard>(share, key_of("random").hash + i));
  }
  join_forks();
}

template <typename V, typename F>
std::optional<V> Cache<V, F>::get(std::string_view bytes, Time now) {
  const Key key = key_of(bytes);
  OneShard& shard = shard_of(key.hash);
  Dropped<V> dropped;
  const std::lock_guard lock(shard.mutex);
  return shard.get(key, epoch_.load(std::memory_order_acquire), now, dropped);
}

template <typename V, typename F>
void Cache<V, F>::put(std::string_view bytes, V value, std::uint64_t weight, const Lifetime& lifetime,
                      const TagSet& tags, Time now) {
  const Key key = key_of(bytes);
  OneShard& shard = shard_of(key.hash);
  Dropped<V> dropped;
  const std::lock_guard lock(shard.mutex);
  if (const FlightPointer flight = shard.flights.find(bytes)) shard.flights.unlist(flight);
  shard.put({.key = std::string(bytes),
             .value = std::move(value),
             .epoch = epoch_.load(),
             .expiry = expiry_of(lifetime, spread_, shard.random, now),
             .hash = key.hash,
             .weight = weight,
             .tags = tags},
            dropped);
}

template <typename V, typename F>
bool Cache<V, F>::erase(std::string_view bytes) {
  const Key key = key_of(bytes);
  OneShard& shard = shard_of(key.hash);
  Dropped<V> dropped;
  const std::lock_guard lock(shard.mutex);
  return shard.erase(key, dropped);
}

template <typename V, typename F>
void Cache<V, F>::clear() {
  invalidate();  // what is being loaded, too
  for (const auto& shard : shards_) {
    Dropped<V> dropped;
    const std::lock_guard lock(shard->mutex);
    shard->store.clear(dropped);
  }
}

template <typename V, typename F>
std::size_t Cache<V, F>::prune(Time now) {
  std::size_t pruned = 0;
  for (const auto& shard : shards_) {
    Dropped<V> dropped;
    const std::lock_guard lock(shard->mutex);
    pruned += shard->prune(epoch_.load(), now, dropped);
  }
  return pruned;
}

template <typename V, typename F>
Counters Cache<V, F>::counters() const {
  Counters all;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    all += shard->counted();
  }
  return all;
}

// --- loads -----------------------------------------------------------------------------------------------------------

template <typename V, typename F>
Begun<V, F> Cache<V, F>::begin(std::string_view bytes, Time now, Asker asker) {
  const Key key = key_of(bytes);
  OneShard& shard = shard_of(key.hash);
  Dropped<V> dropped;
  const std::lock_guard lock(shard.mutex);
  Found<V, F> found = shard.ask(key, epoch_.load(std::memory_order_acquire), now, asker, dropped);
  Begun<V, F> begun{std::move(found.value), std::move(found.failure), nullptr, std::nullopt};
  if (found.is_lead) {
    begun.lead = Lead<V, F>(this, std::move(found.flight));
  } else {
    begun.flight = std::move(found.flight);
  }
  return begun;
}

template <typename V, typename F>
bool Cache<V, F>::join(const FlightPointer& flight, WaiterPointer waiter) {
  OneShard& shard = shard_of(flight->hash);
  const std::lock_guard lock(shard.mutex);
  if (flight->has_ended) return false;
  flight->waiters.push_back(std::move(waiter));
  ++shard.counters.waiting;
  return true;
}

template <typename V, typename F>
void Cache<V, F>::leave(const FlightPointer& flight, const WaiterPointer& waiter) {
  OneShard& shard = shard_of(flight->hash);
  const std::lock_guard lock(shard.mutex);
  shard.counters.waiting -= flight->waiters.remove(waiter);
}

template <typename V, typename F>
void Cache<V, F>::set_leader(Flight<V, F>& flight) {
  const std::lock_guard lock(shard_of(flight.hash).mutex);
  flight.leader = std::this_thread::get_id();
}

template <typename V, typename F>
void Cache<V, F>::set_tags(Flight<V, F>& flight, TagSet tags) {
  const std::lock_guard lock(shard_of(flight.hash).mutex);
  flight.tags = std::move(tags);
}

template <typename V, typename F>
void Cache<V, F>::finish(const FlightPointer& flight, V value, std::uint64_t weight, const Lifetime& lifetime,
                         Time now) {
  OneShard& shard = shard_of(flight->hash);
  typename Flight<V, F>::Waiters waiters;
  {
    Dropped<V> dropped;
    const std::lock_guard lock(shard.mutex);
    waiters = shard.land(flight);
    if (flight->is_listed && flight->epoch == epoch_.load()) {
      shard.put({.key = flight->key,
                 .value = value,
                 .epoch = flight->epoch,
                 .expiry = expiry_of(lifetime, spread_, shard.random, now),
                 .hash = flight->hash,
                 .weight = weight,
                 .tags = flight->tags},
                dropped);
    }
    shard.flights.unlist(flight);
  }
  const std::expected<V, F> outcome(std::move(value));
  for (const WaiterPointer& waiter : waiters) waiter->end(outcome);
}

template <typename V, typename F>
void Cache<V, F>::fail(const FlightPointer& flight, F failure, Time now, Time held_until) {
  OneShard& shard = shard_of(flight->hash);
  typename Flight<V, F>::Waiters waiters;
  const std::expected<V, F> outcome = std::unexpected(std::move(failure));
  {
    const std::lock_guard lock(shard.mutex);
    waiters = shard.land(flight);
    ++shard.counters.load_errors;
    if (flight->is_listed && now < held_until) {
      flight->failure = outcome.error();
      flight->held_until = held_until;
      shard.flights.failed.push_back(flight);
    } else {
      shard.flights.unlist(flight);
    }
  }
  for (const WaiterPointer& waiter : waiters) waiter->end(outcome);
}

template <typename V, typename F>
void Cache<V, F>::hand_over(const FlightPointer& flight) {
  OneShard& shard = shard_of(flight->hash);
  WaiterPointer next;
  {
    const std::lock_guard lock(shard.mutex);
    if (flight->waiters.empty()) {
      shard.land(flight);
      shard.flights.unlist(flight);
      return;
    }
    next = std::move(flight->waiters.front());
    flight->waiters.pop_front();
    flight->leader = {};
    --shard.counters.waiting;
    ++shard.counters.handovers;
  }
  next->lead(Lead<V, F>(this, flight));
}

// --- threads ---------------------------------------------------------------------------------------------------------

template <typename V, typename F>
template <typename Load>
std::expected<V, F> Cache<V, F>::get_or_load(std::string_view key, const Load& load, const Stop& stop, Nanos hold) {
  for (;;) {
    Begun<V, F> begun = begin(key, coarse_now());
    if (begun.flight != nullptr && !begun.failure) {
      const FlightPointer flight = std::move(begun.flight);
      if (!wait(flight, stop, begun)) {
        if (auto ok = stop.check("get_or_load: waiting for another thread's load"); !ok) {
          return std::unexpected(F(std::move(ok).error()));
        }
        continue;
      }
    }
    if (begun.lead) return this->load(begun, hold, load);
    if (begun.failure) return std::unexpected(std::move(*begun.failure));
    return std::move(*begun.value);
  }
}

// With a value at hand, a load that fails is no failure.
template <typename V, typename F>
std::expected<V, F> Cache<V, F>::load(Begun<V, F>& begun, Nanos hold, const auto& load) {
  begun.lead->load_here();
  const Time began = Clock::now();
  std::expected<Loaded<V>, F> loaded = load();
  const Time now = Clock::now();
  if (!loaded) {
    begun.lead->fail(loaded.error(), now, now + hold);
    if (begun.value) return std::move(*begun.value);
    return std::unexpected(std::move(loaded).error());
  }
  if (loaded->lifetime.delta.count() == 0) loaded->lifetime.delta = now - began;
  V value = loaded->value;
  begun.lead->finish(std::move(loaded->value), loaded->weight, loaded->lifetime, now);
  return value;
}

// False: begin again, or `stop`.
template <typename V, typename F>
bool Cache<V, F>::wait(const FlightPointer& flight, const Stop& stop, Begun<V, F>& begun) {
  constexpr Nanos kSlice = std::chrono::milliseconds(50);
  const auto waiter = std::make_shared<ThreadWaiter<V, F>>();
  if (!join(flight, waiter)) return false;
  for (;;) {
    const Time slice_ends = stop.cancel == nullptr ? Time::max() : Clock::now() + kSlice;
    if (waiter->wait(std::min(stop.deadline.value_or(Time::max()), slice_ends))) break;
    if (!stop.requested()) continue;
    leave(flight, waiter);
    return false;
  }
  begun.lead = std::move(waiter->lead_taken());
  if (begun.lead) return true;
  std::expected<V, F>& outcome = *waiter->outcome();
  if (outcome) {
    begun.value = std::move(*outcome);
  } else {
    begun.failure = std::move(outcome).error();
  }
  return true;
}

// --- forks -----------------------------------------------------------------------------------------------------------

template <typename V, typename F>
void Cache<V, F>::lock_for_fork() {
  for (const auto& shard : shards_) shard->mutex.lock();
  tags_.lock();
}

template <typename V, typename F>
void Cache<V, F>::unlock_after_fork() {
  tags_.unlock();
  for (const auto& shard : shards_) shard->mutex.unlock();
}

template <typename V, typename F>
void Cache<V, F>::forget_other_threads() {
  for (const auto& shard : shards_) shard->forget_other_threads();
}

}  // namespace wirespeed::cache
