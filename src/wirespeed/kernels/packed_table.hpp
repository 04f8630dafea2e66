// Codes of texts that are words, which say all of them, by a hash table: a place holds the words and the code.
#pragma once

#include <algorithm>
#include <bit>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

// What a text is in words: its bytes, zeros behind them, and above them how many they are.
template <std::size_t kWords>
struct PackedText {
  std::uint64_t words[kWords];
};

template <std::size_t kWords>
struct PackedSlot;

// Up to 7 bytes, and in the word's last one their number.
template <>
struct alignas(16) PackedSlot<1> {
  using Text = PackedText<1>;
  static constexpr std::size_t kMostBytes = 7;
  static constexpr unsigned kSizeAt = 56;

  static PackedSlot of(const Text& text, std::uint32_t code) noexcept { return {text, code}; }
  Text text() const noexcept { return held; }
  bool has(const Text& text) const noexcept { return held.words[0] == text.words[0]; }
  std::uint32_t code() const noexcept { return known; }

  Text held;
  std::uint32_t known;
};

// Up to 12 bytes; in the 4 bits above them their number, and between both, where texts have zeros, the code: a table of
// half the size, which is what its misses go by.
template <>
struct alignas(16) PackedSlot<2> {
  using Text = PackedText<2>;
  static constexpr std::size_t kMostBytes = 12;
  static constexpr unsigned kSizeAt = 60;
  static constexpr unsigned kCodeAt = 32;
  static constexpr std::uint64_t kCode = ((std::uint64_t{1} << kSizeAt) - 1) >> kCodeAt << kCodeAt;

  static PackedSlot of(const Text& text, std::uint32_t code) noexcept {
    return {{text.words[0], text.words[1] | std::uint64_t{code} << kCodeAt}};
  }
  Text text() const noexcept { return {{held[0], held[1] & ~kCode}}; }
  bool has(const Text& text) const noexcept {
    return ((held[0] ^ text.words[0]) | ((held[1] ^ text.words[1]) & ~kCode)) == 0;
  }
  std::uint32_t code() const noexcept { return static_cast<std::uint32_t>((held[1] & kCode) >> kCodeAt); }

  std::uint64_t held[2];
};

class PackedHash {
 public:
  std::uint64_t operator()(const PackedText<1>& text) const noexcept {
    return folded_product(text.words[0] ^ seed_.mask, seed_.multiplier);
  }
  std::uint64_t operator()(const PackedText<2>& text) const noexcept {
    return folded_product(text.words[0] ^ seed_.text_multiplier, text.words[1] ^ seed_.text);
  }

 private:
  Seed seed_ = seed();
};

// `Texts` has
//   static constexpr std::size_t kWords;
//   bool has_all() const;                                                       // of those that were read
//   void read(std::size_t from, std::size_t count, PackedText<kWords>* into);
// and no text that it reads has 15 bytes. REQUIRES: groups are fewer than 2^28
template <typename Texts>
class PackedTable {
 public:
  PackedTable(Scratch&, Texts texts, std::uint32_t* first, std::size_t rows) : texts_(texts), first_(first) {
    open(std::bit_ceil(std::clamp(rows * 2, kLeast, kBeginning)));
  }

  std::uint32_t groups() const noexcept { return groups_; }
  bool has_all() const noexcept { return texts_.has_all(); }

  // Codes of some rows.
  void put(std::size_t from, std::size_t count, std::uint32_t* codes) {
    Text texts[kBlock];
    for (std::size_t done = 0; done < count; done += kBlock) {
      const std::size_t some = std::min(kBlock, count - done);
      texts_.read(from + done, some, texts);
      put_block(texts, some, codes + done, [=](std::size_t i) { return from + done + i; });
    }
  }
  void put_listed(const std::uint32_t* rows, std::size_t count, std::uint32_t* codes) {
    Text texts[kBlock];
    for (std::size_t done = 0; done < count; done += kBlock) {
      const std::size_t some = std::min(kBlock, count - done);
      for (std::size_t i = 0; i < some; ++i) texts_.read(rows[done + i], 1, texts + i);
      put_block(texts, some, codes + done, [=](std::size_t i) { return std::size_t{rows[done + i]}; });
    }
  }

