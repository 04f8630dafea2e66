// Reads the fields of a message's body in their order. Whatever is missing reads as nothing and is remembered, so that
// a parser asks once, at its end.
#pragma once

#include <algorithm>
#include <string_view>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

class BodyReader {
 public:
  explicit BodyReader(ByteView body) noexcept : left_(body) {}

  template <std::integral T>
  T number() noexcept {
    const ByteView bytes = take(sizeof(T));
    return bytes.empty() ? T{} : load_be<T>(bytes.data());
  }
  // Up to a zero byte, which is taken too.
  std::string_view text() noexcept {
    const auto* end = std::find(left_.data(), left_.data() + left_.size(), std::uint8_t{0});
    const auto size = static_cast<std::size_t>(end - left_.data());
    const ByteView bytes = take(size + 1);
    return bytes.empty() ? std::string_view() : text_of(bytes.first(size));
  }
  ByteView bytes(std::size_t n) noexcept { return take(n); }
  ByteView rest() noexcept { return take(left_.size()); }

  // How many items of at least so many bytes there can be: never trust a count beyond it.
  std::size_t room_for(std::size_t item_bytes) const noexcept { return left_.size() / item_bytes; }
  std::size_t left() const noexcept { return left_.size(); }
  // Everything that was asked for was there.
  bool ok() const noexcept { return ok_; }
  bool ok_and_empty() const noexcept { return ok_ && left_.empty(); }

 private:
  ByteView take(std::size_t n) noexcept {
    if (n > left_.size()) {
      ok_ = false;
      left_ = {};
      return {};
    }
    const ByteView taken = left_.first(n);
    left_ = left_.subspan(n);
    return taken;
  }

  ByteView left_;
  bool ok_ = true;
};

}  // namespace wirespeed::postgres
