#include "wirespeed/kernels/short_texts.hpp"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "wirespeed/kernels/hash.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/word_lines.hpp"
#include "wirespeed/kernels/word_slots.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t kTile = 128;  // rows whose texts are four words: 4 KiB
constexpr std::int64_t kMostWide = 32;
constexpr std::size_t kMostBytes = 31;

__m128i load(const void* at) noexcept { return _mm_loadu_si128(static_cast<const __m128i*>(at)); }
void store(__m128i words, std::uint64_t* to) noexcept { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), words); }

__attribute__((target("avx2,bmi2"))) void store_all(__m256i words, std::uint64_t* to) noexcept {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), words);
}

// Items of one width, `stride` bytes apart.
struct Wide {
  explicit Wide(const ArrayView& view)
      : data(reinterpret_cast<const char*>(view.data)),
        stride(view.stride),
        width(static_cast<std::size_t>(view.width)) {}

  const char* at(std::size_t row) const noexcept { return data + static_cast<std::int64_t>(row) * stride; }

  const char* data;
  std::int64_t stride;
  std::size_t width;
};

// The first kStep bytes and the last, some of which may be the same.
template <std::size_t kStep>
struct WideBytes : Wide {
  using Wide::Wide;

  bool are_short() const noexcept { return true; }

  void put(std::size_t row, std::uint64_t* words) const noexcept {
    const char* text = at(row);
    if constexpr (kStep == 16) {
      store(load(text), words);
      store(load(text + width - 16), words + 2);
    } else {
      store(
          _mm_set_epi64x(static_cast<long long>(load_word(text + width - 8)), static_cast<long long>(load_word(text))),
          words);
      store(_mm_setzero_si128(), words + 2);
    }
  }
};

// The same of characters, where none takes more than a byte. In which order bytes come is all the same, as long as it
// is that order for each text.
template <std::size_t kStep>
struct WideCharacters : Wide {
  using Wide::Wide;

  __attribute__((target("avx2,bmi2"))) bool are_short() const noexcept {
    return _mm256_testz_si256(any, _mm256_set1_epi32(~0xff)) != 0;
  }

  __attribute__((target("avx2,bmi2"))) void put(std::size_t row, std::uint64_t* words) noexcept {
    const char* text = at(row);
    const char* last = text + width - 4 * kStep;
    if constexpr (kStep == 16) {
      const __m256i front = _mm256_packus_epi32(eight(text), eight(text + 32));
      const __m256i back = _mm256_packus_epi32(eight(last), eight(last + 32));
      store_all(_mm256_packus_epi16(front, back), words);
    } else {
      const __m256i pairs =
          kStep == 8 ? _mm256_packus_epi32(eight(text), eight(last)) : _mm256_packus_epi32(four(text), four(last));
      store_all(_mm256_packus_epi16(pairs, _mm256_setzero_si256()), words);
    }
  }

 private:
  __attribute__((target("avx2,bmi2"))) __m256i eight(const char* at) noexcept {
    const __m256i characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    any = _mm256_or_si256(any, characters);
    return characters;
  }
  __attribute__((target("avx2,bmi2"))) __m256i four(const char* at) noexcept {
    const __m256i characters = _mm256_zextsi128_si256(load(at));
    any = _mm256_or_si256(any, characters);
    return characters;
  }

  __attribute__((vector_size(32))) long long any = {};  // of all characters that were read
};

// 32 bytes from the one at 32 - n are n of ones, then zeros.
alignas(64) constexpr auto kFront = [] {
  std::array<std::uint8_t, 64> bytes{};
  std::fill_n(bytes.begin(), 32, std::uint8_t{0xff});
  return bytes;
}();

// Texts between offsets. What is not there is a text that none can be.
template <typename Offset>
struct ShortTexts {
  explicit ShortTexts(const ArrayView& from)
      : view(from), data(from.data), offsets(static_cast<const Offset*>(from.offsets)), safe(safe_rows(from)) {}

  bool are_short() const noexcept { return longest <= kMostBytes; }

  void put(std::size_t row, std::uint64_t* words) noexcept {
    const auto size = static_cast<std::size_t>(offsets[row + 1] - offsets[row]);
    longest = std::max(longest, size);
    put(row, std::min(size, kMostBytes), words);
    if (view.validity == nullptr || view.is_there(static_cast<std::int64_t>(row))) return;
    std::fill_n(words, 4, ~std::uint64_t{0});
  }

 private:
  // So many rows have 32 bytes of data behind their offset.
  static std::size_t safe_rows(const ArrayView& view) noexcept {
    const auto* offsets = static_cast<const Offset*>(view.offsets);
    auto rows = static_cast<std::size_t>(view.length);
    const Offset end = offsets[rows];
    while (rows > 0 && end - offsets[rows - 1] < static_cast<Offset>(kMostWide)) --rows;
    return rows;
  }

  void put(std::size_t row, std::size_t size, std::uint64_t* words) const noexcept {
    if (row < safe) return put_front(data + offsets[row], size, words);
    std::uint8_t whole[kMostWide] = {};
    if (size > 0) std::memcpy(whole, data + offsets[row], size);
    put_front(whole, size, words);
  }

