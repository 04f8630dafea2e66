// The hash table of a match: keys to the first row that has them, with a chain through the others.
#pragma once

#include "wirespeed/kernels/key_hash.hpp"
#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/rows.hpp"
#include "wirespeed/kernels/text_reader.hpp"

namespace wirespeed::kernels {

// Keys that are words themselves.
class WordKeys {
 public:
  WordKeys(const column::ArrayView& column, KeyKind kind) : words_(column, kind) {}

  std::size_t size() const noexcept { return words_.size(); }
  const Presence& presence() const noexcept { return words_.presence(); }
  const WordReader& words() const noexcept { return words_; }
  void read(std::size_t begin, std::size_t count, std::uint64_t* keys) const noexcept {
    words_.read(begin, count, keys);
  }
  std::uint64_t spread(std::uint64_t key) const noexcept { return hash_(key); }
  static bool same(const WordKeys&, Row, const WordKeys&, Row) noexcept { return true; }

 private:
  WordReader words_;
  KeyHash hash_;
};

// Keys that are hashes of text, which is compared where they are equal.
class TextKeys {
 public:
  explicit TextKeys(const column::ArrayView& column);

  std::size_t size() const noexcept { return texts_.size(); }
  const Presence& presence() const noexcept { return presence_; }
  std::string_view text(std::size_t row) const noexcept { return texts_[row]; }
  void read(std::size_t begin, std::size_t count, std::uint64_t* keys) const noexcept {
    std::memcpy(keys, hashes_.data() + begin, count * sizeof *keys);
  }
  static std::uint64_t spread(std::uint64_t key) noexcept { return key; }
  static bool same(const TextKeys& one, Row row, const TextKeys& two, Row other) noexcept {
    return one.texts_[row] == two.texts_[other];
  }

 private:
  Presence presence_;
  TextArena arena_;
  RawVector<std::string_view> texts_;
  RawVector<std::uint64_t> hashes_;
};

// Open addressing, at most half full. `Keys` is WordKeys or TextKeys, of the rows that are put in.
template <typename Keys>
class MatchTable {
 public:
  // For at most `rows` rows.
  MatchTable(const Keys& keys, std::size_t rows) : keys_(keys) {
    while (std::size_t{1} << bits_ < 2 * rows) ++bits_;
    slots_.assign(std::size_t{1} << bits_, Slot{0, kNoRow});
  }

  // Empty again, for so many rows at most as it was made for.
  void clear() noexcept { std::ranges::fill(slots_, Slot{0, kNoRow}); }

  // Puts `row` before the rows that have its key already. Returns the one that was first until now, or kNoRow.
  Row put_first(std::uint64_t key, Row row) noexcept {
    Slot& slot = slots_[place_of(key, [&](Row other) { return Keys::same(keys_, other, keys_, row); })];
    slot.key = key;
    return std::exchange(slot.row, row);
  }

  // The first row with the key of row `row` of `probe`, or kNoRow.
  Row find(std::uint64_t key, const Keys& probe, Row row) const noexcept {
    return slots_[place_of(key, [&](Row other) { return Keys::same(keys_, other, probe, row); })].row;
  }

  void prefetch(std::uint64_t key) const noexcept { __builtin_prefetch(&slots_[home_of(key)]); }
  // Whether its slots are further away than a prefetch costs.
  bool is_large() const noexcept { return bits_ > 14; }

 private:
  struct Slot {
    std::uint64_t key;
    Row row;
  };

  std::size_t home_of(std::uint64_t key) const noexcept { return keys_.spread(key) >> (64 - bits_); }

  template <typename Same>
  std::size_t place_of(std::uint64_t key, Same&& same) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = home_of(key);
    for (;; place = (place + 1) & mask) {
      const Slot& slot = slots_[place];
      if (slot.row == kNoRow || (slot.key == key && same(slot.row))) return place;
    }
  }

  const Keys& keys_;
  unsigned bits_ = 3;
  RawVector<Slot> slots_;
};

}  // namespace wirespeed::kernels
