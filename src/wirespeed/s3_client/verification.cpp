#include "wirespeed/s3_client/verification.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

constexpr std::string_view kPrefix = "x-amz-checksum-";

// The checksums alone: what else a head says costs more to read than small objects do.
s3::ObjectInfo checksums_of(const http::ResponseHead& head) {
  s3::ObjectInfo info;
  for (const auto& [name, value] : head.fields) {
    if (name.size() <= kPrefix.size() || !http::same_name(name.substr(0, kPrefix.size()), kPrefix)) continue;
    const std::string_view what = name.substr(kPrefix.size());
    if (http::same_name(what, "type")) {
      info.checksum_type = value;
    } else {
      info.checksums.push_back({std::string(what), std::string(value)});
    }
  }
  return info;
}

// Of an answer with a part of an object: how large all of it is.
std::optional<std::uint64_t> size_beyond(const http::ResponseHead& head) {
  if (head.status != 206) return std::nullopt;
  const auto range = s3::parse_content_range(head.field("content-range").value_or(""));
  if (!range) return 0;
  return range->begin == 0 && range->end == range->total ? std::nullopt : std::optional(range->total.value_or(0));
}

s3::Outcome<void> compared(const s3::ExpectedChecksum& expected, const std::string& found) {
  if (expected.value == found) return {};
  return std::unexpected(
      s3::Error({Errc::corrupt, fmt::format("expected bytes of the checksum {} {} that the server told, found {}",
                                            s3::name_of(expected.algorithm), expected.value, found)},
                s3::Error::Kind::other, s3::Retry::soon));
}

}  // namespace

std::optional<ToldChecksum> told_checksum(const http::ResponseHead& head) {
  s3::ObjectInfo info = checksums_of(head);
  if (info.checksums.empty()) return std::nullopt;
  const auto beyond = size_beyond(head);
  if (beyond) {
    if (*beyond == 0 || info.checksum_type != "FULL_OBJECT") return std::nullopt;
    std::erase_if(info.checksums, [](const s3::ObjectChecksum& told) {
      const auto algorithm = s3::checksum_algorithm(told.algorithm);
      return !algorithm || !s3::is_crc(*algorithm);
    });
  }
  auto chosen = s3::choose_checksum(info);
  if (!chosen) return std::nullopt;
  return ToldChecksum{*std::move(chosen), !beyond, beyond.value_or(0)};
}

s3::Outcome<void> check_bytes(const s3::ExpectedChecksum& expected, ByteView bytes) {
  return compared(expected, s3::checksum_of(expected.algorithm, bytes));
}

s3::Outcome<void> WholeCrc::add(std::uint64_t offset, ByteView part) {
  const std::uint64_t crc = s3::crc_of(expected_.algorithm, 0, part);
  if (!parts_.emplace(offset, Part{crc, part.size()}).second) return {};
  added_ += part.size();
  // A range that is exactly one part of an upload may be answered with that part's own.
  if (offset == 0 && s3::crc_text(expected_.algorithm, crc) == expected_.value) is_of_a_part_ = true;
  return added_ == bytes_ && !is_of_a_part_ ? compare() : s3::Outcome<void>();
}

s3::Outcome<void> WholeCrc::compare() const {
  std::uint64_t crc = 0;
  for (const auto& [offset, part] : parts_) crc = s3::combine_crcs(expected_.algorithm, crc, part.crc, part.bytes);
  return compared(expected_, s3::crc_text(expected_.algorithm, crc));
}

}  // namespace wirespeed::s3_client
