// ListObjectsV2: pages as XML. A page of a bucket by rule is made once.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "objects.hpp"
#include "request.hpp"

namespace wirespeed::s3_stub {

inline constexpr std::uint64_t kPageKeys = 1000;

class Listing {
 public:
  explicit Listing(const Objects& objects) : objects_(objects) {}

  std::shared_ptr<const std::string> page(const Request& request);

 private:
  const Objects& objects_;
  std::unordered_map<std::string, std::shared_ptr<const std::string>> pages_;  // by target
};

// Text between tags.
std::string escape_xml(std::string_view text);
// What it was before; characters by number below 128 alone.
std::string unescape_xml(std::string_view text);

}  // namespace wirespeed::s3_stub
