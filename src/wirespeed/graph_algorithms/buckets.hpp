// Nodes that wait by distance, in buckets that are `width` wide: those of one bucket are in no order.
//
//   base           base + width                   base + kBuckets * width
//   | bucket 0     | bucket 1     | ...           | far: put into buckets when those before are empty
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct Distant {
  double distance;
  NodeId node;
};

class Buckets {
 public:
  // REQUIRES: width > 0
  explicit Buckets(double width) : buckets_(kBuckets), width_(width), per_width_(1 / width) {}

  // REQUIRES: distance is finite, and not below the bucket that was taken last
  void put(NodeId node, double distance) {
    const double place = (distance - base_) * per_width_;
    if (place < kBuckets) {
      buckets_[std::max(current_, static_cast<std::size_t>(place))].push_back({distance, node});
    } else {
      far_.push_back({distance, node});
    }
  }

  // The first bucket that is not empty becomes `taken`, which is lent back as an empty one. False: there is none.
  bool take(std::vector<Distant>& taken) {
    taken.clear();
    for (;;) {
      while (current_ < kBuckets && buckets_[current_].empty()) ++current_;
      if (current_ < kBuckets) break;
      if (far_.empty()) return false;
      come_near();
    }
    taken.swap(buckets_[current_]);
    taken_ += taken.size();
    return true;
  }

 private:
  static constexpr std::size_t kBuckets = 1024;

  // What is far is sorted in anew, into wider buckets where the last were nearly empty.
  void come_near() {
    constexpr std::size_t kFew = 32 * kBuckets;
    if (taken_ < kFew) width_ *= 4;
    taken_ = 0;
    per_width_ = 1 / width_;
    base_ = std::ranges::min(far_, {}, &Distant::distance).distance;
    current_ = 0;
    std::vector<Distant> far;
    far.swap(far_);
    for (const Distant& one : far) put(one.node, one.distance);
  }

  std::vector<std::vector<Distant>> buckets_;
  std::vector<Distant> far_;
  std::size_t current_ = 0;
  std::size_t taken_ = 0;  // since the buckets were filled
  double base_ = 0;
  double width_;
  double per_width_;
};

}  // namespace wirespeed::graph_algorithms
