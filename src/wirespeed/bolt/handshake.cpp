#include "wirespeed/bolt/handshake.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace wirespeed::bolt {
namespace {

using Word = std::array<std::uint8_t, 4>;

constexpr Word kMagic{0x60, 0x60, 0xB0, 0x17};
constexpr Word kNothing{};
constexpr Word kManifest{0x00, 0x00, 0x01, 0xFF};
constexpr Word kBolt5{0x00, 8, 8, 5};  // 5.8 and the eight minors below
constexpr Word kBolt4{0x00, 0, 4, 4};
constexpr std::size_t kMaxVarintBytes = 10;
constexpr std::uint64_t kMaxRanges = 256;  // what a server could sensibly offer

bool starts_with(ByteView bytes, const Word& word) noexcept {
  return std::memcmp(bytes.data(), word.data(), word.size()) == 0;
}

struct Varint {
  std::uint64_t value = 0;
  std::size_t bytes = 0;  // 0: it has not ended yet
};

// 7 bits a byte, the least significant first; the high bit says that more follow.
Varint read_varint(ByteView bytes) noexcept {
  Varint varint;
  for (std::size_t i = 0; i < std::min(bytes.size(), kMaxVarintBytes); ++i) {
    varint.value |= std::uint64_t{bytes[i] & 0x7FU} << (7 * i);
    if ((bytes[i] & 0x80U) != 0) continue;
    varint.bytes = i + 1;
    return varint;
  }
  return {};
}

std::unexpected<Error> endless_varint() {
  return fail(Errc::malformed, "Bolt handshake: expected a varint of at most {} bytes; is this a Bolt port?",
              kMaxVarintBytes);
}

std::unexpected<Error> unknown_reply(ByteView reply) {
  if (text_of(reply) == "HTTP") {
    return fail(Errc::malformed,
                "Bolt handshake: expected a version, found an HTTP answer; is this the Bolt port (7687 by default)?");
  }
  return fail(Errc::malformed,
              "Bolt handshake: expected a version that was offered, found {:02X}{:02X}{:02X}{:02X}; {}", reply[0],
              reply[1], reply[2], reply[3], "is this a Bolt port?");
}

std::unexpected<Error> nothing_in_common() {
  return fail(Errc::unsupported,
              "Bolt handshake: the server speaks none of the versions offered (4.4, 5.0 to 5.8, 6.0, 6.1, or the one "
              "asked for); expected Neo4j 4.4 or newer");
}

}  // namespace

Handshake::Handshake(std::optional<ProtocolVersion> only) : only_(only) {
  const auto say = [this](const Word& word) { output_.insert(output_.end(), word.begin(), word.end()); };
  say(kMagic);
  if (only_) {
    say({0, 0, only_->minor, only_->major});
    for (int i = 0; i < 3; ++i) say(kNothing);
    return;
  }
  say(kManifest);
  say(kBolt5);
  say(kBolt4);
  say(kNothing);
}

bool Handshake::accepts(ProtocolVersion version) const noexcept {
  return only_ ? version == *only_ : is_supported(version);
}

Result<std::size_t> Handshake::feed(ByteView bytes) {
  std::size_t taken = 0;
  while (!version_ && taken < bytes.size()) {
    input_.push_back(bytes[taken++]);
    if (auto ok = look(); !ok) return std::unexpected(std::move(ok).error());
  }
  return taken;
}

Result<void> Handshake::look() {
  if (input_.size() < kMagic.size()) return {};
  if (starts_with(input_, kManifest) && !only_) return look_at_manifest();
  if (starts_with(input_, kNothing)) return nothing_in_common();
  const ProtocolVersion version{input_[3], input_[2]};
  if (input_[0] != 0 || input_[1] != 0 || !accepts(version)) return unknown_reply(input_);
  version_ = version;
  return {};
}

Result<void> Handshake::look_at_manifest() {
  const ByteView rest = ByteView(input_).subspan(kManifest.size());
  const Varint count = read_varint(rest);
  if (count.bytes == 0) return rest.size() < kMaxVarintBytes ? Result<void>() : endless_varint();
  if (count.value > kMaxRanges) {
    return fail(Errc::malformed, "Bolt handshake: expected at most {} ranges of versions, found {}", kMaxRanges,
                count.value);
  }
  const std::size_t ranges_bytes = 4 * static_cast<std::size_t>(count.value);
  if (rest.size() < count.bytes + ranges_bytes) return {};
  const ByteView capabilities = rest.subspan(count.bytes + ranges_bytes);
  if (read_varint(capabilities).bytes == 0) {
    return capabilities.size() < kMaxVarintBytes ? Result<void>() : endless_varint();
  }
  return choose(rest.subspan(count.bytes, ranges_bytes));
}

// The highest that both speak.
Result<void> Handshake::choose(ByteView ranges) {
  std::optional<ProtocolVersion> best;
  for (; !ranges.empty(); ranges = ranges.subspan(4)) {
    for (unsigned lower = 0; lower <= ranges[1] && lower <= ranges[2]; ++lower) {
      const ProtocolVersion version{ranges[3], static_cast<std::uint8_t>(ranges[2] - lower)};
      if (accepts(version) && (!best || version > *best)) best = version;
    }
  }
  if (!best) return nothing_in_common();
  version_ = best;
  const std::uint8_t choice[] = {0, 0, best->minor, best->major, 0 /* no capabilities */};
  output_.insert(output_.end(), std::begin(choice), std::end(choice));
  return {};
}

}  // namespace wirespeed::bolt
