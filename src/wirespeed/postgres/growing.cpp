#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

void Presence::room_for_bits(std::size_t count) {
  const std::size_t needed = (length_ + count + 7) / 8;
  const std::size_t before = bits_.capacity();
  if (needed <= before) return;
  bits_.reserve(std::max(needed, 2 * before));
  std::memset(bits_.data() + before, 0, bits_.capacity() - before);
}

void Presence::push_ones(std::size_t count) {
  room_for_bits(count);
  std::size_t at = length_;
  const std::size_t end = length_ + count;
  for (; at < end && at % 8 != 0; ++at) set_bit(at, true);
  if (at == end) return;
  std::memset(bits_.data() + at / 8, 0xFF, (end - at) / 8);
  for (at += (end - at) / 8 * 8; at < end; ++at) set_bit(at, true);
}

void Presence::push_ones_so_far() {
  const std::size_t length = std::exchange(length_, 0);
  push_ones(length);
  length_ = length;
}

void Presence::push(std::span<const Cell> cells) {
  const auto nulls = static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.is_null(); }));
  if (nulls == 0) return push_present(cells.size());
  if (std::exchange(nulls_, nulls_ + nulls) == 0) push_ones_so_far();
  room_for_bits(cells.size());
  std::size_t i = 0;
  for (; i < cells.size() && (length_ + i) % 8 != 0; ++i) set_bit(length_ + i, !cells[i].is_null());
  for (; i + 8 <= cells.size(); i += 8) {
    unsigned byte = 0;
    for (std::size_t k = 0; k < 8; ++k) byte |= (cells[i + k].is_null() ? 0U : 1U) << k;
    bits_.data()[(length_ + i) / 8] = static_cast<std::uint8_t>(byte);
  }
  for (; i < cells.size(); ++i) set_bit(length_ + i, !cells[i].is_null());
  length_ += cells.size();
}

column::Column Presence::finish(column::Type type) {
  column::Column column;
  column.type = type;
  column.length = static_cast<std::int64_t>(length_);
  column.nulls = static_cast<std::int64_t>(nulls_);
  bits_.set_size(nulls_ == 0 ? 0 : (length_ + 7) / 8);
  if (nulls_ != 0) column.validity = std::move(bits_);
  bits_ = {};
  length_ = nulls_ = 0;
  return column;
}

}  // namespace wirespeed::postgres
