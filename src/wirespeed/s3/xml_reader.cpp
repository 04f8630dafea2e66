#include "wirespeed/s3/xml_reader.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/s3/xml_text.hpp"
#include "wirespeed/xml/characters.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kComment = "<!--";
constexpr std::string_view kCdata = "<![CDATA[";

bool is_name_start(char c) noexcept {
  const auto lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view local_name(std::string_view name) noexcept {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string excerpt(std::string_view bytes, std::size_t limit) {
  std::string text;
  std::string_view rest = bytes;
  while (!rest.empty() && text.size() < limit) {
    const CodePoint point = decode_utf8(rest);
    const bool control = point.value < 0x20 || point.value == 0x7F;
    if (point.valid && !control) {
      text.append(rest, 0, point.bytes);
    } else {
      text += xml::is_space(rest[0]) ? ' ' : '?';
    }
    rest.remove_prefix(point.bytes);
  }
  return rest.empty() ? text : text + "...";
}

XmlReader::XmlReader(std::string_view document) noexcept
    : begin_(document.data()), at_(document.data()), end_(document.data() + document.size()) {
  if (document.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
}

void XmlReader::fail_at(const char* at, std::string_view expected) {
  if (failed()) return;
  const bool ended = at >= end_;
  const std::string_view rest(std::min(at, end_), ended ? 0 : static_cast<std::size_t>(end_ - at));
  const std::string found = ended ? "the end" : "\"" + excerpt(rest) + "\"";
  error_ = wirespeed::Error{ended ? Errc::truncated : Errc::malformed,
                            fmt::format("read the answer's XML: expected {}, found {} at byte {} of {}", expected,
                                        found, std::min(at, end_) - begin_, end_ - begin_)};
}

void XmlReader::skip_space() noexcept {
  while (at_ < end_ && xml::is_space(*at_)) ++at_;
}

// Comments, instructions and the space around them.
bool XmlReader::skip_misc() {
  do {
    skip_space();
  } while (is_misc() && skip_one_misc());
  return !failed();
}

bool XmlReader::skip_one_misc() { return is_at("<?") ? skip_past("?>", 2) : skip_past("-->", kComment.size()); }

bool XmlReader::is_misc() const noexcept { return is_at(kComment) || is_at("<?"); }

bool XmlReader::skip_past(std::string_view close, std::size_t open_bytes) {
  const std::size_t found = rest().find(close, open_bytes);
  if (found == std::string_view::npos) {
    fail_at(end_, close);
    return false;
  }
  at_ += found + close.size();
  return true;
}

std::optional<std::string_view> XmlReader::root() {
  if (failed() || !skip_misc()) return std::nullopt;
  if (at_ >= end_ || *at_ != '<') {
    fail_at(at_, "an element");
    return std::nullopt;
  }
  return start_tag();
}

std::optional<std::string_view> XmlReader::next() {
  if (failed()) return std::nullopt;
  if (state_ == State::open) skip_content();
  if (state_ == State::hollow) {
    state_ = State::between;
    return std::nullopt;
  }
  state_ = State::between;
  if (failed() || !skip_misc()) return std::nullopt;
  return next_tag();
}

std::optional<std::string_view> XmlReader::next_tag() {
  if (at_ >= end_ || *at_ != '<' || at_[1] == '!') {
    fail_at(at_, "a tag");
    return std::nullopt;
  }
  if (at_[1] != '/') return start_tag();
  std::ignore = end_tag();
  return std::nullopt;
}

std::optional<std::string_view> XmlReader::start_tag() {
  const char* const name_at = at_ + 1;
  const char* const name_end = name_at < end_ ? xml::scan_name(name_at, end_) : end_;
  if (name_end >= end_ || !is_name_start(*name_at)) {
    fail_at(name_end >= end_ ? end_ : name_at, "a tag's name");
    return std::nullopt;
  }
  name_ = {name_at, static_cast<std::size_t>(name_end - name_at)};
  at_ = name_end;
  if (!attributes()) return std::nullopt;
  state_ = *at_ == '/' ? State::empty : State::open;
  at_ += *at_ == '/' ? 2 : 1;
  return local_name(name_);
}

// From behind the name to the '>' or the "/>".
bool XmlReader::attributes() {
  while (true) {
    const char* const before = at_;
    skip_space();
    if (is_at(">") || is_at("/>")) return true;
    if (at_ == before || at_ >= end_) {
      fail_at(at_, "a space, > or /> in a tag");
      return false;
    }
    if (!attribute()) return false;
  }
}

bool XmlReader::attribute() {
  if (!is_name_start(*at_)) {
    fail_at(at_, "an attribute's name");
    return false;
  }
  at_ = xml::scan_name(at_, end_);
  skip_space();
  if (!is_at("=")) {
    fail_at(at_, "= after an attribute's name");
    return false;
  }
  ++at_;
  skip_space();
  if (!is_at("\"") && !is_at("'")) {
    fail_at(at_, "a quoted value after =");
    return false;
  }
  const std::string_view quote(at_, 1);
  return skip_past(quote, 1);
}

// The end of the element that was entered last.
bool XmlReader::end_tag() {
  const std::string_view name = depth_ > 0 ? names_[depth_ - 1] : std::string_view();
  const char* const tag = at_;
  at_ += 2;
  if (depth_ == 0 || !rest().starts_with(name)) {
    fail_at(at_ >= end_ ? end_ : tag, fmt::format("</{}>", excerpt(name)));
    return false;
  }
  at_ += name.size();
  skip_space();
  if (!is_at(">")) {
    fail_at(at_ >= end_ ? end_ : tag, fmt::format("</{}>", excerpt(name)));
    return false;
  }
  ++at_;
  --depth_;
  return true;
}

void XmlReader::enter() {
  if (failed()) return;
  if (state_ == State::empty) {
    state_ = State::hollow;
    return;
  }
  if (depth_ == kMaxDepth) return fail_at(at_, fmt::format("at most {} nested elements", kMaxDepth));
  names_[depth_++] = name_;
  state_ = State::between;
}

// From behind a start tag to behind its end tag, whatever is between them.
void XmlReader::skip_content() {
  const std::size_t outside = depth_;
  enter();
  while (!failed() && depth_ > outside) {
    const std::size_t tag = rest().find('<');
    at_ = tag == std::string_view::npos ? end_ : at_ + tag;
    if (is_at(kCdata)) {
      if (!skip_past("]]>", kCdata.size())) return;
    } else if (is_misc()) {
      if (!skip_one_misc()) return;
    } else if (next_tag() && state_ == State::open) {
      enter();
    }
  }
  state_ = State::between;
}

std::string_view XmlReader::text() {
  if (failed() || state_ == State::empty) return {};
  const xml::Scanned plain = xml::scan_text(at_, end_);
  const std::string_view view(at_, static_cast<std::size_t>(plain.at - at_));
  enter();
  if (!failed() && plain.at < end_ && *plain.at == '<' && plain.at[1] == '/') {
    at_ = plain.at;
    return end_tag() ? view : std::string_view();
  }
  text_.clear();
  while (!failed() && !is_at("</")) {
    if (!text_piece()) return {};
  }
  return !failed() && end_tag() ? std::string_view(text_) : std::string_view();
}

// A run of text, a CDATA section or what is passed over.
bool XmlReader::text_piece() {
  if (is_misc()) return skip_one_misc();
  if (is_at(kCdata)) {
    const char* const begin = at_ + kCdata.size();
    if (!skip_past("]]>", kCdata.size())) return false;
    text_.append(begin, static_cast<std::size_t>(at_ - begin) - 3);
    return true;
  }
  const std::string_view raw = rest().substr(0, rest().find('<'));
  if (raw.empty()) {
    fail_at(at_, fmt::format("</{}>", excerpt(name_)));
    return false;
  }
  const std::size_t taken = append_xml_text(raw, text_);
  if (taken != raw.size()) {
    fail_at(at_ + taken, "a reference, as &amp;");
    return false;
  }
  at_ += raw.size();
  return true;
}

bool XmlReader::finish() {
  if (!failed() && skip_misc() && at_ != end_) fail_at(at_, "the end");
  return !failed();
}

}  // namespace wirespeed::s3
