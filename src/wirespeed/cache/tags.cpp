#include "wirespeed/cache/tags.hpp"

#include <algorithm>

namespace wirespeed::cache {
namespace {

constexpr std::size_t kFewTags = 64;

}  // namespace

TagSet Tags::set_of(std::span<const std::string_view> names) {
  TagSet set;
  set.tags_.reserve(names.size());
  const std::lock_guard lock(mutex_);
  for (const std::string_view name : names) {
    const TagSet::Generation& generation = find(name);
    set.tags_.push_back({generation, generation->load(std::memory_order_relaxed)});
  }
  return set;
}

void Tags::invalidate(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = generations_.find(name);
  if (found == generations_.end()) return;
  found->second->fetch_add(1, std::memory_order_release);
}

std::size_t Tags::size() {
  const std::lock_guard lock(mutex_);
  return generations_.size();
}

TagSet::Generation& Tags::find(std::string_view name) {
  const auto found = generations_.find(name);
  if (found != generations_.end()) return found->second;
  if (generations_.size() >= look_again_at_) drop_unused();
  return generations_.emplace(std::string(name), std::make_shared<std::atomic<std::uint64_t>>(0)).first->second;
}

// Those that no entry has any more. As many new ones may come before it looks again, so a tag costs little.
void Tags::drop_unused() {
  std::erase_if(generations_, [](const auto& one) { return one.second.use_count() == 1; });
  look_again_at_ = std::max(kFewTags, generations_.size() * 2);
}

}  // namespace wirespeed::cache
