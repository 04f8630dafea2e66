// A set of external ids, collected in any order: what a pass over records gathers before nodes can be numbered.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Pages of 65,536 ids; a page is a sorted list while it holds few and a bitmap (8 KiB) after that, so ids of any
// density cost at most about 4 bytes each. Not thread-safe: one for each thread, then merge().
class IdSet {
 public:
  void add(ExternalId id);
  bool contains(ExternalId id) const noexcept;
  std::size_t size() const noexcept;

  // Adds every id of `other`.
  void merge(const IdSet& other);

  // All ids, ascending.
  std::vector<ExternalId> sorted() const;

 private:
  struct Page {
    std::vector<std::uint16_t> list;        // ascending, and the page's content while bits is null
    std::unique_ptr<std::uint64_t[]> bits;  // kPageWords words
    std::size_t count = 0;
  };
  void add(Page& page, std::uint16_t low);
  static void to_bits(Page& page);

  std::vector<Page> pages_;  // by the id's upper half
};

}  // namespace wirespeed::graph
