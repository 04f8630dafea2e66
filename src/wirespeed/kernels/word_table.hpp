// Codes of words by a hash table in scratch memory. A bucket is a line of the cache: eight tags, which are compared at
// once, and the codes beside them. So where a word stands in its bucket costs no jump that nobody could foresee.
#pragma once

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

// One call's use of the table.
template <typename Words>
class WordTable {
 public:
  // Begins with room for so many groups, or for half of the words where they are few.
  WordTable(Scratch& scratch, Words words, std::uint32_t* first, std::size_t groups)
      : scratch_(scratch), words_(words), first_(first) {
    open(std::bit_ceil(std::max<std::size_t>(groups / kUsed, 2)));
  }
  WordTable(Scratch& scratch, Words words, std::uint32_t* first)
      : WordTable(scratch, words, first, std::min(words.size / 2, kBeginning)) {}

  std::uint32_t groups() const noexcept { return groups_; }

  // Codes of rows [from, to): of a word that no row before had a new one.
  void put(std::uint32_t from, std::uint32_t to, std::uint32_t* codes) {
    for (std::uint32_t row = from; row < to;) row = put_known(row, to, codes);
  }

 private:
  static constexpr std::size_t kPlaces = std::extent_v<decltype(WordBucket::tags)>;
  static constexpr std::size_t kUsed = 4;         // places of a bucket, as a table begins
  static constexpr std::size_t kMostUsed = 5;     // on average, before it grows
  static constexpr std::size_t kBeginning = 256;  // groups

  // As long as words stand or have room in the bucket of their hash and the table does not grow, and then one that does
  // not; returns the row behind it.
  std::uint32_t put_known(std::uint32_t row, std::uint32_t to, std::uint32_t* codes) {
    const WordHash hash_of = hash_;
    const Words words = words_;
    const WordBucket* const buckets = buckets_;
    const std::uint64_t* const known = known_;
    const unsigned shift = shift_;
    for (; row < to && shift_ == shift; ++row) {
      const std::uint64_t word = words[row];
      const std::uint64_t hash = hash_of(word);
      const std::uint32_t tag = tag_of(hash);
      const WordBucket& bucket = buckets[hash >> shift];
      const unsigned found = places_of(bucket, tag);
      if (found == 0) {
        if (bucket.tags[kPlaces - 1] != 0) break;
        codes[row] = add(buckets_[hash >> shift], word, tag, row);
        continue;
      }
      const std::uint32_t code = bucket.codes[std::countr_zero(found)];
      if (known[code] != word) break;
      codes[row] = code;
    }
    if (row == to || shift_ != shift) return row;
    codes[row] = code_of(row);
    return row + 1;
  }

  [[gnu::noinline]] std::uint32_t code_of(std::uint32_t row) {
    const std::uint64_t word = words_[row];
    const std::uint64_t hash = hash_(word);
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = hash >> shift_;; at = (at + 1) & mask_) {
      const WordBucket& bucket = buckets_[at];
      for (unsigned found = places_of(bucket, tag); found != 0; found &= found - 1) {
        const std::uint32_t code = bucket.codes[std::countr_zero(found)];
        if (known_[code] == word) return code;
      }
      if (bucket.tags[kPlaces - 1] == 0) return add(buckets_[at], word, tag, row);
    }
  }

  static std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash) | 1U; }

  // A bit for each place of the tag. Tags are filled in from the front; 0 is none.
  static unsigned places_of(const WordBucket& bucket, std::uint32_t tag) noexcept {
    const __m128i wanted = _mm_set1_epi32(static_cast<int>(tag));
    const auto* tags = reinterpret_cast<const __m128i*>(bucket.tags);
    const __m128i low = _mm_cmpeq_epi32(_mm_load_si128(tags), wanted);
    const __m128i high = _mm_cmpeq_epi32(_mm_load_si128(tags + 1), wanted);
    const __m128i words = _mm_packs_epi32(low, high);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(words, words))) & 0xffU;
  }

  void open(std::size_t buckets) {
    buckets_ = room(scratch_.buckets, buckets);
    std::fill_n(buckets_, buckets, WordBucket{{}, {}});
    mask_ = buckets - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(buckets));
    limit_ = buckets * kMostUsed;
    grow_known();
  }

  void grow_known() {
    RawVector<std::uint64_t>& known = scratch_.known;
    if (known.size() <= limit_) known.resize(limit_ + 1);
    known_ = known.data();
  }

  static void put(WordBucket& bucket, std::uint32_t tag, std::uint32_t code) noexcept {
    const int place = std::countr_zero(places_of(bucket, 0));
    bucket.tags[place] = tag;
    bucket.codes[place] = code;
  }

  std::uint32_t add(WordBucket& bucket, std::uint64_t word, std::uint32_t tag, std::uint32_t row) {
    const std::uint32_t code = groups_++;
    put(bucket, tag, code);
    known_[code] = word;
    first_[code] = row;
    if (groups_ > limit_) grow();
    return code;
  }

  [[gnu::noinline]] void grow() {
    open((mask_ + 1) * 2);
    for (std::uint32_t code = 0; code < groups_; ++code) {
      const std::uint64_t hash = hash_(known_[code]);
      std::size_t at = hash >> shift_;
      while (buckets_[at].tags[kPlaces - 1] != 0) at = (at + 1) & mask_;
      put(buckets_[at], tag_of(hash), code);
    }
  }

  Scratch& scratch_;
  Words words_;
  std::uint32_t* first_;
  WordBucket* buckets_ = nullptr;
  std::uint64_t* known_ = nullptr;  // words of the groups
  std::size_t mask_ = 0;
  std::size_t limit_ = 0;  // groups
  unsigned shift_ = 0;
  std::uint32_t groups_ = 0;
  WordHash hash_;
};

}  // namespace wirespeed::kernels
