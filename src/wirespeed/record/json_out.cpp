#include "wirespeed/record/json_out.hpp"

#include <algorithm>

namespace wirespeed::record {

void JsonOut::grow(std::size_t n) {
  const std::size_t used = size();
  const std::span<char> memory = memory_->grow(used, used + std::max(n, used / 2));
  begin_ = memory.data();
  at_ = begin_ + used;
  end_ = begin_ + memory.size();
}

std::span<char> JsonScratch::grow(std::size_t used, std::size_t size) {
  if (size > bytes_.size()) bytes_.resize(size);
  static_cast<void>(used);
  return bytes_;
}

}  // namespace wirespeed::record
