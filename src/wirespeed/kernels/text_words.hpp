// Words of text: see key_words.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/key_words.hpp"

namespace wirespeed::kernels {

inline constexpr std::uint64_t kNoText = std::uint64_t{0x7f} << 56;

class TextWord {
 public:
  // Of text of its own size.
  std::uint64_t operator()(std::string_view text) const noexcept {
    if (text.size() >= 8) return hash_(text) | kHashed;
    if (text.data() == nullptr) return kNoText;
    return load_part(text.data(), text.size()) | std::uint64_t{text.size()} << 56U;
  }

  // Of text that is as wide as all others and filled up with zeros.
  std::uint64_t of_bytes(const char* at, std::size_t width) const noexcept {
    if (width < 8) return load_part(at, width);
    return width == 8 ? load_word(at) : hash_({at, width}) | kHashed;
  }

  // The same with characters of 32 bits.
  std::uint64_t of_ucs4(const char* at, std::size_t characters) const noexcept {
    return characters < kStep ? of_few(at, characters) : of_many(at, characters);
  }

 private:
  static constexpr std::size_t kStep = 16;

  // 16 characters as 16 bytes, if none needs more.
  struct Narrow {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool is_narrow = true;
  };

#if defined(__SSE4_1__)
  static __m128i load(const char* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

  static Narrow narrow(const char* at) noexcept {
    const __m128i a = load(at);
    const __m128i b = load(at + 16);
    const __m128i c = load(at + 32);
    const __m128i d = load(at + 48);
    const __m128i any = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
    const __m128i bytes = _mm_packus_epi16(_mm_packus_epi32(a, b), _mm_packus_epi32(c, d));
    return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes)),
            static_cast<std::uint64_t>(_mm_extract_epi64(bytes, 1)), _mm_testz_si128(any, _mm_set1_epi32(~0xff)) != 0};
  }
#else
  static Narrow narrow(const char* at) noexcept {
    std::uint8_t bytes[kStep];
    std::uint32_t any = 0;
    for (std::size_t i = 0; i < kStep; ++i) {
      std::uint32_t character = 0;
      std::memcpy(&character, at + i * 4, 4);
      any |= character;
      bytes[i] = static_cast<std::uint8_t>(character);
    }
    return {load_word(bytes), load_word(bytes + 8), any < 256};
  }
#endif

  std::uint64_t of_wide(const char* at, std::size_t characters) const noexcept {
    const std::string_view bytes(at, characters * 4);
    return (bytes.size() < 8 ? hash_.finish(hash_.start(bytes.size()), load_part(at, bytes.size()), 0) : hash_(bytes)) |
           kHashed;
  }

  std::uint64_t of_few(const char* at, std::size_t characters) const noexcept {
    char filled[kStep * 4] = {};
    std::memcpy(filled, at, characters * 4);
    const Narrow found = narrow(filled);
    if (!found.is_narrow) return of_wide(at, characters);
    if (characters < 8) return found.low;
    return hash_.finish(hash_.start(characters), found.low, found.high) | kHashed;
  }

  std::uint64_t of_many(const char* at, std::size_t characters) const noexcept {
    std::uint64_t state = hash_.start(characters);
    const char* from = at;
    for (std::size_t left = characters; left > kStep; left -= kStep, from += kStep * 4) {
      const Narrow found = narrow(from);
      if (!found.is_narrow) return of_wide(at, characters);
      state = hash_.step(state, found.low, found.high);
    }
    const Narrow found = narrow(at + (characters - kStep) * 4);
    if (!found.is_narrow) return of_wide(at, characters);
    return hash_.finish(state, found.low, found.high) | kHashed;
  }

  TextHash hash_;
};

}  // namespace wirespeed::kernels
