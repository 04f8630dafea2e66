// Codes of words by a hash table in the thread's scratch memory.
#pragma once

#include <bit>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

// One call's use of the table. At most half of its places are taken.
template <typename Words>
class WordTable {
 public:
  // Begins with `places`, or the next power of two.
  WordTable(Scratch& scratch, Words words, std::uint32_t* first, std::size_t places = kBeginning)
      : scratch_(scratch), words_(words), first_(first) {
    open(std::bit_ceil(std::min(words.size * 2, places)));
  }

  std::uint32_t groups() const noexcept { return groups_; }

  // The code of the word in `row`, a new one if no row before had it.
  std::uint32_t code_of(std::uint32_t row) {
    const std::uint64_t word = words_[row];
    std::size_t at = hash_(word) >> shift_;
    for (;; at = (at + 1) & mask_) {
      WordSlot& slot = slots_[at];
      if (slot.epoch != epoch_) return add(slot, word, row);
      if (slot.word == word) return slot.code;
    }
  }

 private:
  static constexpr std::size_t kBeginning = 1024;

  void open(std::size_t places) {
    slots_ = room(scratch_.slots, places);
    if (++scratch_.epoch == 0) {
      std::ranges::fill(scratch_.slots, WordSlot{});
      scratch_.epoch = 1;
    }
    epoch_ = scratch_.epoch;
    mask_ = places - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
  }

  std::uint32_t add(WordSlot& slot, std::uint64_t word, std::uint32_t row) {
    const std::uint32_t code = groups_++;
    slot = {word, code, epoch_};
    first_[code] = row;
    if (std::size_t{groups_} * 2 > mask_) grow();
    return code;
  }

  [[gnu::noinline]] void grow() {
    open((mask_ + 1) * 4);
    for (std::uint32_t code = 0; code < groups_; ++code) {
      const std::uint64_t word = words_[first_[code]];
      std::size_t at = hash_(word) >> shift_;
      while (slots_[at].epoch == epoch_) at = (at + 1) & mask_;
      slots_[at] = {word, code, epoch_};
    }
  }

  Scratch& scratch_;
  Words words_;
  std::uint32_t* first_;
  WordSlot* slots_ = nullptr;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
  std::uint32_t epoch_ = 0;
  std::uint32_t groups_ = 0;
  WordHash hash_;
};

}  // namespace wirespeed::kernels
