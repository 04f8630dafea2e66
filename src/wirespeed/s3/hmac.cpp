// OpenSSL's functions for one algorithm: they allocate nothing, and their state can be kept. It calls them deprecated
// in favour of contexts that are fetched.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "wirespeed/s3/hmac.hpp"

#include <openssl/sha.h>

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr std::size_t kBlock = 64;

Sha256Digest finish(SHA256_CTX& hash) noexcept {
  Sha256Digest digest;
  ::SHA256_Final(digest.data(), &hash);
  return digest;
}

// What is hashed of a block that is `key` with every byte xored.
template <typename State>
void hash_padded_key(const std::array<std::uint8_t, kBlock>& key, std::uint8_t pad, State& state) noexcept {
  std::array<std::uint8_t, kBlock> block;
  std::ranges::transform(key, block.begin(),
                         [pad](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
  SHA256_CTX hash;
  ::SHA256_Init(&hash);
  ::SHA256_Update(&hash, block.data(), block.size());
  std::copy_n(hash.h, state.size(), state.begin());
}

// A hash that has taken one block and stands at `state`.
template <typename State>
SHA256_CTX resumed(const State& state) noexcept {
  SHA256_CTX hash;
  ::SHA256_Init(&hash);
  std::ranges::copy(state, hash.h);
  hash.Nl = kBlock * 8;
  return hash;
}

}  // namespace

Sha256Digest sha256(ByteView bytes) noexcept {
  SHA256_CTX hash;
  ::SHA256_Init(&hash);
  ::SHA256_Update(&hash, bytes.data(), bytes.size());
  return finish(hash);
}

HmacKey::HmacKey(ByteView key) noexcept {
  std::array<std::uint8_t, kBlock> block{};
  if (key.size() > kBlock) {
    std::ranges::copy(sha256(key), block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }
  hash_padded_key(block, 0x36, inner_);
  hash_padded_key(block, 0x5c, outer_);
}

Sha256Digest HmacKey::sign(std::string_view text) const noexcept {
  SHA256_CTX inner = resumed(inner_);
  ::SHA256_Update(&inner, text.data(), text.size());
  const Sha256Digest digest = finish(inner);
  SHA256_CTX outer = resumed(outer_);
  ::SHA256_Update(&outer, digest.data(), digest.size());
  return finish(outer);
}

}  // namespace wirespeed::s3
