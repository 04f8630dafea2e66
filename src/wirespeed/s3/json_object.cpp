#include "wirespeed/s3/json_object.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::s3 {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_high_surrogate(char32_t c) noexcept { return c >= 0xD800 && c < 0xDC00; }
constexpr bool is_low_surrogate(char32_t c) noexcept { return c >= 0xDC00 && c < 0xE000; }

// -1 where it is no hexadecimal digit.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// What \b and its like stand for; 0 where they stand for nothing.
constexpr char unescaped(char c) noexcept {
  constexpr std::string_view kFrom = "\"\\/bfnrt";
  constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
  const std::size_t at = kFrom.find(c);
  return at == std::string_view::npos ? '\0' : kTo[at];
}

}  // namespace

// Goes through the text once. Each step is false when it failed, and error_ says why.
class JsonObjectReader {
 public:
  explicit JsonObjectReader(std::string_view text) : text_(text) {}

  Result<JsonObject> read() {
    skip_space();
    if (!object(0)) return std::unexpected(*error_);
    skip_space();
    if (at_ != text_.size()) std::ignore = fail_here("the end of the text");
    if (error_) return std::unexpected(*error_);
    return std::move(object_);
  }

 private:
  using Kind = JsonObject::Kind;

  // Only the members of the outermost object are kept.
  bool object(std::size_t depth) {
    if (!take('{', "an object")) return false;
    skip_space();
    if (is_at('}')) return take('}', "}");
    do {
      skip_space();
      if (!member(depth)) return false;
      skip_space();
    } while (passed(','));
    return take('}', "a comma or }");
  }

  bool member(std::size_t depth) {
    JsonObject::Member member;
    const std::size_t name_at = at_;
    if (!string(member.name)) return false;
    skip_space();
    if (!take(':', "a colon")) return false;
    skip_space();
    if (!value(member, depth)) return false;
    if (depth > 0) return true;
    const auto same = [&](const JsonObject::Member& other) { return other.name == member.name; };
    if (std::ranges::any_of(object_.members_, same)) {
      at_ = name_at;
      return fail_here("each name once");
    }
    object_.members_.push_back(std::move(member));
    return true;
  }

  bool value(JsonObject::Member& member, std::size_t depth) {
    if (is_at('"')) {
      member.kind = Kind::text;
      return string(member.value);
    }
    if (is_at('{') || is_at('[')) return nested(depth + 1);
    if (is_at('t')) return word("true");
    if (is_at('f')) return word("false");
    if (is_at('n')) return word("null");
    member.kind = Kind::number;
    return number(member.value);
  }

  bool nested(std::size_t depth) {
    if (depth > JsonObject::kMaxDepth) return fail_here("values that nest less deep");
    return is_at('{') ? object(depth) : array(depth);
  }

  bool array(std::size_t depth) {
    if (!take('[', "an array")) return false;
    skip_space();
    if (is_at(']')) return take(']', "]");
    do {
      skip_space();
      JsonObject::Member left_out;
      if (!value(left_out, depth)) return false;
      skip_space();
    } while (passed(','));
    return take(']', "a comma or ]");
  }

  bool string(std::string& into) {
    if (!take('"', "a string")) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (!character(into)) return false;
    }
    return take('"', "a quote at the end of a string");
  }

  bool character(std::string& into) {
    if (passed('\\')) return escape(into);
    if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail_here("no control character in a string");
    const CodePoint code_point = decode_utf8(text_.substr(at_));
    if (!code_point.valid) return fail_here("UTF-8");
    into.append(text_, at_, code_point.bytes);
    at_ += code_point.bytes;
    return true;
  }

  bool escape(std::string& into) {
    if (passed('u')) return unicode_escape(into);
    const char meant = at_ < text_.size() ? unescaped(text_[at_]) : '\0';
    if (meant == '\0') return fail_here("an escape of JSON");
    into += meant;
    ++at_;
    return true;
  }

  bool unicode_escape(std::string& into) {
    char32_t code_point = 0;
    if (!hex(code_point)) return false;
    if (is_low_surrogate(code_point)) return fail_here("a first half before the second half of a character");
    if (is_high_surrogate(code_point)) {
      char32_t low = 0;
      if (!passed('\\') || !passed('u')) return fail_here("the second half of a character");
      if (!hex(low)) return false;
      if (!is_low_surrogate(low)) return fail_here("the second half of a character");
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
    }
    std::array<char, 4> bytes{};
    into.append(bytes.data(), encode_utf8(code_point, bytes.data()));
    return true;
  }

  bool hex(char32_t& value) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const int digit = at_ < text_.size() ? hex_value(text_[at_]) : -1;
      if (digit < 0) return fail_here("four hexadecimal digits");
      value = value * 16 + static_cast<char32_t>(digit);
    }
    return true;
  }

  bool number(std::string& into) {
    const std::size_t begin = at_;
    passed('-');
    if (!passed('0') && !digits()) return fail_here("a value");  // behind a 0 no other digit may follow
    if (passed('.') && !digits()) return fail_here("a digit");
    if (passed('e') || passed('E')) {
      if (!passed('+')) passed('-');
      if (!digits()) return fail_here("a digit");
    }
    into.assign(text_, begin, at_ - begin);
    return true;
  }

  bool digits() noexcept {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ > begin;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return fail_here("true, false or null");
    at_ += expected.size();
    return true;
  }

  bool is_at(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
  bool passed(char c) noexcept {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }
  bool take(char c, std::string_view expected) { return passed(c) || fail_here(expected); }
  void skip_space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool fail_here(std::string_view expected) {
    error_ = fail(Errc::malformed, "json: expected {} at byte {} of {}", expected, at_, text_.size()).error();
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  JsonObject object_;
  std::optional<Error> error_;
};

Result<JsonObject> JsonObject::parse(std::string_view text) { return JsonObjectReader(text).read(); }

std::optional<std::string_view> JsonObject::find(std::string_view name, Kind kind) const noexcept {
  const auto found = std::ranges::find_if(members_, [&](const Member& member) { return member.name == name; });
  if (found == members_.end() || found->kind != kind) return std::nullopt;
  return found->value;
}

}  // namespace wirespeed::s3
