// The right to load a key, and what asking for a key says.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "wirespeed/cache/lifetime.hpp"
#include "wirespeed/cache/tags.hpp"

namespace wirespeed::cache {

template <typename Value, typename Failure>
struct Flight;

template <typename Value, typename Failure>
class Cache;

// The right to load a key, and the duty: finish() or fail(), once, from any thread. One that is dropped hands the load
// over to whoever waits longest.
template <typename Value, typename Failure>
class Lead {
 public:
  Lead(Lead&& other) noexcept : cache_(std::exchange(other.cache_, nullptr)), flight_(std::move(other.flight_)) {}
  Lead& operator=(Lead&& other) noexcept {
    Lead old(std::move(*this));
    cache_ = std::exchange(other.cache_, nullptr);
    flight_ = std::move(other.flight_);
    return *this;
  }
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;
  ~Lead() {
    if (cache_ != nullptr) cache_->hand_over(flight_);
  }

  const std::string& key() const noexcept { return flight_->key; }

  // Say these before loading: this thread does it; these tags the value will have.
  void load_here() { cache_->set_leader(*flight_); }
  void tag(TagSet tags) { cache_->set_tags(*flight_, std::move(tags)); }

  // All who wait get it. It is kept unless it was invalidated, deleted or put meanwhile.
  void finish(Value value, std::uint64_t weight, const Lifetime& lifetime, Time now) {
    std::exchange(cache_, nullptr)->finish(flight_, std::move(value), weight, lifetime, now);
  }
  // All who wait get it, and who asks before held_until.
  void fail(Failure failure, Time now, Time held_until) {
    std::exchange(cache_, nullptr)->fail(flight_, std::move(failure), now, held_until);
  }

 private:
  friend class Cache<Value, Failure>;
  Lead(Cache<Value, Failure>* cache, std::shared_ptr<Flight<Value, Failure>> flight)
      : cache_(cache), flight_(std::move(flight)) {}

  Cache<Value, Failure>* cache_;
  std::shared_ptr<Flight<Value, Failure>> flight_;
};

// What begin() says: a value, a failure, a flight to wait for, or a lead; and a value with a lead: serve it, and load.
template <typename Value, typename Failure>
struct Begun {
  std::optional<Value> value;
  std::optional<Failure> failure;
  std::shared_ptr<Flight<Value, Failure>> flight;
  std::optional<Lead<Value, Failure>> lead;
};

}  // namespace wirespeed::cache
