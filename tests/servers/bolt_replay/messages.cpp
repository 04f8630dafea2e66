#include "messages.hpp"

#include <algorithm>
#include <utility>

namespace wirespeed::bolt_replay {

void Messages::feed(ByteView bytes) {
  while (!bytes.empty()) {
    const bool in_chunk = header_bytes_ == 2;
    bytes = bytes.subspan(in_chunk ? feed_chunk(bytes) : feed_header(bytes));
  }
}

std::size_t Messages::feed_header(ByteView bytes) {
  chunk_left_ = chunk_left_ << 8 | bytes.front();
  if (++header_bytes_ == 2 && chunk_left_ == 0) end_message();
  return 1;
}

std::size_t Messages::feed_chunk(ByteView bytes) {
  const std::size_t size = std::min(bytes.size(), chunk_left_);
  const std::size_t kept = std::min(size, kKeptBytes - open_.message.size());
  open_.message.insert(open_.message.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
  open_.size += size;
  chunk_left_ -= size;
  if (chunk_left_ == 0) header_bytes_ = 0;
  return size;
}

// An end without a beginning is a sign of life, no message.
void Messages::end_message() {
  header_bytes_ = 0;
  if (open_.size > 0) ready_.push_back(std::exchange(open_, {}));
}

std::optional<Request> Messages::pop() {
  if (ready_.empty()) return std::nullopt;
  Request first = std::move(ready_.front());
  ready_.pop_front();
  return first;
}

bool Messages::holds_reset() const noexcept {
  return std::ranges::any_of(ready_, [](const Request& request) { return request.tag() == Tag::reset; });
}

}  // namespace wirespeed::bolt_replay
