// Reads the XML of an answer: an element's children by name, in the order that they came, and what is text of them.
//
//   XmlReader xml(document);
//   if (xml.root() == "Error") {
//     xml.enter();
//     while (auto name = xml.next()) {          // nothing at the end of what was entered
//       if (*name == "Code") code = xml.text();
//     }                                         // what was neither read nor entered is passed over
//   }
//   if (xml.failed()) return std::unexpected(xml.error());
//
// xml::walk_element() drops text that is nothing but a line break and repairs what is no XML; here a key may be a line
// break, a control character or no UTF-8, and is given as the server wrote it: references and CDATA resolved, also
// those of characters that XML forbids, a CR as LF, all other bytes as they are. Prefixes of names are left out,
// attributes checked and passed over, comments and instructions passed over, a DTD refused.
//
// Once it failed, it gives nothing more. It holds views: the document must outlive it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/xml/scan.hpp"

namespace wirespeed::s3 {

// What scanning 16 bytes at a time may read past a text's end, put behind it for a while.
class PaddedText {
 public:
  explicit PaddedText(std::string& text) : text_(text), size_(text.size()) { text_.append(xml::kScanPadding, '\0'); }
  PaddedText(const PaddedText&) = delete;
  PaddedText& operator=(const PaddedText&) = delete;
  ~PaddedText() { text_.resize(size_); }

  std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  std::string& text_;
  std::size_t size_;
};

class XmlReader {
 public:
  static constexpr std::size_t kMaxDepth = 16;  // S3's answers nest 4 deep

  // REQUIRES: xml::kScanPadding readable bytes behind `document`.
  explicit XmlReader(std::string_view document) noexcept;

  // The name of the one element of the document. Called first.
  std::optional<std::string_view> root();

  // The next element inside the one that was entered last; nothing at its end, which leaves it.
  std::optional<std::string_view> next();

  // Into the element that root() or next() gave.
  void enter();

  // The text of that element, whole; an element inside it is an error. Valid until the next call.
  std::string_view text();

  // After the root was left: nothing but space and comments may follow. False: it has failed now or before.
  bool finish();

  bool failed() const noexcept { return error_.has_value(); }
  const wirespeed::Error& error() const noexcept { return *error_; }

  // For readers of their own that know what comes: where this one stands, whether that is between the children of what
  // was entered, and that an element that began there ends at `at`.
  const char* position() const noexcept { return at_; }
  const char* end() const noexcept { return end_; }
  bool is_inside() const noexcept { return depth_ > 0 && state_ == State::between; }
  void element_ends(const char* at) noexcept {
    at_ = at;
    state_ = State::between;
  }

  // Fails with "expected ..., found (what stands at `at`) at byte ...".
  void fail_at(const char* at, std::string_view expected);

 private:
  enum class State : std::uint8_t {
    between,  // inside an element that was entered
    open,     // behind a start tag: neither read nor entered yet
    empty,    // behind <name/>
    hollow,   // <name/> was entered
  };

  std::optional<std::string_view> next_tag();
  std::optional<std::string_view> start_tag();
  bool attributes();
  bool attribute();
  bool end_tag();
  bool skip_misc();
  bool skip_one_misc();
  bool is_misc() const noexcept;
  bool skip_past(std::string_view close, std::size_t open_bytes);
  void skip_content();
  bool text_piece();
  bool is_at(std::string_view text) const noexcept { return rest().starts_with(text); }
  std::string_view rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  void skip_space() noexcept;

  const char* begin_;
  const char* at_;
  const char* end_;
  State state_ = State::between;
  std::size_t depth_ = 0;
  std::string_view name_;  // of the element whose start tag was passed last, prefix included
  std::array<std::string_view, kMaxDepth> names_;
  std::string text_;
  std::optional<wirespeed::Error> error_;
};

// The first `limit` bytes or so of something that was sent, for people: a '?' for what cannot be shown, then "...".
std::string excerpt(std::string_view bytes, std::size_t limit = 40);

}  // namespace wirespeed::s3
