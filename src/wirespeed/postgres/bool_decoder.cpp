#include "wirespeed/postgres/bool_decoder.hpp"

namespace wirespeed::postgres {

// at(i) is value i, 0 where there is none. Before presence_ counts them.
template <typename At>
void BoolDecoder::append_bits(std::size_t count, At at) {
  const std::size_t first = presence_.length() % 8;  // bits of the last byte that are used
  unsigned byte = first == 0 ? 0U : bits_.data()[bits_.size() - 1];
  std::uint8_t* out = bits_.room((count + 7) / 8 + 1) - (first == 0 ? 0 : 1);
  std::size_t bit = first;
  for (std::size_t i = 0; i < count; ++i) {
    byte |= (at(i) != 0 ? 1U : 0U) << bit;
    if (++bit < 8) continue;
    *out++ = static_cast<std::uint8_t>(byte);
    byte = 0;
    bit = 0;
  }
  if (bit != 0) *out = static_cast<std::uint8_t>(byte);
  bits_.grow_by((first + count + 7) / 8 - (first == 0 ? 0 : 1));
}

Appended BoolDecoder::append(std::span<const Cell> cells) {
  if (all_have_size(cells, 1)) {
    append_bits(cells.size(), [cells](std::size_t i) { return *cells[i].data; });
    presence_.push_present(cells.size());
    return {};
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].is_null() && cells[i].size != 1) return fault(i, "expected 1 byte, found {}", cells[i].size);
  }
  append_bits(cells.size(), [cells](std::size_t i) { return *data_or_zeros(cells[i]); });
  presence_.push(cells);
  return {};
}

Appended BoolDecoder::append_strided(const std::uint8_t* first, std::size_t stride, std::size_t count) {
  append_bits(count, [=](std::size_t i) { return first[i * stride]; });
  presence_.push_present(count);
  return {};
}

Result<column::Column> BoolDecoder::finish() {
  column::Column column = presence_.finish(column::Type::boolean);
  column.values = bits_.finish();
  return column;
}

}  // namespace wirespeed::postgres
