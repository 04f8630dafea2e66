#include "wirespeed/kernels/word_groups.hpp"

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/word_lines.hpp"
#include "wirespeed/kernels/word_radix.hpp"
#include "wirespeed/kernels/word_table.hpp"

namespace wirespeed::kernels {
namespace {

// A table of places costs its memory: up to 4 for each row, and as many as the cache near the core holds anyway.
constexpr std::uint64_t kPlacesForRow = 4;
constexpr std::uint64_t kPlacesAlways = 1024;
constexpr std::uint64_t kPlacesAtMost = std::uint64_t{1} << 22;

std::uint64_t places_for(std::size_t rows) noexcept {
  return std::min(kPlacesAtMost, std::max(kPlacesAlways, rows * kPlacesForRow));
}

// Rows of a block, and of those the new groups from which on a jump for each of them costs more than no jump at all.
constexpr std::size_t kBlock = 512;
constexpr std::uint32_t kManyNew = kBlock / 32;

// Codes by a table of places; first rows and groups go on from block to block.
template <typename T>
class RangeCodes {
 public:
  RangeCodes(const Words<T>& words, std::uint64_t low, std::uint32_t* table, std::uint32_t* codes,
             std::uint32_t* first) noexcept
      : words_(words), low_(low), table_(table), codes_(codes), first_(first) {}

  // `table` has kNoGroup in each place of the range, and has it again in the end.
  std::uint32_t run() noexcept {
    std::uint32_t fresh = kBlock;
    for (std::size_t from = 0; from < words_.size; from += kBlock) {
      const std::size_t to = std::min(from + kBlock, words_.size);
      const std::uint32_t before = groups_;
      fresh > kManyNew ? put_without_jumps(from, to) : put(from, to);
      fresh = groups_ - before;
    }
    for (std::uint32_t group = 0; group < groups_; ++group) place(first_[group]) = kNoGroup;
    return groups_;
  }

 private:
  std::uint32_t& place(std::size_t row) const noexcept { return table_[words_[row] - low_]; }

  void put(std::size_t from, std::size_t to) noexcept {
    for (std::size_t i = from; i < to; ++i) {
      std::uint32_t& code = place(i);
      if (code == kNoGroup) {
        first_[groups_] = static_cast<std::uint32_t>(i);
        code = groups_++;
      }
      codes_[i] = code;
    }
  }

  // The row is noted as the next group's first one, whether it is or not: there is room for a group each row.
  void put_without_jumps(std::size_t from, std::size_t to) noexcept {
    std::uint32_t groups = groups_;
    for (std::size_t i = from; i < to; ++i) {
      std::uint32_t& known = place(i);
      const std::uint32_t code = std::min(known, groups);  // kNoGroup is greater than any
      first_[groups] = static_cast<std::uint32_t>(i);
      groups += static_cast<std::uint32_t>(known == kNoGroup);
      known = code;
      codes_[i] = code;
    }
    groups_ = groups;
  }

