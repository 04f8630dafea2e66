// Reads several ranges of one object; those that are near each other come in one request. Of a range that ends behind
// the object's end there is what the object has of it, which may be nothing.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/s3/ranges.hpp"
#include "wirespeed/s3_client/get_objects.hpp"

namespace wirespeed::s3_client {

class GetRanges {
 public:
  GetRanges(std::string bucket, std::string key, const std::vector<s3::ByteRange>& wanted, s3::GetOptions options);

  Operation& operation() noexcept { return get_; }
  // In the order of what was wanted. REQUIRES: it has ended without an error
  std::vector<Buffer> take();

 private:
  std::size_t wanted_;
  s3::RangePlan plan_;
  IntoArena into_;
  GetObjects get_;
};

}  // namespace wirespeed::s3_client
