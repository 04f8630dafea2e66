// The entries of one shard: found by key, bounded by S3-FIFO, with their ends. Guarded by the shard's lock.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wirespeed/cache/counters.hpp"
#include "wirespeed/cache/key.hpp"
#include "wirespeed/cache/lifetime.hpp"
#include "wirespeed/cache/s3_fifo.hpp"
#include "wirespeed/cache/slab.hpp"
#include "wirespeed/cache/tags.hpp"

namespace wirespeed::cache {

// What a hit looks at comes first, in one cache line where Value is a pointer.
template <typename Value>
struct alignas(64) Entry {
  std::string key;
  std::optional<Value> value;  // none: a free place
  std::uint64_t epoch = 0;
  Expiry expiry;
  std::uint64_t hash = 0;
  std::uint64_t weight = 0;
  TagSet tags;
};

// Values that were taken out: to be destroyed once no lock is held, for their destructors may call the cache.
template <typename Value>
using Dropped = std::vector<std::optional<Value>>;

template <typename Value>
class Store {
 public:
  explicit Store(std::uint64_t capacity) : policy_(capacity) {}

  // The place of the key's entry, or kNowhere.
  std::uint32_t find(const Key& key) const {
    return index_.find(key.hash, [&](std::uint32_t place) { return entries_[place].key == key.bytes; });
  }
  Entry<Value>& at(std::uint32_t place) { return entries_[place]; }
  void touch(std::uint32_t place) noexcept { policy_.touch(place); }

  // Whether it was kept: one that is larger than all there is room for is not, and what stood there is gone.
  bool put(Entry<Value> entry, Counters& counters, Dropped<Value>& dropped) {
    std::uint32_t place = find({entry.key, entry.hash});
    if (entry.weight > policy_.capacity()) {
      if (place != kNowhere) remove(place, dropped);
      return false;
    }
    const std::uint64_t weight = entry.weight;
    if (place == kNowhere) {
      add(entry, counters, dropped);
    } else {
      dropped.push_back(std::move(entries_[place].value));
      entries_[place] = std::move(entry);
      policy_.touch(place);
      policy_.reweigh(place, weight, victims_);
      drop_victims(counters, dropped);
    }
    return true;
  }

  void remove(std::uint32_t place, Dropped<Value>& dropped) {
    policy_.remove(place);
    vacate(place, dropped);
  }

  void clear(Dropped<Value>& dropped) {
    for_each([&](Entry<Value>& entry, std::uint32_t) { dropped.push_back(std::move(entry.value)); });
    entries_.clear();
    free_.clear();
    index_.clear();
    policy_.clear();
  }

  // Calls visit(entry, place) for each; it may remove that one.
  template <typename Visit>
  void for_each(const Visit& visit) {
    for (std::uint32_t place = 0; place < entries_.size(); ++place) {
      if (entries_[place].value) visit(entries_[place], place);
    }
  }

  std::size_t size() const noexcept { return policy_.size(); }
  std::uint64_t weight() const noexcept { return policy_.weight(); }
  std::uint64_t capacity() const noexcept { return policy_.capacity(); }

 private:
  // The victims leave before the new one takes a place, which may be one of theirs.
  void add(Entry<Value>& entry, Counters& counters, Dropped<Value>& dropped) {
    policy_.make_room(entry.weight, victims_);
    drop_victims(counters, dropped);
    const std::uint32_t place = free_place();
    policy_.admit(place, entry.hash, entry.weight);
    index_.insert(entry.hash, place);
    entries_[place] = std::move(entry);
  }

  std::uint32_t free_place() {
    if (free_.empty()) return entries_.add();
    const std::uint32_t place = free_.back();
    free_.pop_back();
    return place;
  }

  void drop_victims(Counters& counters, Dropped<Value>& dropped) {
    counters.evictions += victims_.size();
    for (const std::uint32_t place : victims_) vacate(place, dropped);
    victims_.clear();
  }

  void vacate(std::uint32_t place, Dropped<Value>& dropped) {
    Entry<Value>& entry = entries_[place];
    index_.erase(entry.hash, place);
    dropped.push_back(std::move(entry.value));
    entry = {};
    free_.push_back(place);
  }

  Slab<Entry<Value>> entries_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> victims_;
  HashIndex index_;
  S3Fifo policy_;
};

}  // namespace wirespeed::cache
