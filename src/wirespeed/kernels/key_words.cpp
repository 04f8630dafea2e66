#include "wirespeed/kernels/key_words.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/text_words.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::string_view kEmpty = "";  // there, unlike a view without data
constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();

// Some rows of an array, and where their words go.
struct Task {
  const ArrayView& view;
  std::int64_t from;
  std::int64_t to;
  std::uint64_t* words;
};

// Signed numbers are moved up, so that their words are in order.
template <typename T>
void put_integers(const Task& task) {
  using Unsigned = std::make_unsigned_t<T>;
  constexpr auto kFlip = static_cast<Unsigned>(std::is_signed_v<T> ? Unsigned{1} << (sizeof(T) * 8 - 1) : 0);
  for (std::int64_t i = task.from; i < task.to; ++i) {
    task.words[i] = static_cast<Unsigned>(item_at<Unsigned>(task.view, i) ^ kFlip);
  }
}

// All NaN are one, and both zeros.
template <typename T, typename Bits>
void put_floats(const Task& task) {
  constexpr auto kNaN = std::bit_cast<Bits>(std::numeric_limits<T>::quiet_NaN());
  for (std::int64_t i = task.from; i < task.to; ++i) {
    const T value = item_at<T>(task.view, i);
    task.words[i] = std::isnan(value) ? kNaN : std::bit_cast<Bits>(value + T{0});
  }
}

void put_bits(const Task& task) {
  for (std::int64_t i = task.from; i < task.to; ++i) task.words[i] = bit_at(task.view, i) ? 1 : 0;
}

// Whether all are exact.
template <typename Word>
bool put_words(const Task& task, Word word) {
  std::uint64_t any = 0;
  for (std::int64_t i = task.from; i < task.to; ++i) any |= task.words[i] = word(i);
  return (any & kHashed) == 0;
}

// Texts that are not there are empty slices without data.
template <typename Text>
bool put_texts(const Task& task, Text text) {
  const TextWord word;
  if (task.view.validity == nullptr) return put_words(task, [&](std::int64_t i) { return word(text(i)); });
  return put_words(task, [&](std::int64_t i) { return task.view.is_there(i) ? word(text(i)) : kNoText; });
}

bool put_bytes(const Task& task) {
  const TextWord word;
  const auto width = static_cast<std::size_t>(task.view.width);
  const char* data = reinterpret_cast<const char*>(task.view.data);
  return put_words(task, [&](std::int64_t i) { return word.of_bytes(data + i * task.view.stride, width); }) ||
         width <= 8;
}

bool put_ucs4(const Task& task) {
  const TextWord word;
  const auto characters = static_cast<std::size_t>(task.view.width) / 4;
  const char* data = reinterpret_cast<const char*>(task.view.data);
  return put_words(task, [&](std::int64_t i) { return word.of_ucs4(data + i * task.view.stride, characters); });
}

bool put_text_items(const Task& task) {
  switch (task.view.item) {
    case Item::bytes:
      return put_bytes(task);
    case Item::ucs4:
      return put_ucs4(task);
    case Item::text:
      return put_texts(task, [&](std::int64_t i) {
        const std::string_view text = text_between<std::int32_t>(task.view, i);
        return text.data() == nullptr ? kEmpty : text;
      });
    case Item::large_text:
      return put_texts(task, [&](std::int64_t i) {
        const std::string_view text = text_between<std::int64_t>(task.view, i);
        return text.data() == nullptr ? kEmpty : text;
      });
    case Item::text_view:
      return put_texts(task, [&](std::int64_t i) { return text_in_view(task.view, i); });
    default:
      return put_texts(task, [&](std::int64_t i) { return item_at<std::string_view>(task.view, i); });
  }
}

