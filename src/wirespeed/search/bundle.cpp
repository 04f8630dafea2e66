#include "wirespeed/search/bundle.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/search/bits.hpp"

namespace wirespeed::search {
namespace {

// The ranks of all rare words of the block, each with its place in the lowest bits.
class RareRanks {
 public:
  explicit RareRanks(BlockRanks ranks) {
    for (std::size_t place = 0; place < ranks.size(); ++place) {
      if (ranks[place].size() >= kCommonCount) continue;
      for (const std::uint32_t rank : ranks[place]) all_[size_++] = (std::uint64_t{rank} << kPlaceBits) | place;
    }
    std::sort(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(size_));
  }
  std::span<const std::uint64_t> get() const noexcept { return std::span(all_).first(size_); }

 private:
  std::array<std::uint64_t, kBlockWords*(kCommonCount - 1)> all_;
  std::size_t size_ = 0;
};

std::uint64_t rare_bytes(std::uint32_t count, std::uint32_t names) noexcept {
  return count == 0 ? 0 : MonotoneShape(count, names).bytes() + bytes_for_bits(std::uint64_t{count} * kPlaceBits);
}

std::uint8_t* write_rare(std::span<const std::uint64_t> ranks, std::uint32_t names, std::uint8_t* out) noexcept {
  const auto count = static_cast<std::uint32_t>(ranks.size());
  if (count == 0) return out;
  const MonotoneShape shape(count, names);
  MonotoneWriter writer(shape, out);
  for (const std::uint64_t rank : ranks) writer.push(static_cast<std::uint32_t>(rank >> kPlaceBits));
  writer.finish();
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    store_bits(out + shape.bytes(), i * kPlaceBits, static_cast<std::uint32_t>(ranks[i] % kBlockWords));
  }
  return out + rare_bytes(count, names);
}

}  // namespace

std::uint64_t bundle_bytes(std::span<const std::uint32_t> counts, std::uint32_t names) noexcept {
  std::uint64_t bytes = 3;
  std::uint32_t rare = 0;
  for (const std::uint32_t count : counts) {
    if (count < kCommonCount) rare += count;
    if (count >= kCommonCount) bytes += 5 + posting_bytes(count, names);
  }
  return bytes + rare_bytes(rare, names);
}

void write_bundle(BlockRanks ranks, std::uint32_t names, std::uint8_t* out) {
  const RareRanks rare(ranks);
  store_le(out, static_cast<std::uint16_t>(rare.get().size()));
  std::uint8_t& commons = out[2];
  out += 3;
  for (std::size_t place = 0; place < ranks.size(); ++place) {
    if (ranks[place].size() < kCommonCount) continue;
    *out = static_cast<std::uint8_t>(place);
    store_le(out + 1, static_cast<std::uint32_t>(ranks[place].size()));
    out += 5;
    ++commons;
  }
  out = write_rare(rare.get(), names, out);
  for (const auto& word : ranks) {
    if (word.size() < kCommonCount) continue;
    write_postings(word, names, out);
    out += posting_bytes(static_cast<std::uint32_t>(word.size()), names);
  }
}

Bundle::Bundle(ByteView section, std::uint64_t at, std::uint32_t names) noexcept
    : section_(section), at_(at), names_(names) {
  if (!holds(at + kHeader)) return;
  const std::uint32_t rare = load_le<std::uint16_t>(section.data() + at);
  const std::uint32_t commons = section[at + 2];
  const std::uint64_t end = common_at(commons) + rare_bytes(rare, names);
  if (!holds(end)) return;
  rare_count_ = rare;
  commons_ = commons;
  common_postings_at_ = end;
}

Postings Bundle::rare(WordRange places) const noexcept {
  const std::uint8_t* list = section_.data() + common_at(commons_);
  return {.count = rare_count_,
          .names = names_,
          .data = list,
          .listed = rare_count_,
          .places = list + MonotoneShape(rare_count_, names_).bytes(),
          .wanted = places};
}

std::optional<Postings> Bundle::of_word(std::uint32_t place) const noexcept {
  std::optional<Postings> found;
  for_each({place, place + 1}, [&](const Postings& postings) {
    if (postings.form() != PostingForm::shared) found = postings;
    return true;
  });
  if (found || rare_count_ == 0) return found;
  Postings postings = rare({place, place + 1});
  postings.count = 0;
  for (std::uint32_t i = 0; i < rare_count_; ++i) {
    postings.count += load_bits(postings.places, std::uint64_t{i} * kPlaceBits, kPlaceBits) == place;
  }
  return postings.count == 0 ? std::nullopt : std::optional(postings);
}

}  // namespace wirespeed::search
