#include "wirespeed/record/batch.hpp"

#include <algorithm>

namespace wirespeed::record {

Records::Records(const Schema& of, std::span<const std::uint8_t* const> records) noexcept
    : schema(&of), items(records) {
  const auto own = load_le<std::uint64_t>(of.prototype().data());
  std::uint64_t other = 0;
  for (const std::uint8_t* record : records) other |= load_le<std::uint64_t>(record) ^ own;
  are_current = other == 0;
}

Result<std::vector<std::size_t>> split_batch(ByteView batch) {
  std::vector<std::size_t> begins;
  std::size_t at = 0;
  while (at < batch.size()) {
    begins.push_back(at);
    const std::size_t left = batch.size() - at;
    const std::size_t size = left < kHeaderBytes ? 0 : total_bytes_of(batch.data() + at);
    if (size < kHeaderBytes || size % kAlignment != 0 || size > left) {
      return fail(Errc::malformed,
                  "record batch: expected a record of at most {} bytes, found one of {} (record {}, byte {})", left,
                  size, begins.size() - 1, at);
    }
    at += size;
  }
  begins.push_back(at);
  return begins;
}

}  // namespace wirespeed::record
