#include "wirespeed/discogs/canonical.hpp"

#include <algorithm>
#include <optional>

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

// The length of the reference at `at` if Canonical XML writes it so; else 0. Reads eight bytes.
std::size_t canonical_reference(const char* at) noexcept {
  const auto bytes = load_le<std::uint64_t>(at);
  const auto is = [bytes](std::string_view form) {
    std::uint64_t wanted = 0;
    for (std::size_t i = form.size(); i-- > 0;) wanted = wanted << 8 | static_cast<unsigned char>(form[i]);
    return (bytes & (~std::uint64_t{0} >> (64 - 8 * form.size()))) == wanted;
  };
  if (is("&amp;") || is("&#xD;")) return 5;
  return is("&lt;") || is("&gt;") ? 4 : 0;
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
    for (std::size_t i = 0; i < attributes.size(); ++i) insert(i);
  }
  const xml::Attribute& operator[](std::size_t i) const noexcept { return attributes_[places_[i]]; }

 private:
  void insert(std::size_t place) noexcept {
    const std::string_view name = attributes_[place].name;
    const std::uint64_t front = front_of(name);
    std::size_t at = place;
    for (; at > 0 && is_less(front, name, at - 1); --at) {
      fronts_[at] = fronts_[at - 1];
      places_[at] = places_[at - 1];
    }
    fronts_[at] = front;
    places_[at] = static_cast<std::uint8_t>(place);
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

void CanonicalWriter::start_span(const char* begin) {
  flush();
  span_ = begin;
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
  flush();
  reserve(raw.size());
  const char* const end = raw.data() + raw.size();
  std::optional<bool> clean;  // whether bytes above ASCII stand for themselves, once there are any
  const char* at = copy_text(raw.data(), end, false);
  while (at < end) {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    reserve(rest.size() + kLongestEscape);
    const std::size_t as_written = *at == '&' ? canonical_reference(at) : *at == '\t' ? 1 : 0;
    if (static_cast<signed char>(*at) < 0 && !clean) clean = xml::is_clean_utf8(rest);
    if (as_written != 0 && as_written <= rest.size()) {
      put_input({at, as_written});
      at += as_written;
    } else if (static_cast<signed char>(*at) >= 0 || !*clean) {
      at += write_one(rest);
    }
    at = copy_text(at, end, clean.value_or(false));
  }
}

// Copies up to what does not stand for itself, and returns where that is.
const char* CanonicalWriter::copy_text(const char* at, const char* end, bool clean) {
  const xml::Copied copied = clean ? xml::copy_text(at, end, out_) : xml::copy_ascii_text(at, end, out_);
  out_ = copied.out;
  return copied.at;
}

// Writes the character at the front of raw text and returns how many bytes it took there.
std::size_t CanonicalWriter::write_one(std::string_view raw) {
  const xml::Character character = xml::decode_character(raw);
  out_ = write_character(out_, character.value, text_escape(character.value));
  repairs_ += character.repaired;
  return character.bytes;
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
