// Lines and fields: what heads and trailers are made of (RFC 9112, sections 2.2 and 5). Strict, for two readers that
// see other lines in the same bytes can be played against each other: a line ends with CR LF, and holds no CR, LF, NUL.
#pragma once

#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/http/response.hpp"

namespace wirespeed::http {

struct Line {
  std::string_view text;  // without its end
  std::size_t size = 0;   // with it; 0: its end has not come yet
};

// The line that `bytes` begin with. `where` is for the error: "answer", "trailer".
Result<Line> read_line(std::string_view bytes, std::string_view where);

// "ETag: \"9b2c\"". A line that begins with a space would go on with the one before it (obs-fold): an error.
Result<Field> parse_field(std::string_view line, std::string_view where);

// The front of what a peer sent, quoted, for an error.
std::string excerpt(std::string_view text);

// Takes the next element of "a, b, c" off the front, without the space around it. REQUIRES: !list.empty()
std::string_view take_element(std::string_view& list) noexcept;

std::string_view trimmed(std::string_view text) noexcept;
char lower(char c) noexcept;

}  // namespace wirespeed::http
