#include "service.hpp"

#include <algorithm>
#include <optional>

#include "checksum.hpp"
#include "operation.hpp"
#include "signature.hpp"
#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

constexpr std::uint64_t kLargestCopy = std::uint64_t{5} << 30;  // in one request
constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

// Whether a list of ETags has that one.
bool has_etag(std::string_view list, std::string_view etag) { return list == "*" || list.contains(etag); }

bool condition_fails(const Request& request, std::string_view etag) {
  const std::string_view only = request.field("if-match");
  return !only.empty() && !has_etag(only, etag);
}

void add_json(std::string& line, std::string_view name, std::string_view value) {
  line += fmt::format("{}\"{}\": \"", line.empty() ? "{" : ", ", name);
  for (const char character : value) {
    if (character == '"' || character == '\\') line += '\\';
    line += character;
  }
  line += '"';
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  return lower;
}

// That of the whole object, whatever part of it is answered.
void tell_checksum(Head& head, const Content& content, const Faults& faults) {
  if (faults.checksum == "good") head.field("x-amz-checksum-crc32c: {}", crc32c_of(content));
  if (faults.checksum == "bad") head.field("x-amz-checksum-crc32c: AAAAAA==");
  if (!faults.checksum.empty()) head.field("x-amz-checksum-type: FULL_OBJECT");
}

std::string all_of(const Content& content) {
  std::string bytes;
  while (bytes.size() < content.size()) bytes += text_of(content.at(bytes.size()));
  return bytes;
}

// What faults a key asks for.
std::string_view words_behind(std::string_view key) {
  const std::size_t space = key.find(' ');
  return space == std::string_view::npos ? "" : key.substr(space + 1);
}

}  // namespace

Plan Service::plan(const Request& request, std::uint64_t connection) {
  ++requests_;
  Plan plan{operation_of(request), false, {}};
  const bool keeps = Objects::keeps(request.bucket) && (plan.operation == "put" || plan.operation == "part");
  plan.keep = keeps || request.method == "POST" || plan.operation == "control";
  if (plan.operation == "control") return plan;
  plan.faults = faults_of(request, plan.operation);
  note(request, plan.operation, connection);
  return plan;
}

Faults Service::faults_of(const Request& request, std::string_view operation) {
  Faults faults;
  for (Rule& rule : options_.rules) {
    if (rule.takes(operation, request.target)) add(faults, rule.faults);
  }
  const std::string_view words = words_behind(request.key);
  if (words.empty()) return faults;
  std::string name = request.bucket + '/' + request.key;
  auto found = of_keys_.find(name);
  if (found == of_keys_.end()) {
    auto rule = parse_rule(words);
    if (!rule) return faults;  // a key with a space in it
    found = of_keys_.emplace(std::move(name), *std::move(rule)).first;
  }
  if (found->second.takes(operation, request.target)) add(faults, found->second.faults);
  return faults;
}

void Service::note(const Request& request, std::string_view operation, std::uint64_t connection) {
  auto count = counts_.find(operation);
  if (count == counts_.end()) count = counts_.emplace(operation, 0).first;
  ++count->second;
  if (!options_.log) return;
  std::string line;
  add_json(line, "operation", operation);
  add_json(line, "target", request.target);
  for (const auto& [name, value] : request.fields) add_json(line, lowered(name), value);
  log_ += line + fmt::format(", \"connection\": {}}}\n", connection);
}

Answer Service::answer(const Request& request, const Plan& plan, std::string body) {
  const Faults& faults = plan.faults;
  if (plan.operation == "control") return control(request, body);
  if (options_.sign) {
    if (const auto code = refusal(request, kAccessKey, kSecretKey); !code.empty()) return fail(403, code, request);
  }
  if (faults.status != 0) return fail(faults.status, faults.code, request, faults);
  if (!faults.late.empty()) return xml(error_body(faults.late, request.path, faults), faults);
  if (request.bucket.starts_with("no-")) return fail(404, "NoSuchBucket", request);
  if (request.field("content-encoding").contains("aws-chunked")) body = without_chunks(body);
  Answer answer = dispatch(request, plan, std::move(body));
  answer.faults = faults;
  return answer;
}

Answer Service::dispatch(const Request& request, const Plan& plan, std::string body) {
  const std::string_view operation = plan.operation;
  if (operation == "get" || operation == "head") return get(request, plan.faults);
  if (operation == "list") return xml(listing_.page(request), plan.faults);
  if (operation == "put") return put(request, std::move(body), plan.faults);
  if (operation == "part") return put_part(request, std::move(body), plan.faults);
  if (operation == "copy") return copy(request, plan.faults);
  if (operation == "complete") return complete(request, plan.faults);
  if (operation == "delete" || operation == "abort") return remove(request, operation, plan.faults);
  if (operation == "delete_many") return remove_many(request, body, plan.faults);
  if (operation == "bucket") return bucket(request, plan.faults);
  return xml(fmt::format("{}<InitiateMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><UploadId>{}</UploadId>"
                         "</InitiateMultipartUploadResult>",
                         kXml, request.bucket, escape_xml(request.key), uploads_.begin()),
             plan.faults);
}

