#include "wirespeed/kernels/row_mask.hpp"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/text_reader.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t kWordRows = 64;

std::size_t rows_in_word(std::size_t rows, std::size_t word) noexcept {
  return std::min(kWordRows, rows - word * kWordRows);
}

// A bit for each of `count` rows.
template <typename Holds>
std::uint64_t bits_where(std::size_t count, Holds&& holds) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= std::uint64_t{holds(i)} << i;
  return bits;
}

// A bit for each of 16 bytes that is not 0.
std::uint64_t bits_of_sixteen(const std::uint8_t* bytes) noexcept {
  const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_setzero_si128()))) ^ 0xffffU;
}

// The same of 64.
std::uint64_t bits_of_bytes(const std::uint8_t* bytes) noexcept {
  return bits_of_sixteen(bytes) | bits_of_sixteen(bytes + 16) << 16U | bits_of_sixteen(bytes + 32) << 32U |
         bits_of_sixteen(bytes + 48) << 48U;
}

// The same of fewer, behind which nothing may be read: the last are taken from 16 that end with them, where there are
// so many.
std::uint64_t bits_of_rest(const std::uint8_t* bytes, std::size_t count) noexcept {
  std::uint64_t bits = 0;
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) bits |= bits_of_sixteen(bytes + i) << i;
  if (i == count) return bits;
  if (i > 0) return bits | (bits_of_sixteen(bytes + count - 16) >> (16 - (count - i))) << i;
  return bits_where(count, [&](std::size_t k) { return bytes[k] != 0; });
}

template <typename T>
bool holds(Compare how, const T& one, const T& two) noexcept {
  switch (how) {
    case Compare::equal:
      return one == two;
    case Compare::not_equal:
      return one != two;
    case Compare::less:
      return one < two;
    case Compare::less_equal:
      return one <= two;
    case Compare::greater:
      return one > two;
    case Compare::greater_equal:
      return one >= two;
  }
  return false;
}

// Calls work(how) with `how` as a constant, so that the loop within knows it.
template <typename Work>
void with_constant(Compare how, Work&& work) {
  using enum Compare;
  switch (how) {
    case equal:
      return work(std::integral_constant<Compare, equal>());
    case not_equal:
      return work(std::integral_constant<Compare, not_equal>());
    case less:
      return work(std::integral_constant<Compare, less>());
    case less_equal:
      return work(std::integral_constant<Compare, less_equal>());
    case greater:
      return work(std::integral_constant<Compare, greater>());
    case greater_equal:
      return work(std::integral_constant<Compare, greater_equal>());
  }
}

std::uint64_t word_of(const ArrayView& one, KeyKind kind) {
  std::uint64_t word = 0;
  WordReader(one, kind).read(0, 1, &word);
  return word;
}

template <typename T>
std::uint64_t word_of(T value, Item item, KeyKind kind) {
  return word_of(ArrayView{.item = item,
                           .length = 1,
                           .data = reinterpret_cast<const std::uint8_t*>(&value),
                           .stride = sizeof(T),
                           .width = sizeof(T)},
                 kind);
}

double real_of(const Scalar& value) noexcept {
  if (value.kind == Scalar::Kind::real) return value.real;
  return value.kind == Scalar::Kind::natural ? static_cast<double>(value.natural) : static_cast<double>(value.integer);
}

// What compares with integers as `value` does; it may lie beyond them.
struct Bound {
  KeyKind kind;
  std::uint64_t word = 0;
  int beyond = 0;  // -1: less than all of them, 1: greater
};

Bound bound_of(KeyKind kind, const Scalar& value) {
  const bool is_number = kind != KeyKind::ticks;
  if (is_number && (kind == KeyKind::real || value.kind == Scalar::Kind::real)) {
    return {KeyKind::real, word_of(real_of(value), Item::float64, KeyKind::real)};
  }
  if (kind == KeyKind::natural) {
    if (value.kind == Scalar::Kind::natural) return {kind, value.natural};
    if (value.integer < 0) return {kind, 0, -1};
    return {kind, static_cast<std::uint64_t>(value.integer)};
  }
  if (value.kind == Scalar::Kind::natural) return {kind, 0, 1};
  return {kind, word_of(value.integer, kind == KeyKind::ticks ? Item::ticks : Item::int64, kind)};
}

bool holds_for_all(Compare how, int beyond) noexcept {
  if (how == Compare::not_equal) return true;
  if (how == Compare::equal) return false;
  const bool asks_less = how == Compare::less || how == Compare::less_equal;
  return asks_less == (beyond > 0);
}

Result<void> refuse(KeyKind kind, const Scalar& value) {
  const bool column_is_text = kind == KeyKind::text;
  const bool value_is_text = value.kind == Scalar::Kind::text;
  const bool fits_time = kind != KeyKind::ticks || value.kind == Scalar::Kind::integer;
  if (value.kind == Scalar::Kind::missing || (column_is_text == value_is_text && fits_time)) return {};
  return fail(Errc::invalid_argument, "filter: expected a value of the column's kind ({}), found {}",
              column_is_text           ? "text"
              : kind == KeyKind::ticks ? "a time"
                                       : "a number",
              value_is_text ? "text" : "a number");
}

}  // namespace

