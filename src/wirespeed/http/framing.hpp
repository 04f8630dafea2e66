// How long a body is, from what the fields of a head say about it (RFC 9112, section 6.3).
#pragma once

#include <optional>

#include "wirespeed/base/error.hpp"
#include "wirespeed/http/response.hpp"

namespace wirespeed::http {

// What has been heard of the body and of the connection, field by field.
class FramingFields {
 public:
  // Looks at a field; one that concerns neither costs a comparison of sizes.
  Result<void> hear(const Field& field);

  // Sets framing, length and keep_alive of `head`, whose status stands. `minor`: of HTTP/1.x.
  Result<void> decide(unsigned minor, bool of_head, ResponseHead& head) const;

 private:
  Result<void> hear_length(std::string_view value);
  Result<void> hear_coding(std::string_view value);
  void hear_connection(std::string_view value) noexcept;
  Result<void> check(unsigned minor, int status) const;
  bool promises_body() const noexcept { return chunked_ || length_.value_or(0) != 0; }

  std::optional<std::uint64_t> length_;
  bool chunked_ = false;
  bool close_ = false;
  bool keep_alive_ = false;
};

}  // namespace wirespeed::http
