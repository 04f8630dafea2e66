// An encoder that remembers whether all of it could be written, so that a message reads as what it consists of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/bolt/protocol.hpp"
#include "wirespeed/packstream/encoder.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

class MessageWriter {
 public:
  MessageWriter() = default;
  MessageWriter(Request request, std::size_t fields) { structure(static_cast<std::uint8_t>(request), fields); }
  MessageWriter(const MessageWriter&) = delete;
  MessageWriter& operator=(const MessageWriter&) = delete;

  void structure(std::uint8_t tag, std::size_t fields) { ok_ = encoder_.structure(tag, fields) && ok_; }
  void map(std::size_t n) { ok_ = encoder_.map(n) && ok_; }
  void null() { ok_ = encoder_.null() && ok_; }
  void integer(std::int64_t value) { ok_ = encoder_.integer(value) && ok_; }
  void text(std::string_view value) { ok_ = encoder_.text(value) && ok_; }
  void texts(const std::vector<std::string>& values) {
    ok_ = encoder_.list(values.size()) && ok_;
    for (const std::string& value : values) text(value);
  }
  void text_or_null(const std::string& value) { value.empty() ? null() : text(value); }
  // What is PackStream already.
  void raw(ByteView bytes) {
    std::uint8_t* at = output_.reserve(bytes.size());
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
    output_.commit(at + bytes.size());
  }
  void value(const packstream::Value& value) {
    const auto bytes = packstream::encode(value);
    ok_ = bytes.has_value() && ok_;
    if (bytes) raw(*bytes);
  }

  Outcome<packstream::Bytes> take(const char* message) {
    if (ok_) return output_.take();
    return fail(Errc::invalid_argument, "{}: a text, list or map is larger than PackStream can say (2^32 - 1)",
                message);
  }

 private:
  packstream::VectorOutput output_;
  packstream::Encoder<packstream::VectorOutput> encoder_{output_};
  bool ok_ = true;
};

}  // namespace wirespeed::bolt