RowMask::RowMask(std::size_t rows) : rows_(rows), size_((rows + kWordRows - 1) / kWordRows) {
  if (size_ > kFew) many_.resize(size_);
  const std::span<std::uint64_t> all = words();
  std::ranges::fill(all, ~std::uint64_t{0});
  if (rows % kWordRows != 0) all.back() = (std::uint64_t{1} << (rows % kWordRows)) - 1;
}

std::size_t RowMask::wanted() const noexcept {
  std::size_t sum = 0;
  for (const std::uint64_t word : words()) sum += static_cast<std::size_t>(std::popcount(word));
  return sum;
}

template <typename Wanted>
void RowMask::keep_where(Wanted&& wanted) {
  const std::span<std::uint64_t> words = this->words();
  for_parts(rows_, [&](std::size_t begin, std::size_t count) {
    const std::size_t end = (begin + count + kWordRows - 1) / kWordRows;
    for (std::size_t word = begin / kWordRows; word < end; ++word) {
      if (words[word] != 0) words[word] &= wanted(word * kWordRows, rows_in_word(rows_, word));
    }
  });
}

void RowMask::keep_there(const ArrayView& column) {
  const Presence presence(column);
  if (!presence.can_miss()) return;
  keep_where([&](std::size_t begin, std::size_t count) {
    return bits_where(count, [&](std::size_t i) { return presence.is_there(begin + i); });
  });
}

// So quick that threads are not worth their start.
void RowMask::keep_bytes(const std::uint8_t* bytes) noexcept {
  const std::span<std::uint64_t> words = this->words();
  const std::size_t whole = rows_ / kWordRows;
  for (std::size_t word = 0; word < whole; ++word) words[word] &= bits_of_bytes(bytes + word * kWordRows);
  const std::size_t left = rows_ % kWordRows;
  if (left != 0) words.back() &= bits_of_rest(bytes + whole * kWordRows, left);
}

void RowMask::keep_true(const ArrayView& column) {
  keep_there(column);
  if (column.item == Item::boolean && column.stride == 1 && column.dictionary == nullptr) {
    return keep_bytes(column.data);
  }
  const WordReader reader(column, KeyKind::natural);
  keep_where([&](std::size_t begin, std::size_t count) {
    std::uint64_t words[kWordRows];
    reader.read(begin, count, words);
    return bits_where(count, [&](std::size_t i) { return words[i] != 0; });
  });
}

void RowMask::keep_words(const ArrayView& column, Compare how, std::uint64_t bound, KeyKind kind) {
  const WordReader reader(column, kind);
  const bool has_nan = kind == KeyKind::real || kind == KeyKind::ticks;
  with_constant(how, [&](auto constant) {
    constexpr Compare kHow = decltype(constant)::value;
    keep_where([&](std::size_t begin, std::size_t count) {
      std::uint64_t words[kWordRows];
      reader.read(begin, count, words);
      if (!has_nan) return bits_where(count, [&](std::size_t i) { return holds(kHow, words[i], bound); });
      // NaN compares as nothing, and differs from everything, itself too.
      return bits_where(count, [&](std::size_t i) {
        const bool is_number = (words[i] != kLargestWord) & (bound != kLargestWord);
        return kHow == Compare::not_equal ? !is_number || words[i] != bound : is_number && holds(kHow, words[i], bound);
      });
    });
  });
}

void RowMask::keep_texts(const ArrayView& column, Compare how, std::string_view text) {
  const TextReader reader(column);
  keep_where([&](std::size_t begin, std::size_t count) {
    TextArena arena;
    std::string_view texts[kWordRows];
    reader.read(begin, count, texts, arena);
    return bits_where(count, [&](std::size_t i) { return holds(how, texts[i], text); });
  });
}

Result<void> RowMask::keep(const ArrayView& column, Compare how, const Scalar& value) {
  const KeyKind kind = kind_of(column);
  if (auto ok = refuse(kind, value); !ok) return ok;
  keep_there(column);
  if (value.kind == Scalar::Kind::missing) {
    keep_where([](std::size_t, std::size_t) { return std::uint64_t{0}; });
  } else if (kind == KeyKind::text) {
    keep_texts(column, how, value.text);
  } else if (const Bound bound = bound_of(kind, value); bound.beyond == 0) {
    keep_words(column, how, bound.word, bound.kind);
  } else if (!holds_for_all(how, bound.beyond)) {
    keep_where([](std::size_t, std::size_t) { return std::uint64_t{0}; });
  }
  return {};
}

RawVector<Row> RowMask::numbers() const {
  RawVector<Row> rows(wanted());
  std::size_t size = 0;
  for (std::size_t word = 0; word < size_; ++word) {
    for (std::uint64_t bits = words()[word]; bits != 0; bits &= bits - 1) {
      rows[size++] = static_cast<Row>(word * kWordRows + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }
  return rows;
}

}  // namespace wirespeed::kernels
