// Codes of words by a hash table that the caches near the core hold. Each line of the cache has four words, which
// AVX2 compares at once, and their codes: where a word stands in its line costs no jump, and there is nothing else to
// read.
#pragma once

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/scratch.hpp"
#include "wirespeed/kernels/seed.hpp"

namespace wirespeed::kernels {

// Whether the CPU has what the table is made of.
inline const bool kHasWordLines = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;

// One call's use of the table, over words one behind the other. REQUIRES: kHasWordLines
template <typename T>
class WordLines {
 public:
  // `first` has room for as many groups as there are rows.
  WordLines(Scratch& scratch, const T* words, std::size_t rows, std::uint32_t* codes, std::uint32_t* first)
      : WordLines(scratch, words, codes, first, std::min(rows / 2, kBeginning)) {}
  // Begins with room for so many groups.
  WordLines(Scratch& scratch, const T* words, std::uint32_t* codes, std::uint32_t* first, std::size_t groups)
      : scratch_(scratch), words_(words), codes_(codes), first_(first) {
    open(std::bit_ceil(std::max(groups, kLeast) / kUsed));
  }

  std::uint32_t groups() const noexcept { return groups_; }

  // Of other words: the code of each, or kNoGroup where no row has it.
  __attribute__((target("avx2,bmi2"))) void find(const T* words, std::size_t count,
                                                 std::uint32_t* codes) const noexcept {
    const WordLine* const lines = lines_;
    const std::uint64_t multiplier = multiplier_;
    const unsigned shift = shift_;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t word = words[i];
      const WordLine& line = lines[word * multiplier >> shift];
      const unsigned found = places_of(line, word);
      const std::uint32_t code = line.codes[std::countr_zero(found | kLast)];
      codes[i] = found == 0 ? kNoGroup : code;
      if ((line.end | found) == kFull) codes[i] = code_beyond(word);
    }
  }

  // Codes of rows [from, to), which follow those before: of a word that no row before had a new one. Where most are new
  // it is not worth a look at first which are.
  void put(std::uint32_t from, std::uint32_t to, bool are_mostly_new = false) {
    std::uint32_t rows[kBlock + 1];
    for (std::uint32_t row = from; row < to;) {
      if (groups_ > limit_) grow();
      const std::uint32_t end = std::min(to, row + std::clamp(row, kFirstBlock, std::min(kBlock, lines())));
      const std::uint32_t count = are_mostly_new ? listed(row, end, rows) : put_known(row, end, rows);
      for (std::uint32_t done = 0; done < count;) done = put_new(rows, done, count);
      row = end;
    }
  }

 private:
  static constexpr std::size_t kPlaces = 4;
  static constexpr std::uint32_t kLast = 1U << (kPlaces - 1);
  static constexpr std::uint32_t kFull = 1U << kPlaces;
  static constexpr std::size_t kUsed = 1;         // places of a line, before the table grows
  static constexpr std::size_t kMost = 2;         // on average, at any time
  static constexpr std::size_t kLeast = 16;       // groups that a table begins with room for
  static constexpr std::size_t kBeginning = 512;  // and at most
  static constexpr std::uint32_t kFirstBlock = 16;
  static constexpr std::uint32_t kBlock = 64;  // rows; but no more than lines, so that a block cannot fill them all

  std::uint32_t lines() const noexcept { return static_cast<std::uint32_t>(mask_ + 1); }

  // By a random odd factor: that two words meet is as likely as by chance, whoever chose them.
  std::size_t home_of(std::uint64_t word) const noexcept { return word * multiplier_ >> shift_; }

