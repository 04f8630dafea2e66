#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::xml::detail {

Blank look_for_blank(std::string_view raw) noexcept {
  bool line_break = false;
  while (!raw.empty()) {
    const Character character = decode_character(raw);
    if (character.value > ' ' || !is_space(static_cast<char>(character.value))) return {false, line_break};
    line_break |= character.value == '\n' || character.value == '\r';
    raw.remove_prefix(character.bytes);
  }
  return {true, line_break};
}

}  // namespace wirespeed::xml::detail
