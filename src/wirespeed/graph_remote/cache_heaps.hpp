// What stands beside the tables of a node cache (aging_table.hpp): nothing for labels, the characters of texts, and the
// rows of relationships.
#pragma once

#include <algorithm>

#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {

struct LabelHeap {
  using Value = LabelMask;
  using View = LabelMask;

  View view(Value mask) const noexcept { return mask; }
  Value take(View mask) const noexcept { return mask; }
  std::size_t bytes() const noexcept { return 0; }
  std::size_t bytes_next(View) const noexcept { return 0; }
};

// Characters or words, one value's behind another's, in room that doubles.
template <typename Items>
class GrowingHeap {
 public:
  std::size_t bytes() const noexcept { return items.empty() ? 0 : items.capacity() * kItem; }
  std::size_t bytes_next(std::size_t more) const noexcept {
    const std::size_t size = items.size() + more;
    const std::size_t capacity = items.capacity();
    return kItem * (size > capacity ? std::max(size, 2 * capacity) : size == 0 ? 0 : capacity);
  }

  Items items{};

 private:
  static constexpr std::size_t kItem = sizeof(typename Items::value_type);
};

// The cell with its text among those of another place.
inline Cell moved(const Cell& cell, std::string_view from, std::string& into) {
  return cell.kind == Cell::Kind::text ? text_cell(cell.text(from), into) : cell;
}

class TextHeap {
 public:
  using Value = Cell;
  struct View {
    Cell cell{};
    std::string_view texts{};
  };

  View view(const Cell& cell) const noexcept { return {cell, texts_.items}; }
  Cell take(const View& view) { return moved(view.cell, view.texts, texts_.items); }
  std::size_t bytes() const noexcept { return texts_.bytes(); }
  std::size_t bytes_next(const View& view) const noexcept { return texts_.bytes_next(view.cell.length); }

 private:
  GrowingHeap<std::string> texts_;
};

// A node's relationships as a cache has them: at which word they begin, and how many they are, in 40 and 24 bits.
class KeptRow {
 public:
  static constexpr std::size_t kMost = (std::size_t{1} << 24) - 1;

  KeptRow() = default;
  KeptRow(std::size_t begin, std::size_t size) noexcept : bits_(begin << 24 | size) {}

  std::size_t begin() const noexcept { return bits_ >> 24; }
  std::size_t size() const noexcept { return bits_ & kMost; }

 private:
  std::uint64_t bits_ = 0;
};

// Their words: [node]... [id]... [cell, two words]... the parts behind the first as far as they were asked for, those
// of one property after those of another.
class RowView {
 public:
  std::size_t size = 0;
  std::span<const std::int64_t> words{};
  std::string_view texts{};

  std::size_t width() const noexcept { return size == 0 ? 1 : words.size() / size; }
  bool has_ids() const noexcept { return width() % 2 == 0; }
  std::span<const std::int64_t> nodes() const noexcept { return words.first(size); }
  std::span<const std::int64_t> ids() const noexcept { return words.subspan(size, has_ids() ? size : 0); }
  std::span<const std::int64_t> cells() const noexcept { return words.subspan((has_ids() ? 2 : 1) * size); }

  // Appends the row. REQUIRES: the neighbors are those of the same question
  void append_to(Neighbors& neighbors) const;

 private:
  void append_told(Neighbors& neighbors) const;
};

// Of rows of one question, and so of one width.
class RowHeap {
 public:
  using Value = KeptRow;
  using View = RowView;

  View view(const KeptRow& row) const noexcept;
  // REQUIRES: view.size <= KeptRow::kMost; bytes_next() says that for more there is no room
  KeptRow take(const View& view);
  std::size_t bytes() const noexcept { return words_.bytes() + texts_.bytes(); }
  std::size_t bytes_next(const View& view) const noexcept;

  // The row of node i: as it stands there, or put together here in place of all that the heap held.
  View gathered(const Neighbors& neighbors, std::size_t i);

 private:
  std::size_t width_ = 1;  // words of a relationship
  GrowingHeap<std::vector<std::int64_t>> words_;
  GrowingHeap<std::string> texts_;
};

}  // namespace wirespeed::graph_remote
