#include "wirespeed/base/sha256_batch.hpp"

#include <algorithm>

#include "wirespeed/base/sha256_lane.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace wirespeed {

#if defined(__x86_64__)

namespace {

enum class Way : std::uint8_t { openssl, pairs, sixteens };

Way best_way() noexcept {
  if (!detail::has_sha_ni()) return Way::openssl;
  return detail::has_wide_sha() ? Way::sixteens : Way::pairs;
}

const Way kWay = best_way();

}  // namespace

void sha256_batch(std::span<const ByteView> messages, std::span<Sha256Digest> digests, Sha256& sha) {
  if (kWay == Way::sixteens) return detail::sha256_in_sixteens(messages, digests);
  if (kWay == Way::pairs) return detail::sha256_in_pairs(messages, digests);
  for (std::size_t i = 0; i < messages.size(); ++i) digests[i] = sha.digest(messages[i]);
}

std::size_t sha256_batch_bytes() noexcept {
  return kWay == Way::sixteens ? std::size_t{1} << 19 : std::size_t{1} << 15;
}

#define WIRESPEED_SHA __attribute__((target("sha,sse4.1")))
#define WIRESPEED_SHA_INLINE __attribute__((target("sha,sse4.1"), always_inline)) inline

namespace {

constexpr std::size_t kBlock = detail::kShaBlock;
using Lane = detail::ShaLane;

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
  const __m128i sum = _mm_add_epi32(w, _mm_load_si128(reinterpret_cast<const __m128i*>(detail::kShaRounds) + kQuad));
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
  if (lane.blocks != 0) return compress(lane);
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
  std::size_t next = 0;
  while (true) {
    for (Lane& lane : lanes) {
      if (lane.blocks == 0 && next < messages.size()) {
        lane.start(messages[next], digests[next]);
        ++next;
      }
    }
    if (lanes[0].blocks == 0 || lanes[1].blocks == 0) break;
    compress(lanes[0], lanes[1]);
  }
  Lane& last = lanes[lanes[0].blocks == 0 ? 1 : 0];
  if (last.blocks != 0) compress(last);
}

void finish_in_pairs(std::span<Lane*> lanes) noexcept {
  while (lanes.size() > 1) {
    Lane*& one = lanes[lanes.size() - 2];
    Lane* const other = lanes.back();
    compress(*one, *other);
    if (one->blocks == 0) {
      one = other;
    } else if (other->blocks != 0) {
      continue;
    }
    lanes = lanes.first(lanes.size() - 1);
  }
  if (!lanes.empty() && lanes[0]->blocks != 0) compress(*lanes[0]);
}

}  // namespace detail

#else

void sha256_batch(std::span<const ByteView> messages, std::span<Sha256Digest> digests, Sha256& sha) {
  for (std::size_t i = 0; i < messages.size(); ++i) digests[i] = sha.digest(messages[i]);
}

std::size_t sha256_batch_bytes() noexcept { return std::size_t{1} << 15; }

#endif

}  // namespace wirespeed
