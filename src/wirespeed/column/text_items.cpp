#include "wirespeed/column/text_items.hpp"

#include <array>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/array_items.hpp"

namespace wirespeed::column {
namespace {

std::string encoded(std::string_view code_points) {
  std::string text;
  for (; code_points.size() >= 4; code_points.remove_prefix(4)) {
    std::uint32_t code = 0;
    std::memcpy(&code, code_points.data(), sizeof code);
    if (code == 0) break;
    std::array<char, 4> one;
    text.append(one.data(), encode_utf8(code, one.data()));
  }
  return text;
}

}  // namespace

std::string utf8_text_at(const ArrayView& view, std::int64_t i) {
  const std::string_view bytes = whole_text_at(view, i);
  if (view.item == Item::ucs4) return encoded(bytes);
  if (view.item == Item::bytes) return std::string(bytes.substr(0, bytes.find_last_not_of('\0') + 1));
  return std::string(bytes);
}

}  // namespace wirespeed::column
