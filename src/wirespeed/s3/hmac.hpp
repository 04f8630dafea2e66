// SHA-256 and HMAC-SHA256 of texts of some hundred bytes, where a context fetched for each would cost more than the
// hash.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "wirespeed/base/hash.hpp"

namespace wirespeed::s3 {

Sha256Digest sha256(ByteView bytes) noexcept;

// A key whose blocks are hashed already: a text of n bytes costs n / 64 + 2 blocks.
class HmacKey {
 public:
  HmacKey() = default;
  explicit HmacKey(ByteView key) noexcept;

  Sha256Digest sign(std::string_view text) const noexcept;

 private:
  using State = std::array<std::uint32_t, 8>;  // behind the first block

  State inner_{};
  State outer_{};
};

}  // namespace wirespeed::s3
