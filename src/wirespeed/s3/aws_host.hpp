// What AWS's own host names for S3 say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wirespeed::s3 {

struct AwsHost {
  std::string region = {};   // empty where the name has none
  bool accelerated = false;  // s3-accelerate: buckets before the host, never in paths
  bool has_bucket = false;   // "bucket.s3.eu-west-1.amazonaws.com": no endpoint, but one bucket of it
};

// nullopt: the name is not AWS's, or not S3's. REQUIRES: lower case
std::optional<AwsHost> parse_aws_host(std::string_view host);

// "amazonaws.com" but for regions of partitions of their own, as cn-north-1.
std::string_view aws_domain_of(std::string_view region) noexcept;

}  // namespace wirespeed::s3
