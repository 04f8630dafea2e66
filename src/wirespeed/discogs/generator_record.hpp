// One record of each kind, as text with its newline. A function of the world and the index alone.
#pragma once

#include "wirespeed/discogs/generator_world.hpp"

namespace wirespeed::discogs::generator {

void write_artist(const World& world, std::uint64_t index, XmlBuffer& out);
void write_label(const World& world, std::uint64_t index, XmlBuffer& out);
void write_master(const World& world, std::uint64_t index, XmlBuffer& out);
void write_release(const World& world, std::uint64_t index, XmlBuffer& out);

// The seed of a record's own draws.
inline std::uint64_t record_seed(const World& world, Kind kind, std::uint64_t index) noexcept {
  const std::uint64_t seed = seed_of(world.catalog.seed(), 80 + static_cast<std::uint64_t>(kind), index);
  const std::uint32_t version = world.version(kind, index);
  return version == 0 ? seed : seed_of(seed, 112, version);
}

}  // namespace wirespeed::discogs::generator
