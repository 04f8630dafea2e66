#include "wirespeed/cache/s3_fifo.hpp"

#include <algorithm>

namespace wirespeed::cache {
namespace {

constexpr std::uint64_t kPartsOfSmall = 10;  // a tenth of the capacity, as the authors found best

}  // namespace

S3Fifo::S3Fifo(std::uint64_t capacity)
    : capacity_(capacity), small_share_(std::max<std::uint64_t>(1, capacity / kPartsOfSmall)) {}

void S3Fifo::admit(std::uint32_t place, std::uint64_t hash, std::uint64_t weight) {
  if (place >= nodes_.size()) {
    nodes_.resize(place + std::size_t{1});
    hits_.resize(nodes_.size());
  }
  nodes_[place].hash = hash;
  nodes_[place].weight = weight;
  push(ghosts_.take(hash) ? main_ : small_, place, 0);
}

void S3Fifo::reweigh(std::uint32_t place, std::uint64_t weight, std::vector<std::uint32_t>& victims) {
  Node& node = nodes_[place];
  Queue& queue = node.is_main ? main_ : small_;
  queue.weight = queue.weight - node.weight + weight;
  node.weight = weight;
  make_room(0, victims);
}

void S3Fifo::remove(std::uint32_t place) noexcept { take_out(place); }

void S3Fifo::clear() noexcept {
  nodes_.clear();
  hits_.clear();
  small_ = {};
  main_ = {};
  ghosts_.clear();
}

void S3Fifo::push(Queue& queue, std::uint32_t place, std::uint8_t hits) {
  Node& node = nodes_[place];
  hits_[place] = hits;
  node.is_main = &queue == &main_;
  queue.queue.push(nodes_, place);
  queue.weight += node.weight;
}

void S3Fifo::take_out(std::uint32_t place) noexcept {
  const Node& node = nodes_[place];
  Queue& queue = node.is_main ? main_ : small_;
  queue.queue.remove(nodes_, place);
  queue.weight -= node.weight;
}

void S3Fifo::make_room(std::uint64_t needed, std::vector<std::uint32_t>& victims) {
  while (size() > 0 && weight() + needed > capacity_) {
    const bool is_small_full = small_.queue.size() > 0 && small_.weight >= small_share_;
    if (is_small_full || main_.queue.size() == 0) {
      evict_from_small(victims);
    } else {
      evict_from_main(victims);
    }
  }
}

// One goes, unless all were asked for often enough for main.
void S3Fifo::evict_from_small(std::vector<std::uint32_t>& victims) {
  while (small_.queue.size() > 0) {
    const std::uint32_t oldest = small_.queue.oldest();
    take_out(oldest);
    if (hits_[oldest] < kHitsForMain) {
      ghosts_.add(nodes_[oldest].hash, size());
      victims.push_back(oldest);
      return;
    }
    push(main_, oldest, 0);
    if (main_.weight > capacity_ - small_share_) evict_from_main(victims);
  }
}

void S3Fifo::evict_from_main(std::vector<std::uint32_t>& victims) {
  while (main_.queue.size() > 0) {
    const std::uint32_t oldest = main_.queue.oldest();
    take_out(oldest);
    if (hits_[oldest] == 0) {
      victims.push_back(oldest);
      return;
    }
    push(main_, oldest, static_cast<std::uint8_t>(hits_[oldest] - 1));
  }
}

}  // namespace wirespeed::cache
