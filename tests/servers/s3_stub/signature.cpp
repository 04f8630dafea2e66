#include "signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// What a request says of its signature.
struct Said {
  std::string credential;  // KEY/20260102/us-east-1/s3/aws4_request
  std::string fields;      // host;x-amz-date
  std::string signature;
  std::string time;
  std::string payload;
  bool in_query = false;
};

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return {reinterpret_cast<char*>(digest.data()), size};
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  return {reinterpret_cast<char*>(digest.data()), size};
}

Said said_by(const Request& request) {
  Said said;
  if (const auto signature = request.parameter("X-Amz-Signature")) {
    const auto text = [&](std::string_view name) { return std::string(request.parameter(name).value_or("")); };
    return {text("X-Amz-Credential"), text("X-Amz-SignedHeaders"), std::string(*signature),
            text("X-Amz-Date"),       "UNSIGNED-PAYLOAD",          true};
  }
  std::string_view text = request.field("authorization");
  if (!text.starts_with(kAlgorithm)) return said;
  for (const std::string_view part : split(text.substr(kAlgorithm.size()), ',')) {
    const auto [name, value] = halves(part.substr(part.find_first_not_of(' ')), '=');
    if (name == "Credential") said.credential = value;
    if (name == "SignedHeaders") said.fields = value;
    if (name == "Signature") said.signature = value;
  }
  said.time = request.field("x-amz-date");
  said.payload = request.field("x-amz-content-sha256");
  return said;
}

std::string canonical_query(const Request& request) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : request.query) {
    if (name != "X-Amz-Signature") pairs.push_back(encode_percent(name, "") + "=" + encode_percent(value, ""));
  }
  std::sort(pairs.begin(), pairs.end());
  return fmt::format("{}", fmt::join(pairs, "&"));
}

// Runs of spaces are one.
std::string without_runs(std::string_view text) {
  std::string found;
  for (const char character : text) {
    if (character != ' ' || !found.ends_with(' ')) found += character;
  }
  return found;
}

std::string canonical(const Request& request, const Said& said) {
  std::string text = fmt::format("{}\n{}\n{}\n", request.method, encode_percent(decode_percent(request.path), "/"),
                                 canonical_query(request));
  for (const std::string_view name : split(said.fields, ';')) {
    text += fmt::format("{}:{}\n", name, without_runs(request.field(name)));
  }
  return text + fmt::format("\n{}\n{}", said.fields, said.payload);
}

}  // namespace

std::string_view refusal(const Request& request, std::string_view access_key, std::string_view secret_key) {
  const Said said = said_by(request);
  if (said.signature.empty()) return "AccessDenied";
  const auto [key, scope] = halves(said.credential, '/');
  const auto parts = split(scope, '/');
  if (key != access_key || parts.size() != 4) return "InvalidAccessKeyId";
  std::string signing = fmt::format("AWS4{}", secret_key);
  for (const std::string_view part : parts) signing = hmac(signing, part);
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}", kAlgorithm, said.time, scope, hex(sha256(canonical(request, said))));
  return hex(hmac(signing, text)) == said.signature ? "" : "SignatureDoesNotMatch";
}

}  // namespace wirespeed::s3_stub
