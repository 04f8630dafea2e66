// Groups beyond the cache. Rows are parted by bits of their hash, in row order within each part; a part's words are
// few enough for a table in the cache; a last pass over the rows takes from each part its next code.
//
//   rows     0 1 2 3 4 5        parts   A: words of rows 0 3 4     B: of rows 1 2 5
//   part     A B B A A B        codes   A: 0 2 0                   B: 1 3 1
//   codes    0 1 3 2 0 1        (of the next row: the next one of its part)
//
// A part numbers its groups by itself; what a group is called in the end is how many rows before its first one are a
// first row too: a mark for each row, and counts of them.
#pragma once

#include <bit>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/word_groups.hpp"
#include "wirespeed/kernels/word_table.hpp"

namespace wirespeed::kernels {

// Which rows are the first of their group, and how many of those lie before a row.
class FirstRows {
 public:
  FirstRows(std::size_t rows, unsigned threads)
      : threads_(threads), marks_((rows + 63) / 64 * 64, 0), bits_(marks_.size() / 64), before_(bits_.size()) {}

  // From several threads, each with rows of its own.
  void mark(std::uint32_t row) noexcept { marks_[row] = 1; }

  // After all marks; puts the marked rows in order into `out` and returns their number.
  std::uint32_t count(std::uint32_t* out) {
    std::vector<std::uint32_t> counts((bits_.size() + kWords - 1) / kWords);
    for_stretches([&](std::size_t i, std::size_t from, std::size_t to) { counts[i] = gather(from, to); });
    std::uint32_t all = 0;
    for (std::uint32_t& n : counts) all += std::exchange(n, all);
    for_stretches([&](std::size_t i, std::size_t from, std::size_t to) { list(from, to, counts[i], out); });
    return all;
  }

  // After count(), of a marked row.
  std::uint32_t rank(std::uint32_t row) const noexcept {
    const std::uint64_t below = bits_[row / 64] & ((std::uint64_t{1} << (row % 64)) - 1);
    return before_[row / 64] + static_cast<std::uint32_t>(std::popcount(below));
  }

 private:
  static constexpr std::size_t kWords = 256;  // of bits, in a stretch

  template <typename F>
  void for_stretches(const F& f) const {
    parallel_for(threads_, (bits_.size() + kWords - 1) / kWords,
                 [&](std::size_t i) { f(i, i * kWords, std::min((i + 1) * kWords, bits_.size())); });
  }

  // Eight marks, which are 0 or 1, as bits.
  static std::uint64_t bits_of(std::uint64_t marks) noexcept { return (marks * 0x0102040810204080U) >> 56U; }

  std::uint32_t gather(std::size_t from, std::size_t to) noexcept {
    std::uint32_t n = 0;
    for (std::size_t i = from; i < to; ++i) {
      std::uint64_t bits = 0;
      for (std::size_t k = 0; k < 8; ++k) bits |= bits_of(load_word(marks_.data() + i * 64 + k * 8)) << (k * 8);
      bits_[i] = bits;
      n += static_cast<std::uint32_t>(std::popcount(bits));
    }
    return n;
  }

  void list(std::size_t from, std::size_t to, std::uint32_t n, std::uint32_t* out) noexcept {
    for (std::size_t i = from; i < to; ++i) {
      before_[i] = n;
      for (std::uint64_t left = bits_[i]; left != 0; left &= left - 1) {
        out[n++] = static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(left));
      }
    }
  }

  unsigned threads_;
  RawVector<std::uint8_t> marks_;
  RawVector<std::uint64_t> bits_;
  RawVector<std::uint32_t> before_;
};

template <typename T>
class RadixGroups {
 public:
  RadixGroups(Words<T> words, unsigned threads)
      : words_(words),
        threads_(threads),
        parts_(parts_for(words.size)),
        part_of_(words.size),
        firsts_(words.size, threads) {}

  std::uint32_t run(std::uint32_t* codes, std::uint32_t* first) {
    count_parts();
    scatter();
    parallel_for(threads_, parts_, [&](std::size_t part) { group_part(part); });
    const std::uint32_t groups = firsts_.count(first);
    parallel_for(threads_, parts_, [&](std::size_t part) { name_part(part); });
    parallel_for(threads_, threads_, [&](std::size_t thread) { gather(thread, codes); });
    return groups;
  }

