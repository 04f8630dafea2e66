// The aws-chunked coding of bodies, pure: chunks that are signed, each going on from the one before, or a checksum that
// follows the body, or both.
//
//   10000;chunk-signature=ad80...8648\r\n <65536 bytes> \r\n 0;chunk-signature=b6c6...9df9\r\n
//   x-amz-checksum-crc32c:sOO8/Q==\r\n x-amz-trailer-signature:d81f...e435\r\n \r\n
//
// Without signatures a chunk is "10000\r\n <bytes> \r\n". All chunks but the last have one size, so that the length of
// the whole is known beforehand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/signer.hpp"

namespace wirespeed::s3 {

struct ChunkedShape {
  static constexpr std::size_t kUsualChunk = 256 * 1024;  // fits the second-level cache; S3 wants at least 8 KiB

  std::uint64_t length = 0;  // of the payload
  std::size_t chunk = kUsualChunk;
  bool is_signed = false;
  std::optional<ChecksumAlgorithm> trailer = std::nullopt;
};

// The Content-Length of a body so framed.
std::uint64_t encoded_length(const ChunkedShape& shape) noexcept;

// Gives a body piece by piece, framing and slices of the payload by turns; the payload is not copied.
class AwsChunkedEncoder {
 public:
  // `context` is that of the head (Signer::last_context()), of signed shapes. REQUIRES: payload.size() == shape.length;
  // the payload outlives the encoder
  AwsChunkedEncoder(const ChunkedShape& shape, ByteView payload, const SigningContext* context);

  // The next piece, empty at the end; valid until the next call.
  ByteView next();
  // What the trailer said, base64; empty before the end, and where there is none.
  const std::string& checksum() const noexcept { return told_; }

 private:
  enum class State : std::uint8_t { framing, payload, ended };

  ByteView frame_chunk();
  ByteView frame_end();
  void start_frame(ByteView chunk);
  void append_trailer();
  void start_text(std::string_view kind);
  void sign_text();

  ChunkedShape shape_;
  ByteView left_;   // of the payload
  ByteView chunk_;  // whose framing was given last
  State state_ = State::framing;
  bool first_ = true;
  std::optional<SigningContext> context_;  // its signature is that of the chunk before
  std::optional<Checksum> checksum_;
  std::string told_;
  std::string frame_;
  std::string text_;  // that is signed: scratch
};

}  // namespace wirespeed::s3
