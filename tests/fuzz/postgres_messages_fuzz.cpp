// Any bytes as what a server sends: messages and rows are the same however they come, and each body is read or refused.
// The first byte says how much comes at a time.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "wirespeed/postgres/copy_format.hpp"
#include "wirespeed/postgres/message.hpp"
#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres/responses.hpp"
#include "wirespeed/postgres/scram.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::postgres;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr std::size_t kMaxBytes = 1 << 20;

std::vector<std::string> messages(ByteView bytes, std::size_t step) {
  std::vector<std::string> all;
  std::vector<std::uint8_t> slab;
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(step, bytes.size()));
    slab.insert(slab.end(), piece.begin(), piece.end());
    bytes = bytes.subspan(piece.size());
    MessageReader reader(slab, kMaxBytes);
    for (Message message; reader.next(message);) {
      all.push_back(static_cast<char>(message.type) + std::string(text_of(message.body)));
    }
    if (reader.is_broken()) {
      check(!reader.error().message.empty());
      return all;
    }
    check(reader.wanted() > reader.rest().size());
    slab.erase(slab.begin(), slab.begin() + static_cast<std::ptrdiff_t>(reader.used()));
  }
  return all;
}

// Rows, and at the end what became of them. Each piece is gone when the next comes.
std::vector<std::string> rows(ByteView bytes, std::size_t step) {
  std::vector<std::string> all;
  CopyBinaryReader reader(kMaxBytes);
  while (!bytes.empty() && !reader.is_broken()) {
    const ByteView front = bytes.first(std::min(step, bytes.size()));
    const std::vector<std::uint8_t> piece(front.begin(), front.end());
    bytes = bytes.subspan(piece.size());
    reader.feed(piece);
    for (ByteView row; reader.next(row);) all.emplace_back(text_of(row));
    reader.release();
  }
  const auto ended = reader.finish();
  all.push_back(ended ? "ended" : to_string(ended.error().code));
  return all;
}

template <typename T>
void look_at(const Result<T>& read) {
  check(read.has_value() || !read.error().message.empty());
}

void read_as_everything(ByteView body) {
  look_at(parse_authentication(body));
  look_at(parse_parameter_status(body));
  look_at(parse_backend_key_data(body));
  look_at(parse_negotiate_protocol_version(body));
  look_at(parse_ready_for_query(body));
  look_at(parse_row_description(body));
  look_at(parse_parameter_description(body));
  look_at(parse_notification(body));
  look_at(parse_copy_response(body));
  const auto tag = parse_command_complete(body);
  check(!tag || tag->command().size() <= tag->text.size());
  if (auto notice = parse_notice(body); notice) check(!postgres::Error(*std::move(notice)).message.empty());
}

void log_in(ByteView bytes) {
  auto login = value_or_throw(ScramClient::make({.password = "x", .nonce = "n", .max_iterations = 10}));
  const auto final = login.client_final(text_of(bytes));
  check(!login.check_server(text_of(bytes)) || final);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  const std::size_t step = data[0] == 0 ? SIZE_MAX : data[0];
  const auto whole = messages(bytes, SIZE_MAX);
  check(messages(bytes, step) == whole);
  for (const std::string& message : whole) read_as_everything(bytes_of(message).subspan(1));
  check(rows(bytes, step) == rows(bytes, SIZE_MAX));
  read_as_everything(bytes);
  log_in(bytes);
  return 0;
}
