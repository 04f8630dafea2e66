// One hash for keys of any kind.
#pragma once

#include "wirespeed/kernels/hash.hpp"

namespace wirespeed::kernels {

class KeyHash {
 public:
  std::uint64_t operator()(std::uint64_t word) const noexcept { return word_(word); }
  // Short text is one word, with its size in the byte that it leaves.
  std::uint64_t operator()(std::string_view text) const noexcept {
    const std::size_t size = text.size();
    return size >= 8 ? text_(text) : word_(load_part(text.data(), size) | std::uint64_t{size} << 56);
  }

 private:
  WordHash word_;
  TextHash text_;
};

}  // namespace wirespeed::kernels
