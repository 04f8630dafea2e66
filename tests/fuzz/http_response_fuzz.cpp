// Any bytes as an answer: its head, and a chunked body behind it. What is seen of them does not depend on the pieces in
// which they come.
#include <cstdlib>
#include <optional>
#include <string>
#include <tuple>

#include "wirespeed/http/chunked.hpp"
#include "wirespeed/http/response.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::http;

void check(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_sound(const ResponseHead& head, std::string_view bytes) {
  check(head.size <= bytes.size() && head.size <= kMaxHead && bytes.substr(0, head.size).ends_with("\r\n"));
  check(head.status >= 100 && head.status <= 999 && head.fields.size() <= kMaxFields);
  for (const Field& field : head.fields) {
    check(!field.name.empty() && inside(field.name, bytes) && inside(field.value, bytes));
    check(field.name.find_first_of(" \t\r\n:") == std::string_view::npos);
    check(field.value.find_first_of("\r\n") == std::string_view::npos);
    check(head.field(field.name).has_value());
  }
  check(head.framing != Framing::until_close || !head.keep_alive);
}

// Each front of a head waits, and the same front is refused or whole as soon as more of it does not matter.
void check_fronts(std::string_view bytes, bool of_head, const Result<bool>& whole, std::size_t size) {
  ResponseHead head;
  const std::size_t step = 1 + bytes.size() / 64;
  for (std::size_t cut = 0; cut <= bytes.size(); cut += step) {
    const auto front = parse_response_head(bytes_of(bytes.substr(0, cut)), of_head, head);
    if (!whole) check(!front || !*front);
    if (whole) check(front && *front == (*whole && cut >= size));
    if (front && *front) check(head.size == size);
  }
}

// The bytes of the head that were taken for one; 0 where they were not.
std::size_t check_head(std::string_view bytes, bool of_head) {
  ResponseHead head;
  const auto whole = parse_response_head(bytes_of(bytes), of_head, head);
  if (whole && *whole) check_sound(head, bytes);
  const std::size_t size = whole && *whole ? head.size : 0;
  check_fronts(bytes, of_head, whole, size);
  return size;
}

struct Read {
  std::string payload;
  std::size_t used = 0;
  bool ended = false;
  bool failed = false;
  std::vector<std::pair<std::string, std::string>> trailer;

  friend bool operator==(const Read&, const Read&) = default;
};

// `direct`: what is left of a chunk is received past the reader.
Read read_chunks(std::string_view bytes, std::size_t piece_size, bool direct) {
  ChunkedReader reader;
  Read read;
  while (read.used < bytes.size() && !reader.ended()) {
    const std::string_view piece = bytes.substr(read.used, piece_size);
    if (direct && reader.chunk_left() > 0) {
      const std::string_view payload = piece.substr(0, reader.chunk_left());
      reader.skip(payload.size());
      read.payload += payload;
      read.used += payload.size();
      continue;
    }
    const auto step = reader.step(bytes_of(piece));
    if (!step) {
      read.failed = true;
      read.used = 0;
      return read;
    }
    check(step->used <= piece.size() && (step->used > 0 || reader.ended()));
    check(inside(text_of(step->payload), piece));
    read.payload += text_of(step->payload);
    read.used += step->used;
  }
  read.ended = reader.ended();
  read.trailer = reader.trailer();
  return read;
}

void check_chunks(std::string_view bytes) {
  const Read whole = read_chunks(bytes, SIZE_MAX, false);
  check(whole.payload.size() <= bytes.size());
  for (const std::size_t size : {1U, 2U, 3U, 5U, 17U}) {
    check(read_chunks(bytes, size, false) == whole);
    check(read_chunks(bytes, size, true) == whole);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::ignore = check_head(bytes, true);
  check_chunks(bytes.substr(check_head(bytes, false)));
  return 0;
}
