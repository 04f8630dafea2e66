// Sets of words: bytes or bits where the words lie close together, else a hash table; and of text.
#pragma once

#include "wirespeed/kernels/match_table.hpp"

namespace wirespeed::kernels {

// A bit for each word of a range, and one behind them for all others.
class WordBits {
 public:
  explicit WordBits(const WordRange& range)
      : least_(range.least), bits_(range.empty() ? 0 : range.width() + 1), words_(bits_ / 64 + 1, 0) {}

  // Whether bits for the range are worth their memory, where `rows` rows are put in or looked up.
  static bool suits(const WordRange& range, std::size_t rows) noexcept {
    return range.empty() || range.width() < 64 * rows + 4096;
  }

  bool insert(std::uint64_t word) noexcept {
    const std::uint64_t bit = bit_of(word);
    std::uint64_t& held = words_[bit / 64];
    const bool is_new = (held >> (bit % 64) & 1) == 0;
    held |= std::uint64_t{1} << (bit % 64);
    return is_new;
  }
  bool take_out(std::uint64_t word) noexcept {
    const std::uint64_t bit = bit_of(word);
    std::uint64_t& held = words_[bit / 64];
    const bool is_held = (held >> (bit % 64) & 1) != 0;
    held &= ~(std::uint64_t{1} << (bit % 64));
    return is_held;
  }
  void look_up(const std::uint64_t* words, std::size_t count, std::uint8_t* found) const noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t bit = bit_of(words[i]);
      found[i] = static_cast<std::uint8_t>(words_[bit / 64] >> (bit % 64) & 1);
    }
  }
  void prefetch(std::uint64_t) const noexcept {}
  static bool is_large() noexcept { return false; }

 private:
  std::uint64_t bit_of(std::uint64_t word) const noexcept { return std::min(word - least_, bits_); }

  std::uint64_t least_;
  std::uint64_t bits_;
  RawVector<std::uint64_t> words_;
};

// The same with a byte for each word: a step less, where they fit a cache.
class WordBytes {
 public:
  explicit WordBytes(const WordRange& range)
      : least_(range.least), bytes_(range.empty() ? 0 : range.width() + 1), held_(bytes_ + 1, 0) {}

  static bool suits(const WordRange& range, std::size_t rows) noexcept {
    return range.empty() || (range.width() < (std::uint64_t{1} << 17) && range.width() < 16 * rows + 512);
  }

  bool insert(std::uint64_t word) noexcept { return std::exchange(held_[byte_of(word)], std::uint8_t{1}) == 0; }
  bool take_out(std::uint64_t word) noexcept { return std::exchange(held_[byte_of(word)], std::uint8_t{0}) != 0; }
  void look_up(const std::uint64_t* words, std::size_t count, std::uint8_t* found) const noexcept {
    const std::uint8_t* held = held_.data();
    for (std::size_t i = 0; i < count; ++i) found[i] = held[byte_of(words[i])];
  }
  void prefetch(std::uint64_t) const noexcept {}
  static bool is_large() noexcept { return false; }

 private:
  std::uint64_t byte_of(std::uint64_t word) const noexcept { return std::min(word - least_, bytes_); }

  std::uint64_t least_;
  std::uint64_t bytes_;
  RawVector<std::uint8_t> held_;
};

// Open addressing over the words themselves, at most half full. kLargestWord stands for an empty slot, and is kept
// apart. Bits by hash tell most words that are not held before a slot is looked at.
class WordHashSet {
 public:
  explicit WordHashSet(std::size_t words) {
    while (std::size_t{1} << bits_ < 2 * words) ++bits_;
    slots_.assign(std::size_t{1} << bits_, kLargestWord);
    const unsigned filter_bits = std::min(bits_ + 4, kMostFilterBits);
    filter_mask_ = (std::uint64_t{1} << filter_bits) - 1;
    filter_.assign((std::size_t{1} << filter_bits) / 64, 0);
  }

