// UUIDs, network addresses and strings of bits.
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/fixed_encoder.hpp"
#include "wirespeed/postgres/parsed_text.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kUuidBytes = 16;

struct BytesToUuid {
  using Value = ByteView;
  static constexpr std::int32_t kBytes = kUuidBytes;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_bytes(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    if (value.size() != kUuidBytes) return false;
    std::memcpy(at, value.data(), kUuidBytes);
    return true;
  }
  std::string text(Value value) const { return fmt::format("a value of {} bytes", value.size()); }
  std::string why(Value) const { return "it has 16"; }
};

struct TextToUuid {
  using Value = ByteView;
  static constexpr std::int32_t kBytes = kUuidBytes;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_bytes(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept { return parse_uuid(text_of(value), at); }
  std::string text(Value value) const { return quoted(text_of(value)); }
  std::string why(Value) const { return "it has 32 hexadecimal digits"; }
};

template <std::int32_t kAddressBytes>
struct TextToMacaddr {
  using Value = ByteView;
  static constexpr std::int32_t kBytes = kAddressBytes;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_bytes(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept { return parse_macaddr(text_of(value), at, kAddressBytes); }
  std::string text(Value value) const { return quoted(text_of(value)); }
  std::string why(Value) const { return fmt::format("it has {} pairs of hexadecimal digits", kAddressBytes); }
};

// Of a text source.
class TextCellEncoder : public CellByCellEncoder {
 public:
  using CellByCellEncoder::CellByCellEncoder;

 protected:
  std::string_view text_at(std::int64_t row) const noexcept {
    ByteView bytes;
    load_bytes(source(), {row, 1}, &bytes);
    return text_of(bytes);
  }
};

//  | u8 family, u8 bits, u8 is cidr, u8 bytes | address |
class InetEncoder final : public TextCellEncoder {
 public:
  InetEncoder(const EncoderSetup& setup, bool cidr) : TextCellEncoder(setup), cidr_(cidr) {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    constexpr std::uint8_t kFamily4 = 2;  // the server's own numbers
    constexpr std::uint8_t kFamily6 = 3;
    Network network;
    if (!parse_network(text_at(row), network)) {
      return refuse(row, quoted(text_at(row)), "expected an address as 10.0.0.1, 10.0.0.0/8 or ::1");
    }
    if (cidr_ && !is_masked(network)) return refuse(row, quoted(text_at(row)), "it has bits behind its mask");
    const std::uint8_t head[] = {network.bytes == 4 ? kFamily4 : kFamily6, network.bits, cidr_, network.bytes};
    out.put(ByteView(head));
    out.put(ByteView(network.address.data(), network.bytes));
    return true;
  }

 private:
  bool cidr_;
};

//  | int32 bits | bytes, the first bit on the left |
class BitEncoder final : public TextCellEncoder {
 public:
  using TextCellEncoder::TextCellEncoder;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    const std::string_view text = text_at(row);
    out.put(static_cast<std::int32_t>(text.size()));
    const std::size_t bytes = (text.size() + 7) / 8;
    std::uint8_t* at = out.reserve(bytes);
    std::memset(at, 0, bytes);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '0' && text[i] != '1') return refuse(row, quoted(text), "it has the digits 0 and 1 only");
      if (text[i] == '1') at[i / 8] = static_cast<std::uint8_t>(at[i / 8] | 0x80U >> (i % 8));
    }
    out.commit(at + bytes);
    return true;
  }
};

}  // namespace

EncoderPointer make_uuid_encoder(const EncoderSetup& setup) {
  const ImportedColumn& source = setup.source;
  if (is_text(source.layout)) return fixed_encoder(setup, TextToUuid());
  const bool wide = source.layout == Layout::fixed_bytes && source.width == kUuidBytes;
  return wide || is_bytes(source.layout) ? fixed_encoder(setup, BytesToUuid()) : nullptr;
}

EncoderPointer make_macaddr_encoder(const EncoderSetup& setup, std::size_t bytes) {
  if (!is_text(setup.source.layout)) return nullptr;
  return bytes == 6 ? fixed_encoder(setup, TextToMacaddr<6>()) : fixed_encoder(setup, TextToMacaddr<8>());
}

EncoderPointer make_inet_encoder(const EncoderSetup& setup, bool cidr) {
  return is_text(setup.source.layout) ? std::make_unique<InetEncoder>(setup, cidr) : nullptr;
}

EncoderPointer make_bit_encoder(const EncoderSetup& setup) {
  return is_text(setup.source.layout) ? std::make_unique<BitEncoder>(setup) : nullptr;
}

}  // namespace wirespeed::postgres
