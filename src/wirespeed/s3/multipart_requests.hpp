// Uploads in parts: create one, upload or copy its parts in any order, and complete or abort it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

// S3's limits.
inline constexpr std::uint32_t kMaxParts = 10'000;
inline constexpr std::uint64_t kMinPartSize = 5ULL << 20;  // of all but the last
inline constexpr std::uint64_t kMaxPartSize = 5ULL << 30;

// What the checksum of the whole is made of; CRCs can be of all the bytes, SHAs only of the parts' checksums.
enum class ChecksumType : std::uint8_t { full_object, composite };

struct CreateUploadOptions {
  ObjectAttributes attributes = {};
  std::optional<ChecksumAlgorithm> checksum = std::nullopt;
  std::optional<ChecksumType> checksum_type = std::nullopt;
  CommonOptions common = {};
};

Result<void> write_create_upload(const ObjectName& object, const CreateUploadOptions& options, Request& request);

struct PartName {
  ObjectName object;
  std::string_view upload_id;
  std::uint32_t number = 0;  // 1 to kMaxParts
};

struct UploadPartOptions {
  std::optional<CustomerKey> customer_key = std::nullopt;
  CommonOptions common = {};
};

Result<void> write_upload_part(const PartName& part, const UploadPartOptions& options, const Body& body,
                               Request& request);

// `range` of the source: whole, or between two offsets.
Result<void> write_upload_part_copy(const PartName& part, const CopySource& source, const ByteRange& range,
                                    const UploadPartOptions& options, Request& request);

struct CompletedPart {
  std::uint32_t number = 0;
  std::string etag;           // as it was answered
  std::string checksum = {};  // base64, of the algorithm below; empty: not told
};

struct CompleteUploadOptions {
  std::string if_match = {};
  std::string if_none_match = {};
  std::optional<ChecksumAlgorithm> algorithm = std::nullopt;  // of `checksum` and of the parts'
  std::optional<ChecksumType> checksum_type = std::nullopt;
  std::string checksum = {};                                // of the whole object, base64
  std::optional<std::uint64_t> object_size = std::nullopt;  // for the server to compare
  std::optional<CustomerKey> customer_key = std::nullopt;
  CommonOptions common = {};
};

// Writes over `body`. `parts` in the order of their numbers.
Result<void> write_complete_upload(const ObjectName& object, std::string_view upload_id,
                                   std::span<const CompletedPart> parts, const CompleteUploadOptions& options,
                                   std::string& body, Request& request);

Result<void> write_abort_upload(const ObjectName& object, std::string_view upload_id, const CommonOptions& common,
                                Request& request);

struct ListPartsOptions {
  std::uint32_t max_parts = 0;  // of a page; 0: as many as the server gives
  std::uint32_t marker = 0;     // parts behind this one
  CommonOptions common = {};
};

Result<void> write_list_parts(const ObjectName& object, std::string_view upload_id, const ListPartsOptions& options,
                              Request& request);

}  // namespace wirespeed::s3
