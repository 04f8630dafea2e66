// Any bytes as what a request asks for: what is taken is UTF-8 and no longer than it came, and written with all its
// bytes encoded it reads back the same.
#include <cstdlib>
#include <string>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/http/request_target.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::http;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) encoded += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return encoded;
}

std::string encode(const RequestTarget& target) {
  std::string text;
  for (const std::string& segment : target.segments) text += "/" + encode(segment);
  if (text.empty()) text = "/";
  text += "?";
  for (const auto& [name, value] : target.parameters) text += encode(name) + "=" + encode(value) + "&";
  return text;
}

bool is_utf8(std::string_view text) { return valid_utf8_prefix(text) == text.size(); }

void check_same(const RequestTarget& a, const RequestTarget& b) {
  check(a.segments == b.segments && a.parameters.size() == b.parameters.size());
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    check(a.parameters[i].name == b.parameters[i].name && a.parameters[i].value == b.parameters[i].value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto target = parse_request_target(text);
  if (!target) return 0;
  std::size_t bytes = 0;
  for (const std::string& segment : target->segments) {
    check(is_utf8(segment));
    bytes += segment.size();
  }
  for (const auto& [name, value] : target->parameters) {
    check(is_utf8(name) && is_utf8(value));
    bytes += name.size() + value.size();
  }
  check(bytes <= size + 1);
  // A first segment that is empty would be lost where it is the only one: "/" has none.
  if (target->segments.size() == 1 && target->segments.front().empty()) return 0;
  const auto again = parse_request_target(encode(*target));
  check(again.has_value());
  check_same(*target, *again);
  return 0;
}
