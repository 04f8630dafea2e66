// The little grammar that patterns of relationships and labels share: turns between commas, alternatives between bars.
#pragma once

#include <string_view>

namespace wirespeed::graph {

inline std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Calls visit(part) for each part of `text` between separators, blanks cut off, until it returns false.
template <typename Visit>
bool each_part(std::string_view text, char separator, const Visit& visit) {
  for (;;) {
    const std::size_t end = text.find(separator);
    if (!visit(trimmed(text.substr(0, end)))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

}  // namespace wirespeed::graph
