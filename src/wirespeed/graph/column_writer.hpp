// Gathered rows become the sections of a property, in the order of the nodes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/description.hpp"
#include "wirespeed/graph/dictionary.hpp"
#include "wirespeed/graph/text_column.hpp"
#include "wirespeed/graph/text_rows.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Which row is whose: rows may come in any order, be missing, or come twice (the later counts).
struct RowTargets {
  NodeRange range;
  std::span<const NodeId> nodes;  // of each row; empty: row i is node i
  std::size_t rows = 0;

  std::uint32_t place(std::size_t row) const noexcept {
    return nodes.empty() ? static_cast<std::uint32_t>(row) : nodes[row] - range.begin;
  }
  // An error that names the first row whose node is outside the range.
  Result<void> check() const;
  bool ascending() const noexcept;
  // By place: its row, kNoRow without one.
  std::vector<std::uint32_t> row_by_place() const;

  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;
};

// Texts in the order of the nodes; borrows from the rows where they had that order already.
class OrderedTexts {
 public:
  OrderedTexts(const RowTargets& targets, const TextRows& rows);
  OrderedTexts(const OrderedTexts&) = delete;
  OrderedTexts& operator=(const OrderedTexts&) = delete;

  Result<void> write(SectionWriter& writer, const std::string& section) const;

  // All texts in one piece. Copies the heap unless it is one part.
  TextColumn column();

 private:
  void keep(const RowTargets& targets, const TextRows& rows);
  void gather(const RowTargets& targets, const TextRows& rows);

  std::vector<ByteView> parts_;
  std::vector<std::uint32_t> offsets_;
  std::string gathered_;
};

// <section>/heap and <section>/offsets: the dictionary's texts in ascending order.
Result<void> write_dictionary(SectionWriter& writer, const std::string& section, const Dictionary& dictionary);

// <section>/offsets, /bits, /ranks, whatever the form has.
Result<void> write_row_index(SectionWriter& writer, const std::string& section, const RowIndex& rows);

Result<void> write_bit_rank(SectionWriter& writer, const std::string& section, BitRankView bits);

// <section>/codes and <section>/dictionary. REQUIRES: codes below the dictionary's size, or kNoCode.
Result<void> write_codes(SectionWriter& writer, const std::string& section, const RowTargets& targets,
                         std::span<const std::uint32_t> codes, const Dictionary& dictionary);

// <section>/lists, /codes and /dictionary: rows of codes as ranks, in the order of the nodes. Returns the shape.
Result<RowShape> write_code_lists(SectionWriter& writer, const std::string& section, const RowTargets& targets,
                                  std::span<const std::uint32_t> ends, std::span<const std::uint32_t> codes,
                                  const Dictionary& dictionary);

// Values in the order of the nodes.
template <typename T>
std::vector<T> order_numbers(const RowTargets& targets, std::span<const T> values) {
  std::vector<T> ordered(targets.range.size(), kNull<T>);
  for (std::size_t row = 0; row < values.size(); ++row) ordered[targets.place(row)] = values[row];
  return ordered;
}

}  // namespace wirespeed::graph
