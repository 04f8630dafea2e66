#include "wirespeed/kernels/seed.hpp"

#include <sys/random.h>

#include <chrono>

namespace wirespeed::kernels {
namespace {

Seed draw() noexcept {
  Seed drawn{};
  if (::getrandom(&drawn, sizeof drawn, 0) != static_cast<ssize_t>(sizeof drawn)) {
    const auto now = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    const auto place = reinterpret_cast<std::uintptr_t>(&drawn);
    drawn = {now * 0x9e3779b97f4a7c15, place * 0xd6e8feb86659fd93, now ^ place, place * 0xa0761d6478bd642f};
  }
  drawn.multiplier |= 1;
  drawn.text_multiplier |= 1;
  return drawn;
}

const Seed kSeed = draw();

}  // namespace

const Seed& seed() noexcept { return kSeed; }

}  // namespace wirespeed::kernels
