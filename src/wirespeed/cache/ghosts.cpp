#include "wirespeed/cache/ghosts.hpp"

namespace wirespeed::cache {

void Ghosts::add(std::uint64_t hash, std::size_t most) {
  take(hash);
  while (queue_.size() > 0 && queue_.size() >= most) forget(queue_.oldest());
  if (most == 0) return;
  const std::uint32_t place = free_place();
  nodes_[place].hash = hash;
  queue_.push(nodes_, place);
  index_.insert(hash, place);
}

bool Ghosts::take(std::uint64_t hash) noexcept {
  const std::uint32_t place = find(hash);
  if (place == kNowhere) return false;
  forget(place);
  return true;
}

std::uint32_t Ghosts::find(std::uint64_t hash) const noexcept {
  return index_.find(hash, [](std::uint32_t) { return true; });
}

std::uint32_t Ghosts::free_place() {
  if (free_.empty()) {
    nodes_.push_back({});
    free_.reserve(nodes_.capacity());
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  return place;
}

void Ghosts::forget(std::uint32_t place) noexcept {
  queue_.remove(nodes_, place);
  index_.erase(nodes_[place].hash, place);
  free_.push_back(place);
}

void Ghosts::clear() noexcept {
  nodes_.clear();
  free_.clear();
  queue_ = {};
  index_.clear();
}

}  // namespace wirespeed::cache
