// A list of u32 that never falls, near its least size, with a fast jump to the first value at or above another.
//
// Each value is split: its low bits stand in an array of their own, and the rest, the bucket, in unary: one bit 1 for
// each value, one bit 0 at the end of each bucket (known as Elias-Fano coding). `count` values below `universe` take
// about 2 + log2(universe / count) bits each. Neither number is stored: whoever holds the list knows them.
//
//   | samples: u32 number of values in the buckets before bucket s, 2s, ... | unary bits | low bits |
//
// The three parts begin at whole bytes; s is 32 in lists without low bits and 128 in others. Lists of less than
// kMinSampled values have no samples.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {

inline constexpr std::uint32_t kNoRank = std::numeric_limits<std::uint32_t>::max();

class MonotoneShape {
 public:
  static constexpr std::uint32_t kMinSampled = 64;

  MonotoneShape() = default;
  // REQUIRES: universe > 0
  MonotoneShape(std::uint32_t count, std::uint32_t universe) noexcept
      : count_(count), universe_(universe), low_bits_(low_bits_for(count == 0 ? 0 : universe / count)) {}

  std::uint32_t count() const noexcept { return count_; }
  std::uint32_t universe() const noexcept { return universe_; }
  unsigned low_bits() const noexcept { return low_bits_; }
  unsigned sample_shift() const noexcept { return low_bits_ == 0 ? 5 : 7; }
  std::uint64_t unary_bits() const noexcept { return std::uint64_t{count_} + buckets(); }
  std::uint64_t samples() const noexcept { return count_ < kMinSampled ? 0 : (buckets() - 1) >> sample_shift(); }
  std::uint64_t unary_at() const noexcept { return samples() * 4; }
  std::uint64_t low_at() const noexcept { return unary_at() + (unary_bits() + 7) / 8; }
  std::uint64_t bytes() const noexcept { return low_at() + (std::uint64_t{count_} * low_bits_ + 7) / 8; }

 private:
  static unsigned low_bits_for(std::uint32_t spread) noexcept {
    return spread == 0 ? 0 : static_cast<unsigned>(std::bit_width(spread)) - 1;
  }
  std::uint64_t buckets() const noexcept { return (std::uint64_t{universe_} >> low_bits_) + 1; }

  std::uint32_t count_ = 0;
  std::uint32_t universe_ = 1;
  unsigned low_bits_ = 0;
};

// Writes the values one after the other.
class MonotoneWriter {
 public:
  // REQUIRES: shape.bytes() + kSpareBytes zeroed bytes at `out`, of which the spare ones keep what they hold.
  MonotoneWriter(const MonotoneShape& shape, std::uint8_t* out) noexcept : shape_(shape), out_(out) {}

  // REQUIRES: not below the value before, below the universe; called shape.count() times.
  void push(std::uint32_t value) noexcept;

  // Must follow the last push().
  void finish() noexcept;

 private:
  void begin_buckets_until(std::uint64_t bucket) noexcept;

  MonotoneShape shape_;
  std::uint8_t* out_;
  std::uint64_t sampled_ = 0;
  std::uint32_t index_ = 0;
};

// Walks over a list. Reads nothing outside [data, data + shape.bytes() + kSpareBytes), whatever the bytes are.
class MonotoneCursor {
 public:
  MonotoneCursor() = default;
  MonotoneCursor(const MonotoneShape& shape, const std::uint8_t* data) noexcept;

  std::uint32_t value() const noexcept { return value_; }  // kNoRank at the end

  // Of value(), counted from 0. REQUIRES: not at the end.
  std::uint32_t index() const noexcept { return index_ - 1; }

  void end() noexcept { value_ = kNoRank; }
  void next() noexcept;
  void seek(std::uint32_t least) noexcept;  // to the first value >= least, if it is not there or beyond

  // Calls visit(value) for the values below `end`, which is at most kNoRank, and stops at the first that is not.
  template <typename Visit>
  void visit_below(std::uint32_t end, Visit&& visit) {
    MonotoneCursor cursor = *this;  // of which the compiler knows that visit() does not change it
    for (; cursor.value_ < end; cursor.next()) visit(cursor.value_);
    *this = cursor;
  }

 private:
  bool jump(std::uint64_t bucket) noexcept;
  void skip_buckets_before(std::uint64_t bucket) noexcept;
  bool load_word(std::uint64_t at) noexcept;

  MonotoneShape shape_;
  const std::uint8_t* data_ = nullptr;
  const std::uint8_t* unary_ = nullptr;
  const std::uint8_t* low_ = nullptr;
  std::uint64_t unary_bits_ = 0;
  std::uint64_t word_ = 0;     // the unary bits that are left of the word at...
  std::uint64_t word_at_ = 0;  // ...this bit
  std::uint32_t index_ = 0;    // values taken so far
  std::uint32_t value_ = kNoRank;
};

// Bits behind the unary part come along: there are no values left then, or the bytes are altered and the low part
// decides where it ends.
inline bool MonotoneCursor::load_word(std::uint64_t at) noexcept {
  if (at >= unary_bits_) {
    end();
    return false;
  }
  word_at_ = at;
  word_ = load_le<std::uint64_t>(unary_ + at / 8);
  return true;
}

inline void MonotoneCursor::next() noexcept {
  if (index_ == shape_.count()) return end();
  while (word_ == 0) {
    if (!load_word(word_at_ + 64)) return;
  }
  const std::uint64_t bucket = word_at_ + static_cast<unsigned>(std::countr_zero(word_)) - index_;
  word_ &= word_ - 1;
  const unsigned low_bits = shape_.low_bits();
  const std::uint64_t value = (bucket << low_bits) | load_bits(low_, std::uint64_t{index_} * low_bits, low_bits);
  ++index_;
  value_ = value < shape_.universe() ? static_cast<std::uint32_t>(value) : kNoRank;
}

}  // namespace wirespeed::search
