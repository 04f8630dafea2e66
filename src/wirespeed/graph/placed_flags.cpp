#include "wirespeed/graph/placed_flags.hpp"

#include <utility>

namespace wirespeed::graph {
namespace {

std::vector<std::uint64_t> bits_by_place(const FlagTest& flags, const Numbering& numbering) {
  std::vector<std::uint64_t> bits(numbering.size() / 64 + 1);
  const auto nodes = numbering.nodes();
  for (std::size_t place = 0; place < nodes.size(); ++place) {
    bits[place / 64] |= std::uint64_t{flags.is_set(nodes[place])} << (place % 64);
  }
  return bits;
}

}  // namespace

const std::uint64_t* PlacedFlags::Made::find(std::string_view property) {
  const std::scoped_lock lock(mutex);
  const auto found = by_property.find(property);
  return found == by_property.end() ? nullptr : found->second.data();
}

// Those of another thread that was quicker stay.
const std::uint64_t* PlacedFlags::Made::add(std::string_view property, std::vector<std::uint64_t> bits) {
  const std::scoped_lock lock(mutex);
  std::vector<std::uint64_t>& made = by_property[std::string(property)];
  if (made.empty()) made = std::move(bits);
  return made.data();
}

// Bits are made without the lock, which a fork waits for.
const std::uint64_t* PlacedFlags::get(std::string_view property, const FlagTest& flags,
                                      const Numbering& numbering) const {
  if (const std::uint64_t* const made = made_->find(property); made != nullptr) return made;
  return made_->add(property, bits_by_place(flags, numbering));
}

}  // namespace wirespeed::graph
