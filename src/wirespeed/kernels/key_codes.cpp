#include "wirespeed/kernels/key_codes.hpp"

#include <algorithm>

#include "wirespeed/kernels/key_sizes.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::size_t kBlock = 4096;  // rows

bool may_be_codes(const Key& key) noexcept {
  const column::ArrayView& view = key.view;
  return key.has_distinct_values && view.dictionary != nullptr && view.item == column::Item::int32 &&
         view.is_contiguous() && view.validity == nullptr &&
         (!key.first.empty() || static_cast<std::size_t>(view.length) >= kRowsToPart);
}

std::uint32_t greatest(std::span<const std::uint32_t> codes) noexcept {
  std::uint32_t most = 0;
  for (const std::uint32_t code : codes) most = std::max(most, code);
  return most;
}

// Goes on in a block with codes that may be new: each is the next one, or known.
bool note_new(std::span<const std::uint32_t> block, std::size_t row, std::size_t values,
              RawVector<std::uint32_t>& first) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block[i] < first.size()) continue;
    if (block[i] > first.size() || first.size() == values) return false;
    first.push_back(static_cast<std::uint32_t>(row + i));
  }
  return true;
}

}  // namespace

std::optional<KeyCodes> codes_of_groups(const Key& key) {
  if (!may_be_codes(key)) return std::nullopt;
  const auto rows = static_cast<std::size_t>(key.view.length);
  const auto values = static_cast<std::size_t>(key.view.dictionary->length);
  KeyCodes found{{reinterpret_cast<const std::uint32_t*>(key.view.data), rows}, {key.first.begin(), key.first.end()}};
  if (!key.first.empty()) return found;
  for (std::size_t row = 0; row < rows; row += kBlock) {
    const auto block = found.codes.subspan(row, std::min(kBlock, rows - row));
    if (greatest(block) >= found.first.size() && !note_new(block, row, values, found.first)) return std::nullopt;
  }
  return found;
}

}  // namespace wirespeed::kernels
