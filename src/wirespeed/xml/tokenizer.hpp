// Walks one element with all that it holds and tells a handler what it meets. The decoder of XML, pure: bytes in,
// events out; nothing is allocated and nothing is copied.
//
//   struct Handler {
//     void start(std::string_view name, std::span<const Attribute> attributes);
//     void text(std::string_view raw, TextForm form);
//     void end(std::string_view name);   // the name in the end tag
//     void empty(std::string_view name, std::span<const Attribute> attributes);   // <name/>, instead of start and end
//     void leaf(std::string_view name, std::string_view text);   // <name>text</name>, instead of all three: text is
//     its
//   };                                                           // own value, and the end tag follows without a space
//   Walked walked = walk_element(at, end, handler);
//
// It checks what makes a record whole: tags that nest and match, attributes that are quoted and differ, references and
// characters left to the handler (TextForm tells whether there is anything to decode). Comments and processing
// instructions are passed over; a CDATA section is text; a DTD is refused. It takes UTF-8 as it comes.
//
// Text of nothing but space (written, by reference or as CDATA) between tags is left out, so that an indented file
// gives the events of a compact one; inside an element that holds nothing else it counts, unless it has a line break.
// A CR by reference is no space here: nothing indents with it.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

#include "wirespeed/xml/characters.hpp"
#include "wirespeed/xml/scan.hpp"

