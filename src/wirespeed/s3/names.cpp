#include "wirespeed/s3/names.hpp"

#include <algorithm>

#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::size_t kMaxPrinted = 100;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) noexcept { return is_digit(c) || is_lower(c) || is_upper(c); }

bool is_token_character(char c) noexcept {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_field_character(char c) noexcept { return (c >= ' ' && c < 0x7F) || c == '\t'; }

bool is_dotted_number(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; }) &&
         std::ranges::count(text, '.') == 3;
}

}  // namespace

bool is_name_character(char c) noexcept { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; }

bool is_host_label(std::string_view bucket) noexcept {
  if (bucket.size() < 3 || bucket.size() > 63) return false;
  char before = '.';  // of the character before: where a part begins, as '.'
  for (const char c : bucket) {
    const bool inner = c == '-' || c == '.';
    if (!inner && !is_lower(c) && !is_digit(c)) return false;
    if ((before == '.' && inner) || (before == '-' && c == '.')) return false;
    before = c;
  }
  return before != '.' && before != '-' && !is_dotted_number(bucket);
}

Result<void> check_bucket(std::string_view bucket) {
  if (bucket.starts_with("arn:")) {
    return fail(Errc::unsupported, "bucket: expected a name, found an ARN; give the access point's alias instead");
  }
  const bool fits = !bucket.empty() && bucket.size() <= 255 && std::ranges::all_of(bucket, is_name_character);
  if (fits && bucket != "." && bucket != "..") return {};
  return fail(Errc::invalid_argument, "bucket: expected 3 to 63 letters, digits, '-' and '.', found \"{}\"",
              printable(bucket));
}

Result<void> check_key(std::string_view key) {
  if (!key.empty()) return {};
  return fail(Errc::invalid_argument, "key: expected at least one byte, found none; buckets have calls of their own");
}

Result<void> check_field(std::string_view name, std::string_view value) {
  if (name.empty() || !std::ranges::all_of(name, is_token_character)) {
    return fail(Errc::invalid_argument, "header: expected a name of letters, digits and '-', found \"{}\"",
                printable(name));
  }
  const auto wrong = std::ranges::find_if_not(value, is_field_character);
  if (wrong == value.end()) return {};
  return fail(
      Errc::invalid_argument,
      "header {}: expected printable ASCII, found the byte 0x{:02x} at offset {}; encode the value, for example "
      "in percent-encoding or base64",
      name, static_cast<unsigned>(static_cast<unsigned char>(*wrong)), wrong - value.begin());
}

void append_copy_source(std::string_view bucket, std::string_view key, std::string_view version_id, std::string& out) {
  append_encoded(bucket, out);
  out += '/';
  append_encoded_path(key, out);
  if (version_id.empty()) return;
  out += "?versionId=";
  append_encoded(version_id, out);
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kMaxPrinted)) {
    if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  if (text.size() > kMaxPrinted) out += "...";
  return out;
}

}  // namespace wirespeed::s3
