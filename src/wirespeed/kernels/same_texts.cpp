// Rows whose words are hashes, compared with those that they were taken to be equal to.
#include <algorithm>
#include <atomic>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/key_words.hpp"
#include "wirespeed/kernels/same_bytes.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t kPiece = std::size_t{1} << 16;

struct Task {
  const std::uint64_t* words;
  const std::uint32_t* codes;
  const std::uint32_t* first;
  std::size_t from;
  std::size_t to;
};

template <typename Same>
bool holds(const Task& task, Same same) noexcept {
  for (std::size_t i = task.from; i < task.to; ++i) {
    const std::uint32_t row = task.first[task.codes[i]];
    if ((task.words[i] & kHashed) == 0 || row == i) continue;
    if (!same(static_cast<std::int64_t>(i), static_cast<std::int64_t>(row))) return false;
  }
  return true;
}

// Rows of hashed words are there: a null has a word of its own.
template <typename Text>
bool texts_hold(const Task& task, Text text) noexcept {
  return holds(task, [&](std::int64_t i, std::int64_t row) {
    const std::string_view a = text(i);
    const std::string_view b = text(row);
    return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
  });
}

bool holds(const ArrayView& view, const Task& task) noexcept {
  switch (view.item) {
    case Item::bytes:
    case Item::ucs4: {
      const auto* data = reinterpret_cast<const char*>(view.data);
      const auto width = static_cast<std::size_t>(view.width);
      return holds(task, [=, stride = view.stride](std::int64_t i, std::int64_t row) {
        return same_bytes(data + i * stride, data + row * stride, width);
      });
    }
    case Item::text:
      return texts_hold(task, [&](std::int64_t i) { return text_between<std::int32_t>(view, i); });
    case Item::large_text:
      return texts_hold(task, [&](std::int64_t i) { return text_between<std::int64_t>(view, i); });
    case Item::text_view:
      return texts_hold(task, [&](std::int64_t i) { return text_in_view(view, i); });
    default:
      return texts_hold(task, [&](std::int64_t i) { return item_at<std::string_view>(view, i); });
  }
}

}  // namespace

bool are_same_texts(const ArrayView& view, const std::uint64_t* words, const std::uint32_t* codes,
                    const std::uint32_t* first, unsigned threads) {
  const auto rows = static_cast<std::size_t>(view.length);
  if (rows < kRowsForThreads) return holds(view, {words, codes, first, 0, rows});
  std::atomic<bool> same = true;
  parallel_for(threads_for_keys(rows, threads), (rows + kPiece - 1) / kPiece, [&](std::size_t piece) {
    const std::size_t from = piece * kPiece;
    if (!holds(view, {words, codes, first, from, std::min(from + kPiece, rows)})) same = false;
  });
  return same;
}

}  // namespace wirespeed::kernels
