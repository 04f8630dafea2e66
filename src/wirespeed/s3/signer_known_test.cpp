// Signatures that botocore 1.44.5 gives to the same requests (S3SigV4Auth, S3SigV4QueryAuth).
#include <gtest/gtest.h>

#include "wirespeed/s3/signer.hpp"

namespace wirespeed::s3 {
namespace {

struct Known {
  const char* method;
  std::string key;
  const char* token;
  std::vector<Request::Pair> query;
  std::vector<Request::Pair> fields;
  std::int64_t when;  // s since 1970-01-01T00:00Z
  const char* head;
  const char* url;
};

const std::vector<Known> kKnown = {
    {.method = "GET",
     .key = "a b/\xc3\xbc+%&=?#~/\xe6\x97\xa5\xe6\x9c\xac",
     .token = "",
     .query = {},
     .fields = {},
     .when = 1795358136,
     .head = "4fce03a2cc831b25285ff691ee369323c8b146eb5e4116d5616de858a9561d75",
     .url = "902a969f49a7cd40ccc3b98998dba9364d358858b875314b108ab540664d4db7"},
    {.method = "GET",
     .key = "x//y/../z/./",
     .token = "",
     .query = {{"versionId", "v/1=+"}},
     .fields = {{"range", "bytes=0-9"}},
     .when = 1795358136,
     .head = "ee03e3f7683f05a074979437f6df92545090ebcb68e71897377f6e0c84268268",
     .url = "19f4fd878d42c9a493ad7e3e36b6a6f72432210f33b227da367fd68a64bef4fd"},
    {.method = "PUT",
     .key = "k\x01\x0a",
     .token = "token/with+signs==",
     .query = {{"partNumber", "7"}, {"uploadId", "u.v-w~x"}},
     .fields = {{"content-type", "text/plain;  charset=utf-8"}, {"x-amz-meta-b", " b  c "}, {"x-amz-meta-b-c", "d"}},
     .when = 951782400,
     .head = "07bfb2a608713b8a7c99f0b03dd1dd099fa24973945e0c550b2c01fa1924b453",
     .url = "2f417c010c3b5fcd1f2e1d857253493ce9f3d9d66d8e3ce669212f748b62e9e3"},
    {.method = "GET",
     .key = "",
     .token = "",
     .query = {{"list-type", "2"},
               {"prefix", "\xc3\xa4/ +"},
               {"delimiter", "/"},
               {"start-after", "a&b=c"},
               {"encoding-type", "url"}},
     .fields = {},
     .when = 0,
     .head = "e91d1752760b5f59623e11ffcd10ef931bd836c384f938ce7db11851034cdb70",
     .url = "e0398cf66351d1106a85a85d0e3b2c1dfee3983788d841f35f3f8954595e25b2"},
    {.method = "POST",
     .key = "",
     .token = "token",
     .query = {{"delete", ""}},
     .fields = {{"content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="}, {"user-agent", "not signed"}},
     .when = 4102444799,
     .head = "c86fb370a208ebb0acc76697cd642e3a89ccb33fdf0b6264636cd139473590f3",
     .url = "fcf80ac1809654c01cf4639882db13aec65ace2b3cc74929cf8c9198955c36f8"},
    {.method = "HEAD",
     .key = "!*'()",
     .token = "",
     .query = {{"a", "2"}, {"a-b", "1"}, {"A", "3"}, {"a.b", "4"}},
     .fields = {},
     .when = 1709164800,
     .head = "e47d594c60f522adbd1175df81de22d5c4fbaa9749794532d1d2d9e7f81afee0",
     .url = "97812ed95ff69df5b0b5a4fa8bf1455fe1ad63a686d85fd9e43f68b66df3c27b"},
};

Request request_of(const Known& known) {
  Request request;
  request.method = known.method;
  request.bucket = "bucket";
  request.key = known.key;
  request.query = known.query;
  request.fields = known.fields;
  request.payload = Payload::unsigned_payload;
  return request;
}

TEST(Signature, is_that_of_botocore) {
  const Endpoint endpoint = value_or_throw(parse_endpoint("http://127.0.0.1:9000", "eu-west-1", std::nullopt));
  for (const Known& known : kKnown) {
    Signer signer({.access_key_id = "AKIDEXAMPLE",
                   .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                   .session_token = known.token},
                  "eu-west-1");
    const SystemTime when{std::chrono::seconds(known.when)};
    const Request request = request_of(known);
    std::string head;
    signer.append_head(request, endpoint, when, head);
    EXPECT_EQ(signer.last_signature(), known.head) << head;
    const std::string url = signer.presign(request, endpoint, when, std::chrono::seconds(3600));
    EXPECT_TRUE(url.ends_with(known.url)) << url;
  }
}

}  // namespace
}  // namespace wirespeed::s3
