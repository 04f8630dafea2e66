#include "wirespeed/kernels/packed_keys.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/range_groups.hpp"
#include "wirespeed/kernels/scratch.hpp"
#include "wirespeed/kernels/word_groups.hpp"
#include "wirespeed/kernels/word_shape.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t kPieceRows = 4096;  // of which the words under way stay in the first cache

// f(from, count) for all rows in pieces.
template <typename F>
void for_pieces(std::size_t rows, unsigned threads, const F& f) {
  const std::size_t pieces = (rows + kPieceRows - 1) / kPieceRows;
  const auto piece = [&](std::size_t i) { f(i * kPieceRows, std::min(kPieceRows, rows - i * kPieceRows)); };
  if (rows >= kRowsForThreads) return parallel_for(threads_for_keys(rows, threads), pieces, piece);
  for (std::size_t i = 0; i < pieces; ++i) piece(i);
}

// A key's items less the least of them. `range` 0 is 2^64.
struct Digits {
  const void* data = nullptr;
  unsigned width = 4;
  std::uint64_t flip = 0;  // makes signed items ascend
  std::uint64_t low = 0;
  std::uint64_t range = 0;
};

// f(words) with the items as Words of their width.
template <typename F>
void with_words(const Digits& digits, std::size_t rows, const F& f) {
  const auto as = [&]<typename T>(std::type_identity<T>) {
    f(Words<T>{static_cast<const T*>(digits.data), rows, static_cast<T>(digits.flip)});
  };
  switch (digits.width) {
    case 1:
      return as(std::type_identity<std::uint8_t>{});
    case 2:
      return as(std::type_identity<std::uint16_t>{});
    case 4:
      return as(std::type_identity<std::uint32_t>{});
    default:
      return as(std::type_identity<std::uint64_t>{});
  }
}

bool is_signed(Item item) noexcept { return (item >= Item::int8 && item <= Item::int64) || item == Item::ticks; }

// Whether items say by themselves which are equal: integers, and places among distinct things.
bool are_digits(const Key& key) noexcept {
  const ArrayView& view = key.view;
  const bool is_plain = view.validity == nullptr && view.is_contiguous() && view.width > 0 && view.width <= 8;
  if (view.dictionary != nullptr) return is_plain && key.has_distinct_values && view.dictionary->validity == nullptr;
  return is_plain && (view.item == Item::boolean || view.item == Item::ticks ||
                      (view.item >= Item::int8 && view.item <= Item::uint64));
}

class PackedKeys {
 public:
  PackedKeys(std::size_t rows, unsigned threads, std::size_t keys) : rows_(rows), threads_(threads) {
    digits_.reserve(keys);
    codes_.reserve(keys * 2);
  }

  Result<void> add(const Key& key) {
    std::optional<Digits> digits = are_digits(key) ? digits_of(key) : std::nullopt;
    std::uint64_t product = 0;
    if (digits && (digits->range == 0 || __builtin_mul_overflow(range_, digits->range, &product))) digits.reset();
    if (!digits) {
      auto grouped = grouped_digits(key);
      if (!grouped) return std::unexpected(grouped.error());
      digits = *grouped;
    }
    if (__builtin_mul_overflow(range_, digits->range, &product)) {
      shrink();
      product = range_ * digits->range;  // both are of groups, fewer than 2^32
    }
    range_ = product;
    digits_.push_back(*digits);
    return {};
  }

  std::uint32_t group(std::uint32_t* codes, std::uint32_t* first) const {
    const unsigned used = threads_for_keys(rows_, threads_);
    if (range_ <= places_for(rows_ / used)) {
      return group_by_range(*this, rows_, static_cast<std::size_t>(range_), codes, first, used);
    }
    Scratch& scratch = Scratch::mine();
    if (range_ <= 0xffffffff) {
      std::uint32_t* words = room(scratch.key_codes, rows_);
      pack(words);
      return group_words(Words<std::uint32_t>{words, rows_}, codes, first, threads_);
    }
    std::uint64_t* words = room(scratch.packed, rows_);
    pack(words);
    return group_words(Words<std::uint64_t>{words, rows_}, codes, first, threads_);
  }