  // A bit for each of the line's places that has the word.
  __attribute__((target("avx2,bmi2"), always_inline)) static unsigned places_of(const WordLine& line,
                                                                                std::uint64_t word) noexcept {
    const __m256i wanted = _mm256_set1_epi64x(static_cast<long long>(word));
    const __m256i words = _mm256_load_si256(reinterpret_cast<const __m256i*>(line.words));
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(words, wanted))));
  }

  static std::uint32_t listed(std::uint32_t row, std::uint32_t to, std::uint32_t* rows) noexcept {
    std::iota(rows, rows + (to - row), row);
    return to - row;
  }

  // Codes of words that stand in the line of their hash; notes the rows of the others, and returns how many they are.
  __attribute__((target("avx2,bmi2"))) std::uint32_t put_known(std::uint32_t row, std::uint32_t to,
                                                               std::uint32_t* rows) const noexcept {
    const WordLine* const lines = lines_;
    const std::uint64_t multiplier = multiplier_;
    const unsigned shift = shift_;
    const T* const words = words_;
    std::uint32_t* const codes = codes_;
    std::uint32_t count = 0;
    for (; row < to; ++row) {
      const std::uint64_t word = words[row];
      const WordLine& line = lines[word * multiplier >> shift];
      const unsigned found = places_of(line, word);
      codes[row] = line.codes[std::countr_zero(found | kLast)];
      rows[count] = row;
      count += static_cast<std::uint32_t>(found == 0);
    }
    return count;
  }

  // The rest of those rows, without a jump for whether a word is new, until a line is full: returns the one behind it.
  __attribute__((target("avx2,bmi2"))) std::uint32_t put_new(const std::uint32_t* rows, std::uint32_t done,
                                                             std::uint32_t count) {
    WordLine* const lines = lines_;
    const std::uint64_t multiplier = multiplier_;
    const unsigned shift = shift_;
    std::uint32_t groups = groups_;
    for (; done < count; ++done) {
      const std::uint32_t row = rows[done];
      const std::uint64_t word = words_[row];
      WordLine& line = lines[word * multiplier >> shift];
      const auto place = static_cast<unsigned>(std::countr_zero(places_of(line, word) | line.end));
      if (place == kPlaces) break;
      const std::uint32_t known = line.codes[place];
      const std::uint32_t code = std::min(known, groups);
      put_word(line, place, word);
      line.codes[place] = code;
      line.end = std::max(line.end, 2U << place);
      first_[groups] = row;
      groups += static_cast<std::uint32_t>(known == kNoGroup);
      codes_[row] = code;
    }
    groups_ = groups;
    if (done == count) return done;
    codes_[rows[done]] = code_of(rows[done]);
    return done + 1;
  }

  // All words of the line at once, as they are read: what is read soon after need not wait for the caches.
  __attribute__((target("avx2,bmi2"), always_inline)) static void put_word(WordLine& line, unsigned place,
                                                                           std::uint64_t word) noexcept {
    const __m256i places = _mm256_set_epi64x(3, 2, 1, 0);
    const __m256i is_it = _mm256_cmpeq_epi64(places, _mm256_set1_epi64x(place));
    auto* words = reinterpret_cast<__m256i*>(line.words);
    const __m256i wanted = _mm256_set1_epi64x(static_cast<long long>(word));
    _mm256_store_si256(words, _mm256_blendv_epi8(_mm256_load_si256(words), wanted, is_it));
  }

  // In the line of its hash or, where that is full, in one behind it.
  [[gnu::noinline]] std::uint32_t code_of(std::uint32_t row) {
    if (groups_ >= (mask_ + 1) * kMost) grow();
    const std::uint64_t word = words_[row];
    WordLine& line = line_of(word);
    const std::uint32_t known = code_in(line, word);
    if (known != kNoGroup) return known;
    first_[groups_] = row;
    put(line, word, groups_);
    return groups_++;
  }

  [[gnu::noinline]] std::uint32_t code_beyond(std::uint64_t word) const noexcept {
    return code_in(line_of(word), word);
  }

  // The line that has the word, or else has room for it.
  WordLine& line_of(std::uint64_t word) const noexcept {
    std::size_t at = home_of(word);
    while (lines_[at].end == kFull && code_in(lines_[at], word) == kNoGroup) at = (at + 1) & mask_;
    return lines_[at];
  }

  static std::uint32_t code_in(const WordLine& line, std::uint64_t word) noexcept {
    std::size_t place = 0;
    for (std::uint32_t bit = 1; bit != line.end; ++place, bit <<= 1U) {
      if (line.words[place] == word) return line.codes[place];
    }
    return kNoGroup;
  }

  static void put(WordLine& line, std::uint64_t word, std::uint32_t code) noexcept {
    const int place = std::countr_zero(line.end);
    line.words[place] = word;
    line.codes[place] = code;
    line.end <<= 1U;
  }

  // An unused place holds a word that is never looked for in its line, as the hash of 0 is 0, and a code greater than
  // any.
  void open(std::size_t lines) {
    lines_ = room(scratch_.lines, lines);
    mask_ = lines - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(lines));
    limit_ = static_cast<std::uint32_t>(lines * kUsed);
    clear(lines_, lines);
    std::uint64_t elsewhere = 1;
    while (home_of(elsewhere) == 0) ++elsewhere;
    std::ranges::fill(lines_->words, elsewhere);
  }

  __attribute__((target("avx2,bmi2"))) static void clear(WordLine* lines, std::size_t count) noexcept {
    const __m256i none = _mm256_set_epi32(0, 0, 0, 1, -1, -1, -1, -1);  // kNoGroup, and the first place's bit
    for (std::size_t i = 0; i < count; ++i) {
      auto* halves = reinterpret_cast<__m256i*>(lines + i);
      _mm256_store_si256(halves, _mm256_setzero_si256());
      _mm256_store_si256(halves + 1, none);
    }
  }

  [[gnu::noinline]] void grow() {
    open((mask_ + 1) * 2);
    for (std::uint32_t code = 0; code < groups_; ++code) {
      const std::uint64_t word = words_[first_[code]];
      std::size_t at = home_of(word);
      while (lines_[at].end == kFull) at = (at + 1) & mask_;
      put(lines_[at], word, code);
    }
  }

  Scratch& scratch_;
  const T* words_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  WordLine* lines_ = nullptr;
  std::size_t mask_ = 0;
  std::uint64_t multiplier_ = seed().multiplier;
  unsigned shift_ = 0;
  std::uint32_t limit_ = 0;  // groups
  std::uint32_t groups_ = 0;
};

}  // namespace wirespeed::kernels
