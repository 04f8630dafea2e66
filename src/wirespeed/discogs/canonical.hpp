// The canonical form of a record, and its content hash.
//
// The canonical form is W3C Canonical XML 1.0 (without comments) of the normalised record: UTF-8, attributes sorted by
// name, references decoded and escaped in one way, empty elements as a pair of tags. Normalised means:
//   - text of nothing but space between tags is left out (xml/tokenizer.hpp has the rule), so indenting changes
//   nothing;
//   - an element left without attributes, text and children is left out, and so on upwards: dumps since 2024 leave out
//     what older ones wrote as <anv/>. The exception is <label/> inside <sublabels>, whose number says something;
//   - what is no XML is repaired as xml/characters.hpp says.
// All else is kept as written and in its order, elements unknown to the schema too.
//
// The content hash of a record is the SHA-256 of its canonical form. docs/canonical.md has an example to try by hand.
#pragma once

#include <array>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::discogs {

// A handler of xml::walk_element that writes the canonical form. Not thread-safe.
//
// Most of a record is canonical as it stands. So tags and texts are not copied one by one: as long as they follow each
// other in the input they only extend a span of it, which is copied when something else comes between.
class CanonicalWriter {
 public:
  CanonicalWriter();

  // Before each element; gives up the last one's form unless it was kept. REQUIRES: kScanPadding readable bytes behind
  // the input.
  void begin() noexcept;

  // The canonical form of the element that was walked, until the next call; empty when all of it was left out.
  // REQUIRES: the input is still there.
  std::string_view form();
  std::uint64_t repairs() const noexcept { return repairs_; }

  // Forms may be kept to be used together: they stand one behind the other in kept() until clear(). Returns where this
  // one ends there.
  std::size_t keep() noexcept { return kept_ = position(); }
  std::string_view kept();
  void clear() noexcept;

  void start(std::string_view name, std::span<const xml::Attribute> attributes) {
    const std::size_t start = position();
    const char* const name_end = name.data() + name.size();
    if (attributes.empty() && *name_end == '>') {
      extend(name.data() - 1, name_end + 1);
    } else {
      start_tag(name, attributes);
    }
    const bool keep = is_kept(name, attributes);
    frames_[++depth_] = {start, position(), keep, name[0] == 's' && name == "sublabels"};
  }
  void empty(std::string_view name, std::span<const xml::Attribute> attributes) {
    if (is_kept(name, attributes)) write_empty(name, attributes);
  }
  void leaf(std::string_view name, std::string_view text) {
    extend(name.data() - 1, text.data() + text.size() + name.size() + 3);  // as it stands
  }
  void text(std::string_view raw, xml::TextForm form) {
    if (form == xml::TextForm::plain) return extend(raw.data(), raw.data() + raw.size());
    write_text(raw, form);
  }
  void end(std::string_view name) {
    const Frame& frame = frames_[depth_--];
    if (!frame.keep && position() == frame.content) return truncate(frame.start);
    const char* const name_end = name.data() + name.size();
    if (*name_end == '>') return extend(name.data() - 2, name_end + 1);
    write_end(name);
  }

 private:
  struct Frame {
    std::size_t start;    // where its start tag begins in the form
    std::size_t content;  // and ends
    bool keep;            // even when nothing is in it
    bool sublabels;       // so an empty <label/> in it is kept
  };

  bool is_kept(std::string_view name, std::span<const xml::Attribute> attributes) const noexcept {
    return !attributes.empty() || (frames_[depth_].sublabels && name == "label");
  }
  void start_tag(std::string_view name, std::span<const xml::Attribute> attributes);
  void write_empty(std::string_view name, std::span<const xml::Attribute> attributes);
  void write_start(std::string_view name, std::span<const xml::Attribute> attributes);
  void write_end(std::string_view name);
  void write_attribute(const xml::Attribute& attribute);
  void write_escaped_value(std::string_view raw);
  void write_text(std::string_view raw, xml::TextForm form);
  void write_escaped_text(std::string_view raw);
  const char* copy_text(const char* at, const char* end, bool clean);
  std::size_t write_one(std::string_view raw);
  void write_cdata(std::string_view raw);

  void extend(const char* begin, const char* end) {  // [begin, end) of the input is canonical
    if (begin != span_end_) start_span(begin);
    span_end_ = end;
  }
  void start_span(const char* begin);
  void flush();                            // the span to the buffer
  void reserve(std::size_t bytes);         // room in the buffer, and kCopied bytes more
  void put_input(std::string_view bytes);  // REQUIRES: reserved; of the input
  template <std::size_t N>
  void put(const char (&literal)[N]) {  // REQUIRES: reserved
    std::memcpy(out_, literal, N - 1);
    out_ += N - 1;
  }
  void put(char c) { *out_++ = c; }
  void truncate(std::size_t position) noexcept;
  std::size_t flushed() const noexcept { return static_cast<std::size_t>(out_ - buffer_.data()); }
  std::size_t position() const noexcept { return flushed() + static_cast<std::size_t>(span_end_ - span_); }

  static constexpr std::size_t kCopied = 32;  // bytes at a time, of which the last ones may be in vain

  std::vector<char> buffer_;
  char* out_;
  char* limit_;
  const char* span_ = nullptr;
  const char* span_end_ = nullptr;
  std::size_t kept_ = 0;
  std::uint64_t repairs_ = 0;
  std::size_t depth_ = 0;
  std::array<Frame, xml::kMaxDepth + 1> frames_;
};

}  // namespace wirespeed::discogs
