// Which bytes of an object are wanted, half-open.
#pragma once

#include <cstdint>
#include <string>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

struct ByteRange {
  enum class Kind : std::uint8_t { whole, span, from, suffix };

  Kind kind = Kind::whole;
  std::uint64_t begin = 0;  // of span and from; of suffix how many bytes
  std::uint64_t end = 0;    // of span

  static ByteRange between(std::uint64_t begin, std::uint64_t end) noexcept { return {Kind::span, begin, end}; }
  static ByteRange from(std::uint64_t begin) noexcept { return {Kind::from, begin, 0}; }
  static ByteRange last(std::uint64_t bytes) noexcept { return {Kind::suffix, bytes, 0}; }

  bool is_whole() const noexcept { return kind == Kind::whole; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// HTTP has no word for a range of no bytes: that one is an error, and for the caller to answer without a request.
Result<void> check_range(const ByteRange& range);

// The value of Range: "bytes=0-9", "bytes=10-", "bytes=-10". REQUIRES: check_range(range), not whole
void append_range(const ByteRange& range, std::string& out);

}  // namespace wirespeed::s3
