#include "wirespeed/xml/tokenizer.hpp"

#include <algorithm>

namespace wirespeed::xml::detail {

bool all_space(std::string_view text) noexcept { return std::ranges::all_of(text, is_space); }

bool has_line_break(std::string_view text) noexcept { return text.find_first_of("\n\r") != text.npos; }

}  // namespace wirespeed::xml::detail
