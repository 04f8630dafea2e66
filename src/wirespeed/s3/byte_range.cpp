#include "wirespeed/s3/byte_range.hpp"

#include <fmt/format.h>

#include <iterator>

namespace wirespeed::s3 {

Result<void> check_range(const ByteRange& range) {
  if (range.kind == ByteRange::Kind::span && range.begin >= range.end) {
    return fail(Errc::invalid_argument, "range: expected an end behind the begin, found [{}, {})", range.begin,
                range.end);
  }
  if (range.kind == ByteRange::Kind::suffix && range.begin == 0) {
    return fail(Errc::invalid_argument, "range: expected at least one last byte, found 0");
  }
  return {};
}

void append_range(const ByteRange& range, std::string& out) {
  const auto to = std::back_inserter(out);
  switch (range.kind) {
    case ByteRange::Kind::whole:
      return;
    case ByteRange::Kind::span:
      fmt::format_to(to, "bytes={}-{}", range.begin, range.end - 1);
      return;
    case ByteRange::Kind::from:
      fmt::format_to(to, "bytes={}-", range.begin);
      return;
    case ByteRange::Kind::suffix:
      fmt::format_to(to, "bytes=-{}", range.begin);
      return;
  }
}

}  // namespace wirespeed::s3
