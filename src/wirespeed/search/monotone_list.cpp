#include "wirespeed/search/monotone_list.hpp"

#include <algorithm>
#include <bit>

namespace wirespeed::search {

namespace {

// A mask of the bits up to the n-th bit 0, counted from 1. REQUIRES: there are so many
std::uint64_t up_to_zero(std::uint64_t word, unsigned n) noexcept {
  constexpr std::uint64_t kEachByte = 0x0101010101010101u;
  const std::uint64_t sums = ones_of_bytes(~word) * kEachByte;  // byte i: the zeros of bytes 0..i, at most 64
  const std::uint64_t enough = ((sums | (kEachByte << 7)) - n * kEachByte) & (kEachByte << 7);
  const auto shift = static_cast<unsigned>(std::countr_zero(enough)) & ~7u;  // of the byte that holds it
  const auto before = static_cast<unsigned>((sums << 8) >> shift) & 0xFF;
  std::uint64_t zeros = (~word >> shift) << shift;
  for (unsigned left = n - before; left > 1; --left) zeros &= zeros - 1;
  return zeros ^ (zeros - 1);
}

}  // namespace

void MonotoneWriter::push(std::uint32_t value) noexcept {
  const std::uint64_t bucket = value >> shape_.low_bits();
  begin_buckets_until(bucket);
  const std::uint64_t bit = bucket + index_;
  std::uint8_t& byte = out_[shape_.unary_at() + bit / 8];
  byte = static_cast<std::uint8_t>(byte | (1u << (bit % 8)));
  const std::uint32_t low = value & ((std::uint32_t{1} << shape_.low_bits()) - 1);
  store_bits(out_ + shape_.low_at(), std::uint64_t{index_} * shape_.low_bits(), low);
  ++index_;
}

void MonotoneWriter::begin_buckets_until(std::uint64_t bucket) noexcept {
  while (sampled_ < shape_.samples() && ((sampled_ + 1) << shape_.sample_shift()) <= bucket) {
    store_le(out_ + 4 * sampled_++, index_);
  }
}

void MonotoneWriter::finish() noexcept { begin_buckets_until(std::numeric_limits<std::uint64_t>::max()); }

MonotoneCursor::MonotoneCursor(const MonotoneShape& shape, const std::uint8_t* data) noexcept
    : shape_(shape),
      data_(data),
      unary_(data + shape.unary_at()),
      low_(data + shape.low_at()),
      unary_bits_(shape.unary_bits()) {
  if (load_word(0)) next();
}

void MonotoneCursor::seek(std::uint32_t least) noexcept {
  if (value_ >= least) return;
  next();  // is often enough
  if (value_ >= least) return;
  const std::uint64_t bucket = least >> shape_.low_bits();
  if (!jump(bucket)) return;
  // Words that end before the bucket begins.
  for (;;) {
    const unsigned ones = count_ones(word_);
    if (word_at_ + 64 - (index_ + ones) >= bucket) break;
    index_ += ones;
    if (index_ >= shape_.count() || !load_word(word_at_ + 64)) return end();
  }
  skip_buckets_before(bucket);
  while (value_ < least) next();
}

// In the current word, which holds the end of the bucket before it or bits behind that.
void MonotoneCursor::skip_buckets_before(std::uint64_t bucket) noexcept {
  const auto whole = load_le<std::uint64_t>(unary_ + word_at_ / 8);
  const std::uint32_t taken = count_ones(whole) - count_ones(word_);
  if (taken > index_) return end();  // altered bytes
  const std::uint32_t index_of_word = index_ - taken;
  const std::uint64_t buckets_before = word_at_ - index_of_word;
  if (buckets_before < bucket) {
    const std::uint64_t skipped = up_to_zero(whole, static_cast<unsigned>(bucket - buckets_before));
    word_ = whole & ~skipped;
    index_ = index_of_word + count_ones(whole & skipped);
  }
  if (index_ > shape_.count()) return end();
  next();
}

// By the samples to near the bucket, when that is ahead.
bool MonotoneCursor::jump(std::uint64_t bucket) noexcept {
  const std::uint64_t sample = bucket >> shape_.sample_shift();
  if (sample == 0 || shape_.samples() < sample) return true;
  const std::uint64_t current = value_ >> shape_.low_bits();
  if ((sample << shape_.sample_shift()) <= current + 32) return true;
  const auto before = load_le<std::uint32_t>(data_ + 4 * (sample - 1));
  if (before >= shape_.count()) {
    end();
    return false;
  }
  if (before <= index_) return true;
  const std::uint64_t bit = (sample << shape_.sample_shift()) + before;
  if (!load_word(bit & ~std::uint64_t{63})) return false;
  word_ &= ~std::uint64_t{0} << (bit % 64);
  index_ = before;
  return true;
}

}  // namespace wirespeed::search
