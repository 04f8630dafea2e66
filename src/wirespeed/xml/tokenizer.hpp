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
#include "wirespeed/xml/marks.hpp"
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
  Walker(const char* at, Marks& marks, Handler& handler)
      : at_(at), end_(marks.end()), marks_(marks), handler_(handler) {}

  // REQUIRES: at_ is at the '<' of a start tag.
  Walked run() {
    marks_.seek(at_);
    const char* error = long_start_tag();
    while (error == nullptr && depth_ != 0) error = step();
    return {at_, error, opaque_};
  }

 private:
  // From behind a tag: the text there is, and the next tag. What has been read ends where the next mark is looked for.
  const char* step() {
    marks_.look_ahead();
    if (*at_ != '<' || at_ >= end_) {
      if (const char* error = text()) return error;
    }
    const char c = at_[1];
    if (c == '/') return end_tag();
    if (c == '!') return declaration();
    if (c == '?') return skip_to("?>", 2, "expected ?> at the end of a processing instruction");
    return start_tag();
  }

  const char* start_tag() {
    const char* const name_at = at_ + 1;
    const char* const close = marks_[1];
    if (*close != '>' || close >= end_) return long_start_tag();
    const auto size = static_cast<std::size_t>(close - name_at);
    if (size > letters(name_at) || !is_name_start(*name_at)) return long_start_tag();
    if (depth_ == kMaxDepth) return kTooDeep;
    const std::string_view name(name_at, size);
    if (leaf(name)) return nullptr;
    at_ = close + 1;
    marks_.skip(2);
    handler_.start(name, {});
    names_[depth_++] = {name_at, size};
    content_ = at_;
    return nullptr;
  }

  // One with attributes, space, a long name or an error in it, or of an empty element.
  const char* long_start_tag() {
    const char* const name_at = at_ + 1;
    const char* const name_end = scan_name(name_at, end_);
    if (name_end >= end_ || !is_name_start(*name_at)) return "expected a tag's name after <";
    if (depth_ == kMaxDepth) return kTooDeep;
    at_ = name_end;
    attribute_count_ = 0;
    if (const char* error = attributes()) return error;
    return open({name_at, static_cast<std::size_t>(name_end - name_at)});
  }

  // Half of all elements are <name>plain text</name>: taken in one step if this is one. Else nothing has happened.
  // REQUIRES: the name is letters().
  bool leaf(std::string_view name) {
    const char* const begin = name.data() + name.size() + 1;
    const char* const end = marks_[2];
    const char* const end_name = end + 2;
    const char* const close = end_name + name.size();
    if (static_cast<unsigned char>(*begin) <= ' ' || end[0] != '<' || end[1] != '/' || *close != '>') return false;
    if (same_prefix(end_name, name.data()) < name.size() || end == begin || close >= end_) return false;
    const std::string_view raw(begin, static_cast<std::size_t>(end - begin));
    if (marks_.high() && !is_clean_text(raw)) return false;
    at_ = close + 1;
    marks_.skip(4);
    handler_.leaf(name, raw);
    return true;
  }

  // From the '>' or "/>" of a start tag.
  const char* open(std::string_view name) {
    const bool empty = *at_ == '/';
    at_ += empty ? 2 : 1;
    pass_marks();
    const std::span<const Attribute> attributes(attributes_.data(), attribute_count_);
    if (empty) {
      handler_.empty(name, attributes);
    } else {
      handler_.start(name, attributes);
      names_[depth_++] = {name.data(), name.size()};
      content_ = at_;
    }
    return nullptr;
  }

  // From behind the name to the '>' or the "/>".
  const char* attributes() {
    while (true) {
      while (usual_attribute()) {
      }
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

  // Takes one as nearly all are written: a space, a short name, and a value that is plain, in double quotes. False: it
  // is another, nothing has happened.
  bool usual_attribute() {
    const char* const name_at = at_ + 1;
    const char* name_end = name_at + letters(name_at);
    if (*name_end != '=') name_end = scan_name(name_end, end_);
    if (*at_ != ' ' || name_end[0] != '=' || name_end[1] != '"' || name_end >= end_) return false;
    if (!is_name_start(*name_at) || attribute_count_ == kMaxAttributes) return false;
    const char* const value_end = scan_plain_value(name_end + 2, end_);
    if (value_end >= end_ || *value_end != '"') return false;
    const auto name_size = static_cast<std::size_t>(name_end - name_at);
    if (has_attribute({name_at, name_size})) return false;
    // Each number by itself: what was stored by halves and is loaded as a whole soon after makes the CPU wait.
    Attribute& attribute = attributes_[attribute_count_++];
    attribute.name = {name_at, name_size};
    attribute.value = {name_end + 2, static_cast<std::size_t>(value_end - name_end) - 2};
    attribute.plain = true;
    at_ = value_end + 1;
    return true;
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
    if (has_attribute(attribute.name)) return "expected each attribute once on an element";
    attributes_[attribute_count_++] = attribute;
    return nullptr;
  }

  bool has_attribute(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < attribute_count_; ++i) {
      const std::string_view other = attributes_[i].name;
      if (other.size() == name.size() && same_bytes(other.data(), name.data(), name.size())) return true;
    }
    return false;
  }

  const char* end_tag() {
    const Name name = names_[depth_ - 1];
    const char* const name_at = at_ + 2;
    const char* at = name_at + name.size;
    if (at >= end_ || !same_bytes(name_at, name.at, name.size)) return "expected the end tag of the open element";
    if (*at != '>') {
      at = skip_space(at, end_);
      if (at >= end_ || *at != '>') return "expected the end tag of the open element";
    }
    at_ = at + 1;
    pass_marks();
    --depth_;
    handler_.end({name_at, name.size});
    return nullptr;
  }

  // REQUIRES: not at a '<'. Gives the run of text up to the next one.
  const char* text() {
    const char* const begin = at_;
    TextForm form = TextForm::plain;
    const char* stop = marks_[0];
    while (stop < end_ && *stop != '<') {
      if (*stop == '>') {
        form = form == TextForm::plain ? TextForm::greater : form;
      } else if (*stop != '\t') {
        form = TextForm::encoded;
      }
      marks_.skip(1);
      marks_.look_ahead();
      stop = marks_[0];
    }
    at_ = stop;
    if (at_ >= end_) return "expected an end tag, found the end of the record";
    report({begin, static_cast<std::size_t>(at_ - begin)}, form);
    return nullptr;
  }

  void report(std::string_view raw, TextForm form) {
    const bool leaf = raw.data() == content_ && at_[1] == '/';
    if (static_cast<unsigned char>(raw[0]) <= ' ' || raw[0] == '&') {
      const Blank found = look_for_blank(raw);
      if (found.blank && (!leaf || found.line_break)) return;
    }
    if (form != TextForm::encoded && marks_.high() && !is_clean_text(raw)) form = TextForm::encoded;
    handler_.text(raw, form);
  }

  // Whether the bytes above ASCII in raw text stand for themselves.
  static bool is_clean_text(std::string_view raw) noexcept { return !has_high(raw) || is_clean_utf8(raw); }

  // The tag that ends at at_ was the next two marks, unless there were some inside of it.
  void pass_marks() noexcept {
    if (marks_[1] + 1 == at_) {
      marks_.skip(2);
    } else {
      marks_.seek(at_);
    }
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
    marks_.seek(at_);
    opaque_ = true;
    return nullptr;
  }

  struct Name {
    const char* at;
    std::size_t size;
  };

  static constexpr const char* kTooDeep = "expected at most 32 nested elements";

  const char* at_;
  const char* end_;
  Marks& marks_;
  Handler& handler_;
  std::size_t depth_ = 0;
  const char* content_ = nullptr;  // behind the last start tag
  bool opaque_ = false;
  std::size_t attribute_count_ = 0;
  std::array<Name, kMaxDepth> names_;
  union {  // so that nothing is cleared before each element
    std::array<Attribute, kMaxAttributes> attributes_;
  };
};

}  // namespace detail

// REQUIRES: *at == '<', not before "</"; `at` is in the input of `marks`, which may have been used for what is before
// it.
template <typename Handler>
Walked walk_element(const char* at, Marks& marks, Handler& handler) {
  return detail::Walker<Handler>(at, marks, handler).run();
}

// REQUIRES: *at == '<', not before "</"; kScanPadding readable bytes behind `end`.
template <typename Handler>
Walked walk_element(const char* at, const char* end, Handler& handler) {
  Marks marks(at, end);
  return walk_element(at, marks, handler);
}

}  // namespace wirespeed::xml
