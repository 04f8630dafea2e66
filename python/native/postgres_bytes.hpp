// Numbers in PostgreSQL's byte order: into a growing message and out of one.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {

using Bytes = std::vector<std::uint8_t>;

template <std::integral T>
void append_be(Bytes& out, T value) {
  std::uint8_t bytes[sizeof(T)];
  store_be(bytes, value);
  out.insert(out.end(), bytes, bytes + sizeof bytes);
}

inline void append_be(Bytes& out, double value) { append_be(out, std::bit_cast<std::uint64_t>(value)); }
inline void append_be(Bytes& out, float value) { append_be(out, std::bit_cast<std::uint32_t>(value)); }

inline void append_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
inline void append_bytes(Bytes& out, std::string_view text) { append_bytes(out, bytes_of(text)); }

// The four bytes of a size that stand before what they measure; written when it is finished.
class SizeMark {
 public:
  explicit SizeMark(Bytes& out) : out_(out), at_(out.size()) { append_be(out, std::int32_t{-1}); }

  // REQUIRES: fewer than 2^31 bytes since.
  void close() noexcept { store_be(out_.data() + at_, static_cast<std::int32_t>(out_.size() - at_ - 4)); }
  // Takes everything back, itself too.
  void undo() noexcept { out_.resize(at_); }

 private:
  Bytes& out_;
  std::size_t at_;
};

}  // namespace wirespeed::python
