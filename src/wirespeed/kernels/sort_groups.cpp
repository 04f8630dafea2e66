#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/factorize.hpp"
#include "wirespeed/kernels/key_words.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

template <typename T>
std::uint64_t signed_order(T value) noexcept {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) ^ std::uint64_t{1} << 63;
}

// Negative floats fall as their bits rise.
std::uint64_t float_order(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits >> 63) != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

// A word for a number, in the order of numbers.
std::uint64_t order_of(const ArrayView& view, std::int64_t i) noexcept {
  switch (view.item) {
    case Item::boolean:
    case Item::bit:
      return bit_at(view, i) ? 1 : 0;
    case Item::uint64:
      return item_at<std::uint64_t>(view, i);
    case Item::float32:
      return float_order(item_at<float>(view, i));
    case Item::float64:
      return float_order(item_at<double>(view, i));
    default:
      return signed_order(place_at(view, i));
  }
}

std::strong_ordering compare_ucs4(std::string_view a, std::string_view b) noexcept {
  for (std::size_t at = 0; at < a.size(); at += 4) {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::memcpy(&x, a.data() + at, 4);
    std::memcpy(&y, b.data() + at, 4);
    if (x != y) return x <=> y;
  }
  return std::strong_ordering::equal;
}

// The groups' keys of one array, to be compared.
class KeyOrder {
 public:
  KeyOrder(const ArrayView& key, std::span<const std::uint32_t> rows)
      : view_(key.dictionary == nullptr ? key : *key.dictionary), is_text_(column::is_text(view_.item)) {
    (is_text_ ? texts_.resize(rows.size()) : words_.resize(rows.size()));
    nulls_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) put(key, i, rows[i]);
  }

  std::strong_ordering compare(std::uint32_t a, std::uint32_t b) const noexcept {
    if (nulls_[a] != nulls_[b] || nulls_[a] != 0) return nulls_[a] <=> nulls_[b];
    if (!is_text_) return words_[a] <=> words_[b];
    return view_.item == Item::ucs4 ? compare_ucs4(texts_[a], texts_[b]) : texts_[a] <=> texts_[b];
  }

 private:
  void put(const ArrayView& key, std::size_t i, std::uint32_t row) {
    nulls_[i] = is_null(key, row) ? 1 : 0;
    if (nulls_[i] != 0) return;
    const std::int64_t at = key.dictionary == nullptr ? row : place_at(key, row);
    if (is_text_) {
      texts_[i] = whole_text_at(view_, at);
    } else {
      words_[i] = order_of(view_, at);
    }
  }

  const ArrayView& view_;
  bool is_text_;
  RawVector<std::uint64_t> words_;
  RawVector<std::string_view> texts_;
  RawVector<std::uint8_t> nulls_;
};

}  // namespace

void sort_groups(Factorized& groups, std::span<const Key> keys) {
  std::vector<KeyOrder> orders;
  orders.reserve(keys.size());
  for (const Key& key : keys) orders.emplace_back(key.view, groups.first);
  RawVector<std::uint32_t> sorted(groups.first.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::ranges::sort(sorted, [&](std::uint32_t a, std::uint32_t b) {
    for (const KeyOrder& order : orders) {
      const std::strong_ordering found = order.compare(a, b);
      if (found != 0) return found < 0;
    }
    return false;
  });
  RawVector<std::uint32_t> now(sorted.size());
  RawVector<std::uint32_t> first(sorted.size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    now[sorted[i]] = i;
    first[i] = groups.first[sorted[i]];
  }
  groups.first = std::move(first);
  for (std::uint32_t& code : groups.codes) {
    if (code != kNoGroup) code = now[code];
  }
}

}  // namespace wirespeed::kernels
