// Requests about one object: get, head, put, copy, delete, attributes.
//
// Each fills a Request that may have been filled before, and allocates nothing where the two are alike. Bucket and key
// are borrowed and must outlive the request; all else is copied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/byte_range.hpp"
#include "wirespeed/s3/copy_source.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

struct ObjectName {
  std::string_view bucket;
  std::string_view key;
};

struct GetOptions {
  ByteRange range = {};
  std::optional<std::uint32_t> part_number = std::nullopt;  // from 1
  std::string version_id = {};
  Conditions conditions = {};
  bool checksum_mode = false;  // let the server tell the checksums that it keeps
  Pairs response_fields = {};  // "content-type": what the answer shall say
  std::optional<CustomerKey> customer_key = std::nullopt;
  CommonOptions common = {};
};

Result<void> write_get_object(const ObjectName& object, const GetOptions& options, Request& request);
Result<void> write_head_object(const ObjectName& object, const GetOptions& options, Request& request);

struct PutOptions {
  ObjectAttributes attributes = {};
  std::string if_match = {};       // an ETag: only in place of that object
  std::string if_none_match = {};  // "*": only where there is none
  CommonOptions common = {};
};

Result<void> write_put_object(const ObjectName& object, const PutOptions& options, const Body& body, Request& request);

struct CopyOptions {
  ObjectAttributes attributes = {};
  bool replace_metadata = false;  // type, encoding, metadata and their like are those of `attributes`, not the source's
  bool replace_tags = false;
  std::string if_match = {};
  std::string if_none_match = {};
  std::optional<ChecksumAlgorithm> checksum = std::nullopt;  // for the server to make
  CommonOptions common = {};
};

// Up to 5 GiB; above that, by upload_part_copy.
Result<void> write_copy_object(const ObjectName& object, const CopySource& source, const CopyOptions& options,
                               Request& request);

struct DeleteOptions {
  std::string version_id = {};
  std::string if_match = {};
  std::string mfa = {};  // "SERIAL CODE"
  bool bypass_governance = false;
  CommonOptions common = {};
};

Result<void> write_delete_object(const ObjectName& object, const DeleteOptions& options, Request& request);

struct AttributesOptions {
  std::string version_id = {};
  std::uint32_t max_parts = 0;    // 0: as many as the server gives, 1000
  std::uint32_t part_marker = 0;  // parts behind this one
  std::optional<CustomerKey> customer_key = std::nullopt;
  CommonOptions common = {};
};

// ETag, checksums, parts, storage class and size, in XML.
Result<void> write_get_object_attributes(const ObjectName& object, const AttributesOptions& options, Request& request);

}  // namespace wirespeed::s3
