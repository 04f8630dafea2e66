#include "wirespeed/s3/request_options.hpp"

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {

Result<CustomerKey> make_customer_key(ByteView key) {
  if (key.size() != 32) {
    return fail(Errc::invalid_argument, "customer key: expected 32 bytes, for AES-256, found {}", key.size());
  }
  CustomerKey made{.key = to_base64(key), .md5 = content_md5_of(key)};
  if (made.md5.empty())
    return fail(Errc::unsupported, "customer key: S3 wants its MD5, which OpenSSL has not here (FIPS?)");
  return made;
}

}  // namespace wirespeed::s3
