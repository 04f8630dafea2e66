// A set of 32-bit ids, filled in any order and read in ascending order.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace wirespeed::discogs {

// Pages of 65,536 ids, 8 KiB each, made when the first id falls in: Discogs ids are dense (10 million artists within
// 17 million numbers), so a set of them is a few MB.
class IdSet {
 public:
  // True when the id is new.
  bool insert(std::uint32_t id) {
    std::uint64_t& word = page_of(id)[word_of(id)];
    const std::uint64_t bit = std::uint64_t{1} << (id % 64);
    const bool is_new = (word & bit) == 0;
    word |= bit;
    size_ += is_new ? 1 : 0;
    return is_new;
  }

  bool contains(std::uint32_t id) const noexcept {
    const std::size_t page = id >> 16;
    return page < pages_.size() && pages_[page] && ((*pages_[page])[word_of(id)] >> (id % 64) & 1) != 0;
  }

  std::size_t size() const noexcept { return size_; }

  std::vector<std::uint32_t> members() const;  // ascending

 private:
  using Page = std::array<std::uint64_t, 1024>;

  static std::size_t word_of(std::uint32_t id) noexcept { return id % 65536 / 64; }

  Page& page_of(std::uint32_t id) {
    const std::size_t page = id >> 16;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) pages_[page] = std::make_unique<Page>();
    return *pages_[page];
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::discogs