bool put_items(const Task& task) {
  switch (task.view.item) {
    case Item::boolean:
    case Item::bit:
      put_bits(task);
      return true;
    case Item::int8:
      put_integers<std::int8_t>(task);
      return true;
    case Item::int16:
      put_integers<std::int16_t>(task);
      return true;
    case Item::int32:
      put_integers<std::int32_t>(task);
      return true;
    case Item::int64:
    case Item::ticks:
      put_integers<std::int64_t>(task);
      return true;
    case Item::uint8:
      put_integers<std::uint8_t>(task);
      return true;
    case Item::uint16:
      put_integers<std::uint16_t>(task);
      return true;
    case Item::uint32:
      put_integers<std::uint32_t>(task);
      return true;
    case Item::uint64:
      put_integers<std::uint64_t>(task);
      return true;
    case Item::float32:
      put_floats<float, std::uint32_t>(task);
      return true;
    case Item::float64:
      put_floats<double, std::uint64_t>(task);
      return true;
    default:
      return put_text_items(task);
  }
}

// A word that no item has: beside the others where there is room, so that their range stays small.
std::uint64_t spare_word(const ArrayView& view, const std::uint64_t* words) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t low = kMost;
  std::uint64_t high = 0;
  for (std::int64_t i = 0; i < view.length; ++i) {
    if (!view.is_there(i)) continue;
    low = std::min(low, words[i]);
    high = std::max(high, words[i]);
  }
  if (low > high) return 0;  // no item is there
  if (high != kMost) return high + 1;
  if (low != 0) return low - 1;
  const auto is_used = [&](std::uint64_t word) {
    for (std::int64_t i = 0; i < view.length; ++i) {
      if (view.is_there(i) && words[i] == word) return true;
    }
    return false;
  };
  std::uint64_t word = seed().mask;
  while (is_used(word)) ++word;
  return word;
}

void put_nulls(const ArrayView& view, std::uint64_t* words) {
  const std::uint64_t null = view.item == Item::float32   ? std::bit_cast<std::uint32_t>(std::nanf(""))
                             : view.item == Item::float64 ? std::bit_cast<std::uint64_t>(std::nan(""))
                                                          : spare_word(view, words);
  for (std::int64_t i = 0; i < view.length; ++i) {
    if (!view.is_there(i)) words[i] = null;
  }
}

bool put_all(const ArrayView& view, std::uint64_t* words, unsigned threads) {
  const auto rows = static_cast<std::size_t>(view.length);
  if (rows < kRowsForThreads) return put_items({view, 0, view.length, words});
  constexpr std::int64_t kPiece = 1 << 16;
  std::atomic<bool> is_exact = true;
  parallel_for(threads_for_keys(rows, threads), static_cast<std::size_t>((view.length + kPiece - 1) / kPiece),
               [&](std::size_t piece) {
                 const std::int64_t from = static_cast<std::int64_t>(piece) * kPiece;
                 if (!put_items({view, from, std::min(from + kPiece, view.length), words})) is_exact = false;
               });
  return is_exact;
}

template <typename T>
bool is_nan(const ArrayView& view, std::int64_t i) noexcept {
  return std::isnan(item_at<T>(view, i));
}

}  // namespace

WordsMade words_of(const ArrayView& view, std::uint64_t* words, unsigned threads) {
  const bool are_exact = put_all(view, words, threads);
  if (view.validity != nullptr && !column::is_text(view.item)) put_nulls(view, words);
  return {are_exact};
}

bool is_null(const ArrayView& view, std::int64_t i) noexcept {
  if (!view.is_there(i)) return true;
  if (view.dictionary != nullptr) {
    const std::int64_t place = place_at(view, i);
    return place < 0 || place >= view.dictionary->length || is_null(*view.dictionary, place);
  }
  switch (view.item) {
    case Item::float32:
      return is_nan<float>(view, i);
    case Item::float64:
      return is_nan<double>(view, i);
    case Item::ticks:
      return item_at<std::int64_t>(view, i) == kNaT;
    case Item::slices:
      return item_at<std::string_view>(view, i).data() == nullptr;
    default:
      return false;
  }
}

}  // namespace wirespeed::kernels
