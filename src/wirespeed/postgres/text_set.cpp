#include "wirespeed/postgres/text_set.hpp"

#include "wirespeed/base/hash.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

TextSet::TextSet() : slots_(kFirstSlots), mask_(kFirstSlots - 1), texts_(kReadableBehind), starts_{0} {}

std::uint64_t TextSet::hash_of(ByteView text) noexcept { return hash64(text); }

std::int32_t TextSet::add(std::size_t slot, std::uint64_t hash, ByteView text) {
  const auto place = static_cast<std::int32_t>(size());
  const std::size_t start = starts_.back();
  texts_.insert(texts_.begin() + static_cast<std::ptrdiff_t>(start), text.begin(), text.end());
  starts_.push_back(start + text.size());
  slots_[slot] = {hash, place};
  if (2 * size() > slots_.size()) grow();
  return place;
}

void TextSet::grow() {
  std::vector<Slot> before(2 * slots_.size());
  before.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& known : before) {
    if (known.place < 0) continue;
    std::size_t slot = known.hash & mask_;
    while (slots_[slot].place >= 0) slot = (slot + 1) & mask_;
    slots_[slot] = known;
  }
}

}  // namespace wirespeed::postgres
