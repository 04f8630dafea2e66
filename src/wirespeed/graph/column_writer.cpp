#include "wirespeed/graph/column_writer.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph/packed_array.hpp"
#include "wirespeed/graph/property.hpp"

namespace wirespeed::graph {

Result<void> RowTargets::check() const {
  if (!nodes.empty() && nodes.size() != rows) {
    return fail(Errc::invalid_argument, "expected a node for each of {} rows, found {}", rows, nodes.size());
  }
  if (nodes.empty() && rows != range.size()) {
    return fail(Errc::invalid_argument, "expected a row for each of {} nodes, found {}; or tell the rows' nodes",
                range.size(), rows);
  }
  const auto outside = std::ranges::find_if(nodes, [&](NodeId node) { return !range.contains(node); });
  if (outside == nodes.end()) return {};
  return fail(Errc::invalid_argument, "row {}: expected a node in [{}, {}), found {}", outside - nodes.begin(),
              range.begin, range.end, *outside);
}

bool RowTargets::ascending() const noexcept {
  return std::ranges::adjacent_find(nodes, std::greater_equal()) == nodes.end();
}

std::vector<std::uint32_t> RowTargets::row_by_place() const {
  std::vector<std::uint32_t> row_of(range.size(), kNoRow);
  for (std::size_t row = 0; row < rows; ++row) row_of[place(row)] = static_cast<std::uint32_t>(row);
  return row_of;
}

OrderedTexts::OrderedTexts(const RowTargets& targets, const TextRows& rows)
    : offsets_(std::size_t{targets.range.size()} + 1) {
  if (targets.ascending()) {
    keep(targets, rows);
  } else {
    gather(targets, rows);
  }
}

void OrderedTexts::keep(const RowTargets& targets, const TextRows& rows) {
  for (std::size_t row = 0; row < rows.size(); ++row) offsets_[targets.place(row) + 1] = rows.lengths()[row];
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  parts_ = rows.parts();
}

void OrderedTexts::gather(const RowTargets& targets, const TextRows& rows) {
  std::string heap;
  heap.reserve(rows.bytes());
  for (const ByteView part : rows.parts()) heap += text_of(part);
  std::vector<std::uint32_t> begins(rows.size());
  std::exclusive_scan(rows.lengths().begin(), rows.lengths().end(), begins.begin(), 0u);
  const auto row_of = targets.row_by_place();
  for (std::size_t place = 0; place < row_of.size(); ++place) {
    if (const auto row = row_of[place]; row != RowTargets::kNoRow) {
      gathered_.append(heap, begins[row], rows.lengths()[row]);
    }
    offsets_[place + 1] = static_cast<std::uint32_t>(gathered_.size());
  }
  parts_ = {bytes_of(gathered_)};
}

Result<void> OrderedTexts::write(SectionWriter& writer, const std::string& section) const {
  if (auto ok = writer.add_parts(section + "/heap", parts_); !ok) return ok;
  return writer.add_array<std::uint32_t>(section + "/offsets", offsets_);
}

TextColumn OrderedTexts::column() {
  if (parts_.size() > 1) {
    gathered_.reserve(offsets_.back());
    for (const ByteView part : parts_) gathered_ += text_of(part);
    parts_ = {bytes_of(gathered_)};
  }
  return {parts_.empty() ? std::string_view() : text_of(parts_[0]), offsets_};
}

Result<void> write_dictionary(SectionWriter& writer, const std::string& section, const Dictionary& dictionary) {
  const auto ranks = dictionary.ranks();
  TextRows texts;
  for (std::uint32_t code = 0; code < ranks.size(); ++code) texts.add(dictionary.text(code));
  const RowTargets targets{{0, static_cast<NodeId>(ranks.size())}, ranks, ranks.size()};
  return OrderedTexts(targets, texts).write(writer, section);
}

Result<void> write_bit_rank(SectionWriter& writer, const std::string& section, BitRankView bits) {
  if (bits.size() == 0) return {};
  if (auto ok = writer.add_array(section + "/bits", bits.words()); !ok) return ok;
  return writer.add_array(section + "/ranks", bits.ranks());
}

Result<void> write_row_index(SectionWriter& writer, const std::string& section, const RowIndex& rows) {
  const RowIndexView view = rows.view();
  if (auto ok = write_bit_rank(writer, section, view.bits()); !ok) return ok;
  if (view.shape().form == RowForm::unit) return {};
  return writer.add_array(section + "/offsets", view.offsets());
}

Result<void> write_codes(SectionWriter& writer, const std::string& section, const RowTargets& targets,
                         std::span<const std::uint32_t> codes, const Dictionary& dictionary) {
  const auto ranks = dictionary.ranks();
  std::vector<std::uint32_t> ordered(targets.range.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    ordered[targets.place(row)] = codes[row] == kNoCode ? 0 : ranks[codes[row]] + 1;
  }
  const auto packed = pack(ordered, code_width(static_cast<std::uint32_t>(dictionary.size())));
  if (auto ok = writer.add(section + "/codes", packed); !ok) return ok;
  return write_dictionary(writer, section + "/dictionary", dictionary);
}

Result<RowShape> write_code_lists(SectionWriter& writer, const std::string& section, const RowTargets& targets,
                                  std::span<const std::uint32_t> ends, std::span<const std::uint32_t> codes,
                                  const Dictionary& dictionary) {
  const auto ranks = dictionary.ranks();
  const auto row_of = targets.row_by_place();
  std::vector<std::uint32_t> offsets(row_of.size() + 1);
  std::vector<std::uint32_t> ordered;
  ordered.reserve(codes.size());
  for (std::size_t place = 0; place < row_of.size(); ++place) {
    if (const auto row = row_of[place]; row != RowTargets::kNoRow) {
      for (std::uint32_t i = row == 0 ? 0 : ends[row - 1]; i < ends[row]; ++i) ordered.push_back(ranks[codes[i]]);
    }
    offsets[place + 1] = static_cast<std::uint32_t>(ordered.size());
  }
  const RowIndex rows(std::move(offsets));
  const auto packed = pack(ordered, code_width(static_cast<std::uint32_t>(dictionary.size())));
  if (auto ok = write_row_index(writer, section + "/lists", rows); !ok) return std::unexpected(ok.error());
  if (auto ok = writer.add(section + "/codes", packed); !ok) return std::unexpected(ok.error());
  if (auto ok = write_dictionary(writer, section + "/dictionary", dictionary); !ok) return std::unexpected(ok.error());
  return rows.shape();
}

}  // namespace wirespeed::graph
