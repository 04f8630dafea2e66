// Codes of texts by a hash table in scratch memory. A place holds what a text is compared with beside its code, so that
// a text of up to 16 bytes costs one line of the cache; and the places of a block of rows are asked for ahead.
#pragma once

#include <algorithm>
#include <bit>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

inline constexpr std::uint32_t kMissingText = 0xffffffff;  // the size of what is not there
inline constexpr std::uint32_t kFreePlace = 0xfffffffe;    // of what no place holds

// One call's use of the scratch memory; at most half of the table's places are taken. `Texts` has
//   std::uint64_t read_into(TextSlot&, std::size_t row) const;  // all but its code; returns its hash
//   std::uint64_t hash(const TextSlot&) const;
//   bool is_same_rest(const TextSlot&, const TextSlot&) const;  // of texts with the same head, tail and size
template <typename Texts>
class TextTable {
 public:
  TextTable(Scratch& scratch, Texts texts, std::uint32_t* first, std::size_t rows)
      : scratch_(scratch), texts_(texts), first_(first) {
    open(std::bit_ceil(std::clamp(rows * 2, kLeast, kBeginning)));
  }

  std::uint32_t groups() const noexcept { return groups_; }
  bool has_all() const noexcept { return true; }

  // Codes of some rows.
  void put(std::size_t from, std::size_t count, std::uint32_t* codes) {
    put_each(count, codes, [from](std::size_t i) { return from + i; });
  }
  void put_listed(const std::uint32_t* rows, std::size_t count, std::uint32_t* codes) {
    put_each(count, codes, [rows](std::size_t i) { return std::size_t{rows[i]}; });
  }

  // Knows what the other does, and notes the first rows of those groups alone that it adds. REQUIRES: nothing was put
  void begin_as(const TextTable& other) {
    groups_ = other.groups_;
    first_ -= other.groups_;
    open(other.mask_ + 1);
    std::copy_n(other.slots_, mask_ + 1, slots_);
  }

 private:
  static constexpr std::size_t kLeast = 2;
  static constexpr std::size_t kBeginning = 1024;
  static constexpr std::size_t kFewPlaces = std::size_t{1} << 15;   // as long as they are fewer they grow faster
  static constexpr std::size_t kNearPlaces = std::size_t{1} << 16;  // so many are in the cache: to ask costs more
  static constexpr std::size_t kBlock = 128;                        // whose texts take 5 KiB

  template <typename RowOf>
  void put_each(std::size_t count, std::uint32_t* codes, const RowOf& row_of) {
    for (std::size_t done = 0; done < count; done += kBlock) {
      put_block(std::min(kBlock, count - done), codes + done, [&](std::size_t i) { return row_of(done + i); });
    }
  }

  template <typename RowOf>
  void put_block(std::size_t count, std::uint32_t* codes, const RowOf& row_of) {
    TextSlot texts[kBlock];
    std::uint64_t hashes[kBlock];
    const Texts read = texts_;
    const TextSlot* slots = slots_;
    unsigned shift = shift_;
    for (std::size_t i = 0; i < count; ++i) hashes[i] = read.read_into(texts[i], row_of(i));
    if (mask_ >= kNearPlaces) {
      for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(slots + (hashes[i] >> shift));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const TextSlot& known = slots[hashes[i] >> shift];
      if (is_same(known, texts[i])) {
        codes[i] = known.code;
      } else {
        codes[i] = code_of(texts[i], hashes[i], row_of(i));
        slots = slots_;
        shift = shift_;
      }
    }
  }

  bool is_same(const TextSlot& known, const TextSlot& text) const noexcept {
    const std::uint64_t differing = (known.head ^ text.head) | (known.tail ^ text.tail) | (known.size ^ text.size);
    return differing == 0 && texts_.is_same_rest(known, text);
  }

  [[gnu::noinline]] std::uint32_t code_of(const TextSlot& text, std::uint64_t hash, std::size_t row) {
    for (std::size_t at = hash >> shift_;; at = (at + 1) & mask_) {
      const TextSlot& known = slots_[at];
      if (is_same(known, text)) return known.code;
      if (known.code == kNoGroup) return add(slots_[at], text, row);
    }
  }

  void open(std::size_t places) {
    slots_ = room(scratch_.text_slots, places);
    std::fill_n(slots_, places, TextSlot{0, 0, nullptr, kFreePlace, kNoGroup});
    mask_ = places - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
  }

  std::uint32_t add(TextSlot& slot, const TextSlot& text, std::size_t row) {
    const std::uint32_t code = groups_++;
    slot = {text.head, text.tail, text.data, text.size, code};
    first_[code] = static_cast<std::uint32_t>(row);
    if (std::size_t{groups_} * 2 > mask_) grow();
    return code;
  }

  // Places are in the order of hashes, so that both tables are walked through from the beginning.
  void grow() {
    const std::size_t before = mask_ + 1;
    RawVector<TextSlot> old(slots_, slots_ + before);
    open(before * (before < kFewPlaces ? 4 : 2));
    for (const TextSlot& text : old) {
      if (text.code == kNoGroup) continue;
      std::size_t at = texts_.hash(text) >> shift_;
      while (slots_[at].code != kNoGroup) at = (at + 1) & mask_;
      slots_[at] = text;
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
