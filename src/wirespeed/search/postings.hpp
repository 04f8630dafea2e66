// The names that hold a word, as ranks in rising order, in the form that suits their number:
//
//   less than 64       a list that the rare words of a block share (bundle.hpp)
//   a part of them     a monotone list (monotone_list.hpp)
//   1 in 16 and more   a bitmap of all names: two common words are then met by the machine word
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "wirespeed/search/monotone_list.hpp"
#include "wirespeed/search/word_range.hpp"

namespace wirespeed::search {

inline constexpr unsigned kPlaceBits = 5;
inline constexpr std::uint32_t kBlockWords = 1 << kPlaceBits;
inline constexpr std::uint32_t kCommonCount = 64;  // so many names make a word common, less make it rare

enum class PostingForm : std::uint8_t { shared, list, bitmap };

constexpr PostingForm posting_form(std::uint32_t count, std::uint32_t names) noexcept {
  if (count < kCommonCount) return PostingForm::shared;
  return count >= names / 16 ? PostingForm::bitmap : PostingForm::list;
}

constexpr std::uint64_t bitmap_words(std::uint32_t names) noexcept { return (std::uint64_t{names} + 63) / 64; }

// What those of a common word take.
inline std::uint64_t posting_bytes(std::uint32_t count, std::uint32_t names) noexcept {
  if (posting_form(count, names) == PostingForm::bitmap) return bitmap_words(names) * 8;
  return MonotoneShape(count, names).bytes();
}

// Those of a common word.
// REQUIRES: posting_bytes() + kSpareBytes zeroed bytes at `out`; the spare ones keep what they hold.
void write_postings(std::span<const std::uint32_t> ranks, std::uint32_t names, std::uint8_t* out) noexcept;

// Where they are. Its bytes were checked to lie in the section, spare bytes included.
struct Postings {
  std::uint32_t count = 0;
  std::uint32_t names = 0;  // of the label: no rank is as high
  const std::uint8_t* data = nullptr;
  std::uint32_t listed = 0;              // values of the list, where it is one
  const std::uint8_t* places = nullptr;  // of a shared list: the places of the words in their block, and those...
  WordRange wanted = {};                 // ...that are meant

  PostingForm form() const noexcept { return places != nullptr ? PostingForm::shared : posting_form(count, names); }
};

// Some ranks in a row, a bit each.
inline constexpr std::uint32_t kWindowRanks = 1 << 16;
using RankWindow = std::array<std::uint64_t, kWindowRanks / 64>;

// Walks over postings. value() is below `names`, or kNoRank at the end.
class PostingCursor {
 public:
  explicit PostingCursor(const Postings& postings) noexcept;

  std::uint32_t value() const noexcept { return form_ == PostingForm::bitmap ? value_ : list_.value(); }
  std::uint32_t count() const noexcept { return count_; }

  void next() noexcept;
  void seek(std::uint32_t least) noexcept;  // to the first value >= least, if it is not there or beyond

  // Calls visit(rank) for the ranks below `end`, and stops at the first that is not.
  template <typename Visit>
  void visit_below(std::uint32_t end, Visit&& visit) {
    if (lists_all_) return list_.visit_below(end, visit);
    for (; value() < end; next()) visit(value());
  }

  // Sets the bits of the ranks from here to the end; bit i stands for rank i.
  // REQUIRES: 64 * bitmap.size() is not below the number of names
  void add_to(std::span<std::uint64_t> bitmap) noexcept;

  // Clears the bits of ranks that it does not hold; bit i stands for rank begin + i. Moves behind the window.
  // REQUIRES: begin is a multiple of 64, not below a window before.
  void keep_in(std::uint32_t begin, RankWindow& window) noexcept;

 private:
  void seek_bit(std::uint64_t least) noexcept;
  void skip_others() noexcept;
  std::uint64_t bitmap_word(std::uint64_t at) const noexcept;

  PostingForm form_;
  std::uint32_t count_;
  std::uint32_t names_;
  std::uint32_t value_ = kNoRank;
  bool lists_all_;  // each value of a list is one of these postings
  WordRange wanted_;
  const std::uint8_t* bitmap_or_places_;
  MonotoneCursor list_;
};

}  // namespace wirespeed::search
