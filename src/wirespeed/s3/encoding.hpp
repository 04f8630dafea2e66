// Bytes written as text: percent-encoding as the signature wants it, base64, hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::s3 {

// A-Z a-z 0-9 - . _ ~ stay, every other byte becomes %XX. Nothing is normalised: "a//b/../" stays what it is.
void append_encoded(std::string_view text, std::string& out);       // of a query: '/' is encoded, too
void append_encoded_path(std::string_view path, std::string& out);  // of a path: '/' stays

// What a '+' means: in listings of encoding-type=url it is a space, in a copy source or a URL's path it is itself.
enum class Plus : std::uint8_t { space, itself };

// Writes what `text` encodes at `out` and returns how many bytes that is: at most text.size(). `out` may be where the
// text begins. A '%' without two digits behind it stays: servers that do not encode send it so.
std::size_t decode_percent(std::string_view text, Plus plus, char* out) noexcept;
std::string percent_decoded(std::string_view text, Plus plus);

void append_base64(ByteView bytes, std::string& out);
std::string to_base64(ByteView bytes);
// Strictly: whole groups of four, padded, and nothing else.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

void append_hex(ByteView bytes, std::string& out);  // lower case
std::string to_hex(ByteView bytes);

}  // namespace wirespeed::s3
