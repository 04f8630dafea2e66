#include "wirespeed/postgres/view_decoder.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/postgres/text_decoder.hpp"

namespace wirespeed::postgres {
namespace {

// A view's offset has 32 bits; buffers end long before, so that growing one copies little.
constexpr std::size_t kBufferBytes = std::size_t{64} << 20;

// So many bytes of a number, from the front.
constexpr auto kFirstBytes = [] {
  std::array<std::uint64_t, 9> masks{};
  for (std::size_t i = 1; i < masks.size(); ++i) masks[i] = masks[i - 1] << 8 | 0xFF;
  return masks;
}();

}  // namespace

Appended ViewDecoder::append(std::span<const Cell> cells) {
  if (check_) {
    auto checked = check_utf8(cells);
    if (!checked) return checked;
  }
  std::size_t sum = 0;
  for (const Cell& cell : cells) sum += static_cast<std::size_t>(std::max(cell.size, 0));
  if (text_.size() + sum > kBufferBytes) end_buffer();
  text_.room(sum + kReadableBehind);
  auto* views = views_.room_for<View>(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) put(cells[i], views[i]);
  views_.grow_by(cells.size() * sizeof(View));
  presence_.push(cells);
  return {};
}

// Both forms are made, so that neither needs a branch: text that the view holds itself is overwritten by the next.
void ViewDecoder::put(const Cell& cell, View& view) {
  const auto size = static_cast<std::size_t>(std::max(cell.size, 0));
  const std::uint8_t* data = data_or_zeros(cell);
  std::uint8_t* end = text_.data() + text_.size();
  std::memcpy(end, data, kReadableBehind);
  if (size > kReadableBehind) std::memcpy(end + kReadableBehind, data + kReadableBehind, size - kReadableBehind);
  const bool is_long = size > kInline;
  const auto first = load_le<std::uint64_t>(data);
  const auto second = load_le<std::uint32_t>(data + 8);
  const auto place = std::uint64_t{static_cast<std::uint32_t>(full_.size())} << 32 | (first & 0xFFFF'FFFFU);
  view.size = static_cast<std::int32_t>(size);
  const std::uint64_t low = is_long ? place : first & kFirstBytes[std::min<std::size_t>(size, 8)];
  const std::uint64_t in_second = kFirstBytes[std::clamp<std::size_t>(size, 8, kInline) - 8];
  const auto offset = static_cast<std::uint32_t>(text_.size());
  const std::uint32_t high = is_long ? offset : second & static_cast<std::uint32_t>(in_second);
  std::memcpy(view.inlined, &low, sizeof low);
  std::memcpy(view.inlined + sizeof low, &high, sizeof high);
  text_.grow_by(is_long ? size : 0);
}

void ViewDecoder::end_buffer() {
  if (text_.size() == 0) return;
  full_bytes_ += text_.size();
  full_.push_back(std::make_shared<const column::Buffer>(text_.finish()));
}

Result<column::Column> ViewDecoder::finish() {
  end_buffer();
  full_bytes_ = 0;
  column::Column column = presence_.finish(column::Type::utf8_view);
  column.values = views_.finish();
  column.data = std::exchange(full_, {});
  return column;
}

}  // namespace wirespeed::postgres
