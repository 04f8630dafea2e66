#include "wirespeed/http/response.hpp"

#include <algorithm>

#include "wirespeed/http/framing.hpp"
#include "wirespeed/http/line.hpp"

namespace wirespeed::http {
namespace {

constexpr std::string_view kVersion = "HTTP/1.";
constexpr std::size_t kShortestStatusLine = std::string_view("HTTP/1.1 200").size();

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Said as soon as the first bytes are there: a peer of another protocol may not send a whole line ever.
Result<void> check_protocol(std::string_view bytes) {
  const std::string_view front = bytes.substr(0, kVersion.size());
  if (kVersion.starts_with(front)) return {};
  if (front.starts_with("HTTP/")) {
    return fail(Errc::unsupported, "http answer: expected HTTP/1.1, found {}", excerpt(bytes.substr(0, 10)));
  }
  return fail(Errc::malformed,
              "http answer: expected HTTP/1.1, found {}; is the port one of TLS, or of another protocol?",
              excerpt(bytes.substr(0, bytes.find('\n'))));
}

std::unexpected<Error> bad_status_line(std::string_view line) {
  return fail(Errc::malformed, "http answer: expected \"HTTP/1.1 200 OK\", found {}", excerpt(line));
}

// "HTTP/1.1 200 OK", "HTTP/1.1 200 ", and without that space, which some leave out. REQUIRES: check_protocol()
Result<unsigned> parse_status_line(std::string_view line, ResponseHead& into) {
  if (line.size() < kShortestStatusLine || !is_digit(line[7]) || line[8] != ' ') return bad_status_line(line);
  const std::string_view digits = line.substr(9, 3);
  if (!std::ranges::all_of(digits, is_digit) || digits.front() == '0') return bad_status_line(line);
  const std::string_view rest = line.substr(kShortestStatusLine);
  if (!rest.empty() && rest.front() != ' ') return bad_status_line(line);
  into.status = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  into.reason = trimmed(rest);
  if (into.status == 101)
    return fail(Errc::malformed, "http answer: status 101, a change of protocol nobody asked for");
  return static_cast<unsigned>(line[7] - '0');
}

// Reads the head of one answer, line by line.
class HeadReader {
 public:
  HeadReader(std::string_view bytes, ResponseHead& into) : bytes_(bytes.substr(0, kMaxHead)), into_(into) {}

  Result<bool> read(bool of_head) {
    if (auto known = check_protocol(bytes_); !known) return std::unexpected(std::move(known).error());
    const auto status_line = read_line(bytes_, "answer");
    if (!status_line) return std::unexpected(status_line.error());
    if (status_line->size == 0) return not_yet();
    const auto minor = parse_status_line(status_line->text, into_);
    if (!minor) return std::unexpected(minor.error());
    into_.size = status_line->size;
    const auto whole = read_fields();
    if (!whole || !*whole) return whole;
    if (auto decided = framing_.decide(*minor, of_head, into_); !decided) {
      return std::unexpected(std::move(decided).error());
    }
    return true;
  }

 private:
  Result<bool> read_fields() {
    into_.fields.clear();
    for (;;) {
      const auto line = read_line(bytes_.substr(into_.size), "answer");
      if (!line) return std::unexpected(line.error());
      if (line->size == 0) return not_yet();
      into_.size += line->size;
      if (line->text.empty()) return true;
      if (auto taken = take_field(line->text); !taken) return std::unexpected(std::move(taken).error());
    }
  }

  Result<void> take_field(std::string_view line) {
    const auto field = parse_field(line, "answer");
    if (!field) return std::unexpected(field.error());
    if (into_.fields.size() == kMaxFields) {
      return fail(Errc::limit, "http answer: more than {} fields in its head", kMaxFields);
    }
    into_.fields.push_back(*field);
    return framing_.hear(*field);
  }

  Result<bool> not_yet() const {
    if (bytes_.size() < kMaxHead) return false;
    return fail(Errc::limit, "http answer: its head has not ended within {} bytes", kMaxHead);
  }

  std::string_view bytes_;
  ResponseHead& into_;
  FramingFields framing_;
};

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> ResponseHead::field(std::string_view name) const noexcept {
  const auto found = std::ranges::find_if(fields, [&](const Field& field) { return same_name(field.name, name); });
  if (found == fields.end()) return std::nullopt;
  return found->value;
}

Result<bool> parse_response_head(ByteView bytes, bool of_head, ResponseHead& into) {
  return HeadReader(text_of(bytes), into).read(of_head);
}

}  // namespace wirespeed::http
