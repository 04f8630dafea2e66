#include "wirespeed/kernels/text_reader.hpp"

#include <emmintrin.h>
#include <smmintrin.h>

#include <algorithm>
#include <cstring>

#include "wirespeed/column/array_items.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr std::size_t kMostBytes = 5;  // of one character: a mark and its four bytes, where it is none
constexpr const char* kEmpty = "";     // text of no bytes that is there

template <typename T>
T load(const void* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::string_view present(const void* data, std::size_t size) noexcept {
  return {size == 0 ? kEmpty : static_cast<const char*>(data), size};
}

std::string_view trimmed(const std::uint8_t* bytes, std::size_t size) noexcept {
  while (size > 0 && bytes[size - 1] == 0) --size;
  return present(bytes, size);
}

std::size_t trimmed_characters(const std::uint8_t* characters, std::size_t count) noexcept {
  while (count > 0 && load<std::uint32_t>(characters + 4 * (count - 1)) == 0) --count;
  return count;
}

char* put_character(std::uint32_t character, char* to) noexcept {
  const auto put = [&](std::uint32_t byte) { *to++ = static_cast<char>(static_cast<std::uint8_t>(byte)); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0 | character >> 6);
    put(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    put(0xE0 | character >> 12);
    put(0x80 | (character >> 6 & 0x3F));
    put(0x80 | (character & 0x3F));
  } else if (character < 0x110000) {
    put(0xF0 | character >> 18);
    put(0x80 | (character >> 12 & 0x3F));
    put(0x80 | (character >> 6 & 0x3F));
    put(0x80 | (character & 0x3F));
  } else {
    put(0xFF);
    std::memcpy(to, &character, sizeof character);
    to += sizeof character;
  }
  return to;
}

__m128i four(const std::uint8_t* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

// Eight characters of ASCII at once, as long as there are such. Returns how many.
std::size_t put_ascii(const std::uint8_t* characters, std::size_t count, char* to) noexcept {
  const __m128i beyond = _mm_set1_epi32(~0x7F);
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i low = four(characters + 4 * i);
    const __m128i high = four(characters + 4 * i + 16);
    if (_mm_testz_si128(_mm_or_si128(low, high), beyond) == 0) break;
    const __m128i words = _mm_packus_epi32(low, high);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + i), _mm_packus_epi16(words, words));
  }
  return i;
}

template <typename At>
void read_each(std::size_t begin, std::size_t count, std::string_view* texts, At&& at) {
  for (std::size_t i = 0; i < count; ++i) texts[i] = at(static_cast<std::int64_t>(begin + i));
}

}  // namespace

char* TextArena::room(std::size_t bytes) {
  if (size_ - used_ < bytes) {
    size_ = std::max(kBlock, bytes);
    used_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size_));
  }
  return blocks_.back().get() + used_;
}

std::string_view utf8_of(const std::uint8_t* characters, std::size_t count, TextArena& arena) {
  count = trimmed_characters(characters, count);
  if (count == 0) return kEmpty;
  char* const text = arena.room(count * kMostBytes);
  std::size_t done = put_ascii(characters, count, text);
  char* end = text + done;
  for (; done < count; ++done) end = put_character(load<std::uint32_t>(characters + 4 * done), end);
  const auto size = static_cast<std::size_t>(end - text);
  arena.keep(size);
  return {text, size};
}

TextReader::TextReader(const ArrayView& column) : column_(column), presence_(column) {
  if (column.dictionary == nullptr) return;
  const TextReader values(*column.dictionary);
  dictionary_.resize(values.size());
  values.read(0, values.size(), dictionary_.data(), dictionary_arena_);
}

void TextReader::read_values(std::size_t begin, std::size_t count, std::string_view* texts, TextArena& arena) const {
  const ArrayView& c = column_;
  const auto width = static_cast<std::size_t>(c.width);
  switch (c.item) {
    case Item::bytes:
      return read_each(begin, count, texts, [&](auto row) { return trimmed(c.data + row * c.stride, width); });
    case Item::ucs4:
      return read_each(begin, count, texts,
                       [&](auto row) { return utf8_of(c.data + row * c.stride, width / 4, arena); });
    default:
      return read_each(begin, count, texts, [&](auto row) {
        const std::string_view text = text_at(c, row);
        return text.empty() && text.data() == nullptr && c.item != Item::slices ? kEmpty : text;
      });
  }
}

void TextReader::read(std::size_t begin, std::size_t count, std::string_view* texts, TextArena& arena) const {
  if (column_.dictionary != nullptr) {
    read_each(begin, count, texts, [&](auto row) {
      const auto place = static_cast<std::size_t>(place_at(column_, row));
      return place < dictionary_.size() ? dictionary_[place] : std::string_view();  // a null's may be anything
    });
  } else if (column_.validity == nullptr) {
    return read_values(begin, count, texts, arena);
  } else {
    // What lies under a null need not be text.
    for (std::size_t i = 0; i < count; ++i) {
      if (presence_.is_there(begin + i)) read_values(begin + i, 1, texts + i, arena);
    }
  }
  if (!presence_.can_miss()) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (!presence_.is_there(begin + i)) texts[i] = {};
  }
}

}  // namespace wirespeed::kernels
