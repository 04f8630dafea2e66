// Any bytes as a PackStream value of both versions: an error, or a value that is the same after it was encoded and
// decoded again. The walk that makes nothing must agree with the one that makes values, but for text that is no UTF-8.
#include <cstdlib>

#include "wirespeed/packstream/value.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::packstream;

void check(bool holds) {
  if (!holds) std::abort();
}

void decode_and_encode(ByteView input, Version version) {
  std::size_t decoded = 0;
  std::size_t skipped = 0;
  const auto value = decode_next(input, decoded, version);
  const auto past = skip(input, skipped, version);
  check(past.has_value() || !value.has_value());
  if (!value) return;
  check(decoded == skipped && decoded <= input.size());
  const auto bytes = encode(*value, version);
  check(bytes.has_value() && bytes->size() <= decoded);
  const auto again = decode(*bytes, version);
  check(again.has_value() && *again == *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  decode_and_encode({data, size}, Version::v1);
  decode_and_encode({data, size}, Version::v2);
  return 0;
}
