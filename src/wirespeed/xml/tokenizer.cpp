#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::xml::detail {

Blank look_for_blank(std::string_view raw) noexcept {
  bool line_break = false;
  while (!raw.empty()) {
    const Character character = decode_character(raw);
    if (character.value != ' ' && character.value != '\t' && character.value != '\n') return {false, line_break};
    line_break |= character.value == '\n';
    raw.remove_prefix(character.bytes);
  }
  return {true, line_break};
}

}  // namespace wirespeed::xml::detail