  // Words of rows below a small range, as group_by_range() asks for them.
  const std::uint32_t* places(std::size_t from, std::size_t count, std::uint32_t* words) const noexcept {
    pack_rows(words, from, count);
    return words;
  }

 private:
  WordShape shape_of_all(const Digits& digits) const {
    std::vector<WordShape> shapes((rows_ + kPieceRows - 1) / kPieceRows);
    with_words(digits, rows_, [&](const auto& words) {
      for_pieces(rows_, threads_, [&](std::size_t from, std::size_t count) {
        shapes[from / kPieceRows] = shape_of(words.part(from, count));
      });
    });
    WordShape all = shapes[0];
    for (const WordShape& shape : shapes) {
      all.low = std::min(all.low, shape.low);
      all.high = std::max(all.high, shape.high);
    }
    return all;
  }

  // Nothing where a place is outside of its dictionary.
  std::optional<Digits> digits_of(const Key& key) const {
    const ArrayView& view = key.view;
    Digits digits{.data = view.data, .width = static_cast<unsigned>(view.width), .range = key.first.size()};
    if (digits.range != 0) return digits;
    if (is_signed(view.item)) digits.flip = std::uint64_t{1} << (digits.width * 8 - 1);
    const WordShape shape = shape_of_all(digits);
    digits.low = shape.low;
    digits.range = shape.span() + 1;
    if (view.dictionary == nullptr) return digits;
    const auto places = static_cast<std::uint64_t>(view.dictionary->length);
    const bool is_inside = shape.low >= digits.flip && shape.high - digits.flip < places;
    return is_inside ? std::optional(digits) : std::nullopt;
  }

  Result<Digits> grouped_digits(const Key& key) {
    RawVector<std::uint32_t>& codes = codes_.emplace_back(rows_);
    const auto groups = group_key(key, codes.data(), room(Scratch::mine().key_first, rows_), threads_);
    if (!groups) return std::unexpected(groups.error());
    return Digits{.data = codes.data(), .range = *groups};
  }

  // What there is so far becomes the digits of its groups.
  void shrink() {
    RawVector<std::uint32_t>& codes = codes_.emplace_back(rows_);
    range_ = group(codes.data(), room(Scratch::mine().key_first, rows_));
    digits_.assign(1, Digits{.data = codes.data(), .range = range_});
  }

  template <typename Word>
  void pack(Word* packed) const {
    for_pieces(rows_, threads_, [&](std::size_t from, std::size_t count) { pack_rows(packed + from, from, count); });
  }

  template <typename Word>
  void pack_rows(Word* packed, std::size_t from, std::size_t count) const noexcept {
    for (const Digits& digits : digits_) {
      const bool is_first = &digits == digits_.data();
      const auto range = static_cast<Word>(digits.range);
      with_words(digits, rows_, [&](const auto& words) {
        const auto part = words.part(from, count);
        const auto digit = [&](std::size_t i) { return static_cast<Word>(part[i] - digits.low); };
        if (is_first) {
          for (std::size_t i = 0; i < count; ++i) packed[i] = digit(i);
        } else {
          for (std::size_t i = 0; i < count; ++i) packed[i] = static_cast<Word>(packed[i] * range + digit(i));
        }
      });
    }
  }

  std::size_t rows_;
  unsigned threads_;
  std::vector<Digits> digits_;
  std::vector<RawVector<std::uint32_t>> codes_;
  std::uint64_t range_ = 1;
};

}  // namespace

Result<std::uint32_t> group_together(std::span<const Key> keys, std::uint32_t* codes, std::uint32_t* first,
                                     unsigned threads) {
  PackedKeys packed(static_cast<std::size_t>(keys[0].view.length), threads, keys.size());
  for (const Key& key : keys) {
    if (auto ok = packed.add(key); !ok) return std::unexpected(ok.error());
  }
  return packed.group(codes, first);
}

}  // namespace wirespeed::kernels
