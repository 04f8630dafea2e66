#include "wirespeed/discogs/canonical.hpp"

#include <algorithm>

#include "wirespeed/base/big_endian.hpp"
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
  if (raw.size() < 2 || raw[0] != '&') return 0;
  const char c = raw[1];
  const std::string_view form = c == 'a' ? "&amp;" : c == 'l' ? "&lt;" : c == 'g' ? "&gt;" : "&#xD;";
  return raw.starts_with(form) ? form.size() : 0;
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

// The attributes of an element in the order of their names.
class ByName {
 public:
  explicit ByName(std::span<const xml::Attribute> attributes) noexcept : attributes_(attributes) {
    for (std::uint8_t i = 0; i < attributes.size(); ++i) insert(i);
  }
  const xml::Attribute& operator[](std::size_t i) const noexcept { return attributes_[places_[i]]; }

 private:
  void insert(std::uint8_t place) noexcept {
    const std::string_view name = attributes_[place].name;
    const std::uint64_t front = front_of(name);
    std::size_t at = place;
    for (; at > 0 && is_less(front, name, at - 1); --at) {
      fronts_[at] = fronts_[at - 1];
      places_[at] = places_[at - 1];
    }
    fronts_[at] = front;
    places_[at] = place;
  }

  bool is_less(std::uint64_t front, std::string_view name, std::size_t than) const noexcept {
    return front < fronts_[than] || (front == fronts_[than] && name < attributes_[places_[than]].name);
  }

  // Up to eight bytes as a number that compares as they do. Reads past the name, which the input allows.
  static std::uint64_t front_of(std::string_view name) noexcept {
    const auto front = load_be<std::uint64_t>(reinterpret_cast<const std::uint8_t*>(name.data()));
    return name.size() >= 8 ? front : front & ~(~std::uint64_t{0} >> (8 * name.size()));
  }

  std::span<const xml::Attribute> attributes_;
  std::array<std::uint64_t, xml::kMaxAttributes> fronts_;
  std::array<std::uint8_t, xml::kMaxAttributes> places_;
};

// Whether an attribute is canonical, together with the character before it.
bool is_canonical(const xml::Attribute& attribute) noexcept {
  const std::string_view name = attribute.name;
  return attribute.plain && name.data()[-1] == ' ' && attribute.value.data() == name.data() + name.size() + 2;
}

}  // namespace

CanonicalWriter::CanonicalWriter() : buffer_(std::size_t{1} << 16), out_(buffer_.data()) { clear(); }

void CanonicalWriter::clear() noexcept {
  limit_ = buffer_.data() + buffer_.size() - kCopied;
  kept_ = 0;
  begin();
}

void CanonicalWriter::begin() noexcept {
  truncate(kept_);
  depth_ = 0;
  repairs_ = 0;
  frames_[0] = {kept_, kept_, false, false};
}

std::string_view CanonicalWriter::form() {
  flush();
  return {buffer_.data() + kept_, flushed() - kept_};
}

std::string_view CanonicalWriter::kept() {
  flush();
  return {buffer_.data(), kept_};
}

void CanonicalWriter::reserve(std::size_t bytes) {
  if (static_cast<std::size_t>(limit_ - out_) >= bytes) return;
  const std::size_t used = flushed();
  buffer_.resize(std::max(buffer_.size() * 2, used + bytes + kCopied));
  out_ = buffer_.data() + used;
  limit_ = buffer_.data() + buffer_.size() - kCopied;
}

inline void CanonicalWriter::put_input(std::string_view bytes) {
  for (std::size_t n = 0; n < bytes.size(); n += kCopied) std::memcpy(out_ + n, bytes.data() + n, kCopied);
  out_ += bytes.size();
}

void CanonicalWriter::flush() {
  const auto size = static_cast<std::size_t>(span_end_ - span_);
  if (size == 0) return;
  reserve(size);
  put_input({span_, size});
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

void CanonicalWriter::start_tag(std::string_view name, std::span<const xml::Attribute> attributes) {
  if (const char* const tag_end = canonical_tag_end(name, attributes)) return extend(name.data() - 1, tag_end + 1);
  write_start(name, attributes);
}

void CanonicalWriter::write_empty(std::string_view name, std::span<const xml::Attribute> attributes) {
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
  const std::string_view last = attributes.empty() ? name : attributes.back().value;
  reserve(kLongestEscape * static_cast<std::size_t>(last.data() + last.size() - name.data()) + 8);
  put('<');
  put_input(name);
  const ByName sorted(attributes);
  for (std::size_t i = 0; i < attributes.size(); ++i) write_attribute(sorted[i]);
  put('>');
}

void CanonicalWriter::write_end(std::string_view name) {
  flush();
  reserve(name.size() + 3);
  put("</");
  put_input(name);
  put('>');
}

void CanonicalWriter::write_attribute(const xml::Attribute& attribute) {
  if (is_canonical(attribute)) {
    return put_input({attribute.name.data() - 1, attribute.value.data() + attribute.value.size() + 1});
  }
  put(' ');
  put_input(attribute.name);
  put("=\"");
  if (attribute.plain) {
    put_input(attribute.value);
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

void CanonicalWriter::write_text(std::string_view raw, xml::TextForm form) {
  if (form == xml::TextForm::cdata) return write_cdata(raw);
  write_escaped_text(raw);
}

void CanonicalWriter::write_escaped_text(std::string_view raw) {
  const bool clean = !xml::has_high(raw) || xml::is_clean_utf8(raw);
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
