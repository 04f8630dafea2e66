// Bodies that stand in memory, on their way out.
//
//   MemoryBody     as they are
//   GuardedBody    with what guards them: a checksum or a hash in the head; or behind the bytes, in chunks
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "wirespeed/s3/aws_chunked.hpp"
#include "wirespeed/s3_client/addressing.hpp"
#include "wirespeed/s3_client/exchange.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::s3_client {

class MemoryBody final : public BodySource {
 public:
  void reset(ByteView bytes) noexcept { left_ = bytes; }
  Result<ByteView> next() override { return std::exchange(left_, {}); }

 private:
  ByteView left_;
};

class ChunkedBody final : public BodySource {
 public:
  ChunkedBody(const s3::ChunkedShape& shape, ByteView bytes, const s3::SigningContext* context)
      : encoder_(shape, bytes, context) {}
  Result<ByteView> next() override { return encoder_.next(); }
  const std::string& checksum() const noexcept { return encoder_.checksum(); }

 private:
  s3::AwsChunkedEncoder encoder_;
};

// It is described and sent anew for each attempt: the bytes are where they were.
class GuardedBody {
 public:
  // What the request says about it. The views in it live as long as this does.
  s3::Body describe(ByteView bytes, const WriteOptions& options);
  // What follows the head, which was signed a moment ago; nullptr: nothing.
  BodySource* source(Addressing& addressing, std::string_view bucket);
  // Base64; empty where none was asked for, or all of it has not been sent yet.
  const std::string& checksum() const noexcept { return chunked_ ? chunked_->checksum() : checksum_; }

 private:
  void guard_ahead(const WriteOptions& options, s3::Body& body);

  ByteView bytes_;
  std::optional<s3::ChunkedShape> shape_;
  std::string checksum_;
  std::string sha256_;
  MemoryBody memory_;
  std::optional<ChunkedBody> chunked_;
};

}  // namespace wirespeed::s3_client