  // Knows what the other does, and notes the first rows of those groups alone that it adds. REQUIRES: nothing was put
  void begin_as(const PackedTable& other) {
    groups_ = other.groups_;
    first_ -= other.groups_;
    slots_ = other.slots_;
    set_places(slots_.size());
  }

 private:
  using Slot = PackedSlot<Texts::kWords>;
  using Text = typename Slot::Text;
  static constexpr Text kNone = [] {
    Text none{};
    none.words[Texts::kWords - 1] = std::uint64_t{15} << Slot::kSizeAt;
    return none;
  }();
  static constexpr std::size_t kLeast = 4;
  static constexpr std::size_t kBeginning = 1024;
  static constexpr std::size_t kFewPlaces = std::size_t{1} << 15;  // as long as they are fewer they grow faster
  static constexpr std::size_t kNearBytes = std::size_t{1} << 21;  // so many are in the cache: to ask costs more
  static constexpr std::size_t kBlock = 256;                       // whose texts take 4 KiB

  // A text's place is one of two slots side by side, of which the right one is taken without a jump; one of sixteen is
  // behind them.
  template <typename RowOf>
  void put_block(const Text* texts, std::size_t count, std::uint32_t* codes, const RowOf& row_of) {
    std::uint32_t places[kBlock];
    const Slot* slots = slots_.data();
    std::size_t size = slots_.size();
    find_places(texts, count, places);
    for (std::size_t i = 0; i < count; ++i) {
      const Slot* const known = slots + places[i];
      const bool is_first = known[0].has(texts[i]);
      if (is_first | known[1].has(texts[i])) [[likely]] {
        codes[i] = is_first ? known[0].code() : known[1].code();
        continue;
      }
      codes[i] = code_of(texts[i], places[i], row_of(i));
      if (slots_.size() == size) continue;
      find_places(texts + i + 1, count - i - 1, places + i + 1);
      slots = slots_.data();
      size = slots_.size();
    }
  }

  void find_places(const Text* texts, std::size_t count, std::uint32_t* places) const noexcept {
    const PackedHash hash = hash_;
    const unsigned shift = shift_;
    for (std::size_t i = 0; i < count; ++i) places[i] = place_of(hash(texts[i]), shift);
    if (slots_.size() * sizeof(Slot) <= kNearBytes) return;
    for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(slots_.data() + places[i]);
  }
  static std::uint32_t place_of(std::uint64_t hash, unsigned shift) noexcept {
    return static_cast<std::uint32_t>(hash >> shift) * 2;
  }

  [[gnu::noinline]] std::uint32_t code_of(const Text& text, std::size_t place, std::size_t row) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = place;; at = (at + 1) & mask) {
      const Slot& known = slots_[at];
      if (known.has(text)) return known.code();
      if (known.has(kNone)) return add(slots_[at], text, row);
    }
  }

  void open(std::size_t places) {
    slots_.assign(places, Slot::of(kNone, 0));
    set_places(places);
  }
  void set_places(std::size_t places) noexcept { shift_ = 65U - static_cast<unsigned>(std::countr_zero(places)); }

  std::uint32_t add(Slot& slot, const Text& text, std::size_t row) {
    const std::uint32_t code = groups_++;
    slot = Slot::of(text, code);
    first_[code] = static_cast<std::uint32_t>(row);
    if (std::size_t{groups_} * 2 >= slots_.size()) grow();
    return code;
  }

  // Places are in the order of hashes, so that both tables are walked through from the beginning.
  void grow() {
    const RawVector<Slot> old = std::move(slots_);
    slots_ = {};
    open(old.size() * (old.size() < kFewPlaces ? 4 : 2));
    for (const Slot& slot : old) {
      if (slot.has(kNone)) continue;
      std::size_t at = place_of(hash_(slot.text()), shift_);
      while (!slots_[at].has(kNone)) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  Texts texts_;
  PackedHash hash_;
  std::uint32_t* first_;
  RawVector<Slot> slots_;
  unsigned shift_ = 0;
  std::uint32_t groups_ = 0;
};

}  // namespace wirespeed::kernels
