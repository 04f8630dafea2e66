// Names that users give: buckets, keys, fields; checked before they become part of a request.
#pragma once

#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

// Letters, digits, '-', '.', '_'.
bool is_name_character(char c) noexcept;

// Whether a bucket's name can stand before a host: 3 to 63 lower-case letters, digits, '-' and '.', a letter or digit
// at both ends of each part, and no IPv4 number.
bool is_host_label(std::string_view bucket) noexcept;

// 1 to 255 name characters, which is what S3 has ever allowed; not "." or "..", which would be another path.
Result<void> check_bucket(std::string_view bucket);

// Not empty: without its key a request would concern the whole bucket. What else a key may be, the server says.
Result<void> check_key(std::string_view key);

// A name of RFC 9110's token characters, and a value of printable ASCII, spaces and tabs. `value` is not told.
Result<void> check_field(std::string_view name, std::string_view value);

// The value of x-amz-copy-source: "bucket/key?versionId=...", encoded. An empty version is the current one.
void append_copy_source(std::string_view bucket, std::string_view key, std::string_view version_id, std::string& out);

// For errors: not more than its beginning, control characters and what is not ASCII as \xNN.
std::string printable(std::string_view text);

}  // namespace wirespeed::s3
