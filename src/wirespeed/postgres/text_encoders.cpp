// Text and bytes of any length, as they are.
#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/short_copy.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::uint8_t kTextVersion = 1;  // of jsonb and its like

// kPrefixed: a byte 1 stands before the text.
template <bool kPrefixed>
class TextEncoder final : public SourceEncoder {
 public:
  using SourceEncoder::SourceEncoder;

  bool measure(RowRange rows, std::uint64_t* sizes) override {
    load_bytes(source(), rows, tile_);
    std::size_t longest = 0;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t bytes = is_there(rows, i) ? tile_[i].size() + kPrefixBytes : 0;
      sizes[i] += kSizeBytes + bytes;
      longest = std::max(longest, bytes);
    }
    return longest <= kMaxCellBytes || refuse_longest(rows);
  }

  bool write(RowRange rows, std::uint8_t** at) override {
    for (std::size_t i = 0; i < rows.count; ++i) at[i] = put(rows, i, at[i]);
    return true;
  }

  bool append(RowRange rows, EncodedBytes& out) override {
    while (rows.count != 0) {
      const RowRange tile = {rows.begin, std::min(rows.count, kTileRows)};
      if (!append_tile(tile, out)) return false;
      rows = {row_at(rows, tile.count), rows.count - tile.count};
    }
    return true;
  }

 private:
  static constexpr std::size_t kPrefixBytes = kPrefixed ? 1 : 0;

  bool is_there(RowRange rows, std::size_t i) const noexcept { return !source().is_null(row_at(rows, i)); }

  std::uint8_t* put(RowRange rows, std::size_t i, std::uint8_t* at) const noexcept {
    if (!is_there(rows, i)) return store_be(at, kNullSize);
    at = store_be(at, static_cast<std::int32_t>(tile_[i].size() + kPrefixBytes));
    if (kPrefixed) *at++ = kTextVersion;
    return copy_short(at, tile_[i]);
  }

  bool append_tile(RowRange rows, EncodedBytes& out) {
    std::uint64_t sizes[kTileRows] = {};
    if (!measure(rows, sizes)) return false;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < rows.count; ++i) sum += sizes[i];
    std::uint8_t* at = out.reserve(sum);
    for (std::size_t i = 0; i < rows.count; ++i) at = put(rows, i, at);
    out.commit(at);
    return true;
  }

  bool refuse_longest(RowRange rows) {
    std::size_t i = 0;
    while (tile_[i].size() + kPrefixBytes <= kMaxCellBytes || !is_there(rows, i)) ++i;
    return refuse(row_at(rows, i), fmt::format("a value of {} bytes; no server takes 1 GiB", tile_[i].size()));
  }

  ByteView tile_[kTileRows];  // what was measured last
};

}  // namespace

EncoderPointer make_text_encoder(const EncoderSetup& setup, Kind kind) {
  if (!is_text(setup.source.layout)) return nullptr;
  if (kind == Kind::versioned_text) return std::make_unique<TextEncoder<true>>(setup);
  return std::make_unique<TextEncoder<false>>(setup);
}

EncoderPointer make_bytes_encoder(const EncoderSetup& setup) {
  if (!is_bytes(setup.source.layout) && setup.source.layout != Layout::fixed_bytes) return nullptr;
  return std::make_unique<TextEncoder<false>>(setup);
}

}  // namespace wirespeed::postgres
