#include "wirespeed/postgres/converted_decoder.hpp"

namespace wirespeed::postgres {

Appended RewrittenDecoder::append(std::span<const Cell> cells) {
  written_.clear();
  cells_.assign(cells.size(), Cell{});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_null()) continue;
    const std::size_t start = written_.size();
    auto written = rewrite_(written_, cells[i].bytes());
    if (!written) return fault(i, "{}", written.error());
    if (written_.size() - start > column::kMaxTextBytes) {
      return std::unexpected(CellFault{i, Errc::limit, "expected at most 2^31 - 1 bytes as text, found more"});
    }
    cells_[i].size = static_cast<std::int32_t>(written_.size() - start);
  }
  written_.append(kReadableBehind, '\0');
  const auto* at = reinterpret_cast<const std::uint8_t*>(written_.data());
  for (Cell& cell : cells_) {
    if (cell.is_null()) continue;
    cell.data = at;
    at += cell.size;
  }
  return target_->append(cells_);
}

Appended VersionedDecoder::append(std::span<const Cell> cells) {
  cells_.assign(cells.begin(), cells.end());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    if (cell.is_null()) continue;
    if (cell.size == 0 || *cell.data != 1) {
      return fault(i, "expected version 1, found {}", cell.size == 0 ? "no bytes" : fmt::format("{}", *cell.data));
    }
    ++cell.data;
    --cell.size;
  }
  return target_->append(cells_);
}

}  // namespace wirespeed::postgres
