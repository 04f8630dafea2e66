#include "wirespeed/discogs/dump_date.hpp"

#include <algorithm>
#include <string_view>

namespace wirespeed::discogs {
namespace {

constexpr std::string_view kPrefix = "discogs_";
constexpr std::size_t kDateDigits = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string dump_date(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (!name.starts_with(kPrefix)) return {};
  const std::string date = name.substr(kPrefix.size(), kDateDigits);
  const std::size_t behind = kPrefix.size() + kDateDigits;
  const bool dated = date.size() == kDateDigits && std::ranges::all_of(date, is_digit);
  return dated && behind < name.size() && name[behind] == '_' ? date : std::string();
}

}  // namespace wirespeed::discogs