Answer Service::get(const Request& request, const Faults& faults) {
  auto object = objects_.find(request.bucket, request.key);
  if (!object) return fail(404, "NoSuchKey", request);
  if (request.parameter("tagging")) return fail(501, "NotImplemented", request);
  const std::string_view asked = request.field("range");
  const auto range = range_of(asked, object->content.size());
  if (faults.etag && (range ? range->first : 0) >= *faults.etag) object->etag.back() ^= 1;
  if (condition_fails(request, object->etag)) return fail(412, "PreconditionFailed", request);
  const std::string_view unless = request.field("if-none-match");
  if (!unless.empty() && has_etag(unless, object->etag)) return empty(304, object->etag, faults);
  if (asked.empty()) return whole(*object, faults);
  if (!range) return fail(416, "InvalidRange", request);
  Head head(206, requests_);
  head.field("Content-Range: bytes {}-{}/{}", range->first, range->first + range->size - 1, object->content.size());
  head.field("ETag: \"{}\"\r\nLast-Modified: Fri, 02 Jan 2026 03:04:05 GMT", object->etag);
  head.field("Accept-Ranges: bytes\r\nContent-Type: binary/octet-stream");
  tell_checksum(head, object->content, faults);
  return {std::move(head).with_length(range->size, faults), object->content.part(range->first, range->size), {}};
}

Answer Service::whole(const Object& object, const Faults& faults) {
  Head head(200, requests_);
  head.field("ETag: \"{}\"\r\nLast-Modified: Fri, 02 Jan 2026 03:04:05 GMT", object.etag);
  head.field("Accept-Ranges: bytes\r\nContent-Type: binary/octet-stream");
  tell_checksum(head, object.content, faults);
  return {std::move(head).with_length(object.content.size(), faults), object.content, {}};
}

Answer Service::put(const Request& request, std::string body, const Faults& faults) {
  const auto there = objects_.find(request.bucket, request.key);
  const bool taken = there && request.field("if-none-match") == "*";
  if (taken || condition_fails(request, there ? there->etag : "")) return fail(412, "PreconditionFailed", request);
  const std::string etag = Objects::keeps(request.bucket) ? objects_.put(request.bucket, request.key, std::move(body))
                                                          : etag_of(request.length, requests_);
  return empty(200, etag, faults);
}

Answer Service::put_part(const Request& request, std::string body, const Faults& faults) {
  std::uint64_t number = 0;
  to_number(request.parameter("partNumber").value_or(""), number);
  if (!uploads_.add(*request.parameter("uploadId"), number, std::move(body))) return fail(404, "NoSuchUpload", request);
  return empty(200, etag_of(request.length, number), faults);
}

Answer Service::copy(const Request& request, const Faults& faults) {
  const std::string from = decode_percent(request.field("x-amz-copy-source"));
  const auto [bucket, key] = halves(from.starts_with('/') ? std::string_view(from).substr(1) : from, '/');
  const auto object = objects_.find(bucket, key);
  if (!object) return fail(404, "NoSuchKey", request);
  const bool part = request.parameter("uploadId").has_value();
  const std::uint64_t size = object->content.size();
  if (!part && size > kLargestCopy) return fail(400, "InvalidRequest", request);
  const std::string_view asked = request.field("x-amz-copy-source-range");
  const auto range = asked.empty() ? Range{0, size} : range_of(asked, size);
  if (!range || range->size > kLargestCopy) return fail(400, "InvalidArgument", request);
  std::string bytes =
      Objects::keeps(request.bucket) ? all_of(object->content.part(range->first, range->size)) : std::string();
  std::string etag = object->etag;
  if (part) {
    put_part(request, std::move(bytes), faults);
  } else if (Objects::keeps(request.bucket)) {
    etag = objects_.put(request.bucket, request.key, std::move(bytes));
  }
  const std::string_view name = part ? "CopyPartResult" : "CopyObjectResult";
  return xml(
      fmt::format("{0}<{1}><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;{2}&quot;</ETag></{1}>",
                  kXml, name, etag),
      faults);
}

