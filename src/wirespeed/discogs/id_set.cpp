#include "wirespeed/discogs/id_set.hpp"

#include <bit>

namespace wirespeed::discogs {

std::vector<std::uint32_t> IdSet::members() const {
  std::vector<std::uint32_t> ids;
  ids.reserve(size_);
  for (std::size_t page = 0; page < pages_.size(); ++page) {
    if (!pages_[page]) continue;
    for (std::size_t word = 0; word < pages_[page]->size(); ++word) {
      const std::size_t base = page * 65536 + word * 64;
      for (std::uint64_t bits = (*pages_[page])[word]; bits != 0; bits &= bits - 1) {
        ids.push_back(static_cast<std::uint32_t>(base + static_cast<std::size_t>(std::countr_zero(bits))));
      }
    }
  }
  return ids;
}

}  // namespace wirespeed::discogs
