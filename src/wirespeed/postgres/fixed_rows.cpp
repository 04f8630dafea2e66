#include "wirespeed/postgres/fixed_rows.hpp"

#include "wirespeed/postgres/row_tile.hpp"

namespace wirespeed::postgres {

FixedRows::FixedRows(MessageType type, const std::vector<std::size_t>& widths) {
  std::vector<std::uint8_t> row(kRowHeaderBytes);
  const auto put = [&row](std::size_t at, std::size_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) row[at + i] = static_cast<std::uint8_t>(number >> (8 * (bytes - 1 - i)));
  };
  for (const std::size_t width : widths) {
    checks_.push_back({row.size(), 0});
    row.resize(row.size() + 4 + width);
    put(checks_.back().offset, width, 4);
    offsets_.push_back(checks_.back().offset + 4);
  }
  row[0] = static_cast<std::uint8_t>(type);
  put(1, row.size() - 1, 4);
  put(kMessageHeaderBytes, widths.size(), kCountBytes);
  checks_.push_back({0, 0});
  checks_.push_back({kRowHeaderBytes - 4, 0});
  for (Check& check : checks_) check.bytes = load_le<std::uint32_t>(&row[check.offset]);
  stride_ = row.size();
}

bool FixedRows::is_row(const std::uint8_t* row) const noexcept {
  std::uint32_t differ = 0;
  for (const Check& check : checks_) differ |= load_le<std::uint32_t>(row + check.offset) ^ check.bytes;
  return differ == 0;
}

std::size_t FixedRows::count(ByteView bytes, std::size_t limit) const noexcept {
  if (stride_ == 0) return 0;
  limit = std::min(limit, bytes.size() / stride_);
  std::size_t rows = 0;
  while (rows < limit && is_row(bytes.data() + rows * stride_)) ++rows;
  return rows;
}

}  // namespace wirespeed::postgres
