#include "wirespeed/discogs/record_finder.hpp"

#include <algorithm>
#include <string>

#include "wirespeed/xml/characters.hpp"

namespace wirespeed::discogs {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // of UTF-8: some editors begin files with it

std::size_t skip_space(std::string_view bytes, std::size_t at) noexcept {
  while (at < bytes.size() && xml::is_space(bytes[at])) ++at;
  return at;
}

// Behind the comment or the processing instruction that begins at `at`, or npos if none ends behind it.
std::size_t end_of_comment(std::string_view bytes, std::size_t at) noexcept {
  const std::string_view rest = bytes.substr(at);
  const std::string_view close = rest.starts_with("<!--") ? "-->" : rest.starts_with("<?") ? "?>" : "";
  if (close.empty()) return kNowhere;
  const std::size_t found = bytes.find(close, at + 2);
  return found == kNowhere ? kNowhere : found + close.size();
}

std::size_t skip_byte_order_mark(std::string_view bytes, std::size_t at) noexcept {
  return bytes.substr(at).starts_with(kByteOrderMark) ? at + kByteOrderMark.size() : at;
}

bool ends_name(char c) noexcept { return c == '>' || c == '/' || xml::is_space(c); }

// The name of the tag whose '<' (or "</") ends at `at`.
std::string_view name_at(std::string_view bytes, std::size_t at) noexcept {
  const auto rest = bytes.substr(std::min(at, bytes.size()));
  return rest.substr(0, static_cast<std::size_t>(std::ranges::find_if(rest, ends_name) - rest.begin()));
}

// Whether the start tag that `at` is in has an element as its first child.
bool holds_elements(std::string_view bytes, std::size_t at) noexcept {
  const std::size_t close = bytes.find('>', at);
  if (close == kNowhere || bytes[close - 1] == '/') return false;
  const std::size_t child = skip_space(bytes, close + 1);
  return child + 1 < bytes.size() && bytes[child] == '<' && bytes[child + 1] != '/';
}

// Comments that hold a record's start are not skipped: a batch may have been cut there.
std::size_t skip_comment(Kind kind, std::string_view bytes, std::size_t at) noexcept {
  const std::size_t end = end_of_comment(bytes, at);
  return end == kNowhere || find_record(kind, bytes, at) < end ? at : end;
}

std::size_t skip_root_tag(Kind kind, std::string_view bytes, std::size_t at) noexcept {
  if (at >= bytes.size() || bytes[at] != '<') return at;
  const std::size_t name = at + (bytes.substr(at).starts_with("</") ? 2 : 1);
  if (name_at(bytes, name) != root_name(kind)) return at;
  const std::size_t close = bytes.find_first_of("<>", name);
  return close == kNowhere || bytes[close] == '<' ? at : close + 1;
}

std::string quote(std::string_view bytes) {
  std::string shown;
  for (const char c : bytes.substr(0, 24)) shown += c >= ' ' && c < 127 ? c : '.';
  return "\"" + shown + "\"";
}

}  // namespace

bool starts_record(Kind kind, std::string_view bytes, std::size_t at) noexcept {
  const std::string_view name = record_name(kind);
  const std::size_t behind = at + 1 + name.size();
  if (behind >= bytes.size() || bytes[at] != '<' || bytes.substr(at + 1, name.size()) != name) return false;
  if (!ends_name(bytes[behind])) return false;
  return kind != Kind::labels || holds_elements(bytes, behind);
}

std::size_t find_record(Kind kind, std::string_view bytes, std::size_t from) noexcept {
  for (std::size_t at = bytes.find('<', from); at != kNowhere; at = bytes.find('<', at + 1)) {
    if (starts_record(kind, bytes, at)) return at;
  }
  return kNowhere;
}

std::size_t rfind_record(Kind kind, std::string_view bytes, std::size_t from) noexcept {
  for (std::size_t at = bytes.rfind('<'); at != kNowhere && at >= from; at = bytes.rfind('<', at - 1)) {
    if (starts_record(kind, bytes, at)) return at;
    if (at == 0) break;
  }
  return kNowhere;
}

Result<Kind> recognise(std::string_view bytes) {
  std::size_t at = skip_byte_order_mark(bytes, 0);
  for (std::size_t before = kNowhere; before != at;) {
    before = at;
    at = skip_space(bytes, at);
    if (const std::size_t end = end_of_comment(bytes, at); end != kNowhere) at = end;
  }
  if (at >= bytes.size()) return fail(Errc::truncated, "expected a Discogs dump, found no element");
  if (bytes.substr(at).starts_with("<!")) {
    return fail(Errc::unsupported,
                "expected a Discogs dump, found a DTD at byte {}; dumps have none and it is not read", at);
  }
  const std::string_view name = bytes[at] == '<' ? name_at(bytes, at + 1) : std::string_view();
  for (const Kind kind : {Kind::artists, Kind::labels, Kind::masters, Kind::releases}) {
    if (name == root_name(kind)) return kind;
  }
  return fail(Errc::malformed, "expected a Discogs dump (<artists>, <labels>, <masters> or <releases>), found {}",
              quote(bytes.substr(at)));
}

std::size_t skip_between_records(Kind kind, std::string_view bytes, std::size_t from) noexcept {
  for (std::size_t at = skip_byte_order_mark(bytes, from);;) {
    const std::size_t next = skip_root_tag(kind, bytes, skip_comment(kind, bytes, skip_space(bytes, at)));
    if (next == at) return at;
    at = next;
  }
}

std::size_t find_resume(Kind kind, std::string_view bytes, std::size_t from) noexcept {
  const std::size_t record = std::min(find_record(kind, bytes, from), bytes.size());
  return std::min(record, bytes.substr(0, record).find("</" + std::string(root_name(kind)) + ">", from));
}

bool ends_dump(Kind kind, std::string_view bytes) noexcept {
  const std::string root = root_name(kind);
  std::size_t at = bytes.rfind("</" + root);
  if (at == kNowhere) at = bytes.rfind("<" + root);  // <artists/>, a dump of nothing
  if (at == kNowhere || skip_between_records(kind, bytes, at) != bytes.size()) return false;
  const std::size_t close = bytes.find('>', at);
  return close != kNowhere && (bytes[at + 1] == '/' || bytes[close - 1] == '/');
}

}  // namespace wirespeed::discogs
