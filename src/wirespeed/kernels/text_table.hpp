// Codes of texts by a hash table in scratch memory. A place holds half of a hash and a code; what a text is compared
// with lies beside those of other groups, in the order of codes: texts of up to 16 bytes are all there.
#pragma once

#include <algorithm>
#include <bit>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

// A text as it is looked up.
struct TextKey {
  KnownText text;
  std::uint64_t hash;
};

// One call's use of the scratch memory; at most half of the table's places are taken. `Texts` has
//   TextKey key(std::size_t row) const;
//   bool is_same_rest(const KnownText&, const KnownText&) const;  // of texts with the same head, tail and size
template <typename Texts>
class TextTable {
 public:
  TextTable(Scratch& scratch, Texts texts, std::uint32_t* first, std::size_t rows)
      : scratch_(scratch), texts_(texts), first_(first) {
    scratch_.texts.clear();
    open(std::bit_ceil(std::clamp(rows * 2, kLeast, kBeginning)));
  }

  std::uint32_t groups() const noexcept { return groups_; }

  // Codes of some rows.
  void put(std::size_t from, std::size_t count, std::uint32_t* codes) {
    for (std::size_t done = 0; done < count; done += kBlock) {
      put_block(from + done, std::min(kBlock, count - done), codes + done);
    }
  }

  std::uint32_t code_of(std::size_t row) { return code_of(texts_.key(row), row); }

 private:
  static constexpr std::size_t kLeast = 2;
  static constexpr std::size_t kBeginning = 1024;
  static constexpr std::size_t kBlock = 128;  // whose keys take 5 KiB

  void put_block(std::size_t from, std::size_t count, std::uint32_t* codes) {
    TextKey keys[kBlock];
    for (std::size_t i = 0; i < count; ++i) keys[i] = texts_.key(from + i);
    for (std::size_t i = 0; i < count; ++i) codes[i] = code_of(keys[i], from + i);
  }

  bool is_same(const KnownText& known, const KnownText& text) const noexcept {
    const std::uint64_t differing = (known.head ^ text.head) | (known.tail ^ text.tail) | (known.size ^ text.size);
    return differing == 0 && texts_.is_same_rest(known, text);
  }

  std::uint32_t code_of(const TextKey& key, std::size_t row) {
    const auto tag = static_cast<std::uint32_t>(key.hash >> 32U);
    const KnownText* const known = scratch_.texts.data();
    for (std::size_t at = tag >> shift_;; at = (at + 1) & mask_) {
      const TextSlot slot = slots_[at];
      if (slot.code == kNoGroup) return add(slots_[at], tag, key.text, row);
      if (slot.tag == tag && is_same(known[slot.code], key.text)) return slot.code;
    }
  }

  void open(std::size_t places) {
    slots_ = room(scratch_.text_slots, places);
    std::fill_n(slots_, places, TextSlot{0, kNoGroup});
    mask_ = places - 1;
    shift_ = 32U - static_cast<unsigned>(std::countr_zero(places));
  }

  [[gnu::noinline]] std::uint32_t add(TextSlot& slot, std::uint32_t tag, const KnownText& text, std::size_t row) {
    const std::uint32_t code = groups_++;
    slot = {tag, code};
    first_[code] = static_cast<std::uint32_t>(row);
    scratch_.texts.push_back(text);
    if (std::size_t{groups_} * 2 > mask_) grow();
    return code;
  }

  // Tags tell where texts go: what they are need not be read.
  void grow() {
    const std::size_t before = mask_ + 1;
    RawVector<TextSlot> old(slots_, slots_ + before);
    open(before * 4);
    for (const TextSlot& slot : old) {
      if (slot.code == kNoGroup) continue;
      std::size_t at = slot.tag >> shift_;
      while (slots_[at].code != kNoGroup) at = (at + 1) & mask_;
      slots_[at] = slot;
    }
  }

  Scratch& scratch_;
  Texts texts_;
  std::uint32_t* first_;
  TextSlot* slots_ = nullptr;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
  std::uint32_t groups_ = 0;
};

}  // namespace wirespeed::kernels
