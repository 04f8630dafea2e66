// SHA-256 of sixteen messages at once: vector i of the state holds the word i of all of them.
#include "wirespeed/base/sha256_lane.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

// g++ 12 says so of its own intrinsics, whose unused operand is undefined on purpose.
#pragma GCC diagnostic ignored "-Wuninitialized"

#define WIRESPEED_WIDE __attribute__((target("avx512f,avx512bw")))
#define WIRESPEED_WIDE_INLINE __attribute__((target("avx512f,avx512bw"), always_inline)) inline

namespace wirespeed::detail {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kFew = 5;  // lanes that pairs finish sooner

struct Words {
  alignas(64) std::uint32_t of[8][kLanes];

  void set(std::size_t lane, const std::uint32_t* state) noexcept {
    for (std::size_t i = 0; i < 8; ++i) of[i][lane] = state[i];
  }
  void get(std::size_t lane, std::uint32_t* state) const noexcept {
    for (std::size_t i = 0; i < 8; ++i) state[i] = of[i][lane];
  }
};

WIRESPEED_WIDE_INLINE __m512i sum(__m512i a, __m512i b) noexcept { return _mm512_add_epi32(a, b); }
WIRESPEED_WIDE_INLINE __m512i xor3(__m512i a, __m512i b, __m512i c) noexcept {
  return _mm512_ternarylogic_epi32(a, b, c, 0x96);
}

// FIPS 180-4, 4.1.2.
WIRESPEED_WIDE_INLINE __m512i big_sigma_0(__m512i x) noexcept {
  return xor3(_mm512_ror_epi32(x, 2), _mm512_ror_epi32(x, 13), _mm512_ror_epi32(x, 22));
}
WIRESPEED_WIDE_INLINE __m512i big_sigma_1(__m512i x) noexcept {
  return xor3(_mm512_ror_epi32(x, 6), _mm512_ror_epi32(x, 11), _mm512_ror_epi32(x, 25));
}
WIRESPEED_WIDE_INLINE __m512i small_sigma_0(__m512i x) noexcept {
  return xor3(_mm512_ror_epi32(x, 7), _mm512_ror_epi32(x, 18), _mm512_srli_epi32(x, 3));
}
WIRESPEED_WIDE_INLINE __m512i small_sigma_1(__m512i x) noexcept {
  return xor3(_mm512_ror_epi32(x, 17), _mm512_ror_epi32(x, 19), _mm512_srli_epi32(x, 10));
}
WIRESPEED_WIDE_INLINE __m512i choose(__m512i e, __m512i f, __m512i g) noexcept {
  return _mm512_ternarylogic_epi32(e, f, g, 0xCA);
}
WIRESPEED_WIDE_INLINE __m512i majority(__m512i a, __m512i b, __m512i c) noexcept {
  return _mm512_ternarylogic_epi32(a, b, c, 0xE8);
}

// The words change their names from round to round instead of their places: A is s[-round], and so on.
template <int kRound = 0>
WIRESPEED_WIDE_INLINE void rounds(__m512i (&s)[8], __m512i (&w)[16]) noexcept {
  constexpr int kA = 64 - kRound;
  __m512i& word = w[kRound % 16];
  if constexpr (kRound >= 16) {
    const __m512i late = sum(small_sigma_1(w[(kRound + 14) % 16]), w[(kRound + 9) % 16]);
    word = sum(sum(word, small_sigma_0(w[(kRound + 1) % 16])), late);
  }
  const __m512i a = s[kA % 8], b = s[(kA + 1) % 8], c = s[(kA + 2) % 8];
  const __m512i e = s[(kA + 4) % 8], f = s[(kA + 5) % 8], g = s[(kA + 6) % 8];
  __m512i& d = s[(kA + 3) % 8];
  __m512i& h = s[(kA + 7) % 8];
  const __m512i constant = _mm512_set1_epi32(static_cast<int>(kShaRounds[kRound]));
  const __m512i first = sum(sum(sum(h, sum(word, constant)), big_sigma_1(e)), choose(e, f, g));
  d = sum(d, first);
  h = sum(first, sum(big_sigma_0(a), majority(a, b, c)));
  if constexpr (kRound < 63) rounds<kRound + 1>(s, w);
}

// Words 0 to 3 of each 16 bytes of four lanes' blocks, one behind the other.
WIRESPEED_WIDE_INLINE void gather_four(const std::uint8_t* const* at, std::size_t offset, __m512i* out) noexcept {
  const __m512i swap = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
  __m512i row[4];
  for (int i = 0; i < 4; ++i) row[i] = _mm512_shuffle_epi8(_mm512_loadu_si512(at[i] + offset), swap);
  const __m512i low_01 = _mm512_unpacklo_epi32(row[0], row[1]), high_01 = _mm512_unpackhi_epi32(row[0], row[1]);
  const __m512i low_23 = _mm512_unpacklo_epi32(row[2], row[3]), high_23 = _mm512_unpackhi_epi32(row[2], row[3]);
  out[0] = _mm512_unpacklo_epi64(low_01, low_23);
  out[1] = _mm512_unpackhi_epi64(low_01, low_23);
  out[2] = _mm512_unpacklo_epi64(high_01, high_23);
  out[3] = _mm512_unpackhi_epi64(high_01, high_23);
}

// w[i] becomes the word i of the block of each lane.
WIRESPEED_WIDE_INLINE void gather(const std::uint8_t* const* at, std::size_t offset, __m512i (&w)[16]) noexcept {
  __m512i u[16];
  for (std::size_t i = 0; i < 16; i += 4) gather_four(at + i, offset, u + i);
  for (int i = 0; i < 4; ++i) {
    const __m512i even_low = _mm512_shuffle_i32x4(u[i], u[i + 4], 0x88);
    const __m512i odd_low = _mm512_shuffle_i32x4(u[i], u[i + 4], 0xDD);
    const __m512i even_high = _mm512_shuffle_i32x4(u[i + 8], u[i + 12], 0x88);
    const __m512i odd_high = _mm512_shuffle_i32x4(u[i + 8], u[i + 12], 0xDD);
    w[i] = _mm512_shuffle_i32x4(even_low, even_high, 0x88);
    w[i + 4] = _mm512_shuffle_i32x4(odd_low, odd_high, 0x88);
    w[i + 8] = _mm512_shuffle_i32x4(even_low, even_high, 0xDD);
    w[i + 12] = _mm512_shuffle_i32x4(odd_low, odd_high, 0xDD);
  }
}

WIRESPEED_WIDE void compress(Words& words, const std::uint8_t* const* at, std::size_t blocks) noexcept {
  __m512i state[8];
  for (int i = 0; i < 8; ++i) state[i] = _mm512_load_si512(words.of[i]);
  for (std::size_t block = 0; block < blocks; ++block) {
    __m512i s[8], w[16];
    for (int i = 0; i < 8; ++i) s[i] = state[i];
    gather(at, block * kShaBlock, w);
    rounds(s, w);
    for (int i = 0; i < 8; ++i) state[i] = sum(state[i], s[i]);
  }
  for (int i = 0; i < 8; ++i) _mm512_store_si512(words.of[i], state[i]);
}

// Sixteen lanes, and the messages that wait for one to become free.
class Lanes {
 public:
  Lanes(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept
      : messages_(messages), digests_(digests) {
    for (std::size_t i = 0; i < kLanes; ++i) take_next(i);
  }

  void run() noexcept {
    while (busy_ > kFew) step();
    ShaLane* left[kFew];
    std::size_t count = 0;
    for (std::size_t i = 0; i < kLanes; ++i) {
      if (lanes_[i].blocks == 0) continue;
      words_.get(i, lanes_[i].state);
      left[count++] = &lanes_[i];
    }
    finish_in_pairs({left, count});
  }

 private:
  void take_next(std::size_t i) noexcept {
    if (next_ == messages_.size()) return;
    lanes_[i].start(messages_[next_], digests_[next_]);
    words_.set(i, lanes_[i].state);
    ++next_;
    ++busy_;
  }

  // As many blocks of all as all have. A lane without a message works on another's once more, in vain.
  void step() noexcept {
    std::size_t blocks = SIZE_MAX;
    const std::uint8_t* any = nullptr;
    for (const ShaLane& lane : lanes_) {
      if (lane.blocks == 0 || lane.blocks >= blocks) continue;
      blocks = lane.blocks;
      any = lane.at;
    }
    const std::uint8_t* at[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) at[i] = lanes_[i].blocks == 0 ? any : lanes_[i].at;
    compress(words_, at, blocks);
    for (std::size_t i = 0; i < kLanes; ++i) {
      if (lanes_[i].blocks != 0) advance(i, blocks);
    }
  }

  void advance(std::size_t i, std::size_t blocks) noexcept {
    if (lanes_[i].is_last(blocks)) words_.get(i, lanes_[i].state);
    lanes_[i].advance(blocks);
    if (lanes_[i].blocks != 0) return;
    --busy_;
    take_next(i);
  }

  std::span<const ByteView> messages_;
  std::span<Sha256Digest> digests_;
  std::size_t next_ = 0;
  std::size_t busy_ = 0;
  ShaLane lanes_[kLanes];
  Words words_;
};

}  // namespace

bool has_wide_sha() noexcept { return __builtin_cpu_supports("avx512bw") != 0; }

void sha256_in_sixteens(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept {
  if (messages.size() <= kFew) return sha256_in_pairs(messages, digests);
  Lanes(messages, digests).run();
}

}  // namespace wirespeed::detail

#endif