namespace wirespeed::xml {

inline constexpr std::size_t kMaxDepth = 32;       // a dump record nests 8 deep
inline constexpr std::size_t kMaxAttributes = 16;  // of one element; a dump has 5

// What stands between the raw bytes of a text and its value.
enum class TextForm : std::uint8_t {
  plain,    // the bytes are the value, and hold no '>'
  greater,  // the bytes are the value, and hold a '>'
  encoded,  // decode_text() gives the value: references, CR, forbidden characters, wrong UTF-8
  cdata,    // the bytes are the value, but for & which is no reference here
};

struct Attribute {
  std::string_view name;
  std::string_view value;  // raw, between the quotes
  bool plain;              // the bytes are the value, without a " in them
};

// The end of the walk: behind the element, or where and why it stopped.
struct Walked {
  const char* at;
  const char* error = nullptr;  // static text
  bool opaque = false;          // a comment, an instruction or a CDATA section was in it, and not looked into
};

namespace detail {

inline const char* skip_space(const char* at, const char* end) noexcept {
  while (at < end && is_space(*at)) ++at;
  return at;
}

constexpr bool is_name_start(char c) noexcept {
  const auto lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

// The end of "<!-- -->", "<? ?>" or "<![CDATA[ ]]>" whose inside begins at `at`, or null.
inline const char* find_close(const char* at, const char* end, std::string_view close) noexcept {
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  const std::size_t found = rest.find(close);
  return found == rest.npos ? nullptr : at + found + close.size();
}

// Whether raw text is nothing but space once decoded, and whether there is a line break in it.
struct Blank {
  bool blank;
  bool line_break;
};
Blank look_for_blank(std::string_view raw) noexcept;

template <typename Handler>
class Walker {
 public:
  Walker(const char* at, const char* end, Handler& handler) : at_(at), end_(end), handler_(handler) {}

  // REQUIRES: at_ is at the '<' of a start tag.
  Walked run() {
    do {
      if (const char* error = markup()) return {at_, error, opaque_};
      if (depth_ == 0) return {at_, nullptr, opaque_};
      if (*at_ != '<' || at_ >= end_) {
        if (const char* error = text()) return {at_, error, opaque_};
      } else {
        fresh_ = false;
      }
    } while (true);
  }

 private:
  const char* markup() {
    switch (at_[1]) {
      case '/':
        return end_tag();
      case '!':
        return declaration();
      case '?':
        return skip_to("?>", 2, "expected ?> at the end of a processing instruction");
      default:
        return start_tag();
    }
  }

  const char* start_tag() {
    const char* const name_at = at_ + 1;
    const char* const name_end = scan_name(name_at, end_);
    if (name_end >= end_ || !is_name_start(*name_at)) return "expected a tag's name after <";
    if (depth_ == kMaxDepth) return "expected at most 32 nested elements";
    const std::string_view name(name_at, static_cast<std::size_t>(name_end - name_at));
    at_ = name_end;
    attribute_count_ = 0;
    if (*at_ != '>') {
      if (const char* error = attributes()) return error;
    } else if (leaf(name)) {
      return nullptr;
    }
    return open(name);
  }

  // Half of all elements are <name>plain text</name>: taken in one step if this is one. Else nothing has happened.
  bool leaf(std::string_view name) {
    const char* const begin = at_ + 1;
    if (static_cast<unsigned char>(*begin) <= ' ' || *begin == '<' || depth_ == 0) return false;
    const Scanned scanned = scan_text(begin, end_);
    const char* const end_name = scanned.at + 2;
    if (*scanned.at != '<' || scanned.at[1] != '/' || scanned.at == end_) return false;
    if (!same_bytes(end_name, name.data(), name.size()) || end_name[name.size()] != '>') return false;
    const std::string_view raw(begin, static_cast<std::size_t>(scanned.at - begin));
    if (end_name + name.size() >= end_ || (scanned.high && !is_clean_utf8(raw))) return false;
    at_ = end_name + name.size() + 1;
    handler_.leaf(name, raw);
    return true;
  }

  // From the '>' or "/>" of a start tag.
  const char* open(std::string_view name) {
    const bool empty = *at_ == '/';
    at_ += empty ? 2 : 1;
    const std::span<const Attribute> attributes(attributes_.data(), attribute_count_);
    if (empty) {
      handler_.empty(name, attributes);
    } else {
      handler_.start(name, attributes);
      names_[depth_++] = name;
      fresh_ = true;
    }
    return nullptr;
  }

  // From behind the name to the '>' or the "/>".
  const char* attributes() {
    while (true) {
      const char* const next = skip_space(at_, end_);
      if (next >= end_) return "expected > at the end of a tag, found the end of the record";
      if (*next == '>' || (*next == '/' && next[1] == '>')) {
        at_ = next;
        return nullptr;
      }
      if (next == at_) return "expected a space, > or /> in a tag";
      at_ = next;
      if (const char* error = attribute()) return error;
    }
  }

  const char* attribute() {
    const char* const name_end = scan_name(at_, end_);
    const std::string_view name(at_, static_cast<std::size_t>(name_end - at_));
    if (name.empty() || !is_name_start(name[0])) return "expected an attribute's name";
    const char* at = skip_space(name_end, end_);
    if (at >= end_ || *at != '=') return "expected = after an attribute's name";
    at = skip_space(at + 1, end_);
    if (at >= end_ || (*at != '"' && *at != '\'')) return "expected a quoted value after =";
    at_ = at;
    return value(name);
  }

  const char* value(std::string_view name) {
    const char quote = *at_++;
    Scanned scanned = scan_value(at_, end_, quote);
    bool plain = quote == '"' && !scanned.high;
    while (scanned.at < end_ && *scanned.at != quote) {
      if (*scanned.at == '<') return "expected no < in an attribute's value";
      plain = false;
      scanned = scan_value(scanned.at + 1, end_, quote);
    }
    if (scanned.at >= end_) return "expected a quote at the end of an attribute's value";
    const std::string_view raw(at_, static_cast<std::size_t>(scanned.at - at_));
    if (!plain && quote == '"') plain = is_plain_value(raw);
    at_ = scanned.at + 1;
    return add(Attribute{name, raw, plain});
  }

  static bool is_plain_value(std::string_view raw) noexcept {
    for (const char c : raw) {
      if (c == '&' || static_cast<unsigned char>(c) < 0x20) return false;
    }
    return is_clean_utf8(raw);
  }

  const char* add(Attribute attribute) {
    if (attribute_count_ == kMaxAttributes) return "expected at most 16 attributes on an element";
    for (std::size_t i = 0; i < attribute_count_; ++i) {
      if (attributes_[i].name == attribute.name) return "expected each attribute once on an element";
    }
    attributes_[attribute_count_++] = attribute;
    return nullptr;
  }

  const char* end_tag() {
    const std::string_view name = names_[depth_ - 1];
    const char* const name_at = at_ + 2;
    const char* at = name_at;
    if (static_cast<std::size_t>(end_ - at) <= name.size() || !same_bytes(at, name.data(), name.size())) {
      return "expected the end tag of the open element";
    }
    at += name.size();
    if (*at != '>') {
      at = skip_space(at, end_);
      if (at >= end_ || *at != '>') return "expected the end tag of the open element";
    }
    at_ = at + 1;
    --depth_;
    handler_.end({name_at, name.size()});
    return nullptr;
  }

  // REQUIRES: not at a '<'. Gives the run of text up to the next one.
  const char* text() {
    const char* const begin = at_;
    TextForm form = TextForm::plain;
    Scanned scanned = scan_text(at_, end_);
    bool high = scanned.high;
    while (scanned.at < end_ && *scanned.at != '<') {
      if (*scanned.at == '>') {
        form = form == TextForm::plain ? TextForm::greater : form;
      } else if (*scanned.at != '\t') {
        form = TextForm::encoded;
      }
      scanned = scan_text(scanned.at + 1, end_);
      high |= scanned.high;
    }
    at_ = scanned.at;
    if (at_ >= end_) return "expected an end tag, found the end of the record";
    report({begin, static_cast<std::size_t>(at_ - begin)}, form, high);
    return nullptr;
  }

  void report(std::string_view raw, TextForm form, bool high) {
    const bool leaf = fresh_ && at_[1] == '/';
    fresh_ = false;
    if (static_cast<unsigned char>(raw[0]) <= ' ' || raw[0] == '&') {
      const Blank found = look_for_blank(raw);
      if (found.blank && (!leaf || found.line_break)) return;
    }
    if (high && form != TextForm::encoded && !is_clean_utf8(raw)) form = TextForm::encoded;
    handler_.text(raw, form);
  }

  const char* declaration() {
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    if (rest.starts_with("<!--")) return skip_to("-->", 4, "expected --> at the end of a comment");
    if (rest.starts_with("<![CDATA[")) return cdata();
    return "expected no declaration inside a record";
  }

  const char* cdata() {
    const char* const begin = at_ + std::strlen("<![CDATA[");
    if (const char* error = skip_to("]]>", 9, "expected ]]> at the end of a CDATA section")) return error;
    const std::string_view raw(begin, static_cast<std::size_t>(at_ - begin) - 3);
    if (!std::ranges::all_of(raw, is_space)) handler_.text(raw, TextForm::cdata);
    return nullptr;
  }

  const char* skip_to(std::string_view close, std::size_t open_bytes, const char* error) {
    const char* const found = find_close(at_ + open_bytes, end_, close);
    if (found == nullptr) return error;
    at_ = found;
    opaque_ = true;
    return nullptr;
  }

  const char* at_;
  const char* end_;
  Handler& handler_;
  std::size_t depth_ = 0;
  bool fresh_ = false;  // nothing has come since the start tag of the open element
  bool opaque_ = false;
  std::size_t attribute_count_ = 0;
  std::array<std::string_view, kMaxDepth> names_;
  std::array<Attribute, kMaxAttributes> attributes_;
};

}  // namespace detail

// REQUIRES: *at == '<', not before "</"; kScanPadding readable bytes behind `end`.
template <typename Handler>
Walked walk_element(const char* at, const char* end, Handler& handler) {
  return detail::Walker<Handler>(at, end, handler).run();
}

}  // namespace wirespeed::xml
