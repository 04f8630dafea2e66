// Names under which entries are invalidated together, in one step however many they are.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wirespeed::cache {

// The tags of an entry, each as it stood when the set was made: make it before loading, so that what is invalidated
// meanwhile does not pass for new.
class TagSet {
 public:
  bool is_empty() const noexcept { return tags_.empty(); }
  bool is_valid() const noexcept {
    for (const One& one : tags_) {
      if (one.generation->load(std::memory_order_acquire) != one.seen) return false;
    }
    return true;
  }

 private:
  friend class Tags;
  using Generation = std::shared_ptr<std::atomic<std::uint64_t>>;
  struct One {
    Generation generation;
    std::uint64_t seen;
  };

  std::vector<One> tags_;
};

// Knows the tags that entries have. Thread-safe.
class Tags {
 public:
  TagSet set_of(std::span<const std::string_view> names);

  // Entries with this tag that were made before are gone.
  void invalidate(std::string_view name);

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }
  std::size_t size();

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  TagSet::Generation& find(std::string_view name);
  void drop_unused();

  std::mutex mutex_;
  std::unordered_map<std::string, TagSet::Generation, Hash, std::equal_to<>> generations_;
  std::size_t look_again_at_ = 64;  // so many tags
};

}  // namespace wirespeed::cache
