// Text split at characters, and numbers in it.
#pragma once

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

namespace wirespeed {

// The parts between runs of `separator`; none of them is empty.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// Before and behind the first `separator`; the second is empty where there is none.
inline std::pair<std::string_view, std::string_view> halves(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

// False unless `text` is one number and nothing else.
template <typename Number>
bool to_number(std::string_view text, Number& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size();
}

}  // namespace wirespeed
