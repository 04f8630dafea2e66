// Up to 1,000 objects deleted by one request.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

inline constexpr std::size_t kMaxDeletedAtOnce = 1000;  // S3's

struct ObjectVersion {
  std::string_view key;
  std::string_view version_id = {};
};

struct DeleteManyOptions {
  bool quiet = true;  // answered is only what failed
  bool md5 = false;   // Content-MD5, which servers of old want, instead of a CRC-32C
  std::string mfa = {};
  bool bypass_governance = false;
  CommonOptions common = {};
};

// Writes over `body`. A key that XML cannot hold (xml_can_hold) is an error: it is deleted by write_delete_object().
Result<void> write_delete_objects(std::string_view bucket, std::span<const ObjectVersion> objects,
                                  const DeleteManyOptions& options, std::string& body, Request& request);

}  // namespace wirespeed::s3
