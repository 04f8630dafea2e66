// One entry of a listing: <Contents>, <Version> or <DeleteMarker>, whose children are taken by short cuts.
//
//   <Contents><Key>a/b</Key><LastModified>2026-11-22T14:35:33.000Z</LastModified><ETag>&quot;9b2c&quot;</ETag>
//             <Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>
//
// A server writes all its entries alike: the child that followed another one last time is tried first, by one
// comparison of 16 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wirespeed::s3 {

enum class EntryKind : std::uint8_t { object, version, delete_marker };

// The children of an entry that somebody asked for.
enum class EntryChild : std::uint8_t {
  key,
  last_modified,
  etag,
  size,
  storage_class,
  version_id,
  is_latest,
  owner_id,    // inside <Owner>
  owner_name,  // likewise
};
inline constexpr std::size_t kEntryChildren = 9;

// "Contents"
std::string_view name_of(EntryKind kind) noexcept;

// Texts of children, by EntryChild. An ETag's is without its quotes.
struct EntryValues {
  std::array<std::string_view, kEntryChildren> texts;
  bool ascii_key = false;   // known to be
  bool ascii_rest = false;  // all other texts are

  std::string_view& operator[](EntryChild child) noexcept { return texts[static_cast<std::size_t>(child)]; }
  const std::string_view& operator[](EntryChild child) const noexcept { return texts[static_cast<std::size_t>(child)]; }
};

// `etag` without the quotes around it.
std::string_view unquoted(std::string_view etag) noexcept;

class EntryScanner {
 public:
  EntryScanner() noexcept;

  // Whether an entry's plain start tag is at `at`, and of which kind.
  bool is_start(const char* at, const char* end, EntryKind& kind) const noexcept;

  // From the start tag to behind the end tag. nullptr: something is in the way that takes more than short cuts
  // (references, comments, attributes, what is cut off ...); `values` mean nothing then.
  // REQUIRES: xml::kScanPadding readable bytes behind `end`; is_start().
  const char* scan(const char* at, const char* end, EntryKind kind, EntryValues& values) noexcept;

 private:
  static constexpr std::size_t kTags = 17;  // those of EntryChild, and further ones: listing_entry.cpp

  std::size_t tag_at(const char* at, const char* end, std::size_t before) noexcept;

  std::array<std::uint8_t, kTags> follower_{};  // which tag came after each one, last time
};

}  // namespace wirespeed::s3
