// HTTP/1.1 answers: where the head ends, what it says, and how long the body is.
//
//   HTTP/1.1 206 Partial Content\r\n          status 206, reason "Partial Content"
//   Content-Length: 4096\r\n                  framing length, length 4096
//   ETag: "9b2c"\r\n                          field "etag"
//   \r\n                                      size counts up to here
//   <4096 bytes of body>
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::http {

inline constexpr std::size_t kMaxHead = 64 * 1024;  // longer ones are refused
inline constexpr std::size_t kMaxFields = 256;

struct Field {
  std::string_view name;   // as it came: compare by same_name()
  std::string_view value;  // without the space around it
};

// How the end of a body is known (RFC 9112, section 6.3).
enum class Framing : std::uint8_t {
  none,         // there is no body: HEAD, 1xx, 204, 304
  length,       // `length` bytes
  chunked,      // until the chunk of size 0 and its trailer
  until_close,  // until the peer ends the stream; a cut cannot be told from an end
};

// Views into the bytes that it was parsed from. Made to be used again: parsing keeps the memory of `fields`.
struct ResponseHead {
  int status = 0;
  std::string_view reason;
  std::vector<Field> fields;  // in the order that they came
  Framing framing = Framing::none;
  std::uint64_t length = 0;  // of framing length; of framing none what Content-Length says, 0 without one
  bool keep_alive = true;    // whether the connection can be used again after the body
  std::size_t size = 0;      // of the head in bytes, its blank line included

  // The first field of that name, in any case; nothing where there is none.
  std::optional<std::string_view> field(std::string_view name) const noexcept;
};

// ASCII letters alike in both cases.
bool same_name(std::string_view a, std::string_view b) noexcept;

// Parses the head that `bytes` begin with. false: more bytes are needed, and `into` means nothing yet. Two different
// lengths, a length together with chunks, a line that is no field, LF without CR, a line that goes on with the one
// before it, bytes that no head may have: errors of code malformed, since whoever guesses there can be made to take one
// answer for another. Told as soon as the bytes show it. Of code unsupported: HTTP/2, a coding other than chunked.
// An answer of status 1xx is a head without a body; the one that was asked for comes behind it.
// `of_head`: the request was HEAD, whose answer tells a length and has no body.
Result<bool> parse_response_head(ByteView bytes, bool of_head, ResponseHead& into);

}  // namespace wirespeed::http
