#include "wirespeed/xml/scan.hpp"

namespace wirespeed::xml {

std::size_t plain_prefix(std::string_view text) noexcept {
  std::size_t n = 0;
  for (; n < text.size(); ++n) {
    const auto c = static_cast<unsigned char>(text[n]);
    if (c == '&' || c >= 0x80 || c < 0x20) break;
  }
  return n;
}

}  // namespace wirespeed::xml
