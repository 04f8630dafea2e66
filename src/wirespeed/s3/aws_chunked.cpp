#include "wirespeed/s3/aws_chunked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::size_t kHexDigest = 64;
constexpr std::string_view kSignatureOfChunk = ";chunk-signature=";
constexpr std::string_view kSignatureOfTrailer = "x-amz-trailer-signature:";
constexpr std::string_view kLineEnd = "\r\n";

std::uint64_t hex_digits(std::uint64_t n) noexcept {
  std::uint64_t digits = 1;
  while ((n >>= 4) != 0) ++digits;
  return digits;
}

std::uint64_t signature_size(const ChunkedShape& shape) noexcept {
  return shape.is_signed ? kSignatureOfChunk.size() + kHexDigest : 0;
}

std::uint64_t encoded_chunk(const ChunkedShape& shape, std::uint64_t bytes) noexcept {
  return hex_digits(bytes) + signature_size(shape) + kLineEnd.size() + bytes + kLineEnd.size();
}

std::uint64_t trailer_size(const ChunkedShape& shape) noexcept {
  if (!shape.trailer) return 0;
  const std::uint64_t checksum = field_of(*shape.trailer).size() + 1 + text_size_of(*shape.trailer) + kLineEnd.size();
  return checksum + (shape.is_signed ? kSignatureOfTrailer.size() + kHexDigest + kLineEnd.size() : 0);
}

}  // namespace

std::uint64_t encoded_length(const ChunkedShape& shape) noexcept {
  const std::uint64_t rest = shape.length % shape.chunk;
  const std::uint64_t whole = shape.length / shape.chunk * encoded_chunk(shape, shape.chunk);
  const std::uint64_t end = 1 + signature_size(shape) + kLineEnd.size() + trailer_size(shape) + kLineEnd.size();
  return whole + (rest != 0 ? encoded_chunk(shape, rest) : 0) + end;
}

AwsChunkedEncoder::AwsChunkedEncoder(const ChunkedShape& shape, ByteView payload, const SigningContext* context)
    : shape_(shape), left_(payload) {
  if (shape.is_signed && context != nullptr) context_ = *context;
  if (shape.trailer) checksum_.emplace(*shape.trailer);
}

ByteView AwsChunkedEncoder::next() {
  switch (state_) {
    case State::framing:
      return left_.empty() ? frame_end() : frame_chunk();
    case State::payload:
      state_ = State::framing;
      return chunk_;
    case State::ended:
      break;
  }
  return {};
}

ByteView AwsChunkedEncoder::frame_chunk() {
  chunk_ = left_.first(std::min(left_.size(), shape_.chunk));
  left_ = left_.subspan(chunk_.size());
  if (checksum_) checksum_->update(chunk_);
  start_frame(chunk_);
  state_ = State::payload;
  return bytes_of(frame_);
}

ByteView AwsChunkedEncoder::frame_end() {
  start_frame({});
  if (checksum_) append_trailer();
  frame_ += kLineEnd;
  state_ = State::ended;
  return bytes_of(frame_);
}

// What ends the chunk before, and the line before `chunk`.
void AwsChunkedEncoder::start_frame(ByteView chunk) {
  frame_.assign(first_ ? "" : kLineEnd);
  first_ = false;
  fmt::format_to(std::back_inserter(frame_), "{:x}", chunk.size());
  if (context_) {
    start_text("AWS4-HMAC-SHA256-PAYLOAD");
    append_hex(sha256({}), text_);
    text_ += '\n';
    append_hex(sha256(chunk), text_);
    sign_text();
    frame_.append(kSignatureOfChunk).append(context_->signature);
  }
  frame_ += kLineEnd;
}

void AwsChunkedEncoder::append_trailer() {
  std::string line(field_of(*shape_.trailer));
  told_ = checksum_->finish();
  line.append(":").append(told_);
  frame_.append(line).append(kLineEnd);
  if (!context_) return;
  line += '\n';
  start_text("AWS4-HMAC-SHA256-TRAILER");
  append_hex(sha256(bytes_of(line)), text_);
  sign_text();
  frame_.append(kSignatureOfTrailer).append(context_->signature).append(kLineEnd);
}

void AwsChunkedEncoder::start_text(std::string_view kind) {
  text_.assign(kind).append("\n").append(context_->time.text()).append("\n").append(context_->scope).append("\n");
  text_.append(context_->signature).append("\n");
}

void AwsChunkedEncoder::sign_text() {
  context_->signature.clear();
  append_hex(context_->key.sign(text_), context_->signature);
}

}  // namespace wirespeed::s3
