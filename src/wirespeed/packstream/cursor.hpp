// A place in PackStream bytes, for readers that know what they want next: columns know their type before the value
// comes, and a structure its fields. The Decoder is for those who take what comes.
//
//   std::int64_t days = 0;
//   if (!cursor.expect_integer(days)) return std::unexpected(to_error(cursor.fault()));
//
// Every function is false, and fault() says why, when the bytes do not allow it; the cursor is of no more use then.
// Sizes are held against the bytes left before anybody hears of them.
#pragma once

#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/packstream/fault.hpp"
#include "wirespeed/packstream/format.hpp"

namespace wirespeed::packstream {

class Cursor {
 public:
  Cursor() = default;
  explicit Cursor(ByteView bytes) noexcept
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool at_end() const noexcept { return at_ == end_; }
  std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  ByteView rest() const noexcept { return {at_, left()}; }
  const Fault& fault() const noexcept { return fault_; }
  void advance(std::size_t bytes) noexcept { at_ += bytes; }  // REQUIRES: bytes <= left()

  bool fail(Fault::Kind kind, std::uint8_t marker, std::uint64_t expected = 0, std::uint64_t found = 0) noexcept {
    fault_ = {kind, marker, position(), expected, found};
    return false;
  }
  bool lacks(std::uint8_t marker, std::uint64_t bytes) noexcept {
    return fail(Fault::Kind::truncated, marker, bytes, left());
  }

  // The marker of the next value, which the cursor is moved behind.
  [[nodiscard]] bool take_marker(std::uint8_t& marker) noexcept {
    if (at_ == end_) [[unlikely]]
      return fail(Fault::Kind::nothing, 0);
    marker = *at_++;
    return true;
  }
  void rewind(std::size_t position) noexcept { at_ = begin_ + position; }  // REQUIRES: a position it had

  // Behind the markers C8..CB. All widths in one way: real data mixes them.
  [[nodiscard]] bool integer(std::uint8_t marker, std::int64_t& out) noexcept {
    const std::size_t width = std::size_t{1} << (marker & 3U);
    if (left() < width) [[unlikely]]
      return lacks(marker, width);
    out = static_cast<std::int64_t>(next_bytes(width)) >> (64 - 8 * width);
    at_ += width;
    return true;
  }

  [[nodiscard]] bool floating(double& out) noexcept {
    if (left() < sizeof out) [[unlikely]]
      return lacks(marker::kFloat, sizeof out);
    out = std::bit_cast<double>(load_be<std::uint64_t>(at_));
    at_ += sizeof out;
    return true;
  }

  // The size behind a marker of text, bytes, lists or maps that have one: its two low bits say how wide.
  [[nodiscard]] bool size(std::uint8_t marker, std::uint64_t& out) noexcept {
    const std::size_t width = std::size_t{1} << (marker & 3U);
    if (left() < width) [[unlikely]]
      return lacks(marker, width);
    out = next_bytes(width) >> (64 - 8 * width);
    at_ += width;
    return true;
  }

  [[nodiscard]] bool contents(std::uint8_t marker, std::uint64_t size, ByteView& out) noexcept {
    if (left() < size) [[unlikely]]
      return lacks(marker, size);
    out = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  // So many values, of at least `bytes_each`, can be there.
  [[nodiscard]] bool holds(std::uint8_t marker, std::uint64_t count, std::uint64_t bytes_each) noexcept {
    return left() / bytes_each >= count || lacks(marker, count * bytes_each);
  }

  // The next value, of this kind and no other.
  [[nodiscard]] bool expect_integer(std::int64_t& out) noexcept;
  [[nodiscard]] bool expect_float(double& out) noexcept;
  [[nodiscard]] bool expect_text(std::string_view& out) noexcept;
  [[nodiscard]] bool expect_bytes(ByteView& out) noexcept;
  [[nodiscard]] bool expect_list(std::uint64_t& out) noexcept;
  [[nodiscard]] bool expect_map(std::uint64_t& out) noexcept;
  [[nodiscard]] bool expect_structure(std::uint8_t& tag, std::size_t& fields) noexcept;
  [[nodiscard]] bool expect_key(std::string_view& out) noexcept;  // expect_text with the error of a map

  // Moves behind the next value and gives its bytes.
  [[nodiscard]] bool skip(ByteView& value, Version version) noexcept;

 private:
  // At the high end of a number; what is below them is any.
  std::uint64_t next_bytes(std::size_t count) const noexcept {
    if (left() >= 8) return load_be<std::uint64_t>(at_);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) bits |= std::uint64_t{at_[i]} << (56 - 8 * i);
    return bits;
  }

  const std::uint8_t* begin_ = nullptr;
  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  Fault fault_;
};

inline bool Cursor::expect_text(std::string_view& out) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  std::uint64_t n = m & 0x0F;
  if ((m & 0xF0) != marker::kTinyText) {
    if (m < marker::kText8 || m > marker::kText32) return fail(Fault::Kind::wrong_kind, m, marker::kText8);
    if (!size(m, n)) return false;
  }
  ByteView bytes;
  if (!contents(m, n, bytes)) return false;
  out = text_of(bytes);
  return true;
}

inline bool Cursor::expect_key(std::string_view& out) noexcept {
  if (expect_text(out)) [[likely]]
    return true;
  if (fault_.kind == Fault::Kind::wrong_kind) fault_.kind = Fault::Kind::key_not_text;
  return false;
}

inline bool Cursor::expect_integer(std::int64_t& out) noexcept {
  std::uint8_t m = 0;
  if (!take_marker(m)) return false;
  out = static_cast<std::int8_t>(m);
  if (out >= kMinTinyInt) return true;
  if (m < marker::kInt8 || m > marker::kInt64) return fail(Fault::Kind::wrong_kind, m, marker::kInt8);
  return integer(m, out);
}

}  // namespace wirespeed::packstream
