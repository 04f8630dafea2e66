// The `capacity` different ids that were met last.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

namespace wirespeed::graph {

template <typename Id>
class RecentIds {
 public:
  explicit RecentIds(std::size_t capacity) : capacity_(capacity) {}

  // Whether it is not among them. Then, or if it is, it is the latest.
  bool add(Id id) {
    if (const auto found = where_.find(id); found != where_.end()) {
      latest_.splice(latest_.begin(), latest_, found->second);
      return false;
    }
    latest_.push_front(id);
    where_.emplace(id, latest_.begin());
    if (latest_.size() > capacity_) {
      where_.erase(latest_.back());
      latest_.pop_back();
    }
    return true;
  }

  std::uint64_t size() const noexcept { return latest_.size(); }
  std::uint64_t bytes() const noexcept { return latest_.size() * 80; }  // two small allocations each

 private:
  std::size_t capacity_;
  std::list<Id> latest_;
  std::unordered_map<Id, typename std::list<Id>::iterator> where_;
};

}  // namespace wirespeed::graph
