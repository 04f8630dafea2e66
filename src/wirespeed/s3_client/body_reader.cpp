#include "wirespeed/s3_client/body_reader.hpp"

#include <algorithm>
#include <cstring>

namespace wirespeed::s3_client {
namespace {

constexpr std::uint64_t kReserved = 1 << 20;  // at most, on a length that is only announced

s3::Error again(std::unexpected<Error> failed) {
  return {std::move(failed).error(), s3::Error::Kind::unavailable, s3::Retry::soon};
}

std::unexpected<s3::Error> other_length(std::uint64_t expected, std::uint64_t found, const char* more) {
  return std::unexpected(again(fail(Errc::malformed,
                                    "body of an answer: expected {} bytes, found {}{}; its length is "
                                    "not what was asked for",
                                    expected, found, more)));
}

}  // namespace

bool BodyReader::into_memory() const noexcept {
  return sink_.text == nullptr && sink_.pieces == nullptr && !sink_.drop;
}

Outcome<void> BodyReader::begin(const http::ResponseHead& head, const Sink& sink) {
  sink_ = sink;
  framing_ = head.framing;
  left_ = framing_ == http::Framing::length ? head.length : 0;
  received_ = 0;
  ended_ = false;
  if (framing_ == http::Framing::chunked) chunks_ = {};
  const bool known = framing_ == http::Framing::none || framing_ == http::Framing::length;
  if (known && into_memory() && left_ != sink_.memory.size()) return other_length(sink_.memory.size(), left_, "");
  if (known && sink_.text != nullptr) sink_.text->reserve(sink_.text->size() + std::min(left_, kReserved));
  if (known && left_ == 0) return end();
  return {};
}

Outcome<std::size_t> BodyReader::feed(ByteView bytes) {
  if (ended_) return 0;
  if (framing_ == http::Framing::chunked) return feed_chunks(bytes);
  if (framing_ == http::Framing::length) bytes = bytes.first(std::min<std::uint64_t>(bytes.size(), left_));
  if (auto ok = deliver(bytes); !ok) return std::unexpected(std::move(ok).error());
  if (framing_ != http::Framing::length) return bytes.size();
  left_ -= bytes.size();
  if (left_ == 0) {
    if (auto ok = end(); !ok) return std::unexpected(std::move(ok).error());
  }
  return bytes.size();
}

Outcome<std::size_t> BodyReader::feed_chunks(ByteView bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !chunks_.ended()) {
    const auto step = chunks_.step(bytes.subspan(used));
    if (!step) return std::unexpected(s3::Error(step.error(), s3::Error::Kind::unavailable, s3::Retry::soon));
    used += step->used;
    if (auto ok = deliver(step->payload); !ok) return std::unexpected(std::move(ok).error());
  }
  if (chunks_.ended()) {
    if (auto ok = end(); !ok) return std::unexpected(std::move(ok).error());
  }
  return used;
}

std::span<std::uint8_t> BodyReader::room(std::span<std::uint8_t> slab) noexcept {
  const std::uint64_t due = this->due();
  if (into_memory() && due > 0) {
    const auto rest = sink_.memory.subspan(received_);
    const auto straight = rest.first(std::min<std::uint64_t>(rest.size(), due));
    if (!straight.empty()) return straight;
  }
  return framing_ == http::Framing::length ? slab.first(std::min<std::uint64_t>(slab.size(), due)) : slab;
}

Outcome<std::size_t> BodyReader::took(ByteView received) {
  const bool straight = into_memory() && received.data() == sink_.memory.data() + received_ && due() > 0;
  if (!straight) return feed(received);
  if (auto ok = filled(received.size()); !ok) return std::unexpected(std::move(ok).error());
  return received.size();
}

Outcome<void> BodyReader::filled(std::size_t bytes) {
  received_ += bytes;
  if (framing_ == http::Framing::chunked) {
    chunks_.skip(bytes);
    return {};
  }
  left_ -= bytes;
  return left_ == 0 ? end() : Outcome<void>();
}

Outcome<void> BodyReader::deliver(ByteView bytes) {
  if (bytes.empty()) return {};
  if (sink_.pieces != nullptr) {
    if (auto ok = sink_.pieces->take(bytes); !ok) return ok;
  } else if (sink_.text != nullptr) {
    if (auto ok = add_text(bytes); !ok) return ok;
  } else if (!sink_.drop) {
    const std::uint64_t rest = sink_.memory.size() - received_;
    if (bytes.size() > rest) return other_length(sink_.memory.size(), received_ + bytes.size(), " and more");
    std::memcpy(sink_.memory.data() + received_, bytes.data(), bytes.size());
  }
  received_ += bytes.size();
  return {};
}

Outcome<void> BodyReader::add_text(ByteView bytes) {
  if (bytes.size() > sink_.text_limit - std::min(received_, std::uint64_t{sink_.text_limit})) {
    return std::unexpected(s3::Error(fail(Errc::limit,
                                          "body of an answer: expected at most {} bytes, found more; is this the "
                                          "service that was meant?",
                                          sink_.text_limit)
                                         .error()));
  }
  sink_.text->append(text_of(bytes));
  return {};
}

Outcome<void> BodyReader::peer_ended() {
  if (framing_ == http::Framing::until_close) return end();
  if (framing_ == http::Framing::length) {
    return std::unexpected(again(fail(Errc::truncated,
                                      "body of an answer: expected {} bytes, found {} before the peer closed the "
                                      "connection",
                                      received_ + left_, received_)));
  }
  return std::unexpected(again(fail(Errc::truncated,
                                    "body of an answer: the peer closed the connection behind {} bytes, before the "
                                    "last chunk",
                                    received_)));
}

Outcome<void> BodyReader::end() {
  ended_ = true;
  if (into_memory() && received_ != sink_.memory.size()) return other_length(sink_.memory.size(), received_, "");
  return {};
}

}  // namespace wirespeed::s3_client
