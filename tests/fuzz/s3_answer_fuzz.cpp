// Any bytes as the head and the body of an answer: no crash, and each reader gives a value or an error that says
// something. The first line is the status, lines up to an empty one are fields, the rest is the body.
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/list_cursor.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::s3;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

http::ResponseHead take_head(std::string_view& text) {
  http::ResponseHead head;
  const std::string_view status = take_line(text);
  std::from_chars(status.data(), status.data() + status.size(), head.status);
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t colon = line.find(": ");
    if (colon == line.npos || head.fields.size() == http::kMaxFields) break;
    head.fields.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  return head;
}

const Asked kAsked{"read", "bucket", "key"};

void check_error(const s3::Error& error) {
  check(!error.message.empty() && error.message.size() < 10'000);
  check(valid_utf8_prefix(error.message) == error.message.size());
}

template <typename Read>
void run(Read read, int status, const std::string& body) {
  std::string lent = body;
  const auto answer = read(kAsked, status, lent);
  check(lent == body);
  if (!answer) check_error(answer.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = text_of({data, size});
  const http::ResponseHead head = take_head(rest);
  std::string body(rest);
  const s3::Error error = refused(kAsked, head, body);
  check(error.refusal && !error.refusal->code.empty() && error.status() == head.status && body == rest);
  check_error(error);
  const auto info = read_object_info(head);
  check(info || !info.error().message.empty());
  check(!info || !info->range || info->range->begin <= info->range->end);
  run(read_created_upload, head.status, body);
  run(read_completed_upload, head.status, body);
  run(read_copied_object, head.status, body);
  run(read_copied_part, head.status, body);
  run(read_deletions, head.status, body);
  run(read_buckets, head.status, body);
  run(read_bucket_location, head.status, body);
  run(read_uploads, head.status, body);
  run(read_parts, head.status, body);
  return 0;
}
