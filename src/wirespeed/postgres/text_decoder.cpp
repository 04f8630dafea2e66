#include "wirespeed/postgres/text_decoder.hpp"

#include <limits>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::postgres {
namespace {

struct Sizes {
  std::size_t sum = 0;
  bool nulls = false;
};

Sizes sizes_of(std::span<const Cell> cells) noexcept {
  Sizes sizes;
  std::int32_t signs = 0;
  for (const Cell& cell : cells) {
    signs |= cell.size;
    sizes.sum += static_cast<std::size_t>(std::max(cell.size, 0));
  }
  sizes.nulls = signs < 0;
  return sizes;
}

// Most text is short: the first 16 bytes are copied in any case, what is not the value's own is overwritten by the
// next.
void copy_value(std::uint8_t* to, const std::uint8_t* from, std::size_t size) noexcept {
  static_assert(kReadableBehind >= 16);
  std::memcpy(to, from, 16);
  if (size > 16) std::memcpy(to + 16, from + 16, size - 16);
}

}  // namespace

Appended check_utf8(std::span<const Cell> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_null()) continue;
    const std::string_view text = text_of(cells[i].bytes());
    const std::size_t valid = valid_utf8_prefix(text);
    if (valid == text.size()) continue;
    return fault(i, "expected UTF-8, found byte 0x{:02x} at {}; read it with text=\"binary\", which gives bytes",
                 static_cast<unsigned char>(text[valid]), valid);
  }
  return {};
}

template <typename Offset>
Appended TextDecoder<Offset>::append(std::span<const Cell> cells) {
  const Sizes sizes = sizes_of(cells);
  if (sizes.sum > static_cast<std::size_t>(std::numeric_limits<Offset>::max()) - text_.size()) {
    return std::unexpected(CellFault{0, Errc::limit,
                                     "expected at most 2^31 - 1 bytes of text in one batch; make the "
                                     "batches smaller, or ask for large_utf8"});
  }
  if (check_) {
    auto checked = check_utf8(cells);
    if (!checked) return checked;
  }
  text_.room(sizes.sum + 16);
  sizes.nulls ? copy(cells) : copy_present(cells);
  return {};
}

template <typename Offset>
template <typename DataOf>
void TextDecoder<Offset>::copy_each(std::span<const Cell> cells, DataOf data_of) {
  Offset* offsets = offsets_.room(cells.size());
  std::uint8_t* const start = text_.data();
  std::size_t end = text_.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto size = static_cast<std::size_t>(std::max(cells[i].size, 0));
    copy_value(start + end, data_of(cells[i]), size);
    end += size;
    offsets[i] = static_cast<Offset>(end);
  }
  offsets_.grow_by(cells.size());
  text_.grow_by(end - text_.size());
}

template <typename Offset>
void TextDecoder<Offset>::copy_present(std::span<const Cell> cells) {
  copy_each(cells, [](const Cell& cell) { return cell.data; });
  presence_.push_present(cells.size());
}

template <typename Offset>
void TextDecoder<Offset>::copy(std::span<const Cell> cells) {
  copy_each(cells, [](const Cell& cell) { return data_or_zeros(cell); });
  presence_.push(cells);
}

template <typename Offset>
Result<column::Column> TextDecoder<Offset>::finish() {
  column::Column column = presence_.finish(field_.type);
  column.offsets = offsets_.finish();
  column.values = text_.finish();
  return column;
}

template class TextDecoder<std::int32_t>;
template class TextDecoder<std::int64_t>;

}  // namespace wirespeed::postgres
