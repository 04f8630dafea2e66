#include "wirespeed/xml/scan.hpp"

namespace wirespeed::xml {

std::size_t plain_prefix(std::string_view text) noexcept {
  std::size_t n = 0;
  while (n + 16 <= text.size() && detail::decode_stop_bits(detail::load(text.data() + n)) == 0) n += 16;
  for (; n < text.size(); ++n) {
    const auto c = static_cast<unsigned char>(text[n]);
    if (c == '&' || c >= 0x80 || c < 0x20) break;
  }
  return n;
}

}  // namespace wirespeed::xml
