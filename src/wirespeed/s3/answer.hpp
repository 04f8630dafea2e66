// What the bodies of answers say: uploads in parts, copies, deletions, buckets.
//
// All take a body that is whole, lent for the call. An <Error> in place of what was expected is the refusal that it
// says, also under a status of success.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/s3/object_info.hpp"
#include "wirespeed/s3/refusal.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

// CreateMultipartUpload: the upload's id.
Outcome<std::string> read_created_upload(const Asked& asked, int status, std::string& body);

// CompleteMultipartUpload, CopyObject, UploadPartCopy: the object, or the part, that came to be.
struct Written {
  std::string etag;                                          // as sent, with its quotes
  std::optional<std::int64_t> last_modified = std::nullopt;  // us since 1970-01-01T00:00Z
  std::string location;
  std::vector<ObjectChecksum> checksums;
  std::string checksum_type;
};
Outcome<Written> read_completed_upload(const Asked& asked, int status, std::string& body);
Outcome<Written> read_copied_object(const Asked& asked, int status, std::string& body);
Outcome<Written> read_copied_part(const Asked& asked, int status, std::string& body);

// DeleteObjects: each key that was named is in one of both, but for `deleted` where the request was quiet.
struct Deletion {
  std::string key;
  std::string version_id;
  bool made_marker = false;
  std::string marker_version_id;
};
struct Undeleted {
  std::string key;
  std::string version_id;
  std::string code;
  std::string message;
};
struct Deletions {
  std::vector<Deletion> deleted;
  std::vector<Undeleted> errors;
};
Outcome<Deletions> read_deletions(const Asked& asked, int status, std::string& body);

// ListBuckets, a page.
struct ListedBucket {
  std::string name;
  std::optional<std::int64_t> created = std::nullopt;  // us since 1970-01-01T00:00Z
  std::string region;                                  // where it is sent
};
struct BucketPage {
  std::vector<ListedBucket> buckets;
  std::string owner_id;
  std::string owner_name;
  std::string next_token;  // empty: it is the last page
};
Outcome<BucketPage> read_buckets(const Asked& asked, int status, std::string& body);

// GetBucketLocation: the region, with AWS's two old spellings set right (none is us-east-1, EU is eu-west-1).
Outcome<std::string> read_bucket_location(const Asked& asked, int status, std::string& body);

// GetObjectTagging: names and values.
Outcome<Pairs> read_tags(const Asked& asked, int status, std::string& body);

// ListMultipartUploads and ListParts.
struct ListedUpload {
  std::string key;
  std::string upload_id;
  std::optional<std::int64_t> initiated = std::nullopt;  // us since 1970-01-01T00:00Z
  std::string storage_class;
};
struct UploadPage {
  std::vector<ListedUpload> uploads;
  std::vector<std::string> prefixes;
  bool truncated = false;
  std::string next_key_marker;
  std::string next_upload_id_marker;
};
Outcome<UploadPage> read_uploads(const Asked& asked, int status, std::string& body);

struct ListedPart {
  int number = 0;
  std::uint64_t size = 0;
  std::string etag;  // as sent, with its quotes
  std::optional<std::int64_t> last_modified = std::nullopt;
  std::vector<ObjectChecksum> checksums;
};
struct PartPage {
  std::vector<ListedPart> parts;
  bool truncated = false;
  int next_part_marker = 0;
};
Outcome<PartPage> read_parts(const Asked& asked, int status, std::string& body);

}  // namespace wirespeed::s3
