#include "wirespeed/base/sha256_batch.hpp"

#include <algorithm>

#include "wirespeed/base/big_endian.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace wirespeed {

void sha256_batch(std::span<const ByteView> messages, std::span<Sha256Digest> digests, Sha256& sha) {
  static const bool kInPairs = detail::has_sha_ni();
  if (kInPairs) return detail::sha256_in_pairs(messages, digests);
  for (std::size_t i = 0; i < messages.size(); ++i) digests[i] = sha.digest(messages[i]);
}

#if defined(__x86_64__)

#define WIRESPEED_SHA __attribute__((target("sha,sse4.1")))
#define WIRESPEED_SHA_INLINE __attribute__((target("sha,sse4.1"), always_inline)) inline

namespace {

constexpr std::size_t kBlock = 64;

// FIPS 180-4, 4.2.2 and 5.3.3.
alignas(16) constexpr std::uint32_t kRounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::uint32_t kStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// A message on its way: its whole blocks where they stand, then one or two of its end and its length.
class Lane {
 public:
  const std::uint8_t* at = nullptr;
  std::size_t blocks = 0;  // of 64 bytes at `at`
  std::uint32_t state[8];  // A to H

  void start(ByteView message) noexcept {
    std::copy_n(kStart, 8, state);
    at = message.data();
    blocks = message.size() / kBlock;
    set_tail(message);
    if (blocks == 0) take_tail();
  }

  void advance(std::size_t done) noexcept {
    at += done * kBlock;
    blocks -= done;
    if (blocks == 0 && tail_blocks_ != 0) take_tail();
  }

  void finish(Sha256Digest& digest) const noexcept {
    for (std::size_t i = 0; i < 8; ++i) store_be(digest.data() + 4 * i, state[i]);
  }

 private:
  void set_tail(ByteView message) noexcept {
    const std::size_t rest = message.size() % kBlock;
    tail_blocks_ = rest + 9 <= kBlock ? 1 : 2;
    std::fill_n(tail_, tail_blocks_ * kBlock, std::uint8_t{0});
    std::copy_n(message.data() + (message.size() - rest), rest, tail_);
    tail_[rest] = 0x80;
    store_be(tail_ + tail_blocks_ * kBlock - 8, std::uint64_t{8} * message.size());
  }

  void take_tail() noexcept {
    at = tail_;
    blocks = tail_blocks_;
    tail_blocks_ = 0;
  }

  std::size_t tail_blocks_ = 0;  // still to come
  std::uint8_t tail_[2 * kBlock];
};

// What the instructions work on: the words A B E F and C D G H, and the four quads of the message schedule.
struct Registers {
  __m128i abef;
  __m128i cdgh;
  __m128i w[4];
};

WIRESPEED_SHA_INLINE void load_state(Registers& r, const std::uint32_t* state) noexcept {
  const __m128i dcba = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state));
  const __m128i hgfe = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state + 4));
  const __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1B);
  r.abef = _mm_alignr_epi8(cdab, efgh, 8);
  r.cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
}

WIRESPEED_SHA_INLINE void store_state(const Registers& r, std::uint32_t* state) noexcept {
  const __m128i feba = _mm_shuffle_epi32(r.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(r.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// Four rounds, and the words of the schedule that are wanted sixteen rounds later.
template <int kQuad>
WIRESPEED_SHA_INLINE void rounds(Registers& r, const std::uint8_t* block) noexcept {
  __m128i& w = r.w[kQuad % 4];
  if constexpr (kQuad < 4) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    w = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + kQuad), swap);
  } else {
    const __m128i after = r.w[(kQuad + 1) % 4], late = r.w[(kQuad + 2) % 4], last = r.w[(kQuad + 3) % 4];
    w = _mm_add_epi32(_mm_sha256msg1_epu32(w, after), _mm_alignr_epi8(last, late, 4));
    w = _mm_sha256msg2_epu32(w, last);
  }
  const __m128i sum = _mm_add_epi32(w, _mm_load_si128(reinterpret_cast<const __m128i*>(kRounds) + kQuad));
  r.cdgh = _mm_sha256rnds2_epu32(r.cdgh, r.abef, sum);
  r.abef = _mm_sha256rnds2_epu32(r.abef, r.cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

template <int kQuad = 0>
WIRESPEED_SHA_INLINE void all_rounds(Registers& a, const std::uint8_t* block_a, Registers& b,
                                     const std::uint8_t* block_b) noexcept {
  rounds<kQuad>(a, block_a);
  rounds<kQuad>(b, block_b);
  if constexpr (kQuad < 15) all_rounds<kQuad + 1>(a, block_a, b, block_b);
}

template <int kQuad = 0>
WIRESPEED_SHA_INLINE void all_rounds(Registers& a, const std::uint8_t* block_a) noexcept {
  rounds<kQuad>(a, block_a);
  if constexpr (kQuad < 15) all_rounds<kQuad + 1>(a, block_a);
}

WIRESPEED_SHA_INLINE void add(Registers& r, const Registers& before) noexcept {
  r.abef = _mm_add_epi32(r.abef, before.abef);
  r.cdgh = _mm_add_epi32(r.cdgh, before.cdgh);
}

WIRESPEED_SHA void compress(Lane& lane) noexcept {
  Registers r;
  load_state(r, lane.state);
  for (std::size_t i = 0; i < lane.blocks; ++i) {
    const Registers before = r;
    all_rounds(r, lane.at + i * kBlock);
    add(r, before);
  }
  store_state(r, lane.state);
  lane.advance(lane.blocks);
}

// As many blocks of both as both have.
WIRESPEED_SHA void compress(Lane& one, Lane& other) noexcept {
  Registers a, b;
  load_state(a, one.state);
  load_state(b, other.state);
  const std::size_t blocks = std::min(one.blocks, other.blocks);
  for (std::size_t i = 0; i < blocks; ++i) {
    const Registers before_a = a, before_b = b;
    all_rounds(a, one.at + i * kBlock, b, other.at + i * kBlock);
    add(a, before_a);
    add(b, before_b);
  }
  store_state(a, one.state);
  store_state(b, other.state);
  one.advance(blocks);
  other.advance(blocks);
}

}  // namespace

namespace detail {

bool has_sha_ni() noexcept {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}

void sha256_in_pairs(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept {
  Lane lanes[2];
  std::size_t of_lane[2] = {0, 0};
  bool busy[2] = {false, false};
  std::size_t next = 0;
  while (true) {
    for (int i = 0; i < 2; ++i) {
      if (busy[i] && lanes[i].blocks == 0) lanes[i].finish(digests[of_lane[i]]);
      if (lanes[i].blocks != 0) continue;
      busy[i] = next < messages.size();
      if (busy[i]) lanes[i].start(messages[of_lane[i] = next++]);
    }
    if (busy[0] && busy[1]) {
      compress(lanes[0], lanes[1]);
    } else if (busy[0] || busy[1]) {
      compress(lanes[busy[0] ? 0 : 1]);
    } else {
      return;
    }
  }
}

}  // namespace detail

#else

namespace detail {

bool has_sha_ni() noexcept { return false; }
void sha256_in_pairs(std::span<const ByteView>, std::span<Sha256Digest>) noexcept {}

}  // namespace detail

#endif

}  // namespace wirespeed
