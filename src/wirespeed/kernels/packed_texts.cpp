#include "wirespeed/kernels/packed_texts.hpp"

#include <algorithm>
#include <cstring>

#include "wirespeed/kernels/packed_table.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

template <std::size_t kWords>
constexpr std::size_t kMostBytes = PackedSlot<kWords>::kMostBytes;

// Of the bytes that are read at a text those that are its own, and the mark of its size.
template <std::size_t kWords>
struct Sizes {
  PackedText<kWords> masks[kWords * 8];
  PackedText<kWords> marks[kWords * 8];
};

template <std::size_t kWords>
constexpr Sizes<kWords> kSizes = [] {
  Sizes<kWords> made{};
  for (std::size_t size = 0; size < kWords * 8; ++size) {
    for (std::size_t i = 0; i < size; ++i) made.masks[size].words[i / 8] |= std::uint64_t{0xff} << (i % 8 * 8);
    made.marks[size].words[kWords - 1] = std::uint64_t{size} << PackedSlot<kWords>::kSizeAt;
  }
  return made;
}();

// The bytes at a place, of which `size` are the text's; of more than the slots hold, anything. REQUIRES: there are
// 8 * kWords
template <std::size_t kWords>
PackedText<kWords> packed(const std::uint8_t* at, std::size_t size) noexcept {
  const std::size_t which = size % (kWords * 8);
  PackedText<kWords> text;
  std::memcpy(text.words, at, sizeof text.words);
  for (std::size_t i = 0; i < kWords; ++i) {
    text.words[i] = (text.words[i] & kSizes<kWords>.masks[which].words[i]) | kSizes<kWords>.marks[which].words[i];
  }
  return text;
}

// What the next rows but some are is asked for: texts, whose sizes differ, are not foreseen by the CPU.
void ask_for(const void* from, std::size_t bytes) noexcept {
  for (std::size_t at = 0; at < bytes; at += 64) __builtin_prefetch(static_cast<const char*>(from) + at);
}

// Texts that lie between offsets.
template <typename Offset>
class OffsetTexts {
 public:
  explicit OffsetTexts(const ArrayView& view)
      : data_(view.data), offsets_(static_cast<const Offset*>(view.offsets)), end_(offsets_[view.length]) {}

  std::size_t size(std::size_t row) const noexcept {
    return static_cast<std::size_t>(offsets_[row + 1] - offsets_[row]);
  }

  // Rows from `from` on; returns the greatest size.
  template <std::size_t kWords>
  std::size_t read(std::size_t from, std::size_t count, PackedText<kWords>* into) const noexcept {
    const bool is_safe = end_ - offsets_[from + count] >= static_cast<Offset>(kWords * 8);
    if (!is_safe) return read_last(from, count, into);
    ask_for(offsets_ + from + 2 * count, count * sizeof(Offset));
    const auto bytes = static_cast<std::size_t>(offsets_[from + count] - offsets_[from]);
    ask_for(data_ + offsets_[from] + 2 * bytes, std::min(bytes, count * 16));
    std::size_t most = 0;
    Offset begin = offsets_[from];
    for (std::size_t i = 0; i < count; ++i) {
      const Offset end = offsets_[from + i + 1];
      const auto size = static_cast<std::size_t>(end - begin);
      most = std::max(most, size);
      into[i] = packed<kWords>(data_ + begin, size);
      begin = end;
    }
    return most;
  }

 private:
  // Behind which there may be nothing more to read.
  template <std::size_t kWords>
  std::size_t read_last(std::size_t from, std::size_t count, PackedText<kWords>* into) const noexcept {
    std::size_t most = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint8_t text[kWords * 8] = {};
      most = std::max(most, size(from + i));
      const std::size_t some = std::min(size(from + i), kMostBytes<kWords>);
      if (some > 0) std::memcpy(text, data_ + offsets_[from + i], some);
      into[i] = packed<kWords>(text, some);
    }
    return most;
  }

  const std::uint8_t* data_;
  const Offset* offsets_;
  Offset end_;
};

// Views of texts, in which short ones lie themselves.
class ViewTexts {
 public:
  explicit ViewTexts(const ArrayView& view) : data_(view.data), stride_(view.stride) {}

  std::size_t size(std::size_t row) const noexcept {
    std::uint32_t size = 0;
    std::memcpy(&size, at(row), sizeof size);
    return size;
  }

  template <std::size_t kWords>
  std::size_t read(std::size_t from, std::size_t count, PackedText<kWords>* into) const noexcept {
    std::size_t most = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint8_t text[16] = {};
      std::memcpy(text, at(from + i) + 4, kInside);
      const std::size_t found = size(from + i);
      most = std::max(most, found);
      into[i] = packed<kWords>(text, found);
    }
    return most;
  }

 private:
  static constexpr std::size_t kInside = 12;

  const std::uint8_t* at(std::size_t row) const noexcept { return data_ + static_cast<std::int64_t>(row) * stride_; }

  const std::uint8_t* data_;
  std::int64_t stride_;
};

template <typename Read, std::size_t kCount>
class Texts {
 public:
  static constexpr std::size_t kWords = kCount;

  Texts(const Read& read, const ArrayView& view) : read_(read), view_(view) {}

  bool has_all() const noexcept { return longest_ <= kMostBytes<kWords>; }

  void read(std::size_t from, std::size_t count, PackedText<kWords>* into) noexcept {
    longest_ = std::max(longest_, read_.template read<kWords>(from, count, into));
    if (view_.validity == nullptr) return;
    for (std::size_t i = 0; i < count; ++i) {
      if (!view_.is_there(static_cast<std::int64_t>(from + i))) into[i] = kMissing;
    }
  }

 private:
  static constexpr PackedText<kWords> kMissing = [] {
    PackedText<kWords> missing{};
    missing.words[kWords - 1] = std::uint64_t{14} << PackedSlot<kWords>::kSizeAt;
    return missing;
  }();

  Read read_;
  ArrayView view_;
  std::size_t longest_ = 0;
};

// Of some rows all over the column.
template <typename Read>
std::size_t longest(const Read& read, std::size_t rows) noexcept {
  constexpr std::size_t kLooks = 256;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < kLooks; ++i) longest = std::max(longest, read.size(rows / kLooks * i));
  return longest;
}

template <typename Read>
FoundTexts group_by(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  const Read read(view);
  const auto rows = static_cast<std::size_t>(view.length);
  const auto group = [&](const auto& texts) {
    using Some = std::remove_cvref_t<decltype(texts)>;
    return group_texts_by<PackedTable<Some>>(texts, rows, codes, first, threads);
  };
  const std::size_t most = longest(read, rows);
  if (most <= kMostBytes<1>) return group(Texts<Read, 1>(read, view));
  if (most <= kMostBytes<2>) return group(Texts<Read, 2>(read, view));
  return {std::nullopt, false};
}

}  // namespace

FoundTexts group_packed_texts(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first, unsigned threads) {
  const FoundTexts none{std::nullopt, false};
  if (static_cast<std::size_t>(view.length) < kRowsToPart) return none;
  switch (view.item) {
    case Item::text:
      return group_by<OffsetTexts<std::int32_t>>(view, codes, first, threads);
    case Item::large_text:
      return group_by<OffsetTexts<std::int64_t>>(view, codes, first, threads);
    case Item::text_view:
      return group_by<ViewTexts>(view, codes, first, threads);
    default:
      return none;
  }
}

}  // namespace wirespeed::kernels
