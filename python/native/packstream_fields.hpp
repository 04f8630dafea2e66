// The fields of a structure that is not decoded field by field.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/packstream/format.hpp"

namespace wirespeed::python {

// The fields of a structure, read as the numbers and texts that they must be. What is something else, or cut off, ends
// the reading; the decoder then finds out what is wrong.
class FieldReader {
 public:
  explicit FieldReader(ByteView bytes) noexcept
      : begin_(bytes.data()), at_(bytes.data()), end_(begin_ + bytes.size()) {}

  std::size_t used() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

  bool integer(std::int64_t& out) {
    if (at_ == end_) return false;
    const std::uint8_t m = *at_++;
    const auto tiny = static_cast<std::int8_t>(m);
    if (tiny >= packstream::kMinTinyInt) {
      out = tiny;
      return true;
    }
    using namespace packstream::marker;
    if (m == kInt8) return load<std::int8_t>(out);
    if (m == kInt16) return load<std::int16_t>(out);
    if (m == kInt32) return load<std::int32_t>(out);
    return m == kInt64 && load<std::int64_t>(out);
  }

  bool floating(double& out) {
    std::int64_t bits = 0;
    if (at_ == end_ || *at_++ != packstream::marker::kFloat || !load<std::int64_t>(bits)) return false;
    out = std::bit_cast<double>(bits);
    return true;
  }

  // Names of zones, labels and element ids have fewer than 256 bytes.
  bool text(std::string_view& out) {
    if (at_ == end_) return false;
    const std::uint8_t m = *at_++;
    std::int64_t size = m & 0x0F;
    if (m == packstream::marker::kText8) {
      if (!load<std::uint8_t>(size)) return false;
    } else if ((m & 0xF0) != packstream::marker::kTinyText) {
      return false;
    }
    if (end_ - at_ < size) return false;
    out = {reinterpret_cast<const char*>(at_), static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  // A list of fewer than 16 texts, as it stands.
  bool texts(ByteView& out) {
    const std::uint8_t* const from = at_;
    if (at_ == end_ || (*at_ & 0xF0) != packstream::marker::kTinyList) return false;
    std::string_view each;
    for (int left = *at_++ & 0x0F; left > 0; --left) {
      if (!text(each)) return false;
    }
    out = {from, at_};
    return true;
  }

  // The marker of what comes next; 0xFF, which is an integer's, when nothing does.
  std::uint8_t marker() const noexcept { return at_ == end_ ? std::uint8_t{0xFF} : *at_; }
  // Goes on behind so many bytes in all. REQUIRES: there are as many
  void go_to(std::size_t used) noexcept { at_ = begin_ + used; }

 private:
  template <typename T, typename Out>
  bool load(Out& out) {
    if (static_cast<std::size_t>(end_ - at_) < sizeof(T)) return false;
    out = packstream::load_be<T>(at_);
    at_ += sizeof(T);
    return true;
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

}  // namespace wirespeed::python
