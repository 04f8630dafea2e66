#include "wirespeed/kernels/line_lookup.hpp"

#include <algorithm>

#include "wirespeed/kernels/match_column.hpp"
#include "wirespeed/kernels/rows.hpp"
#include "wirespeed/kernels/word_lines.hpp"

namespace wirespeed::kernels {
namespace {

// Beyond what a table by value is made for, seen from a few words already.
bool are_far_apart(const WordReader& words, std::size_t rows) noexcept {
  constexpr std::size_t kLooks = 16;
  constexpr std::size_t kPlacesForRow = 64;
  constexpr std::size_t kPlacesAlways = 4096;
  std::uint64_t looks[kLooks];
  const std::size_t count = std::min(kLooks, words.size());
  words.read(0, count, looks);
  WordRange range;
  for (const std::uint64_t word : std::span(looks, count)) range.add(word);
  return !range.empty() && range.width() / kPlacesForRow >= rows + kPlacesAlways / kPlacesForRow;
}

bool suit_lines(const WordReader& probe, const WordReader& build) noexcept {
  return kHasWordLines && !probe.presence().can_miss() && !build.presence().can_miss() &&
         build.size() < kPartitionedRows && probe.size() < kThreadedRows &&
         are_far_apart(build, probe.size() + build.size());
}

// The words of one side, in this thread's scratch memory, for which the other side's are looked up.
class LineLookup {
 public:
  explicit LineLookup(const WordReader& build)
      : rows_(build.size()),
        codes_(room(scratch_.part_codes, rows_)),
        first_(room(scratch_.part_first, rows_)),
        table_(scratch_, read(build), codes_, first_, rows_) {
    table_.put(0, static_cast<Row>(rows_), true);
  }
  LineLookup(const LineLookup&) = delete;
  LineLookup& operator=(const LineLookup&) = delete;
  ~LineLookup() { scratch_.trim(); }

  std::uint32_t groups() const noexcept { return table_.groups(); }
  Row first(std::uint32_t code) const noexcept { return first_[code]; }

  // Calls work(row, code) for each row of the other side, in order; kNoGroup where its word is none of these.
  template <typename Work>
  void each(const WordReader& probe, Work&& work) const {
    for_tiles(0, probe.size(), [&](std::size_t begin, std::size_t count) {
      std::uint64_t words[kTile];
      std::uint32_t codes[kTile];
      probe.read(begin, count, words);
      table_.find(words, count, codes);
      for (std::size_t i = 0; i < count; ++i) work(begin + i, codes[i]);
    });
  }

  // Of each row the next one with its word; empty where no word has two.
  RawVector<Row> chains() const {
    if (groups() == rows_) return {};
    RawVector<Row> next(rows_);
    RawVector<Row> later(groups(), kNoRow);
    for (std::size_t row = rows_; row-- > 0;) next[row] = std::exchange(later[codes_[row]], static_cast<Row>(row));
    return next;
  }

 private:
  const std::uint64_t* read(const WordReader& build) {
    std::uint64_t* const words = room(scratch_.words, rows_);
    build.read(0, rows_, words);
    return words;
  }

  Scratch& scratch_ = Scratch::mine();
  std::size_t rows_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  WordLines<std::uint64_t> table_;
};

}  // namespace

std::optional<Matches> match_by_lines(const WordReader& probe, const WordReader& build) {
  if (!suit_lines(probe, build)) return std::nullopt;
  const LineLookup lookup(build);
  Matches matches{RawVector<Row>(probe.size()), lookup.chains()};
  lookup.each(probe, [&](std::size_t row, std::uint32_t code) {
    matches.first[row] = code == kNoGroup ? kNoRow : lookup.first(code);
  });
  return matches;
}

std::optional<RawVector<Row>> intersect_by_lines(const WordReader& left, const WordReader& right) {
  if (!suit_lines(left, right)) return std::nullopt;
  const LineLookup lookup(right);
  RawVector<std::uint8_t> is_left(lookup.groups() + std::size_t{1}, 1);
  is_left.back() = 0;  // stands for words that are not there
  RawVector<Row> rows(left.size() + 1);
  std::size_t size = 0;
  lookup.each(left, [&](std::size_t row, std::uint32_t code) {
    rows[size] = static_cast<Row>(row);
    size += std::exchange(is_left[std::min(code, lookup.groups())], std::uint8_t{0});
  });
  rows.resize(size);
  return rows;
}

}  // namespace wirespeed::kernels
