// AWS Signature Version 4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html), pure.
#pragma once

#include <string>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/s3/canonical_query.hpp"
#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3/endpoint.hpp"
#include "wirespeed/s3/hmac.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/signed_fields.hpp"
#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3 {

// The key, time and scope of one signature, and itself: what the chunks of a signed body go on from.
struct SigningContext {
  HmacKey key;
  SigningTime time;
  std::string scope;      // "20261122/us-east-1/s3/aws4_request"
  std::string signature;  // 64 lower-case digits
};

// The key of a day is made once. Not thread-safe; one for each thread, or for each engine.
class Signer {
 public:
  // Anonymous credentials: nothing is signed.
  Signer(Credentials credentials, std::string region, std::string service = "s3");

  // Appends the whole head of the request: its line, Host, Content-Length where there is a body, the request's own
  // fields, and, signed, x-amz-date, x-amz-content-sha256, x-amz-security-token, Authorization, and the blank line.
  void append_head(const Request& request, const Endpoint& endpoint, SystemTime now, std::string& head);

  // A URL that anybody may use until it expires (X-Amz-Signature in the query). REQUIRES: 1 s <= expires <= 7 days
  std::string presign(const Request& request, const Endpoint& endpoint, SystemTime now, std::chrono::seconds expires);

  // The signature of the head that was appended last: what the first chunk of a signed body goes on from.
  const std::string& last_signature() const noexcept { return last_signature_; }
  SigningContext last_context() const { return {day_key_, time_, scope_, last_signature_}; }

  const Credentials& credentials() const noexcept { return credentials_; }

 private:
  void set_time(SystemTime now);
  void write_target(const Request& request, const Endpoint& endpoint);
  void gather_fields(const Request& request, std::string_view payload_hash);
  void sign(std::string_view method, std::string_view payload_hash);
  void append_authorization(std::string& head) const;
  void add_presigned_query(std::chrono::seconds expires);

  Credentials credentials_;
  std::string region_;
  std::string service_;
  std::chrono::sys_seconds second_{std::chrono::seconds::min()};  // of time_
  SigningTime time_;
  std::string scope_;  // of day_key_
  HmacKey day_key_;
  std::string last_signature_;

  // Scratch, of the request under way.
  std::string host_;
  std::string path_;
  std::string query_;
  std::string names_;  // of the signed fields
  std::string text_;
  CanonicalQuery pairs_;
  SignedFields fields_;
};

}  // namespace wirespeed::s3
