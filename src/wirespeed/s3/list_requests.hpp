// Pages of listings: objects, their versions, uploads under way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

// What all listings are asked with. An empty text is not asked.
struct ListOptions {
  std::string prefix = {};
  std::string delimiter = {};
  std::uint32_t max_keys = 0;  // of a page; 0: as many as the server gives, 1000
  bool encode_keys = true;     // encoding-type=url: XML cannot hold every key
  CommonOptions common = {};
};

struct ListObjectsOptions {
  ListOptions list = {};
  std::string start_after = {};         // keys behind this one
  std::string continuation_token = {};  // as the page before answered it
  bool fetch_owner = false;
  bool restore_status = false;
};

Result<void> write_list_objects(std::string_view bucket, const ListObjectsOptions& options, Request& request);

// The marker of a version or an upload: a key, and which of those of that key.
struct ListMarker {
  std::string key = {};
  std::string id = {};
};

Result<void> write_list_object_versions(std::string_view bucket, const ListOptions& options, const ListMarker& marker,
                                        Request& request);
Result<void> write_list_uploads(std::string_view bucket, const ListOptions& options, const ListMarker& marker,
                                Request& request);

}  // namespace wirespeed::s3
