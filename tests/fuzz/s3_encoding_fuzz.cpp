// Any bytes as percent-encoded text, base64, times, endpoints and keys: what is understood comes back from what is
// written of it.
#include <cstdlib>
#include <string>

#include "wirespeed/s3/aws_chunked.hpp"
#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3/endpoint.hpp"
#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/signer.hpp"
#include "wirespeed/s3/times.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::s3;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_percent(std::string_view text) {
  std::string encoded;
  append_encoded(text, encoded);
  check(percent_decoded(encoded, Plus::space) == text);
  check(percent_decoded(text, Plus::itself).size() <= text.size());
  std::string in_place(text);
  in_place.resize(decode_percent(in_place, Plus::space, in_place.data()));
  check(in_place == percent_decoded(text, Plus::space));
}

void check_times(std::string_view text) {
  if (const auto time = parse_iso8601(text); time) {
    const auto again = parse_iso8601(to_iso8601(*time));
    check(!again || std::chrono::floor<std::chrono::milliseconds>(*time) == *again);  // not: a year of five digits
    const SystemTime nearest = to_system_time(*time);
    check(nearest >= SystemTime::min());
  }
  if (const auto time = parse_http_date(text); time) check(parse_http_date(to_http_date(*time)) == time);
}

void check_head(std::string_view text, const Endpoint& endpoint) {
  Request request;
  request.bucket = "bucket";
  request.key = text;
  request.query = {{std::string(text), "value"}};
  if (check_field("x-own", text)) request.fields = {{"x-own", std::string(text)}};
  Signer signer({.access_key_id = "id", .secret_access_key = "secret", .session_token = ""}, endpoint.region);
  std::string head;
  signer.append_head(request, endpoint, SystemTime(), head);
  check(head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4);
  check(signer.last_signature().size() == 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_percent(text);
  check_times(text);
  if (const auto bytes = from_base64(text); bytes) check(from_base64(to_base64(*bytes)) == bytes);
  const auto endpoint = parse_endpoint(text, "", std::nullopt);
  check(endpoint || !endpoint.error().message.empty());
  Endpoint local;
  local.host = "localhost";
  check_head(text, endpoint ? *endpoint : local);
  return 0;
}