 private:
  // Some 4,000 rows each: their table stays within 128 KiB.
  static std::size_t parts_for(std::size_t rows) noexcept {
    return std::bit_ceil(std::min<std::size_t>(std::max<std::size_t>(rows / 4'000, 16), 1024));
  }

  std::size_t begin_of(std::size_t thread) const noexcept { return words_.size * thread / threads_; }

  // places_[thread * parts_ + part]: where in the parted rows that thread's first row of that part goes.
  void count_parts() {
    places_.assign(parts_ * threads_, 0);
    parallel_for(threads_, threads_, [&](std::size_t thread) {
      std::vector<std::uint32_t> counts(parts_);
      for (std::size_t row = begin_of(thread); row < begin_of(thread + 1); ++row) {
        const std::size_t part = hash_(words_[row]) & (parts_ - 1);
        part_of_[row] = static_cast<std::uint16_t>(part);
        ++counts[part];
      }
      std::ranges::copy(counts, places_.data() + thread * parts_);
    });
    begins_.assign(parts_ + 1, 0);
    std::uint32_t at = 0;
    for (std::size_t part = 0; part < parts_; ++part) {
      begins_[part] = at;
      for (std::size_t thread = 0; thread < threads_; ++thread) {
        at += std::exchange(places_[thread * parts_ + part], at);
      }
    }
    begins_[parts_] = at;
  }

  std::vector<std::uint32_t> places_of(std::size_t thread) const {
    const std::uint32_t* from = places_.data() + thread * parts_;
    return {from, from + parts_};
  }

  void scatter() {
    parted_.resize(words_.size);
    rows_.resize(words_.size);
    parallel_for(threads_, threads_, [&](std::size_t thread) {
      std::vector<std::uint32_t> next = places_of(thread);
      for (std::size_t row = begin_of(thread); row < begin_of(thread + 1); ++row) {
        const std::uint32_t at = next[part_of_[row]]++;
        parted_[at] = words_.data[row];
        rows_[at] = static_cast<std::uint32_t>(row);
      }
    });
  }

  // parted rows' codes become the first row of the group of each.
  void group_part(std::size_t part) {
    const std::size_t begin = begins_[part];
    const std::size_t count = begins_[part + 1] - begin;
    if (count == 0) return;
    Scratch& scratch = Scratch::mine();
    std::uint32_t* first = room(scratch.part_first, count);
    std::uint32_t* codes = room(scratch.part_codes, count);
    using Part = Words<T>;
    WordTable<Part> table(scratch, Part{parted_.data() + begin, count, words_.flip}, first, count);
    table.put(0, static_cast<std::uint32_t>(count), codes);
    std::uint32_t* rows = rows_.data() + begin;
    for (std::uint32_t group = 0; group < table.groups(); ++group) {
      first[group] = rows[first[group]];
      firsts_.mark(first[group]);
    }
    for (std::size_t i = 0; i < count; ++i) rows[i] = first[codes[i]];
  }

  void name_part(std::size_t part) {
    for (std::size_t i = begins_[part]; i < begins_[part + 1]; ++i) rows_[i] = firsts_.rank(rows_[i]);
  }

  void gather(std::size_t thread, std::uint32_t* codes) {
    std::vector<std::uint32_t> next = places_of(thread);
    for (std::size_t row = begin_of(thread); row < begin_of(thread + 1); ++row) {
      codes[row] = rows_[next[part_of_[row]]++];
    }
  }

  Words<T> words_;
  unsigned threads_;
  std::size_t parts_;
  WordHash hash_;
  RawVector<std::uint16_t> part_of_;  // of each row
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> begins_;
  RawVector<T> parted_;
  RawVector<std::uint32_t> rows_;  // then first rows, then codes
  FirstRows firsts_;
};

template <typename T>
std::uint32_t group_by_radix(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  return RadixGroups<T>(words, threads).run(codes, first);
}

}  // namespace wirespeed::kernels
