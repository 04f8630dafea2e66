#include "token_file.hpp"

#include <algorithm>

#include "wirespeed/base/file.hpp"

namespace discography {
namespace {

using wirespeed::Errc;
using wirespeed::fail;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kSpace), text.size());
  return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

wirespeed::Result<std::string> read_token(const std::filesystem::path& path) {
  if (path.empty()) return std::string();
  const auto text = wirespeed::read_file(path);
  if (!text) return text;
  const std::string_view token = trimmed(*text);
  if (token.empty()) return fail(Errc::invalid_argument, "{}: expected a token, found an empty file", path.string());
  if (std::ranges::none_of(token, is_control)) return std::string(token);
  return fail(Errc::invalid_argument,
              "{}: expected a token in one line, found control characters within it, which no HTTP field may hold",
              path.string());
}

}  // namespace discography
