// Groups of words that are close together: a table with a place for each possible word, no hash.
//
//   range    places below it                 `Source` gives rows' places, a block at a time:
//   table    of each place its code            const std::uint32_t* places(std::size_t from, std::size_t count,
//   codes    of each row table[place]                                      std::uint32_t* room) const;
//
// Several threads have a table each. The first rows fill one alone, with which all of them begin: where groups are few
// they have the same codes everywhere, and nothing is named anew.
#pragma once

#include <algorithm>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/code_pieces.hpp"
#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

inline constexpr std::size_t kRangeBlock = 512;  // rows

// This thread's, which each call leaves as it found it.
inline std::uint32_t* clear_table(std::size_t range) {
  constexpr std::size_t kLeast = 1024;
  RawVector<std::uint32_t>& table = Scratch::mine().direct;
  if (table.size() < range) table.assign(std::max(range, kLeast), kNoGroup);
  return table.data();
}

// Codes of some rows; groups go on from call to call.
template <typename Source>
class RangeCodes {
 public:
  // `table` has a place for all of the range: kNoGroup. `first` has room for a group each row.
  RangeCodes(const Source& source, std::uint32_t* table, std::uint32_t* codes, std::uint32_t* first) noexcept
      : source_(&source), table_(table), codes_(codes), first_(first) {}

  std::uint32_t groups() const noexcept { return groups_; }

  // Knows what the other does, and notes the first rows of those groups alone that it adds.
  void begin_as(const RangeCodes& other, std::size_t range) noexcept {
    std::copy_n(other.table_, range, table_);
    groups_ = other.groups_;
    fresh_ = other.fresh_;
    is_same_ = other.is_same_;
    first_ -= groups_;
  }

  void put(std::size_t from, std::size_t to) noexcept {
    std::uint32_t room[kRangeBlock];
    for (std::size_t row = from; row < to; row += kRangeBlock) {
      const std::size_t count = std::min(kRangeBlock, to - row);
      put_block(source_->places(row, count, room), row, count);
    }
  }

  // The code of a row, which may be a group's first one.
  std::uint32_t code_of(std::uint32_t row) noexcept {
    std::uint32_t& code = place_of(row);
    if (code == kNoGroup) {
      first_[groups_] = row;
      code = groups_++;
    }
    return code;
  }

  // The table is as it was.
  void clear() noexcept {
    for (std::uint32_t group = 0; group < groups_; ++group) place_of(first_[group]) = kNoGroup;
  }

 private:
  // Of a block the new groups from which on a jump for each of them costs more than no jump at all.
  static constexpr std::uint32_t kManyNew = kRangeBlock / 32;

  std::uint32_t& place_of(std::uint32_t row) const noexcept {
    std::uint32_t room[1];
    return table_[*source_->places(row, 1, room)];
  }

  void put_block(const std::uint32_t* places, std::size_t row, std::size_t count) noexcept {
    if (is_same_ && put_same(places, row, count)) return;
    const std::uint32_t before = groups_;
    fresh_ > kManyNew ? put_without_jumps(places, row, count) : put_known(places, row, count);
    fresh_ = groups_ - before;
    for (std::uint32_t group = before; is_same_ && group < groups_; ++group) is_same_ = table_[group] == group;
  }

