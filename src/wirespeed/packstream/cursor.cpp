#include "wirespeed/packstream/cursor.hpp"

#include "wirespeed/packstream/skip_destination.hpp"

namespace wirespeed::packstream {

bool Cursor::expect_float(double& out) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  return m == marker::kFloat ? floating(out) : fail(Fault::Kind::wrong_kind, m, marker::kFloat);
}

bool Cursor::expect_bytes(ByteView& out) noexcept {
  std::uint8_t m = 0;
  std::uint64_t n = 0;
  if (!take_marker(m)) return false;
  if (m < marker::kBytes8 || m > marker::kBytes32) return fail(Fault::Kind::wrong_kind, m, marker::kBytes8);
  return size(m, n) && contents(m, n, out);
}

bool Cursor::expect_list(std::uint64_t& out) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  out = m & 0x0F;
  if ((m & 0xF0) != marker::kTinyList) {
    if (m < marker::kList8 || m > marker::kList32) return fail(Fault::Kind::wrong_kind, m, marker::kList8);
    if (!size(m, out)) return false;
  }
  return holds(m, out, 1);
}

bool Cursor::expect_map(std::uint64_t& out) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  out = m & 0x0F;
  if ((m & 0xF0) != marker::kTinyMap) {
    if (m < marker::kMap8 || m > marker::kMap32) return fail(Fault::Kind::wrong_kind, m, marker::kMap8);
    if (!size(m, out)) return false;
  }
  return holds(m, out, 2);
}

bool Cursor::expect_structure(std::uint8_t& tag, std::size_t& fields) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  if ((m & 0xF0) != marker::kStructure) return fail(Fault::Kind::wrong_kind, m, marker::kStructure);
  fields = m & 0x0F;
  return holds(m, fields + 1, 1) && take_marker(tag);
}

bool Cursor::skip(ByteView& value, Version version) noexcept {
  SkipDestination destination;
  Decoder<SkipDestination> decoder(rest(), destination, version);
  SkipDestination::Item item;
  if (!decoder.read(item)) {
    fault_ = decoder.fault();
    fault_.offset += position();
    return false;
  }
  value = {at_, decoder.position()};
  at_ += decoder.position();
  return true;
}

}  // namespace wirespeed::packstream
