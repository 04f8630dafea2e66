// Fields one behind the other, as descriptions of files are written: each structure names its fields once, in a
// function that takes an Encoder or a Decoder.
//
//   text is u32 length and bytes, lists are u32 count and members; numbers are little endian and not aligned
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::graph {

class Encoder {
 public:
  template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
  void field(const T& value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof value);
  }
  void field(const std::string& text) {
    field(static_cast<std::uint32_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  template <typename T, typename Code>
  void list(const std::vector<T>& members, Code code) {
    field(static_cast<std::uint32_t>(members.size()));
    for (const T& member : members) code(member);
  }

  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// Never reads beyond the bytes; what comes after they ended is as it was.
class Decoder {
 public:
  explicit Decoder(ByteView bytes) : bytes_(bytes) {}

  template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
  void field(T& value) {
    if (const auto bytes = take(sizeof value); bytes.size() == sizeof value) value = load_le<T>(bytes.data());
  }
  void field(std::string& text) {
    std::uint32_t size = 0;
    field(size);
    text = text_of(take(size));
  }
  // A member takes at least one byte, so a count that lies ends with the bytes and reserves nothing.
  template <typename T, typename Code>
  void list(std::vector<T>& members, Code code) {
    std::uint32_t count = 0;
    field(count);
    for (std::uint32_t i = 0; i < count && !failed_; ++i) code(members.emplace_back());
  }

  bool failed() const noexcept { return failed_; }
  std::size_t at() const noexcept { return at_; }
  std::size_t left() const noexcept { return bytes_.size() - at_; }

 private:
  ByteView take(std::size_t size) {
    failed_ = failed_ || size > left();
    if (failed_) return {};
    const ByteView part = bytes_.subspan(at_, size);
    at_ += size;
    return part;
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace wirespeed::graph
