#include <gtest/gtest.h>

#include "checksum.hpp"
#include "listing.hpp"
#include "operation.hpp"
#include "service.hpp"
#include "signature.hpp"

namespace wirespeed::s3_stub {
namespace {

Request parsed(std::string_view text) {
  Request request;
  EXPECT_TRUE(parse_request(text, request).value());
  return request;
}

Request get(const std::string& target, const std::string& fields = "") {
  static std::string kept;
  kept = "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
  return parsed(kept);
}

std::string listed(const std::string& target) {
  Objects objects;
  return *Listing(objects).page(get(target));
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

std::string between(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from) + from.size();
  return std::string(text.substr(at, text.find(to, at) - at));
}

TEST(Requests, say_bucket_key_query_and_length) {
  const auto request =
      parsed("PUT /b/a%2Fb%20c+?x=1%262&y HTTP/1.1\r\nContent-Length: 12\r\nRANGE:  bytes=1-2 \r\n\r\n");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.bucket, "b");
  EXPECT_EQ(request.key, "a/b c+");
  EXPECT_EQ(request.parameter("x"), "1&2");
  EXPECT_EQ(request.parameter("y"), "");
  EXPECT_FALSE(request.parameter("z"));
  EXPECT_EQ(request.length, 12u);
  EXPECT_EQ(request.field("range"), "bytes=1-2");
}

TEST(Requests, cut_anywhere_wait_for_the_rest) {
  const std::string whole = "GET /b/k HTTP/1.1\r\nHost: here\r\n\r\n";
  Request request;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_request(std::string_view(whole).substr(0, size), request).value()) << size;
  }
  EXPECT_EQ(parsed(whole + "more").size, whole.size());
}

TEST(Requests, that_are_none_are_refused) {
  Request request;
  EXPECT_FALSE(parse_request("nonsense\r\n\r\n", request));
  EXPECT_FALSE(parse_request("GET / HTTP/1.1\r\nno colon\r\n\r\n", request));
  EXPECT_FALSE(parse_request("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", request));
  EXPECT_FALSE(parse_request(std::string(kMaxHead + 1, 'a'), request));
}

TEST(Contents, begin_again_after_a_prime_and_differ_by_seed) {
  const Pattern pattern;
  EXPECT_EQ(pattern.from(0, 5)[0], pattern.from(0, kPeriod + 5)[0]);
  EXPECT_EQ(pattern.from(2, 5)[0], pattern.from(0, 5 + 2 * kSeedStep)[0]);
  EXPECT_GE(pattern.from(9, kPeriod - 1).size(), kPeriod);
  EXPECT_EQ(load_le<std::uint64_t>(pattern.from(0, 0).data()), 0xE220A8397B1DCDAFu);
}

TEST(Objects, are_what_their_keys_say) {
  const Objects objects;
  EXPECT_EQ(objects.find("b", "obj-4k-7")->content.size(), 4096u);
  EXPECT_EQ(objects.find("b", "deep/er/obj-3m-0 cut=1")->content.size(), 3u << 20);
  EXPECT_EQ(objects.find("b", "obj-10-3")->etag, etag_of(10, 3));
  EXPECT_FALSE(objects.find("b", "obj-4k"));
  EXPECT_FALSE(objects.find("b", "other"));
  EXPECT_EQ(objects.find("keys-100", "part-0000000007.parquet")->content.size(), 1007u);
  EXPECT_FALSE(objects.find("keys-100", "part-0000000100.parquet"));
}

TEST(Objects, that_are_kept_are_found_and_removed) {
  Objects objects;
  const std::string etag = objects.put("kept-1", "k", "bytes");
  EXPECT_EQ(objects.find("kept-1", "k")->etag, etag);
  EXPECT_EQ(text_of(objects.find("kept-1", "k")->content.part(1, 3).at(1)), "te");
  objects.remove("kept-1", "k");
  EXPECT_FALSE(objects.find("kept-1", "k"));
}

TEST(Listings, have_pages_of_a_thousand_and_a_token_for_the_next) {
  const std::string first = listed("/keys-2500?list-type=2");
  EXPECT_EQ(count(first, "<Contents>"), 1000u);
  const std::string token = between(first, "<NextContinuationToken>", "<");
  const std::string last = listed("/keys-2500?list-type=2&continuation-token=" + encode_percent("next/2000+=", ""));
  EXPECT_EQ(token, "next/1000+=");
  EXPECT_EQ(count(last, "<Contents>"), 500u);
  EXPECT_EQ(between(last, "<IsTruncated>", "<"), "false");
}