Answer Service::complete(const Request& request, const Faults& faults) {
  const std::string id(request.parameter("uploadId").value_or(""));
  if (const auto told = uploads_.completed().find(id); told != uploads_.completed().end()) {
    return xml(told->second, faults);
  }
  if (!uploads_.open(id)) return fail(404, "NoSuchUpload", request);
  const std::uint64_t parts = uploads_.parts(id);
  std::string whole = uploads_.end(id);
  const std::string mark = fmt::format("-{}", parts);
  const std::string etag = Objects::keeps(request.bucket)
                               ? objects_.put(request.bucket, request.key, std::move(whole), mark)
                               : etag_of(parts, requests_) + mark;
  std::string text = fmt::format(
      "{}<CompleteMultipartUploadResult><Location>/{}</Location><Bucket>{}</Bucket><Key>{}</Key>"
      "<ETag>&quot;{}&quot;</ETag></CompleteMultipartUploadResult>",
      kXml, request.bucket, request.bucket, escape_xml(request.key), etag);
  uploads_.completed().emplace(id, text);
  return xml(std::move(text), faults);
}

Answer Service::remove(const Request& request, std::string_view operation, const Faults& faults) {
  if (operation == "delete") {
    objects_.remove(request.bucket, request.key);
  } else if (!uploads_.open(*request.parameter("uploadId"))) {
    return fail(404, "NoSuchUpload", request);
  } else {
    uploads_.end(*request.parameter("uploadId"));
  }
  return empty(204, "", faults);
}

// Keys with "denied" in them stay.
Answer Service::remove_many(const Request& request, const std::string& body, const Faults& faults) {
  std::string text = fmt::format("{}<DeleteResult>", kXml);
  const bool quiet = body.contains("<Quiet>true</Quiet>");
  for (std::size_t at = body.find("<Key>"); at != std::string::npos; at = body.find("<Key>", at + 1)) {
    const std::string key = body.substr(at + 5, body.find("</Key>", at) - at - 5);  // as it came: escaped
    if (key.contains("denied")) {
      text += "<Error><Key>" + key + "</Key><Code>AccessDenied</Code><Message>It stays.</Message></Error>";
      continue;
    }
    objects_.remove(request.bucket, unescape_xml(key));
    if (!quiet) text += "<Deleted><Key>" + key + "</Key></Deleted>";
  }
  return xml(text + "</DeleteResult>", faults);
}

Answer Service::bucket(const Request& request, const Faults& faults) {
  if (request.parameter("location")) {
    return xml(fmt::format("{}<LocationConstraint>us-east-1</LocationConstraint>", kXml), faults);
  }
  if (request.method == "GET") {
    return xml(fmt::format("{}<ListAllMyBucketsResult><Buckets><Bucket><Name>keys-1000</Name><CreationDate>"
                           "2026-01-02T03:04:05.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>",
                           kXml),
               faults);
  }
  return empty(request.method == "DELETE" ? 204 : 200, "", faults);
}

Answer Service::control(const Request& request, const std::string& body) {
  const auto text = [&](int status, std::string said) {
    std::string head = Head(status, requests_).with_length(said.size(), {});
    return Answer{std::move(head), Content(std::move(said)), {}};
  };
  if (request.key == "counts") return text(200, counts());
  if (request.key == "log") return text(200, std::exchange(log_, ""));
  auto rules = parse_rules(request.key == "faults" ? body : "");
  if (!rules) return text(400, rules.error().message);
  options_.rules = *std::move(rules);
  of_keys_.clear();
  if (request.key == "faults") return text(200, "");
  counts_.clear();
  log_.clear();
  uploads_.clear();
  objects_.clear();
  return text(200, "");
}

std::string Service::counts() const {
  std::string text = fmt::format("{{\"connections\": {}, \"uploads\": {}", connections_, uploads_.count());
  for (const auto& [operation, count] : counts_) text += fmt::format(", \"{}\": {}", operation, count);
  return text + "}";
}

Answer Service::fail(std::uint64_t status, std::string_view code, const Request& request, const Faults& faults) {
  std::string text = error_body(code.empty() ? usual_code(status) : code, request.path, faults);
  Head head(static_cast<int>(status), requests_);
  head.field("Content-Type: application/xml");
  std::string said = std::move(head).with_length(text.size(), faults);
  return {std::move(said), Content(std::move(text)), faults};
}

Answer Service::xml(std::string text, const Faults& faults) {
  return xml(std::make_shared<const std::string>(std::move(text)), faults);
}

Answer Service::xml(std::shared_ptr<const std::string> text, const Faults& faults) {
  const std::size_t half = text->size() / 2;
  if (faults.xml == "cut") text = std::make_shared<const std::string>(text->substr(0, half));
  if (faults.xml == "garbage") text = std::make_shared<const std::string>("<<&nothing;>]]>" + text->substr(half));
  Head head(200, requests_);
  head.field("Content-Type: application/xml");
  return {std::move(head).with_length(text->size(), faults), Content(std::move(text)), {}};
}

Answer Service::empty(int status, std::string_view etag, const Faults& faults) {
  Head head(status, requests_);
  if (!etag.empty()) head.field("ETag: \"{}\"", etag);
  return {std::move(head).with_length(0, faults), {}, {}};
}

}  // namespace wirespeed::s3_stub
