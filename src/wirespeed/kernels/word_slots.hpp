// Codes of words of few rows by a hash table of slots of 16 bits, which lies in the cache next to the core: where the
// CPU has AVX-512, eight words are looked up at once.
//
//   slots    by a word's hash: a code, or 0 where there is none     0 0 2 0 1 0 0 0
//   known    of each code its word                                  a b c
//
// A word stands in the slot of its hash, else in that slot's neighbour (with which it makes a pair), else behind that
// pair. The word of code 0, which is the first row's, stands in no slot: whoever looks for it and comes to an empty one
// has found it.
#pragma once

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/scratch.hpp"
#include "wirespeed/kernels/seed.hpp"

namespace wirespeed::kernels {

// Whether the CPU has what eight words at once take.
inline const bool kHasWordSlots = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
                                  __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("bmi2") != 0;

// More rows could have more groups than a slot can name, and tables that no near cache holds.
inline constexpr std::size_t kMostSlotRows = std::size_t{1} << 15;

// One call's use of the table, over words one behind the other. REQUIRES: kHasWordSlots; rows <= kMostSlotRows
template <typename T>
class WordSlots {
 public:
  // `first` has room for as many groups as there are rows.
  WordSlots(Scratch& scratch, const T* words, std::size_t rows, std::uint32_t* codes, std::uint32_t* first)
      : scratch_(scratch), words_(words), codes_(codes), first_(first), known_(room(scratch.known, rows + 1)) {
    open(std::bit_ceil(std::clamp(rows * kSlotsForRow, kLeast, kBeginning)));
  }

  std::uint32_t groups() const noexcept { return groups_; }

  // Codes of rows [from, to), which follow those before: of a word that no row before had a new one.
  __attribute__((target("bmi2"))) void put(std::uint32_t from, std::uint32_t to) {
    std::uint32_t rows[kBlock + 2 * kLanes];
    for (std::uint32_t row = from; row < to;) {
      if (groups_ == 0) begin(row);
      const std::uint32_t end = std::min(to, row + std::clamp(row / 2, kFirstBlock, kBlock));
      if (groups_ + (end - row) > limit_) grow();
      const std::uint32_t count = put_known(row, end, rows);
      for (std::uint32_t i = 0; i < count; ++i) codes_[rows[i]] = code_of(rows[i]);
      row = end;
    }
  }

 private:
  static constexpr std::uint32_t kLanes = 8;
  static constexpr std::size_t kSlotsForRow = 4;
  static constexpr std::size_t kLeast = 512;  // slots that a table begins with
  static constexpr std::size_t kBeginning = std::size_t{1} << 14;
  static constexpr std::size_t kSlotsForGroup = 4;  // at the least, at any time
  static constexpr std::uint32_t kFirstBlock = 32;
  static constexpr std::uint32_t kBlock = 256;  // rows

  // By a random odd factor: that two words meet is as likely as by chance, whoever chose them.
  std::size_t home_of(std::uint64_t word) const noexcept { return word * multiplier_ >> shift_; }

  void begin(std::uint32_t row) noexcept {
    known_[0] = words_[row];
    first_[0] = row;
    groups_ = 1;
  }

  __attribute__((target("avx512f,avx512vl,avx512dq"), always_inline)) static __m512i load(const T* words,
                                                                                          __mmask8 which) noexcept {
    if constexpr (sizeof(T) == 8) {
      return _mm512_maskz_loadu_epi64(which, words);
    } else if constexpr (sizeof(T) == 4) {
      return _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(which, words));
    } else {
      std::uint64_t wide[kLanes] = {};
      for (unsigned i = 0; i < kLanes; ++i) {
        if ((which >> i & 1) != 0) wide[i] = words[i];
      }
      return _mm512_loadu_si512(wide);
    }
  }