  bool insert(std::uint64_t word) noexcept {
    const std::uint64_t hash = hash_(word);
    filter_[(hash & filter_mask_) / 64] |= std::uint64_t{1} << (hash % 64);
    if (word == kLargestWord) return std::exchange(largest_, State::held) == State::absent;
    return std::exchange(slots_[place_of(word, hash)], word) != word;
  }
  // Whether it is held and was not taken out before. REQUIRES: nothing is inserted from then on
  bool take_out(std::uint64_t word) {
    if (word == kLargestWord) return largest_ == State::held && std::exchange(largest_, State::taken) == State::held;
    if (taken_.empty()) taken_.assign(slots_.size(), 0);
    const std::size_t place = place_of(word, hash_(word));
    return slots_[place] == word && std::exchange(taken_[place], std::uint8_t{1}) == 0;
  }
  bool holds(std::uint64_t word) const noexcept {
    if (word == kLargestWord) return largest_ == State::held;
    return slots_[place_of(word, hash_(word))] == word;
  }
  // REQUIRES: count <= kTile
  void look_up(const std::uint64_t* words, std::size_t count, std::uint8_t* found) const noexcept {
    std::uint32_t candidates[kTile + 1];
    std::size_t size = 0;
    std::memset(found, 0, count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t hash = hash_(words[i]);
      candidates[size] = static_cast<std::uint32_t>(i);
      size += filter_[(hash & filter_mask_) / 64] >> (hash % 64) & 1;
    }
    for (std::size_t k = 0; is_large() && k < size; ++k) prefetch(words[candidates[k]]);
    for (std::size_t k = 0; k < size; ++k) found[candidates[k]] = holds(words[candidates[k]]) ? 1 : 0;
  }
  void prefetch(std::uint64_t word) const noexcept { __builtin_prefetch(&slots_[hash_(word) >> (64 - bits_)]); }
  bool is_large() const noexcept { return bits_ > 14; }

 private:
  static constexpr unsigned kMostFilterBits = 23;  // 1 MiB: what still lies in a second-level cache
  enum class State : std::uint8_t { absent, held, taken };

  std::size_t place_of(std::uint64_t word, std::uint64_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash >> (64 - bits_);
    while (slots_[place] != kLargestWord && slots_[place] != word) place = (place + 1) & mask;
    return place;
  }

  KeyHash hash_;
  unsigned bits_ = 3;
  std::uint64_t filter_mask_ = 0;
  State largest_ = State::absent;
  RawVector<std::uint64_t> slots_;
  RawVector<std::uint64_t> filter_;
  RawVector<std::uint8_t> taken_;  // of each slot, once something was
};

// The same for text: rows of two columns, whose hashes are compared first.
class TextHashSet {
 public:
  explicit TextHashSet(std::size_t texts) {
    while (std::size_t{1} << bits_ < 2 * texts) ++bits_;
    slots_.assign(std::size_t{1} << bits_, Slot{0, {}});
  }

  bool holds(std::uint64_t hash, std::string_view text) const noexcept {
    return slots_[place_of(hash, text)].text.data() != nullptr;
  }
  // Whether it is held and was not taken out before. REQUIRES: nothing is inserted from then on
  bool take_out(std::uint64_t hash, std::string_view text) {
    if (taken_.empty()) taken_.assign(slots_.size(), 0);
    const std::size_t place = place_of(hash, text);
    return slots_[place].text.data() != nullptr && std::exchange(taken_[place], std::uint8_t{1}) == 0;
  }
  bool insert(std::uint64_t hash, std::string_view text) noexcept {
    Slot& slot = slots_[place_of(hash, text)];
    const bool is_new = slot.text.data() == nullptr;
    slot = {hash, text};
    return is_new;
  }

 private:
  struct Slot {
    std::uint64_t hash;
    std::string_view text;  // no data: empty
  };

  std::size_t place_of(std::uint64_t hash, std::string_view text) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash >> (64 - bits_);
    for (;; place = (place + 1) & mask) {
      const Slot& slot = slots_[place];
      if (slot.text.data() == nullptr || (slot.hash == hash && slot.text == text)) return place;
    }
  }

  unsigned bits_ = 3;
  RawVector<Slot> slots_;
  RawVector<std::uint8_t> taken_;  // of each slot, once something was
};

}  // namespace wirespeed::kernels
