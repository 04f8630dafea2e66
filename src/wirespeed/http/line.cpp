#include "wirespeed/http/line.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "wirespeed/base/json.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace wirespeed::http {
namespace {

constexpr std::size_t kExcerpt = 40;  // bytes

constexpr bool is_break(char c) noexcept { return c == '\r' || c == '\n' || c == '\0'; }

#if defined(__SSE2__)
unsigned break_bits(const char* at) noexcept {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i cr = _mm_cmpeq_epi8(block, _mm_set1_epi8('\r'));
  const __m128i lf = _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'));
  const __m128i nul = _mm_cmpeq_epi8(block, _mm_setzero_si128());
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(cr, lf), nul)));
}
#endif

// Where the first CR, LF or NUL stands, or the size.
std::size_t find_break(std::string_view bytes) noexcept {
  std::size_t at = 0;
#if defined(__SSE2__)
  for (; bytes.size() - at >= 16; at += 16) {
    if (const unsigned bits = break_bits(bytes.data() + at); bits != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(bits));
    }
  }
#endif
  while (at < bytes.size() && !is_break(bytes[at])) ++at;
  return at;
}

// The bytes of which names are made (RFC 9110, section 5.6.2).
constexpr auto kNameBytes = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - ('a' - 'A')] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }

std::unexpected<Error> no_field(std::string_view line, std::string_view where) {
  if (is_space(line.front())) {
    return fail(Errc::malformed,
                "http {}: expected a field, found {}, which goes on with the line before it (obs-fold)", where,
                excerpt(line));
  }
  return fail(Errc::malformed, "http {}: expected \"name: value\", found {}", where, excerpt(line));
}

}  // namespace

Result<Line> read_line(std::string_view bytes, std::string_view where) {
  const std::size_t end = find_break(bytes);
  const std::string_view found = bytes.substr(end, 2);
  if (found == "\r\n") return Line{bytes.substr(0, end), end + 2};
  if (found.empty() || found == "\r") return Line{};
  const std::string_view what = found.front() == '\r' ? "CR alone" : found.front() == '\n' ? "LF alone" : "NUL";
  return fail(Errc::malformed, "http {}: expected a line that ends with CR LF, found {} behind {}", where, what,
              excerpt(bytes.substr(0, end)));
}

Result<Field> parse_field(std::string_view line, std::string_view where) {
  std::size_t name = 0;
  while (name < line.size() && kNameBytes[static_cast<unsigned char>(line[name])]) ++name;
  if (name == 0 || name == line.size() || line[name] != ':') return no_field(line, where);
  return Field{line.substr(0, name), trimmed(line.substr(name + 1))};
}

std::string excerpt(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text.substr(0, kExcerpt));
  return text.size() > kExcerpt ? quoted + "..." : quoted;
}

std::string_view take_element(std::string_view& list) noexcept {
  const std::size_t comma = std::min(list.find(','), list.size());
  const std::string_view element = trimmed(list.substr(0, comma));
  list.remove_prefix(std::min(comma + 1, list.size()));
  return element;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace wirespeed::http
