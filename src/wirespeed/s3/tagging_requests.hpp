// The tags of an object: read, replaced, taken away.
#pragma once

#include <string>

#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

struct TaggingOptions {
  std::string version_id = {};
  CommonOptions common = {};
};

Result<void> write_get_object_tagging(const ObjectName& object, const TaggingOptions& options, Request& request);
// Writes over `body`.
Result<void> write_put_object_tagging(const ObjectName& object, const Pairs& tags, const TaggingOptions& options,
                                      std::string& body, Request& request);
Result<void> write_delete_object_tagging(const ObjectName& object, const TaggingOptions& options, Request& request);

}  // namespace wirespeed::s3
