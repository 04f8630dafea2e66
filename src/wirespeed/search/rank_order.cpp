#include "wirespeed/search/rank_order.hpp"

#include <algorithm>

#include "wirespeed/search/byte_sort.hpp"

namespace wirespeed::search {
namespace {

struct Keyed {
  std::uint32_t key;
  std::uint32_t name;
};

// Sorts the places of names by one key after the other, the least important first.
class StableSort {
 public:
  explicit StableSort(std::uint32_t names) : names_(names), other_(names) {
    for (std::uint32_t i = 0; i < names; ++i) names_[i].name = i;
  }

  template <typename Key>
  void by(Key&& key_of) {
    for (Keyed& entry : names_) entry.key = key_of(entry.name);
    sort_by_bytes(names_, other_, [](const Keyed& entry) { return entry.key; });
  }

  LargeVector<std::uint32_t> order() const {
    LargeVector<std::uint32_t> order(names_.size());
    std::ranges::transform(names_, order.begin(), &Keyed::name);
    return order;
  }

 private:
  LargeVector<Keyed> names_;
  LargeVector<Keyed> other_;
};

bool rises(const PagedVector<std::uint32_t>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] < values[i - 1]) return false;
  }
  return true;
}

}  // namespace

LargeVector<std::uint32_t> rank_order(const NameStore& store) {
  StableSort names(store.size());
  std::uint32_t most_popular = 0;
  for (std::size_t i = 0; i < store.popularity.size(); ++i) most_popular = std::max(most_popular, store.popularity[i]);
  if (!rises(store.nodes)) names.by([&](std::uint32_t i) { return store.nodes[i]; });
  names.by([&](std::uint32_t i) { return store.lengths[i]; });
  names.by([&](std::uint32_t i) { return most_popular - store.popularity[i]; });
  return names.order();
}

}  // namespace wirespeed::search
