// The chunked coding of bodies (RFC 9112, section 7.1), pure.
//
//   1000\r\n <4096 bytes> \r\n  0\r\n  x-amz-checksum-crc32c: sOO8/Q==\r\n  \r\n
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::http {

inline constexpr std::size_t kMaxChunkLine = 8 * 1024;  // of a size with its extensions, of a field of the trailer
inline constexpr std::size_t kMaxTrailer = 64 * 1024;   // all its fields

// Takes the coding off as bytes come, in pieces of any size. Extensions (";name=value" behind a size) are passed over.
// An error ends its use.
class ChunkedReader {
 public:
  // What one step found: `payload` stands in the bytes given, of which `used` are done with. No payload: more bytes are
  // needed, unless ended(). Bytes behind the end are the next answer's and are left.
  struct Step {
    ByteView payload;
    std::size_t used = 0;
  };

  Result<Step> step(ByteView bytes);

  bool ended() const noexcept { return state_ == State::ended; }
  // How many bytes of the chunk under way are still to come: they may be received straight to where they go, and
  // told by skip(), of at most so many.
  std::uint64_t chunk_left() const noexcept { return state_ == State::payload ? left_ : 0; }
  void skip(std::uint64_t payload) noexcept;

  // The fields behind the last chunk, in order, names in lower case.
  const std::vector<std::pair<std::string, std::string>>& trailer() const noexcept { return trailer_; }

 private:
  enum class State : std::uint8_t { size, payload, after_payload, trailer, ended };

  // The next line of `bytes`, `used` moved behind it; nothing while its end is missing. Dies with the next call.
  Result<std::optional<std::string_view>> take_line(std::string_view bytes, std::size_t& used);
  Result<void> take(std::string_view line);  // as the state asks for
  Result<void> begin_chunk(std::string_view line);
  Result<void> end_chunk(std::string_view line);
  Result<void> take_trailer(std::string_view line);

  State state_ = State::size;
  std::uint64_t left_ = 0;
  std::string line_;         // what has come of a line that has not ended yet
  bool line_taken_ = false;  // line_ was seen whole, and is done with
  std::size_t trailer_size_ = 0;
  std::vector<std::pair<std::string, std::string>> trailer_;
};

}  // namespace wirespeed::http
