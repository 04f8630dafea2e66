#include "wirespeed/search/monotone_list.hpp"

#include <bit>

#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {

MonotoneShape::MonotoneShape(std::uint32_t count, std::uint32_t universe) noexcept
    : count_(count), universe_(universe) {
  const std::uint32_t spread = count == 0 ? 0 : universe / count;
  low_bits_ = spread == 0 ? 0 : static_cast<unsigned>(std::bit_width(spread)) - 1;
}

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
  while (sampled_ < shape_.samples() && (sampled_ + 1) * MonotoneShape::kSampledBuckets <= bucket) {
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

// Bits behind the unary part come along: there are no values left then, or the bytes are altered and the low part
// decides where it ends.
bool MonotoneCursor::load_word(std::uint64_t at) noexcept {
  if (at >= unary_bits_) {
    end();
    return false;
  }
  word_at_ = at;
  word_ = load_le<std::uint64_t>(unary_ + at / 8);
  return true;
}

void MonotoneCursor::next() noexcept {
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

void MonotoneCursor::seek(std::uint32_t least) noexcept {
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
  // Values of this word in buckets before it.
  while (word_ != 0 && word_at_ + static_cast<unsigned>(std::countr_zero(word_)) - index_ < bucket) {
    word_ &= word_ - 1;
    ++index_;
  }
  if (index_ > shape_.count()) return end();
  do next();
  while (value_ < least);
}

// By the samples to near the bucket, when that is ahead.
bool MonotoneCursor::jump(std::uint64_t bucket) noexcept {
  const std::uint64_t sample = bucket / MonotoneShape::kSampledBuckets;
  if (sample == 0 || shape_.samples() < sample) return true;
  const std::uint64_t current = value_ >> shape_.low_bits();
  if (sample * MonotoneShape::kSampledBuckets <= current + MonotoneShape::kSampledBuckets / 4) return true;
  const auto before = load_le<std::uint32_t>(data_ + 4 * (sample - 1));
  if (before >= shape_.count()) {
    end();
    return false;
  }
  if (before <= index_) return true;
  const std::uint64_t bit = sample * MonotoneShape::kSampledBuckets + before;
  if (!load_word(bit & ~std::uint64_t{63})) return false;
  word_ &= ~std::uint64_t{0} << (bit % 64);
  index_ = before;
  return true;
}

}  // namespace wirespeed::search