  Words<T> words_;
  std::uint64_t low_;
  std::uint32_t* table_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::uint32_t groups_ = 0;
};

template <typename T>
std::uint32_t by_range(const Words<T>& words, const WordShape& shape, std::uint32_t* codes, std::uint32_t* first) {
  Scratch& scratch = Scratch::mine();
  const auto places = static_cast<std::size_t>(shape.span() + 1);
  if (scratch.direct.size() < places) scratch.direct.assign(std::max<std::size_t>(places, kPlacesAlways), kNoGroup);
  return RangeCodes<T>(words, shape.low, scratch.direct.data(), codes, first).run();
}

template <typename T>
std::uint32_t by_runs(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first) {
  std::uint32_t groups = 0;
  std::uint64_t before = ~std::uint64_t{words[0]};
  for (std::size_t i = 0; i < words.size; ++i) {
    const std::uint64_t word = words[i];
    if (word != before) first[groups++] = static_cast<std::uint32_t>(i);
    codes[i] = groups - 1;
    before = word;
  }
  return groups;
}

template <typename T>
std::uint32_t by_lines(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first) {
  WordLines<T> table(Scratch::mine(), words.data, words.size, codes, first);
  table.put(0, static_cast<std::uint32_t>(words.size));
  return table.groups();
}

// kNoGroup where there are more groups than `limit`.
template <typename T>
std::uint32_t by_table(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, std::uint32_t limit) {
  if (kHasWordLines && words.size < kRowsToPart && words.size <= limit) return by_lines(words, codes, first);
  WordTable<Words<T>> table(Scratch::mine(), words, first);
  constexpr std::uint32_t kPart = 1U << 14;
  const auto n = static_cast<std::uint32_t>(words.size);
  for (std::uint32_t row = 0; row < n; row += std::min(kPart, n - row)) {
    table.put(row, row + std::min(kPart, n - row), codes);
    if (table.groups() > limit) return kNoGroup;
  }
  return table.groups();
}

// Whether a look at some rows says that there are more groups than a table in the cache has room for: with 2^17 groups
// eight of these rows are not the first of theirs.
template <typename T>
bool has_many_groups(const Words<T>& words) {
  constexpr std::size_t kLooks = 1448;
  constexpr std::size_t kRepeats = 10;
  if (words.size < kRowsToPart) return false;
  T looks[kLooks];
  std::uint32_t first[kLooks];
  std::uint32_t codes[kLooks];
  for (std::size_t i = 0; i < kLooks; ++i) looks[i] = words.data[words.size / kLooks * i];
  WordTable table(Scratch::mine(), Words<T>{looks, kLooks, words.flip}, first, kLooks);
  table.put(0, kLooks, codes);
  return table.groups() + kRepeats >= kLooks;
}

// Whether the first rows say already that words are neither close together nor sorted.
template <typename T>
bool needs_table(const Words<T>& words) noexcept {
  constexpr std::size_t kLooks = 64;
  if (words.size < 4 * kLooks) return false;
  const WordShape shape = shape_of(words.part(0, kLooks));
  return shape.span() >= places_for(words.size) && !shape.is_sorted;
}

// On one thread.
template <typename T>
std::uint32_t group_alone(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first) {
  if (!needs_table(words)) {
    const WordShape shape = shape_of(words);
    if (shape.span() < places_for(words.size)) return by_range(words, shape, codes, first);
    if (shape.is_sorted) return by_runs(words, codes, first);
  }
  if (has_many_groups(words)) return group_by_radix(words, codes, first, 1);
  const bool may_part = words.size >= kRowsToPart;
  const std::uint32_t groups = by_table(words, codes, first, may_part ? kGroupsInCache : kNoGroup - 1);
  return groups != kNoGroup ? groups : group_by_radix(words, codes, first, 1);
}

// Of rows [from, from + count), with codes of their own.
struct Piece {
  std::size_t from = 0;
  std::size_t count = 0;
  std::uint32_t groups = 0;
};

std::vector<Piece> pieces_of(std::size_t rows, unsigned count) {
  std::vector<Piece> pieces(count);
  for (unsigned i = 0; i < count; ++i) {
    pieces[i].from = rows * i / count;
    pieces[i].count = rows * (i + 1) / count - pieces[i].from;
  }
  return pieces;
}

// The groups of all pieces as one row of words, and which code each has now.
template <typename T>
std::uint32_t unite(const Words<T>& words, std::vector<Piece>& pieces, std::uint32_t* codes, std::uint32_t* first,
                    unsigned threads) {
  RawVector<T> keys;
  RawVector<std::uint32_t> rows;
  std::vector<std::size_t> begins(pieces.size() + 1);
  for (std::size_t i = 0; i < pieces.size(); ++i) begins[i + 1] = begins[i] + pieces[i].groups;
  keys.reserve(begins.back());
  rows.reserve(begins.back());
  for (const Piece& piece : pieces) {
    for (std::uint32_t group = 0; group < piece.groups; ++group) {
      rows.push_back(static_cast<std::uint32_t>(piece.from) + first[piece.from + group]);
      keys.push_back(words.data[rows.back()]);
    }
  }
  RawVector<std::uint32_t> now(rows.size());
  RawVector<std::uint32_t> which(rows.size());
  const Words<T> united{keys.data(), keys.size(), words.flip};
  const std::uint32_t groups = group_alone(united, now.data(), which.data());
  for (std::uint32_t group = 0; group < groups; ++group) first[group] = rows[which[group]];
  parallel_for(threads, pieces.size() - 1, [&](std::size_t i) {
    const Piece& piece = pieces[i + 1];
    const std::uint32_t* map = now.data() + begins[i + 1];
    for (std::size_t row = piece.from; row < piece.from + piece.count; ++row) codes[row] = map[codes[row]];
  });
  return groups;
}

template <typename T>
WordShape shape_by_threads(const Words<T>& words, unsigned threads) {
  const std::vector<Piece> pieces = pieces_of(words.size, threads);
  std::vector<WordShape> shapes(pieces.size());
  parallel_for(threads, pieces.size(),
               [&](std::size_t i) { shapes[i] = shape_of(words.part(pieces[i].from, pieces[i].count)); });
  WordShape all = shapes[0];
  for (std::size_t i = 1; i < shapes.size(); ++i) all = both(all, shapes[i]);
  return all;
}

template <typename T>
std::uint32_t group_by_threads(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  std::vector<Piece> pieces = pieces_of(words.size, threads);
  const WordShape shape =
      needs_table(words) ? WordShape{0, ~std::uint64_t{0}, false} : shape_by_threads(words, threads);
  const bool is_small = shape.span() < places_for(pieces[0].count);
  if (!is_small && shape.is_sorted) return by_runs(words, codes, first);
  if (!is_small && has_many_groups(words)) return group_by_radix(words, codes, first, threads);
  std::atomic<bool> is_large = false;
  parallel_for(threads, pieces.size(), [&](std::size_t i) {
    Piece& piece = pieces[i];
    const Words<T> part = words.part(piece.from, piece.count);
    piece.groups = is_small ? by_range(part, shape, codes + piece.from, first + piece.from)
                            : by_table(part, codes + piece.from, first + piece.from, kGroupsInCache);
    if (piece.groups == kNoGroup) is_large = true;
  });
  return is_large ? group_by_radix(words, codes, first, threads) : unite(words, pieces, codes, first, threads);
}

template <typename T>
std::uint32_t group_by(Method method, const Words<T>& words, std::uint32_t* codes, std::uint32_t* first,
                       unsigned threads) {
  switch (method) {
    case Method::direct:
      return by_range(words, shape_of(words), codes, first);
    case Method::sorted:
      return by_runs(words, codes, first);
    case Method::table:
      return by_table(words, codes, first, kNoGroup - 1);
    default:
      return group_by_radix(words, codes, first, threads);
  }
}

}  // namespace

template <typename T>
std::uint32_t group_words(Words<T> words, std::uint32_t* codes, std::uint32_t* first, unsigned threads,
                          std::optional<Method> method) {
  if (words.size == 0) return 0;
  if (method) return group_by(*method, words, codes, first, threads == 0 ? available_cores() : threads);
  const unsigned used = threads_for_keys(words.size, threads);
  return used == 1 ? group_alone(words, codes, first) : group_by_threads(words, codes, first, used);
}

template std::uint32_t group_words(Words<std::uint8_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                   std::optional<Method>);
template std::uint32_t group_words(Words<std::uint16_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                   std::optional<Method>);
template std::uint32_t group_words(Words<std::uint32_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                   std::optional<Method>);
template std::uint32_t group_words(Words<std::uint64_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                   std::optional<Method>);

}  // namespace wirespeed::kernels
