#include "wirespeed/kernels/word_groups.hpp"

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/code_pieces.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/range_groups.hpp"
#include "wirespeed/kernels/word_lines.hpp"
#include "wirespeed/kernels/word_radix.hpp"
#include "wirespeed/kernels/word_slots.hpp"
#include "wirespeed/kernels/word_table.hpp"

namespace wirespeed::kernels {
namespace {

// Of words that are no less than `low`.
template <typename T>
struct WordPlaces {
  Words<T> words;
  std::uint64_t low;

  const std::uint32_t* places(std::size_t from, std::size_t count, std::uint32_t* room) const noexcept {
    const Words<T> part = words.part(from, count);
    const auto least = static_cast<T>(low);
    if constexpr (sizeof(T) == 4) {
      if (least == words.flip) return part.data;  // what flip adds low takes off again
    }
    for (std::size_t i = 0; i < count; ++i) room[i] = static_cast<std::uint32_t>(static_cast<T>(part[i] - least));
    return room;
  }
};

template <typename T>
std::uint32_t by_range(const Words<T>& words, const WordShape& shape, std::uint32_t* codes, std::uint32_t* first,
                       unsigned threads) {
  const WordPlaces<T> places{words, shape.low};
  return group_by_range(places, words.size, static_cast<std::size_t>(shape.span() + 1), codes, first, threads);
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

// By WordSlots or WordLines.
template <typename Table, typename T>
std::uint32_t by_small_table(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first) {
  Table table(Scratch::mine(), words.data, words.size, codes, first);
  table.put(0, static_cast<std::uint32_t>(words.size));
  return table.groups();
}

// kNoGroup where there are more groups than `limit`.
template <typename T>
std::uint32_t by_table(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, std::uint32_t limit) {
  if (kHasWordSlots && words.size <= kMostSlotRows) return by_small_table<WordSlots<T>>(words, codes, first);
  if (kHasWordLines && words.size < kRowsToPart && words.size <= limit) {
    return by_small_table<WordLines<T>>(words, codes, first);
  }
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
    if (shape.span() < places_for(words.size)) return by_range(words, shape, codes, first, 1);
    if (shape.is_sorted) return by_runs(words, codes, first);
  }
  if (has_many_groups(words)) return group_by_radix(words, codes, first, 1);
  const bool may_part = words.size >= kRowsToPart;
  const std::uint32_t groups = by_table(words, codes, first, may_part ? kGroupsInCache : kNoGroup - 1);
  return groups != kNoGroup ? groups : group_by_radix(words, codes, first, 1);
}

// The groups of all pieces as one row of words, and which code each has now.
template <typename T>
std::uint32_t unite(const Words<T>& words, std::vector<CodePiece>& pieces, std::span<const std::uint32_t> groups,
                    std::uint32_t* first) {
  RawVector<T> keys;
  RawVector<std::uint32_t> rows;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::uint32_t group = 0; group < groups[i]; ++group) {
      rows.push_back(static_cast<std::uint32_t>(pieces[i].from) + first[pieces[i].from + group]);
      keys.push_back(words.data[rows.back()]);
    }
  }
  RawVector<std::uint32_t> now(rows.size());
  RawVector<std::uint32_t> which(rows.size());
  const Words<T> united{keys.data(), keys.size(), words.flip};
  const std::uint32_t all = group_alone(united, now.data(), which.data());
  for (std::uint32_t group = 0; group < all; ++group) first[group] = rows[which[group]];
  std::size_t begin = groups[0];
  for (std::size_t i = 1; i < pieces.size(); begin += groups[i++]) {
    std::copy_n(now.data() + begin, groups[i], pieces[i].name(groups[i], 0));
  }
  return all;
}

template <typename T>
WordShape shape_by_threads(const Words<T>& words, unsigned threads) {
  const std::vector<CodePiece> pieces = code_pieces(words.size, threads);
  std::vector<WordShape> shapes(pieces.size());
  parallel_for(threads, pieces.size(),
               [&](std::size_t i) { shapes[i] = shape_of(words.part(pieces[i].from, pieces[i].to - pieces[i].from)); });
  WordShape all = shapes[0];
  for (std::size_t i = 1; i < shapes.size(); ++i) all = both(all, shapes[i]);
  return all;
}

template <typename T>
std::uint32_t by_tables(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  std::vector<CodePiece> pieces = code_pieces(words.size, threads);
  std::vector<std::uint32_t> groups(pieces.size());
  std::atomic<bool> is_large = false;
  parallel_for(threads, pieces.size(), [&](std::size_t i) {
    const std::size_t from = pieces[i].from;
    groups[i] = by_table(words.part(from, pieces[i].to - from), codes + from, first + from, kGroupsInCache);
    if (groups[i] == kNoGroup) is_large = true;
  });
  if (is_large) return group_by_radix(words, codes, first, threads);
  const std::uint32_t all = unite(words, pieces, groups, first);
  rename_codes(pieces, codes, threads);
  return all;
}

template <typename T>
std::uint32_t group_by_threads(const Words<T>& words, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  const WordShape shape =
      needs_table(words) ? WordShape{0, ~std::uint64_t{0}, false} : shape_by_threads(words, threads);
  if (shape.span() < places_for(words.size / threads)) return by_range(words, shape, codes, first, threads);
  if (shape.is_sorted) return by_runs(words, codes, first);
  if (has_many_groups(words)) return group_by_radix(words, codes, first, threads);
  return by_tables(words, codes, first, threads);
}

template <typename T>
std::uint32_t group_by(Method method, const Words<T>& words, std::uint32_t* codes, std::uint32_t* first,
                       unsigned threads) {
  switch (method) {
    case Method::direct:
      return by_range(words, shape_of(words), codes, first, threads);
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
