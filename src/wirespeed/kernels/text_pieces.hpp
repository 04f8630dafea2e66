// Codes of texts by a table, on one thread or on several of which each has its piece of the rows and a table of its
// own.
//
// `Table` is made of (Scratch&, const Texts&, std::uint32_t* first, std::size_t rows) and has
//   void put(std::size_t from, std::size_t count, std::uint32_t* codes);
//   void put_listed(const std::uint32_t* rows, std::size_t count, std::uint32_t* codes);
//   void begin_as(const Table&);                 // before it has any
//   std::uint32_t groups() const;
//   bool has_all() const;                        // no text was such that the table cannot hold it
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/code_pieces.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {

struct FoundTexts {
  std::optional<std::uint32_t> groups;  // nothing where there are too many for one table
  bool has_all = true;                  // if not, `groups` says nothing
};

// Whether so many groups of so many rows say that there are more than a table serves as well as parts do: some 500,000,
// of whose first 70,000 rows 15 of 16 are first ones.
constexpr bool are_too_many(std::uint32_t groups, std::size_t rows) noexcept {
  constexpr std::uint32_t kMostGroups = 1U << 19;
  return groups > kMostGroups || (groups > kGroupsInCache && groups > rows / 16 * 15);
}

// Codes of rows [from, to), and whether the table serves them; if not, not of all.
template <typename Table>
bool put_rows(Table& table, std::size_t from, std::size_t to, std::uint32_t* codes) {
  constexpr std::size_t kPart = std::size_t{1} << 11;  // rows between two looks at how many groups there are
  const std::uint32_t before = table.groups();
  for (std::size_t row = from; row < to; row += kPart) {
    const std::size_t count = std::min(kPart, to - row);
    table.put(row, count, codes + row);
    if (!table.has_all() || are_too_many(table.groups() - before, row + count - from)) return false;
  }
  return table.has_all();
}

template <typename Table, typename Texts>
class TextPieces {
 public:
  TextPieces(const Texts& texts, std::size_t rows, unsigned threads, std::uint32_t* codes, std::uint32_t* first)
      : threads_(threads), codes_(codes), first_(first), pieces_(code_pieces(rows, threads)) {
    for (const CodePiece& piece : pieces_) owned_.push_back(std::make_unique<Owned>(texts, piece, first));
  }

  FoundTexts run() {
    const std::size_t begun = begin_in_all();
    std::atomic<bool> is_done = true;
    parallel_for(threads_, threads_, [&](std::size_t i) {
      if (!put_rows(owned_[i]->table, i == 0 ? begun : pieces_[i].from, pieces_[i].to, codes_)) is_done = false;
    });
    const bool has_all = std::ranges::all_of(owned_, [](const auto& owned) { return owned->table.has_all(); });
    if (!is_done || !has_all) return {std::nullopt, has_all};
    for (unsigned i = 1; i < threads_; ++i) unite(owned_[i]->table.groups(), pieces_[i]);
    rename_codes(pieces_, codes_, threads_);
    return {owned_[0]->table.groups()};
  }

 private:
  struct Owned {
    Owned(const Texts& texts, const CodePiece& piece, std::uint32_t* first)
        : table(scratch, texts, first + piece.from, piece.to - piece.from) {}

    Scratch scratch;
    Table table;
  };

  std::size_t begin_in_all() {
    Table& table = owned_[0]->table;
    const std::size_t begun = begin_together(pieces_[0].to, pieces_.back().to, [&](std::size_t from, std::size_t to) {
      table.put(from, to - from, codes_ + from);
      return table.groups();
    });
    known_ = table.groups();
    for (unsigned i = 1; i < threads_; ++i) owned_[i]->table.begin_as(table);
    return begun;
  }

  // The first table notes first rows where this piece's are, but never more than were read.
  void unite(std::uint32_t groups, CodePiece& piece) {
    if (groups == known_) return;
    owned_[0]->table.put_listed(first_ + piece.from, groups - known_, piece.name(groups, known_));
  }

  unsigned threads_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::uint32_t known_ = 0;  // groups that all pieces began with
  std::vector<CodePiece> pieces_;
  std::vector<std::unique_ptr<Owned>> owned_;
};

// On this thread, in its scratch memory.
template <typename Table, typename Texts>
FoundTexts group_texts_alone(const Texts& texts, std::size_t rows, std::uint32_t* codes, std::uint32_t* first) {
  Table table(Scratch::mine(), texts, first, rows);
  bool is_done = true;
  if (rows < kRowsToPart) {
    table.put(0, rows, codes);
  } else {
    is_done = put_rows(table, 0, rows, codes);
  }
  return {is_done ? std::optional(table.groups()) : std::nullopt, table.has_all()};
}

// Codes and first rows as group_texts() has them.
template <typename Table, typename Texts>
FoundTexts group_texts_by(const Texts& texts, std::size_t rows, std::uint32_t* codes, std::uint32_t* first,
                          unsigned threads) {
  const unsigned used = threads_for_keys(rows, threads);
  if (used == 1) return group_texts_alone<Table>(texts, rows, codes, first);
  return TextPieces<Table, Texts>(texts, rows, used, codes, first).run();
}

}  // namespace wirespeed::kernels
