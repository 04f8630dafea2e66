#include "handshake.hpp"

#include <algorithm>

namespace wirespeed::bolt_replay {

namespace {

constexpr std::array<std::uint8_t, 4> kMagic{0x60, 0x60, 0xB0, 0x17};
constexpr std::array<std::uint8_t, 4> kManifest{0x00, 0x00, 0x01, 0xFF};

std::array<std::uint8_t, 4> as_bytes(BoltVersion version, int lower) noexcept {
  return {0, static_cast<std::uint8_t>(lower), static_cast<std::uint8_t>(version.minor),
          static_cast<std::uint8_t>(version.major)};
}

ByteView offer(const Offers& offers, std::size_t i) noexcept { return ByteView(offers).subspan(4 * i, 4); }

bool read_capabilities(Input& input) {
  std::array<std::uint8_t, 1> byte{0x80};
  while ((byte[0] & 0x80) != 0) {
    if (!input.exactly(byte)) return false;
  }
  return true;
}

std::optional<BoltVersion> by_manifest(Input& input, Output& output, const std::set<BoltVersion>& known) {
  output.append(kManifest);
  output.append(manifest(known));
  std::array<std::uint8_t, 4> chosen{};
  if (!output.flush() || !input.exactly(chosen) || !read_capabilities(input)) return std::nullopt;
  const BoltVersion version{chosen[3], chosen[2]};
  return known.contains(version) ? std::optional(version) : std::nullopt;
}

}  // namespace

std::optional<BoltVersion> choose(const Offers& offers, const std::set<BoltVersion>& known) noexcept {
  for (std::size_t i = 0; i < 4; ++i) {
    const ByteView one = offer(offers, i);
    for (int lower = 0; lower <= one[1]; ++lower) {
      const BoltVersion version{one[3], one[2] - lower};
      if (known.contains(version)) return version;
    }
  }
  return std::nullopt;
}

bool offers_manifest(const Offers& offers) noexcept {
  for (std::size_t i = 0; i < 4; ++i) {
    if (std::ranges::equal(offer(offers, i), kManifest)) return true;
  }
  return false;
}

std::vector<std::uint8_t> manifest(const std::set<BoltVersion>& known) {
  std::vector<std::uint8_t> bytes{0};
  for (auto first = known.begin(); first != known.end(); ++bytes[0]) {
    auto last = first;
    int lower = 0;
    for (auto next = std::next(last); next != known.end() && *next == BoltVersion{last->major, last->minor + 1};
         ++next) {
      last = next;
      ++lower;
    }
    const auto range = as_bytes(*last, lower);
    bytes.insert(bytes.end(), range.begin(), range.end());
    first = std::next(last);
  }
  bytes.push_back(0);  // no capabilities
  return bytes;
}

std::optional<BoltVersion> shake_hands(Input& input, Output& output, const Options& options) {
  std::array<std::uint8_t, 4> magic{};
  Offers offers{};
  if (!input.exactly(magic) || magic != kMagic || !input.exactly(offers)) return std::nullopt;
  if (options.manifest && offers_manifest(offers)) return by_manifest(input, output, options.versions);
  const auto version = choose(offers, options.versions);
  output.append(as_bytes(version.value_or(BoltVersion{}), 0));
  return output.flush() ? version : std::nullopt;
}

}  // namespace wirespeed::bolt_replay
