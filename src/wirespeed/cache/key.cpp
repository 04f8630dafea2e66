#include "wirespeed/cache/key.hpp"

#include <xxhash.h>

#include <random>

namespace wirespeed::cache {
namespace {

std::uint64_t drawn() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

const std::uint64_t seed = drawn();

}  // namespace

Key key_of(std::string_view bytes) noexcept { return {bytes, XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed)}; }

}  // namespace wirespeed::cache