  // Where all places so far are their own codes: those of a dictionary in the order in which it was made.
  bool put_same(const std::uint32_t* places, std::size_t row, std::size_t count) noexcept {
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < count; ++i) most = std::max(most, places[i]);
    if (most >= groups_) return false;
    std::copy_n(places, count, codes_ + row);
    return true;
  }

  void put_known(const std::uint32_t* places, std::size_t row, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t& code = table_[places[i]];
      if (code == kNoGroup) {
        first_[groups_] = static_cast<std::uint32_t>(row + i);
        code = groups_++;
      }
      codes_[row + i] = code;
    }
  }

  // The row is noted as the next group's first one, whether it is or not.
  void put_without_jumps(const std::uint32_t* places, std::size_t row, std::size_t count) noexcept {
    std::uint32_t groups = groups_;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t& known = table_[places[i]];
      const std::uint32_t code = std::min(known, groups);  // kNoGroup is greater than any
      first_[groups] = static_cast<std::uint32_t>(row + i);
      groups += static_cast<std::uint32_t>(known == kNoGroup);
      known = code;
      codes_[row + i] = code;
    }
    groups_ = groups;
  }

  const Source* source_;
  std::uint32_t* table_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::uint32_t groups_ = 0;
  std::uint32_t fresh_ = kRangeBlock;  // groups that the last block brought
  bool is_same_ = true;                // each place that has a code is it
};

template <typename Source>
class RangeGroups {
 public:
  RangeGroups(const Source& source, std::size_t rows, std::size_t range, unsigned threads)
      : source_(source), range_(range), threads_(threads), pieces_(code_pieces(rows, threads)), tables_(threads) {}

  std::uint32_t run(std::uint32_t* codes, std::uint32_t* first) {
    std::vector<RangeCodes<Source>> made = begun(codes, first);
    RangeCodes<Source>& one = made[0];
    const bool is_shared = range_ <= kShared;
    const std::size_t row = is_shared ? begin_in_all(made) : 0;
    const std::uint32_t known = one.groups();
    parallel_for(threads_, threads_, [&](std::size_t i) {
      if (!is_shared && i > 0) std::fill_n(tables_[i].data(), range_, kNoGroup);
      made[i].put(i == 0 ? row : pieces_[i].from, pieces_[i].to);
    });
    for (unsigned i = 1; i < threads_; ++i) unite(one, made[i].groups(), known, pieces_[i], first + pieces_[i].from);
    rename_codes(pieces_, codes, threads_);
    one.clear();
    return one.groups();
  }

 private:
  static constexpr std::size_t kShared = std::size_t{1} << 16;  // of so wide a range tables are copied

  std::vector<RangeCodes<Source>> begun(std::uint32_t* codes, std::uint32_t* first) {
    std::vector<RangeCodes<Source>> made;
    made.emplace_back(source_, clear_table(range_), codes, first);
    for (unsigned i = 1; i < threads_; ++i) {
      tables_[i].resize(range_);
      made.emplace_back(source_, tables_[i].data(), codes, first + pieces_[i].from);
    }
    return made;
  }

  std::size_t begin_in_all(std::vector<RangeCodes<Source>>& made) const {
    const std::size_t row = begin_together(pieces_[0].to, range_, [&](std::size_t from, std::size_t to) {
      made[0].put(from, to);
      return made[0].groups();
    });
    for (unsigned i = 1; i < threads_; ++i) made[i].begin_as(made[0], range_);
    return row;
  }

  // First rows are noted where the piece's were, but never more than were read.
  static void unite(RangeCodes<Source>& one, std::uint32_t groups, std::uint32_t known, CodePiece& piece,
                    const std::uint32_t* first) {
    if (groups == known) return;
    std::uint32_t* const now = piece.name(groups, known);
    for (std::uint32_t i = 0; i < groups - known; ++i) now[i] = one.code_of(first[i]);
  }

  const Source& source_;
  std::size_t range_;
  unsigned threads_;
  std::vector<CodePiece> pieces_;
  std::vector<RawVector<std::uint32_t>> tables_;
};

// Codes and first rows as group_words() has them.
template <typename Source>
std::uint32_t group_by_range(const Source& source, std::size_t rows, std::size_t range, std::uint32_t* codes,
                             std::uint32_t* first, unsigned threads) {
  if (threads > 1) return RangeGroups<Source>(source, rows, range, threads).run(codes, first);
  RangeCodes<Source> made(source, clear_table(range), codes, first);
  made.put(0, rows);
  made.clear();
  return made.groups();
}

}  // namespace wirespeed::kernels
