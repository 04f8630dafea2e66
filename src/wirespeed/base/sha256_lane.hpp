// A message on its way through SHA-256 when several are at once: for sha256_batch.cpp and sha256_wide.cpp only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/hash.hpp"

namespace wirespeed::detail {

inline constexpr std::size_t kShaBlock = 64;

// FIPS 180-4, 4.2.2 and 5.3.3.
alignas(16) inline constexpr std::uint32_t kShaRounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
inline constexpr std::uint32_t kShaStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// A message on its way: its whole blocks where they stand, then one or two of its end and its length.
class ShaLane {
 public:
  const std::uint8_t* at = nullptr;
  std::size_t blocks = 0;  // of 64 bytes at `at`
  std::uint32_t state[8];  // A to H
  Sha256Digest* digest = nullptr;

  void start(ByteView message, Sha256Digest& to) noexcept {
    digest = &to;
    std::copy_n(kShaStart, 8, state);
    at = message.data();
    blocks = message.size() / kShaBlock;
    set_tail(message);
    if (blocks == 0) take_tail();
  }

  // Whether nothing of the message is left behind so many blocks.
  bool is_last(std::size_t done) const noexcept { return done == blocks && tail_blocks_ == 0; }

  // No blocks are left afterwards when the message is done; then its digest is there if the state is.
  void advance(std::size_t done) noexcept {
    at += done * kShaBlock;
    blocks -= done;
    if (blocks != 0) return;
    if (tail_blocks_ != 0) return take_tail();
    finish();
  }

  void finish() noexcept {
    for (std::size_t i = 0; i < 8; ++i) store_be(digest->data() + 4 * i, state[i]);
  }

 private:
  void set_tail(ByteView message) noexcept {
    const std::size_t rest = message.size() % kShaBlock;
    tail_blocks_ = rest + 9 <= kShaBlock ? 1 : 2;
    std::fill_n(tail_, tail_blocks_ * kShaBlock, std::uint8_t{0});
    std::copy_n(message.data() + (message.size() - rest), rest, tail_);
    tail_[rest] = 0x80;
    store_be(tail_ + tail_blocks_ * kShaBlock - 8, std::uint64_t{8} * message.size());
  }

  void take_tail() noexcept {
    at = tail_;
    blocks = tail_blocks_;
    tail_blocks_ = 0;
  }

  std::size_t tail_blocks_ = 0;  // still to come
  std::uint8_t tail_[2 * kShaBlock];
};

#if defined(__x86_64__)

bool has_sha_ni() noexcept;
bool has_wide_sha() noexcept;

// REQUIRES: has_sha_ni().
void sha256_in_pairs(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept;
void finish_in_pairs(std::span<ShaLane*> lanes) noexcept;  // all of which have blocks left

// REQUIRES: has_wide_sha().
void sha256_in_sixteens(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept;

#endif

}  // namespace wirespeed::detail
