#include "wirespeed/graph/packed_array.hpp"

namespace wirespeed::graph {

std::vector<std::uint8_t> pack(std::span<const std::uint32_t> values, unsigned width) {
  std::vector<std::uint8_t> bytes(values.size() * width);
  for (std::size_t i = 0; i < values.size(); ++i) store_packed(bytes.data(), i, values[i], width);
  return bytes;
}

}  // namespace wirespeed::graph
