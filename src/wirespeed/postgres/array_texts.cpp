#include "wirespeed/postgres/array_texts.hpp"

#include <cstring>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/array_items.hpp"

namespace wirespeed::postgres {

using column::ArrayView;
using column::Item;

namespace {

char32_t character_at(const std::uint8_t* text, std::size_t i) noexcept {
  char32_t character = 0;
  std::memcpy(&character, text + i * sizeof character, sizeof character);
  return character;
}

}  // namespace

// Four bytes a character, zeros at its end, as UTF-8.
bool ArrayTexts::narrow(const ArrayView& items, std::int64_t i) {
  const std::uint8_t* at = items.data + i * items.stride;
  auto size = static_cast<std::size_t>(items.width) / 4;
  while (size > 0 && character_at(at, size - 1) == 0) --size;
  narrowed_.resize(size);
  char32_t all = 0;
  for (std::size_t c = 0; c < size; ++c) {
    const auto character = character_at(at, c);
    all |= character;
    narrowed_[c] = static_cast<char>(character);
  }
  return all < 0x80 || encode(at, size);
}

// The same for what is not all ASCII.
bool ArrayTexts::encode(const std::uint8_t* at, std::size_t size) {
  narrowed_.clear();
  for (std::size_t c = 0; c < size; ++c) {
    const auto character = character_at(at, c);
    if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000)) return false;
    char utf8[4];
    narrowed_.append(utf8, encode_utf8(character, utf8));
  }
  return true;
}

std::optional<std::string_view> ArrayTexts::of(const ArrayView& items, std::int64_t i, bool& is_character) {
  if (items.item == Item::ucs4) {
    is_character = narrow(items, i);
    return narrowed_;
  }
  std::string_view text = column::whole_text_at(items, i);
  if (items.item == Item::bytes) text = text.substr(0, text.find_last_not_of('\0') + 1);
  return text.data() == nullptr && items.item == Item::slices ? std::nullopt : std::optional(text);
}

std::optional<std::string_view> ArrayTexts::at(std::int64_t i, bool& is_character) {
  is_character = true;
  if (!items_.is_there(i)) return std::nullopt;
  if (items_.dictionary == nullptr) return of(items_, i, is_character);
  const std::int64_t place = column::place_at(items_, i);
  return items_.dictionary->is_there(place) ? of(*items_.dictionary, place, is_character) : std::nullopt;
}

}  // namespace wirespeed::postgres
