// GETs as the product makes them: signed in their heads, by ranges, and with the first one of an object asking for its
// checksum.
#pragma once

#include "s3_get/requests.hpp"
#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3/signer.hpp"

namespace bench::s3 {

class SignedGets {
 public:
  explicit SignedGets(const Workload& workload)
      : bucket_(workload.at("bucket")), signer_(credentials(workload), endpoint_.region) {
    const std::string address = address_of(workload);
    const std::size_t colon = address.rfind(':');
    endpoint_.tls = false;
    endpoint_.host = address.substr(0, colon);
    endpoint_.port = static_cast<std::uint16_t>(number(std::string_view(address).substr(colon + 1)));
  }

  std::string head(const Line& line) {
    const std::uint64_t end = line.first + (line.ranged ? line.size : kPart);
    wirespeed::s3::GetOptions options;
    options.range = wirespeed::s3::ByteRange::between(line.first, end);
    options.checksum_mode = line.first == 0;
    const std::string_view key = std::string_view(line.target).substr(bucket_.size() + 2);
    if (!wirespeed::s3::write_get_object({bucket_, key}, options, request_)) {
      throw std::runtime_error("a request for " + line.target + " cannot be written");
    }
    std::string head;
    signer_.append_head(request_, endpoint_, std::chrono::system_clock::now(), head);
    return head;
  }

 private:
  static constexpr std::uint64_t kPart = std::uint64_t{8} << 20;  // what is asked of an object of unknown size

  static std::string secret(const Workload& workload, const char* what, const char* of_stub) {
    const char* found = std::getenv(("WIRESPEED_BENCH_SERVER_" + upper_name(workload) + what).c_str());
    return found == nullptr ? of_stub : found;
  }
  static wirespeed::s3::Credentials credentials(const Workload& workload) {
    return {secret(workload, "_USER", "stub"), secret(workload, "_PASSWORD", "stub-secret"), {}};
  }

  std::string bucket_;
  wirespeed::s3::Endpoint endpoint_;
  wirespeed::s3::Signer signer_;
  wirespeed::s3::Request request_;
};

}  // namespace bench::s3
