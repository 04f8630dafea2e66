// One part of a cache's keys: its entries and its flights, under one lock.
#pragma once

#include <mutex>

#include "wirespeed/cache/flight.hpp"
#include "wirespeed/cache/store.hpp"

namespace wirespeed::cache {

// Who asks: a thread that could only wait for itself loads by itself; a task of an event loop leaves its thread to
// others while it waits.
enum class Asker : std::uint8_t { thread, task };

inline constexpr std::size_t kMostFailed = 1024;  // errors that a shard holds at once

// What an asker finds. What it is to load is a flight of its own, `is_lead`; else a flight is somebody else's.
template <typename Value, typename Failure>
struct Found {
  std::optional<Value> value;
  std::optional<Failure> failure;
  std::shared_ptr<Flight<Value, Failure>> flight;
  bool is_lead = false;
};

// Its members are called under its lock. What they drop is to be destroyed after it.
template <typename Value, typename Failure>
struct Shard {
  using FlightPointer = std::shared_ptr<Flight<Value, Failure>>;

  Shard(std::uint64_t capacity, std::uint64_t seed) : store(capacity), random(seed) {}

  std::mutex mutex;
  Store<Value> store;
  Flights<Value, Failure> flights;
  Random random;
  Counters counters;

  // Without a load: nothing where it is gone.
  std::optional<Value> get(const Key& key, std::uint64_t epoch, Time now, Dropped<Value>& dropped) {
    Freshness state{};
    const std::uint32_t place = look(key, epoch, now, state, dropped);
    if (place == kNowhere) {
      ++counters.misses;
      return std::nullopt;
    }
    return serve(place, state);
  }

  Found<Value, Failure> ask(const Key& key, std::uint64_t epoch, Time now, Asker asker, Dropped<Value>& dropped) {
    Found<Value, Failure> found;
    Freshness state{};
    const std::uint32_t place = look(key, epoch, now, state, dropped);
    if (place == kNowhere) {
      ++counters.misses;
      find_flight(key, epoch, now, asker, found);
      return found;
    }
    found.value = serve(place, state);
    if (state != Freshness::fresh && !is_being_loaded(key, epoch, now)) {
      ++counters.refreshes;
      found.flight = take_off(key, epoch);
      found.is_lead = true;
    }
    return found;
  }

  // The load has ended; whom to tell.
  typename Flight<Value, Failure>::Waiters land(const FlightPointer& flight) {
    flight->has_ended = true;
    if (counters.loading > 0) --counters.loading;  // a fork may have forgotten it
    counters.waiting -= flight->waiters.size();
    return std::exchange(flight->waiters, {});
  }

  // In the child of a fork. Who waits, and what failed flights hold, is left where it is for ever: it belongs to
  // threads that are not here.
  void forget_other_threads() {
    for (auto& [_, flight] : flights.table) {
      static_cast<void>(new typename Flight<Value, Failure>::Waiters(std::move(flight->waiters)));
      flight->waiters.clear();
      flight->is_listed = false;
    }
    static_cast<void>(new Flights<Value, Failure>(std::exchange(flights, {})));
    counters.loading = counters.waiting = 0;
  }

  void put(Entry<Value> entry, Dropped<Value>& dropped) {
    ++counters.puts;
    if (!entry.tags.is_empty()) entry.expiry.sure_until = Time::min();  // they are to be asked each time
    if (!store.put(std::move(entry), counters, dropped)) ++counters.too_large;
  }

  bool erase(const Key& key, Dropped<Value>& dropped) {
    if (const FlightPointer flight = flights.find(key.bytes)) flights.unlist(flight);
    const std::uint32_t place = store.find(key);
    if (place != kNowhere) store.remove(place, dropped);
    return place != kNowhere;
  }

  std::size_t prune(std::uint64_t epoch, Time now, Dropped<Value>& dropped) {
    const std::size_t before = store.size();
    store.for_each([&](const Entry<Value>& entry, std::uint32_t place) {
      if (now >= entry.expiry.gone_at || entry.epoch != epoch || !entry.tags.is_valid()) store.remove(place, dropped);
    });
    counters.expirations += before - store.size();
    return before - store.size();
  }

  Counters counted() const {
    Counters now = counters;
    now.entries = store.size();
    now.weight = store.weight();
    return now;
  }

 private:
  // What is not to be served any more is removed.
  std::uint32_t look(const Key& key, std::uint64_t epoch, Time now, Freshness& state, Dropped<Value>& dropped) {
    const std::uint32_t place = store.find(key);
    if (place == kNowhere) return kNowhere;
    const Entry<Value>& entry = store.at(place);
    if (now < entry.expiry.sure_until && entry.epoch == epoch) {
      state = Freshness::fresh;
      return place;
    }
    state = freshness(entry.expiry, now, random);
    if (state != Freshness::gone && entry.epoch == epoch && entry.tags.is_valid()) return place;
    ++counters.expirations;
    store.remove(place, dropped);
    return kNowhere;
  }

  std::optional<Value> serve(std::uint32_t place, Freshness state) {
    ++counters.hits;
    if (state == Freshness::stale) ++counters.stale_served;
    store.touch(place);
    return store.at(place).value;
  }

  // Or somebody tried a moment ago, and failed.
  bool is_being_loaded(const Key& key, std::uint64_t epoch, Time now) {
    const FlightPointer flight = flight_of(key, epoch, now);
    return flight != nullptr;
  }

  void find_flight(const Key& key, std::uint64_t epoch, Time now, Asker asker, Found<Value, Failure>& found) {
    forget_failed(now);
    found.flight = flight_of(key, epoch, now);
    if (found.flight == nullptr) {
      found.flight = take_off(key, epoch);
      found.is_lead = true;
    } else if (found.flight->failure) {
      ++counters.errors_served;
      found.failure = found.flight->failure;
    } else if (asker == Asker::thread && found.flight->leader == std::this_thread::get_id()) {
      found.flight = fly(key, epoch);
      found.flight->is_listed = false;
      found.is_lead = true;
    } else {
      ++counters.waits;
    }
  }

  // What was invalidated since it began is no answer to who asks now.
  FlightPointer flight_of(const Key& key, std::uint64_t epoch, Time now) {
    FlightPointer flight = flights.find(key.bytes);
    if (flight == nullptr) return nullptr;
    const bool is_over = flight->failure && now >= flight->held_until;
    if (!is_over && flight->epoch == epoch && flight->tags.is_valid()) return flight;
    flights.unlist(flight);
    return nullptr;
  }

  FlightPointer take_off(const Key& key, std::uint64_t epoch) {
    FlightPointer flight = fly(key, epoch);
    flights.table.emplace(flight->key, flight);
    return flight;
  }

  FlightPointer fly(const Key& key, std::uint64_t epoch) {
    auto flight = std::make_shared<Flight<Value, Failure>>();
    flight->key = key.bytes;
    flight->hash = key.hash;
    flight->epoch = epoch;
    flight->leader = std::this_thread::get_id();
    ++counters.loads;
    ++counters.loading;
    return flight;
  }

  void forget_failed(Time now) {
    while (!flights.failed.empty() &&
           (flights.failed.front()->held_until <= now || flights.failed.size() > kMostFailed)) {
      flights.unlist(flights.failed.front());
      flights.failed.pop_front();
    }
  }
};

}  // namespace wirespeed::cache
