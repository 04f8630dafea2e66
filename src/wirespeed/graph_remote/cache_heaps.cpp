#include "wirespeed/graph_remote/cache_heaps.hpp"

#include <array>
#include <bit>
#include <limits>

namespace wirespeed::graph_remote {
namespace {

using CellWords = std::array<std::int64_t, 2>;
constexpr std::size_t kTooMany = std::numeric_limits<std::size_t>::max() / 2;  // no cache has room

static_assert(sizeof(Cell) == sizeof(CellWords));

Cell cell_at(std::span<const std::int64_t> words, std::size_t place) noexcept {
  return std::bit_cast<Cell>(CellWords{words[2 * place], words[2 * place + 1]});
}

void add(std::vector<std::int64_t>& words, const Cell& cell) {
  const auto two = std::bit_cast<CellWords>(cell);
  words.insert(words.end(), two.begin(), two.end());
}

template <typename T>
void append(std::vector<T>& into, std::span<const T> more) {
  into.insert(into.end(), more.begin(), more.end());
}

}  // namespace

void RowView::append_to(Neighbors& neighbors) const {
  append(neighbors.targets, nodes());
  if (words.size() > size) append_told(neighbors);
  neighbors.offsets.push_back(neighbors.targets.size());
}

void RowView::append_told(Neighbors& neighbors) const {
  append(neighbors.relationships, ids());
  const auto all = cells();
  const std::size_t count = all.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    Values& values = neighbors.properties[i / size];
    values.cells.push_back(moved(cell_at(all, i), texts, values.texts));
  }
}

RowView RowHeap::view(const KeptRow& row) const noexcept {
  const std::size_t size = row.size();
  return {size, std::span(words_.items).subspan(row.begin(), size * width_), texts_.items};
}

KeptRow RowHeap::take(const RowView& view) {
  const std::size_t begin = words_.items.size();
  if (view.size > 0) width_ = view.width();
  const auto cells = view.cells();
  append(words_.items, view.words.first(view.words.size() - cells.size()));
  for (std::size_t i = 0; i < cells.size() / 2; ++i) {
    add(words_.items, moved(cell_at(cells, i), view.texts, texts_.items));
  }
  return {begin, view.size};
}

std::size_t RowHeap::bytes_next(const RowView& view) const noexcept {
  if (view.size > KeptRow::kMost) return kTooMany;
  std::size_t texts = 0;
  const auto cells = view.cells();
  for (std::size_t i = 0; i < cells.size() / 2; ++i) texts += cell_at(cells, i).length;
  return words_.bytes_next(view.words.size()) + texts_.bytes_next(texts);
}

RowView RowHeap::gathered(const Neighbors& neighbors, std::size_t i) {
  const NeighborRow row = neighbors.of(i);
  if (row.relationships.empty() && neighbors.properties.empty()) return {row.size(), row.nodes, {}};
  words_.items.assign(row.nodes.begin(), row.nodes.end());
  texts_.items.clear();
  append(words_.items, row.relationships);
  for (const Values& values : neighbors.properties) {
    for (std::size_t at = neighbors.offsets[i]; at < neighbors.offsets[i + 1]; ++at) {
      add(words_.items, moved(values.cells[at], values.texts, texts_.items));
    }
  }
  return {row.size(), words_.items, texts_.items};
}

}  // namespace wirespeed::graph_remote
