// What the readers of answers share.
#pragma once

#include <array>
#include <charconv>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/times.hpp"
#include "wirespeed/s3/xml_reader.hpp"

namespace wirespeed::s3 {

// Calls each(name) for every child of the element that was given last.
template <typename Each>
void for_children(XmlReader& xml, Each&& each) {
  xml.enter();
  while (const auto name = xml.next()) each(*name);
}

// Opens a document whose root is `root`, and calls read(xml) on it.
template <typename Read>
Outcome<void> read_document(const Asked& asked, int status, std::string& body, std::string_view root, Read&& read) {
  if (auto refusal = refusal_within(status, body)) return std::unexpected(refused(asked, std::move(*refusal)));
  const PaddedText padded(body);
  XmlReader xml(padded.view());
  const char* const at = xml.position();
  const auto name = xml.root();
  if (name && *name != root) xml.fail_at(at, fmt::format("<{}>", root));
  if (!xml.failed()) read(xml);
  if (xml.finish()) return {};
  wirespeed::Error error = xml.error();
  error.message = to_string(asked) + ": " + error.message;
  return std::unexpected(Error(std::move(error), Error::Kind::other, Retry::soon));
}

template <typename T>
T read_number(XmlReader& xml) {
  const char* const at = xml.position();
  const std::string_view text = xml.text();
  T number = 0;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || behind != end) xml.fail_at(at, "a number");
  return number;
}

inline bool read_flag(XmlReader& xml) { return xml.text() == "true"; }

inline std::optional<std::int64_t> read_time(XmlReader& xml) {
  const char* const at = xml.position();
  const std::string_view text = xml.text();
  const auto time = parse_iso8601(text);
  if (!time && !text.empty()) xml.fail_at(at, "a time, as 2026-11-22T14:35:33.000Z");
  return time ? std::optional(time->time_since_epoch().count()) : std::nullopt;
}

// Takes the child `name` if it is <ChecksumCRC32C> or one of its like.
inline bool take_checksum(XmlReader& xml, std::string_view name, std::vector<ObjectChecksum>& checksums) {
  struct Known {
    std::string_view element;
    std::string_view algorithm;
  };
  static constexpr std::array<Known, 5> kKnown = {{{"ChecksumCRC32", "crc32"},
                                                   {"ChecksumCRC32C", "crc32c"},
                                                   {"ChecksumCRC64NVME", "crc64nvme"},
                                                   {"ChecksumSHA1", "sha1"},
                                                   {"ChecksumSHA256", "sha256"}}};
  for (const Known& known : kKnown) {
    if (name != known.element) continue;
    checksums.push_back({std::string(known.algorithm), std::string(xml.text())});
    return true;
  }
  return false;
}

}  // namespace wirespeed::s3
