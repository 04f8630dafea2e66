#include "wirespeed/graph/placed_flags.hpp"

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

const std::uint64_t* PlacedFlags::get(std::string_view property, const FlagTest& flags,
                                      const Numbering& numbering) const {
  const std::scoped_lock lock(made_->mutex);
  auto found = made_->by_property.find(property);
  if (found == made_->by_property.end()) {
    found = made_->by_property.emplace(property, bits_by_place(flags, numbering)).first;
  }
  return found->second.data();
}

}  // namespace wirespeed::graph
