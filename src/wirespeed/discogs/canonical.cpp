#include "wirespeed/discogs/canonical.hpp"

#include <algorithm>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::discogs {
namespace {

constexpr std::size_t kLongestEscape = 6;  // &quot;

// How Canonical XML writes a character of text; empty where it stands for itself.
std::string_view text_escape(char32_t c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#xD;";
    default:
      return {};
  }
}

std::string_view value_escape(char32_t c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#x9;";
    case '\n':
      return "&#xA;";
    case '\r':
      return "&#xD;";
    default:
      return {};
  }
}

char* write_character(char* out, char32_t c, std::string_view escape) noexcept {
  if (escape.empty()) return out + encode_utf8(c, out);
  return std::copy(escape.begin(), escape.end(), out);
}

// The length of the reference at the front of raw text, if Canonical XML writes it so; else 0.
std::size_t canonical_reference(std::string_view raw) noexcept {
  for (const std::string_view form : {"&amp;", "&lt;", "&gt;", "&#xD;"}) {
    if (raw.starts_with(form)) return form.size();
  }
  return 0;
}

bool is_plain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && c != '&' && c != '<' && c != '>' && (byte >= 0x20 || c == '\n');
}

// The end of the characters that stand for themselves. `clean`: all bytes above ASCII do.
const char* skip_plain(const char* at, const char* end, bool clean) noexcept {
  if (!clean) return std::find_if_not(at, end, is_plain);
  at = xml::scan_text(at, end).at;
  while (at < end && *at == '\t') at = xml::scan_text(at + 1, end).at;
  return at;
}

// The length of the front part of raw text that is its own canonical form.
std::size_t canonical_prefix(std::string_view raw, bool clean) noexcept {
  const char* const end = raw.data() + raw.size();
  const char* at = raw.data();
  for (std::size_t reference = 1; reference != 0; at += reference) {
    at = skip_plain(at, end, clean);
    reference = canonical_reference({at, static_cast<std::size_t>(end - at)});
  }
  return static_cast<std::size_t>(at - raw.data());
}

// Where a start tag ends (at its > or />) if it is canonical up to there as it stands; else null.
const char* canonical_tag_end(std::string_view name, std::span<const xml::Attribute> attributes) noexcept {
  const char* at = name.data() + name.size();
  std::string_view before;
  for (const xml::Attribute& attribute : attributes) {
    const char* const name_end = attribute.name.data() + attribute.name.size();
    const bool as_written = *at == ' ' && attribute.name.data() == at + 1 && attribute.value.data() == name_end + 2;
    if (!as_written || !attribute.plain || attribute.name < before) return nullptr;
    at = attribute.value.data() + attribute.value.size() + 1;
    before = attribute.name;
  }
  return *at == '>' || *at == '/' ? at : nullptr;
}

bool by_name(const xml::Attribute& a, const xml::Attribute& b) noexcept { return a.name < b.name; }

}  // namespace

CanonicalWriter::CanonicalWriter() : buffer_(std::size_t{1} << 16) { clear(); }

void CanonicalWriter::clear() noexcept {
  out_ = buffer_.data();
  limit_ = out_ + buffer_.size();
  span_ = span_end_ = nullptr;
  depth_ = 0;
  repairs_ = 0;
  frames_[0] = {0, 0, false, false};
}

std::string_view CanonicalWriter::form() {
  flush();
  return {buffer_.data(), flushed()};
}

void CanonicalWriter::reserve(std::size_t bytes) {
  if (static_cast<std::size_t>(limit_ - out_) >= bytes) return;
  const std::size_t used = flushed();
  buffer_.resize(std::max(buffer_.size() * 2, used + bytes));
  out_ = buffer_.data() + used;
  limit_ = buffer_.data() + buffer_.size();
}

inline void CanonicalWriter::put(std::string_view bytes) {
  std::memcpy(out_, bytes.data(), bytes.size());
  out_ += bytes.size();
}

void CanonicalWriter::flush() {
  const auto size = static_cast<std::size_t>(span_end_ - span_);
  if (size == 0) return;
  reserve(size);
  put({span_, size});
  span_ = span_end_ = nullptr;
}

void CanonicalWriter::truncate(std::size_t position) noexcept {
  if (position >= flushed()) {
    span_end_ = span_ + (position - flushed());
  } else {
    out_ = buffer_.data() + position;
    span_ = span_end_ = nullptr;
  }
}

