// Which object a server shall copy from, and on which conditions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/request_options.hpp"
#include "wirespeed/s3/request_writer.hpp"

namespace wirespeed::s3 {

struct CopySource {
  std::string_view bucket;
  std::string_view key;
  std::string_view version_id = {};
  Conditions conditions = {};
  std::optional<CustomerKey> customer_key = std::nullopt;
  std::string expected_bucket_owner = {};
};

Result<void> check_source(const CopySource& source);
// REQUIRES: check_source(source)
void write_source(const CopySource& source, RequestWriter& writer);

}  // namespace wirespeed::s3
