#include "wirespeed/kernels/factorize_key.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/key_words.hpp"
#include "wirespeed/kernels/scratch.hpp"
#include "wirespeed/kernels/short_texts.hpp"
#include "wirespeed/kernels/text_groups.hpp"
#include "wirespeed/kernels/word_groups.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

// Whether items are texts that are more than words of their own.
bool are_long_texts(const ArrayView& view) noexcept {
  return column::is_text(view.item) && (view.item != Item::bytes || view.width > 8);
}

std::uint32_t group_by_words(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  std::optional<Method> method;
  if (are_long_texts(view)) {
    if (const auto groups = group_short_texts(view, codes, first)) return *groups;
    if (const auto groups = group_texts(view, codes, first, threads)) return *groups;
    method = Method::radix;
  }
  std::uint64_t* words = room(Scratch::mine().words, static_cast<std::size_t>(view.length));
  const WordsMade made = words_of(view, words, threads);
  const Words<std::uint64_t> all{words, static_cast<std::size_t>(view.length)};
  const std::uint32_t groups = group_words(all, codes, first, threads, method);
  if (made.are_exact || are_same_texts(view, words, codes, first, threads)) return groups;
  return group_texts_simply(view, codes, first);
}

template <typename T>
std::uint32_t group_integers(const ArrayView& view, T flip, std::uint32_t* codes, std::uint32_t* first,
                             unsigned threads) {
  const Words<T> words{reinterpret_cast<const T*>(view.data), static_cast<std::size_t>(view.length), flip};
  return group_words(words, codes, first, threads);
}

template <typename T>
constexpr T kSign = static_cast<T>(T{1} << (sizeof(T) * 8 - 1));

// Without a dictionary.
std::uint32_t group_items(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  if (view.validity != nullptr || !view.is_contiguous()) return group_by_words(view, codes, first, threads);
  switch (view.item) {
    case Item::boolean:
    case Item::uint8:
      return group_integers<std::uint8_t>(view, 0, codes, first, threads);
    case Item::int8:
      return group_integers(view, kSign<std::uint8_t>, codes, first, threads);
    case Item::uint16:
      return group_integers<std::uint16_t>(view, 0, codes, first, threads);
    case Item::int16:
      return group_integers(view, kSign<std::uint16_t>, codes, first, threads);
    case Item::uint32:
      return group_integers<std::uint32_t>(view, 0, codes, first, threads);
    case Item::int32:
      return group_integers(view, kSign<std::uint32_t>, codes, first, threads);
    case Item::uint64:
      return group_integers<std::uint64_t>(view, 0, codes, first, threads);
    case Item::int64:
    case Item::ticks:
      return group_integers(view, kSign<std::uint64_t>, codes, first, threads);
    default:
      return group_by_words(view, codes, first, threads);
  }
}

// What the groups' places in a dictionary stand for, as an array of its own.
class Entries {
 public:
  // Fails for a place that is none.
  Result<ArrayView> of(const ArrayView& view, const std::uint32_t* first, std::uint32_t groups) {
    const ArrayView& values = *view.dictionary;
    const bool is_text = column::is_text(values.item);
    const std::size_t width =
        is_text ? sizeof(std::string_view) : static_cast<std::size_t>(std::max<std::int64_t>(values.width, 1));
    memory_.assign(groups * width, 0);
    validity_.assign((std::size_t{groups} + 7) / 8, 0);
    for (std::uint32_t group = 0; group < groups; ++group) {
      const std::int64_t place = view.is_there(first[group]) ? place_at(view, first[group]) : -1;
      if (view.is_there(first[group]) && (place < 0 || place >= values.length)) {
        return fail(Errc::malformed, "expected places below {} in a dictionary, found {} in row {}", values.length,
                    place, first[group]);
      }
      if (place >= 0 && !is_null(values, place)) put(values, place, group, width);
    }
    return ArrayView{.item = is_text                    ? Item::slices
                             : values.item == Item::bit ? Item::boolean
                                                        : values.item,
                     .length = groups,
                     .data = memory_.data(),
                     .stride = static_cast<std::int64_t>(width),
                     .width = static_cast<std::int64_t>(width),
                     .validity = validity_.data()};
  }

 private:
  void put(const ArrayView& values, std::int64_t place, std::uint32_t group, std::size_t width) {
    std::uint8_t* out = memory_.data() + group * width;
    validity_[group / 8] |= static_cast<std::uint8_t>(1U << (group % 8));
    if (values.item == Item::bit) {
      *out = bit_at(values, place) ? 1 : 0;
    } else if (column::is_text(values.item)) {
      const std::string_view text = whole_text_at(values, place);
      std::memcpy(out, &text, width);
    } else {
      std::memcpy(out, values.data + place * values.stride, width);
    }
  }

  std::vector<std::uint8_t> memory_;
  std::vector<std::uint8_t> validity_;
};

// Groups of places as groups of what they stand for: a dictionary may say a thing twice, or hold nulls.
Result<std::uint32_t> unite_entries(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first,
                                    std::uint32_t groups) {
  Entries entries;
  const auto values = entries.of(view, first, groups);
  if (!values) return std::unexpected(values.error());
  RawVector<std::uint32_t> now(groups);
  RawVector<std::uint32_t> which(groups);
  const std::uint32_t united = group_items(*values, now.data(), which.data(), 1);
  if (united == groups) return groups;
  for (std::uint32_t group = 0; group < united; ++group) first[group] = first[which[group]];
  for (std::int64_t i = 0; i < view.length; ++i) codes[i] = now[codes[i]];
  return united;
}

}  // namespace

Result<std::uint32_t> group_key(const Key& key, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  const std::uint32_t groups = group_items(key.view, codes, first, threads);
  if (key.view.dictionary == nullptr || key.has_distinct_values) return groups;
  return unite_entries(key.view, codes, first, groups);
}

std::uint32_t group_texts_simply(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first) {
  std::unordered_map<std::string_view, std::uint32_t> known;
  std::uint32_t groups = 0;
  std::uint32_t null = kNoGroup;
  for (std::int64_t i = 0; i < view.length; ++i) {
    const auto row = static_cast<std::uint32_t>(i);
    std::uint32_t* code = &null;
    if (!is_null(view, i)) code = &known.try_emplace(whole_text_at(view, i), kNoGroup).first->second;
    if (*code == kNoGroup) {
      first[groups] = row;
      *code = groups++;
    }
    codes[i] = *code;
  }
  return groups;
}

}  // namespace wirespeed::kernels
