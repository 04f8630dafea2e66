#include "wirespeed/http/framing.hpp"

#include <charconv>
#include <limits>

#include "wirespeed/http/line.hpp"

namespace wirespeed::http {
namespace {

// More is no length of anything, and could not be added to an offset.
constexpr std::uint64_t kMaxLength = std::numeric_limits<std::int64_t>::max();

std::optional<std::uint64_t> parse_length(std::string_view digits) noexcept {
  std::uint64_t length = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, length);  // takes no sign, for it is unsigned
  if (error != std::errc() || at != end || length > kMaxLength) return std::nullopt;
  return length;
}

constexpr bool has_no_body(int status) noexcept { return status < 200 || status == 204 || status == 304; }

}  // namespace

Result<void> FramingFields::hear(const Field& field) {
  constexpr std::string_view kConnection = "connection";
  constexpr std::string_view kLength = "content-length";
  constexpr std::string_view kCoding = "transfer-encoding";
  switch (field.name.size()) {
    case kConnection.size():
      if (same_name(field.name, kConnection)) hear_connection(field.value);
      return {};
    case kLength.size():
      return same_name(field.name, kLength) ? hear_length(field.value) : Result<void>();
    case kCoding.size():
      return same_name(field.name, kCoding) ? hear_coding(field.value) : Result<void>();
    default:
      return {};
  }
}

// "42", or "42, 42" from one who folded two equal fields into one.
Result<void> FramingFields::hear_length(std::string_view value) {
  std::string_view rest = value;
  do {
    const auto length = parse_length(rest.empty() ? rest : take_element(rest));
    if (!length) {
      return fail(Errc::malformed, "http answer: Content-Length: expected a number of bytes, found {}", excerpt(value));
    }
    if (length_.value_or(*length) != *length) {
      return fail(Errc::malformed, "http answer: two lengths of one body, {} and {}; where it ends cannot be known",
                  *length_, *length);
    }
    length_ = length;
  } while (!rest.empty());
  if (!value.ends_with(',')) return {};
  return fail(Errc::malformed, "http answer: Content-Length: expected a number of bytes, found {}", excerpt(value));
}

Result<void> FramingFields::hear_coding(std::string_view value) {
  if (!same_name(value, "chunked")) {
    return fail(Errc::unsupported, "http answer: Transfer-Encoding: expected chunked, found {}", excerpt(value));
  }
  if (chunked_) return fail(Errc::malformed, "http answer: Transfer-Encoding: chunked twice, which nobody may send");
  chunked_ = true;
  return {};
}

void FramingFields::hear_connection(std::string_view value) noexcept {
  while (!value.empty()) {
    const std::string_view option = take_element(value);
    close_ = close_ || same_name(option, "close");
    keep_alive_ = keep_alive_ || same_name(option, "keep-alive");
  }
}

Result<void> FramingFields::check(unsigned minor, int status) const {
  if (chunked_ && length_) {
    return fail(Errc::malformed,
                "http answer: a Content-Length of {} together with Transfer-Encoding: chunked; where the body ends "
                "cannot be known",
                *length_);
  }
  if (chunked_ && minor == 0) {
    return fail(Errc::malformed, "http answer: Transfer-Encoding in an answer of HTTP/1.0, which does not know it");
  }
  if (status < 200 && promises_body()) {
    return fail(Errc::malformed, "http answer: status {} with a body, which it cannot have", status);
  }
  return {};
}

Result<void> FramingFields::decide(unsigned minor, bool of_head, ResponseHead& head) const {
  if (auto sound = check(minor, head.status); !sound) return sound;
  head.length = length_.value_or(0);
  head.keep_alive = !close_ && (minor > 0 || keep_alive_);
  if (of_head || has_no_body(head.status)) {
    head.framing = Framing::none;
    // What such a server sends behind its head would be taken for the next answer.
    if (head.status == 204 && promises_body()) head.keep_alive = false;
  } else if (chunked_) {
    head.framing = Framing::chunked;
  } else if (length_) {
    head.framing = Framing::length;
  } else {
    head.framing = Framing::until_close;
    head.keep_alive = false;
  }
  return {};
}

}  // namespace wirespeed::http