bool CanonicalWriter::is_kept(std::string_view name, std::span<const xml::Attribute> attributes) const noexcept {
  return !attributes.empty() || (frames_[depth_].sublabels && name == "label");
}

void CanonicalWriter::start(std::string_view name, std::span<const xml::Attribute> attributes) {
  const std::size_t start = position();
  if (const char* const tag_end = canonical_tag_end(name, attributes)) {
    extend(name.data() - 1, tag_end + 1);
  } else {
    write_start(name, attributes);
  }
  const bool keep = is_kept(name, attributes);
  frames_[++depth_] = {start, position(), keep, name[0] == 's' && name == "sublabels"};
}

void CanonicalWriter::end(std::string_view name) {
  const Frame& frame = frames_[depth_--];
  if (!frame.keep && position() == frame.content) return truncate(frame.start);
  const char* const name_end = name.data() + name.size();
  if (*name_end == '>') return extend(name.data() - 2, name_end + 1);
  write_end(name);
}

void CanonicalWriter::empty(std::string_view name, std::span<const xml::Attribute> attributes) {
  if (!is_kept(name, attributes)) return;
  if (const char* const tag_end = canonical_tag_end(name, attributes)) {
    extend(name.data() - 1, tag_end);
    flush();
    reserve(1);
    put('>');
  } else {
    write_start(name, attributes);
  }
  write_end(name);
}

void CanonicalWriter::write_start(std::string_view name, std::span<const xml::Attribute> attributes) {
  flush();
  reserve(name.size() + 2);
  put('<');
  put(name);
  std::array<xml::Attribute, xml::kMaxAttributes> sorted;
  const auto end = std::ranges::copy(attributes, sorted.begin()).out;
  if (!std::is_sorted(sorted.begin(), end, by_name)) std::sort(sorted.begin(), end, by_name);
  for (auto at = sorted.begin(); at != end; ++at) write_attribute(*at);
  reserve(1);
  put('>');
}

void CanonicalWriter::write_end(std::string_view name) {
  flush();
  reserve(name.size() + 3);
  put("</");
  put(name);
  put('>');
}

void CanonicalWriter::write_attribute(const xml::Attribute& attribute) {
  reserve(attribute.name.size() + kLongestEscape * attribute.value.size() + 5);
  put(' ');
  put(attribute.name);
  put("=\"");
  if (attribute.plain) {
    put(attribute.value);
  } else {
    write_escaped_value(attribute.value);
  }
  put('"');
}

void CanonicalWriter::write_escaped_value(std::string_view raw) {
  while (!raw.empty()) {
    const xml::Character character = xml::decode_value_character(raw);
    out_ = write_character(out_, character.value, value_escape(character.value));
    repairs_ += character.repaired;
    raw.remove_prefix(character.bytes);
  }
}

void CanonicalWriter::text(std::string_view raw, xml::TextForm form) {
  if (form == xml::TextForm::plain) return extend(raw.data(), raw.data() + raw.size());
  if (form == xml::TextForm::cdata) return write_cdata(raw);
  write_escaped_text(raw);
}

void CanonicalWriter::write_escaped_text(std::string_view raw) {
  const bool clean = xml::is_clean_utf8(raw);
  while (!raw.empty()) {
    const std::size_t as_written = canonical_prefix(raw, clean);
    if (as_written != 0) extend(raw.data(), raw.data() + as_written);
    raw.remove_prefix(as_written);
    if (raw.empty()) return;
    const xml::Character character = xml::decode_character(raw);
    flush();
    reserve(kLongestEscape);
    out_ = write_character(out_, character.value, text_escape(character.value));
    repairs_ += character.repaired;
    raw.remove_prefix(character.bytes);
  }
}

// A CDATA section's & begins no reference; all else is like text.
void CanonicalWriter::write_cdata(std::string_view raw) {
  for (std::size_t at = raw.find('&'); at != raw.npos; at = raw.find('&')) {
    write_escaped_text(raw.substr(0, at));
    flush();
    reserve(kLongestEscape);
    put("&amp;");
    raw.remove_prefix(at + 1);
  }
  write_escaped_text(raw);
}

}  // namespace wirespeed::discogs
