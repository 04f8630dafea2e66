#include "wirespeed/s3_client/part_twin.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

// What an answer to this range can bring.
std::uint64_t most_of(const s3::ByteRange& range, std::uint64_t otherwise) noexcept {
  switch (range.kind) {
    case s3::ByteRange::Kind::span:
      return range.end - range.begin;
    case s3::ByteRange::Kind::suffix:
      return range.begin;
    default:
      return otherwise;
  }
}

}  // namespace

Outcome<Sink> PartTwin::accept(const http::ResponseHead& head) {
  const std::uint64_t most = most_of(part_.asked_range(), part_.get_.first_bytes());
  if (head.framing != http::Framing::length || head.length > most) {
    return fail_here(Errc::unsupported, "expected a Content-Length of at most {}, found another answer", most);
  }
  head_.emplace(head);
  bytes_ = static_cast<std::size_t>(head.length);
  memory_.emplace(std::max<std::size_t>(bytes_, 1));
  return Sink::into(bytes());
}

Outcome<void> PartTwin::complete() {
  const auto told = part_.verifies() ? told_checksum(head()) : std::nullopt;
  return told && told->of_answer ? check_bytes(told->expected, bytes()) : Outcome<void>();
}

}  // namespace wirespeed::s3_client