TEST(Listings, fold_what_lies_behind_a_delimiter) {
  const std::string folded = listed("/keys-1000-10?list-type=2&delimiter=%2F");
  EXPECT_EQ(count(folded, "<CommonPrefixes>"), 10u);
  EXPECT_EQ(count(folded, "<Contents>"), 0u);
  const std::string below = listed("/keys-1000-10?list-type=2&delimiter=%2F&prefix=p00003%2F&max-keys=7");
  EXPECT_EQ(count(below, "<Contents>"), 7u);
  EXPECT_EQ(between(below, "<Key>", "<"), "p00003/part-0000000300.parquet");
}

TEST(Listings, start_behind_a_key) {
  const std::string page = listed("/keys-100?list-type=2&start-after=part-0000000041.parquet&max-keys=1");
  EXPECT_EQ(between(page, "<Key>", "<"), "part-0000000042.parquet");
}

TEST(Listings, of_other_buckets_are_empty) { EXPECT_EQ(between(listed("/b?list-type=2"), "<KeyCount>", "<"), "0"); }

TEST(Ranges, are_those_of_the_rfc) {
  EXPECT_EQ(range_of("bytes=2-3", 10)->first, 2u);
  EXPECT_EQ(range_of("bytes=2-3", 10)->size, 2u);
  EXPECT_EQ(range_of("bytes=8-99", 10)->size, 2u);
  EXPECT_EQ(range_of("bytes=-3", 10)->first, 7u);
  EXPECT_EQ(range_of("bytes=4-", 10)->size, 6u);
  EXPECT_FALSE(range_of("bytes=10-", 10));
  EXPECT_FALSE(range_of("bytes=3-2", 10));
  EXPECT_FALSE(range_of("pages=1-2", 10));
}

TEST(Rules, say_which_requests_they_are_about) {
  auto rule = parse_rule("on=get,head key=part status=503 skip=1 times=2 every=2").value();
  EXPECT_EQ(rule.faults.status, 503u);
  EXPECT_FALSE(rule.takes("put", "/b/part"));
  EXPECT_FALSE(rule.takes("get", "/b/other"));
  std::string taken;
  for (int i = 0; i < 8; ++i) taken += rule.takes("get", "/b/part") ? '1' : '0';
  EXPECT_EQ(taken, "00101000");
}

TEST(Rules, that_say_nothing_known_are_refused) {
  EXPECT_FALSE(parse_rule("speed=9"));
  EXPECT_FALSE(parse_rule("on=dance"));
  EXPECT_FALSE(parse_rule("cut"));
  EXPECT_FALSE(parse_rules("cut=1\nstatus=high"));
}

TEST(Chunks, of_a_signed_body_are_taken_off) {
  EXPECT_EQ(without_chunks("3;chunk-signature=00\r\nabc\r\n2;x=y\r\nde\r\n0;x=y\r\nx-amz-checksum-crc32c:AA==\r\n\r\n"),
            "abcde");
  EXPECT_EQ(without_chunks("ff\r\ncut"), "cut");
}

TEST(Checksums, are_those_of_the_rfc) { EXPECT_EQ(crc32c_of(Content("123456789")), "4waSgw=="); }

// The example of the documentation of Amazon S3, "GET Object".
TEST(Signatures, of_the_documentation_hold) {
  const std::string fields =
      "Host: examplebucket.s3.amazonaws.com\r\nRange: bytes=0-9\r\nx-amz-date: 20130524T000000Z\r\n"
      "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\r\n";
  const auto request = get("/test.txt", fields);
  EXPECT_EQ(refusal(request, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "");
  EXPECT_EQ(refusal(request, "AKIAIOSFODNN7EXAMPLE", "another"), "SignatureDoesNotMatch");
  EXPECT_EQ(refusal(request, "another", "another"), "InvalidAccessKeyId");
  EXPECT_EQ(refusal(get("/test.txt"), "a", "b"), "AccessDenied");
}

TEST(Services, answer_part_of_an_object_with_its_etag) {
  Service service({});
  const auto request = get("/b/obj-100-1", "Range: bytes=10-19\r\n");
  const Answer answer = service.answer(request, service.plan(request, 1), "");
  EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 206 "));
  EXPECT_TRUE(answer.head.contains("Content-Range: bytes 10-19/100\r\n"));
  EXPECT_TRUE(answer.head.contains(etag_of(100, 1)));
  EXPECT_EQ(answer.body.size(), 10u);
}

TEST(Services, count_and_log_what_was_asked) {
  Options options;
  options.log = true;
  Service service(std::move(options));
  const auto request = get("/b/k", "X-A: say \"hi\"\r\n");
  std::ignore = service.plan(request, 7);
  const auto log = get("/-/log");
  const Answer answer = service.answer(log, service.plan(log, 8), "");
  EXPECT_EQ(text_of(answer.body.at(0)),
            "{\"operation\": \"get\", \"target\": \"/b/k\", \"x-a\": \"say \\\"hi\\\"\", \"connection\": 7}\n");
}

}  // namespace
}  // namespace wirespeed::s3_stub