  static void put_front(const std::uint8_t* text, std::size_t size, std::uint64_t* words) noexcept {
    const std::uint8_t* front = kFront.data() + 32 - size;
    store(_mm_and_si128(load(text), load(front)), words);
    const std::uint64_t last = std::uint64_t{size} << 56U;
    const __m128i sized = _mm_set_epi64x(static_cast<long long>(last), 0);
    store(_mm_or_si128(_mm_and_si128(load(text + 16), load(front + 16)), sized), words + 2);
  }

  const ArrayView& view;
  const std::uint8_t* data;
  const Offset* offsets;
  std::size_t safe;
  std::size_t longest = 0;  // of those that were read
};

class ShortHash {
 public:
  std::uint64_t operator()(const ShortText& text) const noexcept {
    const std::uint64_t* words = text.words;
    return folded_product(words[0] ^ seed_.mask, words[1] ^ seed_.multiplier) ^
           folded_product(words[2] ^ seed_.text, words[3] ^ seed_.text_multiplier);
  }

 private:
  Seed seed_ = seed();
};

// The text of each group.
class KnownTexts {
 public:
  explicit KnownTexts(RawVector<ShortText>& texts) : texts_(texts) {}

  // Those of groups that have begun since, whose first rows are among these.
  void add(std::uint32_t groups, const std::uint32_t* first, std::size_t from, const ShortText* texts) {
    if (texts_.size() < groups) texts_.resize(std::max<std::size_t>(groups, texts_.size() * 2));
    for (; known_ < groups; ++known_) texts_[known_] = texts[first[known_] - from];
  }

  // Whether each is its group's.
  bool are_all(const ShortText* texts, const std::uint32_t* codes, std::size_t count) const noexcept {
    __m128i differing = _mm_setzero_si128();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t* known = texts_[codes[i]].words;
      const std::uint64_t* words = texts[i].words;
      differing = _mm_or_si128(differing, _mm_xor_si128(load(words), load(known)));
      differing = _mm_or_si128(differing, _mm_xor_si128(load(words + 2), load(known + 2)));
    }
    return _mm_testz_si128(differing, differing) != 0;
  }

 private:
  RawVector<ShortText>& texts_;
  std::uint32_t known_ = 0;
};

// A table of hashes; texts whose hashes are equal and that are not are so rare that they may begin anew by others.
template <typename Table, typename Texts>
__attribute__((target("avx2,bmi2"))) std::optional<std::uint32_t> group_in(const ArrayView& view, std::uint32_t* codes,
                                                                           std::uint32_t* first) {
  Texts source(view);
  const auto rows = static_cast<std::size_t>(view.length);
  Scratch& scratch = Scratch::mine();
  std::uint64_t* const words = room(scratch.words, rows);
  Table table(scratch, words, rows, codes, first);
  KnownTexts known(scratch.short_texts);
  const ShortHash hash;
  for (std::size_t from = 0; from < rows; from += kTile) {
    const std::size_t count = std::min(kTile, rows - from);
    ShortText texts[kTile];
    for (std::size_t i = 0; i < count; ++i) {
      source.put(from + i, texts[i].words);
      words[from + i] = hash(texts[i]);
    }
    if (!source.are_short()) return std::nullopt;
    table.put(static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(from + count));
    known.add(table.groups(), first, from, texts);
    if (!known.are_all(texts, codes + from, count)) return std::nullopt;
  }
  return table.groups();
}

template <typename Texts>
std::optional<std::uint32_t> group_by(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first) {
  const bool has_slots = kHasWordSlots && static_cast<std::size_t>(view.length) <= kMostSlotRows;
  return has_slots ? group_in<WordSlots<std::uint64_t>, Texts>(view, codes, first)
                   : group_in<WordLines<std::uint64_t>, Texts>(view, codes, first);
}

}  // namespace

std::optional<std::uint32_t> group_short_texts(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first) {
  if (!kHasWordLines || static_cast<std::size_t>(view.length) >= kRowsToPart) return std::nullopt;
  if (view.item == Item::text) return group_by<ShortTexts<std::int32_t>>(view, codes, first);
  if (view.item == Item::large_text) return group_by<ShortTexts<std::int64_t>>(view, codes, first);
  const std::int64_t units = view.item == Item::ucs4 ? view.width / 4 : view.width;
  if (units > kMostWide || view.validity != nullptr) return std::nullopt;
  if (view.item == Item::bytes && units >= 8) {
    return units < 16 ? group_by<WideBytes<8>>(view, codes, first) : group_by<WideBytes<16>>(view, codes, first);
  }
  if (view.item != Item::ucs4 || units < 4) return std::nullopt;
  if (units < 8) return group_by<WideCharacters<4>>(view, codes, first);
  return units < 16 ? group_by<WideCharacters<8>>(view, codes, first)
                    : group_by<WideCharacters<16>>(view, codes, first);
}

}  // namespace wirespeed::kernels
