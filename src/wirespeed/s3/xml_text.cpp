#include "wirespeed/s3/xml_text.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/xml/characters.hpp"

namespace wirespeed::s3 {
namespace {

// Keys may hold characters that XML has no room for: servers write them as numbers all the same.
bool is_scalar(char32_t c) noexcept { return c != 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

}  // namespace

std::size_t append_xml_text(std::string_view raw, std::string& out) {
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t stop = std::min(raw.find_first_of("&\r", at), raw.size());
    out.append(raw, at, stop - at);
    at = stop;
    if (at == raw.size()) break;
    if (raw[at] == '\r') {
      out += '\n';
      at += at + 1 < raw.size() && raw[at + 1] == '\n' ? 2 : 1;
      continue;
    }
    const auto found = xml::read_reference(raw.substr(at));
    if (!found || !is_scalar(found->value)) return at;
    std::array<char, 4> utf8{};
    out.append(utf8.data(), encode_utf8(found->value, utf8.data()));
    at += found->bytes;
  }
  return at;
}

}  // namespace wirespeed::s3