  // Codes of words that stand in the slot of their hash; notes the rows of the others, and returns how many they are.
  // They are noted apart: what is gathered would wait for what is stored where nobody knows yet.
  __attribute__((target("avx512f,avx512vl,avx512dq,bmi2"))) std::uint32_t put_known(
      std::uint32_t row, std::uint32_t to, std::uint32_t* rows) const noexcept {
    __mmask8 others[kBlock / kLanes + 1] = {};
    look_up(words_ + row, to - row, codes_ + row, others);
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; row + i < to; i += 2 * kLanes) {
      const auto two = static_cast<__mmask16>(others[i / kLanes] | others[i / kLanes + 1] << kLanes);
      const __m512i all = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(row + i)), lanes);
      _mm512_storeu_si512(rows + count, _mm512_maskz_compress_epi32(two, all));
      count += static_cast<std::uint32_t>(std::popcount(static_cast<unsigned>(two)));
    }
    return count;
  }

  __attribute__((target("avx512f,avx512vl,avx512dq,bmi2"))) void look_up(const T* words, std::uint32_t count,
                                                                         std::uint32_t* codes,
                                                                         __mmask8* others) const noexcept {
    const Lookup lookup(*this);
    std::uint32_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
      const __m512i eight = load(words + i, 0xff);
      const __m256i found = lookup.codes_of(eight);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(codes + i), found);
      others[i / kLanes] = lookup.others(eight, found);
    }
    if (i == count) return;
    const auto which = static_cast<__mmask8>((1U << (count - i)) - 1);
    const __m512i rest = load(words + i, which);
    const __m256i found = lookup.codes_of(rest);
    _mm256_mask_storeu_epi32(codes + i, which, found);
    others[i / kLanes] = static_cast<__mmask8>(lookup.others(rest, found) & which);
  }

  struct Lookup {
    __attribute__((target("avx512f,avx512vl,avx512dq,bmi2"),
                   always_inline)) explicit Lookup(const WordSlots& table) noexcept
        : slots(table.slots_),
          known(table.known_),
          multiplier(_mm512_set1_epi64(static_cast<long long>(table.multiplier_))),
          shift(_mm_cvtsi32_si128(static_cast<int>(table.shift_))) {}
    __attribute__((target("avx512f,avx512vl,avx512dq,bmi2"), always_inline)) __m256i
    codes_of(__m512i words) const noexcept {
      const __m512i homes = _mm512_srl_epi64(_mm512_mullo_epi64(words, multiplier), shift);
      return _mm256_and_si256(_mm512_i64gather_epi32(homes, slots, sizeof(std::uint16_t)), _mm256_set1_epi32(0xffff));
    }
    __attribute__((target("avx512f,avx512vl,avx512dq,bmi2"), always_inline)) __mmask8
    others(__m512i words, __m256i codes) const noexcept {
      return _mm512_cmpneq_epi64_mask(_mm512_i32gather_epi64(codes, known, sizeof(std::uint64_t)), words);
    }
    const std::uint16_t* slots;
    const std::uint64_t* known;
    __m512i multiplier;
    __m128i shift;
  };

  // Most of what is not known is new and finds its slot empty: jumps foresee that. To choose without a jump would be
  // worse, since what it stores by the choice the next row's loads had to wait for.
  __attribute__((target("bmi2"), always_inline)) std::uint32_t code_of(std::uint32_t row) noexcept {
    const std::uint64_t word = words_[row];
    const std::size_t home = home_of(word);
    const std::uint32_t code = slots_[home];
    if (known_[code] == word) return code;
    return code == 0 ? add(home, word, row) : code_beyond(home, word, row);
  }

  [[gnu::noinline]] std::uint32_t code_beyond(std::size_t home, std::uint64_t word, std::uint32_t row) noexcept {
    const std::size_t slot = slot_beyond(home, word);
    const std::uint32_t code = slots_[slot];
    return known_[code] == word ? code : add(slot, word, row);
  }

  std::uint32_t add(std::size_t slot, std::uint64_t word, std::uint32_t row) noexcept {
    slots_[slot] = static_cast<std::uint16_t>(groups_);
    known_[groups_] = word;
    first_[groups_] = row;
    return groups_++;
  }

  // The slot that has the word, or else the first empty one: the neighbour, then those behind the pair.
  std::size_t slot_beyond(std::size_t home, std::uint64_t word) const noexcept {
    if (ends_at(home ^ 1, word)) return home ^ 1;
    std::size_t slot = ((home | 1) + 1) & mask_;
    while (!ends_at(slot, word)) slot = (slot + 1) & mask_;
    return slot;
  }

  bool ends_at(std::size_t slot, std::uint64_t word) const noexcept {
    return slots_[slot] == 0 || known_[slots_[slot]] == word;
  }

  // A slot is read together with the one behind it.
  void open(std::size_t slots) {
    slots_ = room(scratch_.slots, slots + 1);
    std::fill_n(slots_, slots + 1, std::uint16_t{0});
    mask_ = slots - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
    limit_ = static_cast<std::uint32_t>(slots / kSlotsForGroup);
  }

  [[gnu::noinline]] void grow() {
    open((mask_ + 1) * 2);
    for (std::uint32_t code = 1; code < groups_; ++code) {
      const std::size_t home = home_of(known_[code]);
      const std::size_t slot = slots_[home] == 0 ? home : slot_beyond(home, known_[code]);
      slots_[slot] = static_cast<std::uint16_t>(code);
    }
  }

  Scratch& scratch_;
  const T* words_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::uint64_t* known_;
  std::uint16_t* slots_ = nullptr;
  std::size_t mask_ = 0;
  std::uint64_t multiplier_ = seed().multiplier;
  unsigned shift_ = 0;
  std::uint32_t limit_ = 0;  // groups
  std::uint32_t groups_ = 0;
};

}  // namespace wirespeed::kernels
