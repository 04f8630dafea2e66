#include "operation.hpp"

#include <algorithm>
#include <charconv>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

std::string_view operation_of_get(const Request& request) {
  if (!request.key.empty()) return "get";
  const bool about = request.bucket.empty() || request.parameter("location") || request.parameter("versioning");
  return about ? "bucket" : "list";
}

std::string_view operation_of_put(const Request& request) {
  if (request.key.empty()) return "bucket";
  if (!request.field("x-amz-copy-source").empty()) return "copy";
  return request.parameter("uploadId") ? "part" : "put";
}

std::string_view operation_of_post(const Request& request) {
  if (request.parameter("delete")) return "delete_many";
  return request.parameter("uploads") ? "create" : "complete";
}

}  // namespace

std::string_view operation_of(const Request& request) {
  if (request.bucket == kControl) return "control";
  if (request.method == "GET") return operation_of_get(request);
  if (request.method == "HEAD") return request.key.empty() ? "bucket" : "head";
  if (request.method == "PUT") return operation_of_put(request);
  if (request.method == "POST") return operation_of_post(request);
  if (request.parameter("uploadId")) return "abort";
  return request.key.empty() ? "bucket" : "delete";
}

std::optional<Range> range_of(std::string_view text, std::uint64_t size) {
  const auto [unit, span] = halves(text, '=');
  const auto [from, to] = halves(span, '-');
  std::uint64_t first = 0, last = 0;
  if (unit != "bytes") return std::nullopt;
  if (from.empty()) {
    if (!to_number(to, last) || last == 0) return std::nullopt;
    last = std::min(last, size);
    return Range{size - last, last};
  }
  if (!to_number(from, first) || first >= size) return std::nullopt;
  if (to.empty()) last = size - 1;
  if (!to.empty() && (!to_number(to, last) || last < first)) return std::nullopt;
  return Range{first, std::min(last, size - 1) - first + 1};
}

std::string without_chunks(std::string_view text) {
  std::string whole;
  for (;;) {
    const std::size_t line = text.find("\r\n");
    std::size_t size = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + std::min(line, text.size()), size, 16);
    if (line == std::string_view::npos || code != std::errc() || size == 0) return whole;
    text.remove_prefix(line + 2);
    whole += text.substr(0, size);
    text.remove_prefix(std::min(text.size(), size + 2));
  }
}

}  // namespace wirespeed::s3_stub
