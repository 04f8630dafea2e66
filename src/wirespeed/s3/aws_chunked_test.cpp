#include "wirespeed/s3/aws_chunked.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

using namespace std::chrono_literals;

std::string encoded(const ChunkedShape& shape, std::string_view payload, const SigningContext* context = nullptr) {
  AwsChunkedEncoder encoder(shape, bytes_of(payload), context);
  std::string text;
  for (ByteView piece = encoder.next(); !piece.empty(); piece = encoder.next()) text += text_of(piece);
  EXPECT_TRUE(encoder.next().empty());
  return text;
}

// The upload of 65 KiB in AWS's documentation, in chunks of 64 KiB; `trailer` being its second variant.
struct Documented {
  std::string payload = std::string(65 * 1024, 'a');
  ChunkedShape shape{.length = 65 * 1024, .chunk = 64 * 1024, .is_signed = true};
  SigningContext context;

  explicit Documented(bool trailer) {
    Signer signer({.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                   .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                   .session_token = ""},
                  "us-east-1");
    Request request;
    request.method = "PUT";
    request.bucket = "examplebucket";
    request.key = "chunkObject.txt";
    request.payload = Payload::chunked_signed;
    request.fields = {{"content-encoding", "aws-chunked"},
                      {"x-amz-decoded-content-length", "66560"},
                      {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    if (trailer) {
      shape.trailer = ChecksumAlgorithm::crc32c;
      request.fields.emplace_back("x-amz-trailer", "x-amz-checksum-crc32c");
    } else {
      request.fields.emplace_back("content-length", "66824");
    }
    const Endpoint endpoint = value_or_throw(parse_endpoint("https://s3.amazonaws.com", "", Style::path));
    std::string head;
    signer.append_head(request, endpoint, SystemTime(1369353600s), head);
    context = signer.last_context();
  }

  std::string body() const { return encoded(shape, payload, &context); }
};

TEST(AwsChunked, signatures_go_on_from_each_other_as_documented) {
  const Documented documented(false);
  EXPECT_EQ(documented.context.signature, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
  const std::string payload = documented.payload;
  EXPECT_EQ(documented.body(),
            "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
                payload.substr(0, 65'536) +
                "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
                payload.substr(65'536) +
                "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n");
  EXPECT_EQ(encoded_length(documented.shape), 66'824);
}

TEST(AwsChunked, a_trailer_is_signed_as_documented) {
  const Documented documented(true);
  EXPECT_EQ(documented.context.signature, "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
  const std::string body = documented.body();
  EXPECT_NE(
      body.find("\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"),
      std::string::npos)
      << body.substr(body.size() - 300);
  EXPECT_EQ(body.size(), encoded_length(documented.shape));
}

TEST(AwsChunked, without_signatures_is_chunks_and_a_checksum) {
  EXPECT_EQ(encoded({.length = 9, .chunk = 4, .trailer = ChecksumAlgorithm::crc32c}, "123456789"),
            "4\r\n1234\r\n4\r\n5678\r\n1\r\n9\r\n0\r\nx-amz-checksum-crc32c:4waSgw==\r\n\r\n");
  EXPECT_EQ(encoded({.length = 8, .chunk = 4}, "12345678"), "4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n");
}

TEST(AwsChunked, of_nothing_is_its_end) {
  EXPECT_EQ(encoded({.trailer = ChecksumAlgorithm::crc32}, ""), "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
}

TEST(AwsChunked, tells_its_length_beforehand) {
  const Documented documented(true);
  const std::string payload(300, 'x');
  for (const bool is_signed : {false, true}) {
    for (const std::size_t chunk : {1UZ, 7UZ, 16UZ, 17UZ, 100UZ, 299UZ, 300UZ, 301UZ}) {
      for (std::uint64_t length = 0; length <= payload.size(); length += 15) {
        for (const ChecksumAlgorithm algorithm : kChecksumAlgorithms) {
          const ChunkedShape shape{.length = length, .chunk = chunk, .is_signed = is_signed, .trailer = algorithm};
          EXPECT_EQ(encoded(shape, std::string_view(payload).substr(0, length), &documented.context).size(),
                    encoded_length(shape));
        }
      }
    }
  }
}

}  // namespace
}  // namespace wirespeed::s3
