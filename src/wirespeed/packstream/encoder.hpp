// Values to bytes, each in its shortest form. What the bytes go to is a template argument:
//
//   std::uint8_t* Output::reserve(std::size_t n)   n writable bytes at the end, or nullptr (then Output knows why)
//   void Output::commit(std::uint8_t* end)         those up to `end` are written
//
//   VectorOutput output;
//   Encoder<VectorOutput> encoder(output);
//   bool ok = encoder.list(2) && encoder.integer(1) && encoder.text("two");
//
// Lists, maps and structures are headers: what they announce must follow, and that is the caller's to keep.
// Every function is false only when reserve() gave nothing, or for a size that PackStream cannot say.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/packstream/format.hpp"

namespace wirespeed::packstream {

// REQUIRES of all: kMaxHeaderBytes writable bytes at `at`; sizes of at most kMaxSize. They return the byte behind.
std::uint8_t* write_integer(std::uint8_t* at, std::int64_t value) noexcept;
std::uint8_t* write_float(std::uint8_t* at, double value) noexcept;
std::uint8_t* write_text_header(std::uint8_t* at, std::uint64_t size) noexcept;
std::uint8_t* write_bytes_header(std::uint8_t* at, std::uint64_t size) noexcept;
std::uint8_t* write_list_header(std::uint8_t* at, std::uint64_t size) noexcept;
std::uint8_t* write_map_header(std::uint8_t* at, std::uint64_t size) noexcept;

inline std::uint8_t* write_integer(std::uint8_t* at, std::int64_t value) noexcept {
  if (value >= kMinTinyInt && value <= INT8_MAX) return store_be(at, static_cast<std::int8_t>(value));
  if (value >= INT8_MIN && value <= INT8_MAX) {
    *at++ = marker::kInt8;
    return store_be(at, static_cast<std::int8_t>(value));
  }
  if (value >= INT16_MIN && value <= INT16_MAX) {
    *at++ = marker::kInt16;
    return store_be(at, static_cast<std::int16_t>(value));
  }
  if (value >= INT32_MIN && value <= INT32_MAX) {
    *at++ = marker::kInt32;
    return store_be(at, static_cast<std::int32_t>(value));
  }
  *at++ = marker::kInt64;
  return store_be(at, value);
}

inline std::uint8_t* write_float(std::uint8_t* at, double value) noexcept {
  *at++ = marker::kFloat;
  return store_be(at, std::bit_cast<std::uint64_t>(value));
}

// `first` is the marker with a size of one byte; those with two and four follow it.
inline std::uint8_t* write_size(std::uint8_t* at, std::uint8_t first, std::uint64_t size) noexcept {
  if (size <= UINT8_MAX) {
    *at++ = first;
    return store_be(at, static_cast<std::uint8_t>(size));
  }
  if (size <= UINT16_MAX) {
    *at++ = static_cast<std::uint8_t>(first + 1);
    return store_be(at, static_cast<std::uint16_t>(size));
  }
  *at++ = static_cast<std::uint8_t>(first + 2);
  return store_be(at, static_cast<std::uint32_t>(size));
}

inline std::uint8_t* write_tiny_or_size(std::uint8_t* at, std::uint8_t tiny, std::uint8_t first,
                                        std::uint64_t size) noexcept {
  if (size > kMaxTinySize) return write_size(at, first, size);
  *at = static_cast<std::uint8_t>(tiny | size);
  return at + 1;
}

inline std::uint8_t* write_text_header(std::uint8_t* at, std::uint64_t size) noexcept {
  return write_tiny_or_size(at, marker::kTinyText, marker::kText8, size);
}
inline std::uint8_t* write_bytes_header(std::uint8_t* at, std::uint64_t size) noexcept {
  return write_size(at, marker::kBytes8, size);
}
inline std::uint8_t* write_list_header(std::uint8_t* at, std::uint64_t size) noexcept {
  return write_tiny_or_size(at, marker::kTinyList, marker::kList8, size);
}
inline std::uint8_t* write_map_header(std::uint8_t* at, std::uint64_t size) noexcept {
  return write_tiny_or_size(at, marker::kTinyMap, marker::kMap8, size);
}

template <typename Output>
class Encoder {
 public:
  explicit Encoder(Output& output) noexcept : output_(output) {}

  [[nodiscard]] bool null() { return byte(marker::kNull); }
  [[nodiscard]] bool boolean(bool value) { return byte(value ? marker::kTrue : marker::kFalse); }
  [[nodiscard]] bool integer(std::int64_t value) {
    return header([value](std::uint8_t* at) { return write_integer(at, value); });
  }
  [[nodiscard]] bool floating(double value) {
    return header([value](std::uint8_t* at) { return write_float(at, value); });
  }
  [[nodiscard]] bool text(std::string_view value) { return contents<write_text_header>(bytes_of(value)); }
  // Text that stands nowhere yet: `write` puts its `size` bytes of UTF-8 at its argument and returns the byte behind.
  template <typename Write>
  [[nodiscard]] bool text(std::uint64_t size, Write write) {
    return size <= kMaxSize &&
           append(kMaxHeaderBytes + size, [&](std::uint8_t* at) { return write(write_text_header(at, size)); });
  }
  [[nodiscard]] bool bytes(ByteView value) { return contents<write_bytes_header>(value); }
  // REQUIRES: value.size() == kUuidBytes
  [[nodiscard]] bool uuid(ByteView value) {
    return append(1 + kUuidBytes, [&](std::uint8_t* at) {
      *at++ = marker::kUuid;
      std::memcpy(at, value.data(), kUuidBytes);
      return at + kUuidBytes;
    });
  }
  [[nodiscard]] bool list(std::uint64_t size) {
    return size <= kMaxSize && header([size](std::uint8_t* at) { return write_list_header(at, size); });
  }
  [[nodiscard]] bool map(std::uint64_t size) {
    return size <= kMaxSize && header([size](std::uint8_t* at) { return write_map_header(at, size); });
  }
  [[nodiscard]] bool structure(std::uint8_t tag, std::size_t fields) {
    return fields <= kMaxFields && header([=](std::uint8_t* at) {
             *at++ = static_cast<std::uint8_t>(marker::kStructure | fields);
             *at++ = tag;
             return at;
           });
  }

 private:
  // `write` puts at most `most` bytes at its argument and returns the byte behind them.
  template <typename Write>
  bool append(std::size_t most, Write write) {
    std::uint8_t* at = output_.reserve(most);
    if (at == nullptr) return false;
    output_.commit(write(at));
    return true;
  }
  template <typename Write>
  bool header(Write write) {
    return append(kMaxHeaderBytes, write);
  }
  bool byte(std::uint8_t value) {
    return header([value](std::uint8_t* at) { return store_be(at, value); });
  }
  template <std::uint8_t* (*WriteHeader)(std::uint8_t*, std::uint64_t) noexcept>
  bool contents(ByteView value) {
    return value.size() <= kMaxSize && append(kMaxHeaderBytes + value.size(), [&](std::uint8_t* at) {
             at = WriteHeader(at, value.size());
             if (!value.empty()) std::memcpy(at, value.data(), value.size());
             return at + value.size();
           });
  }

  Output& output_;
};

// Output to memory that grows.
class VectorOutput {
 public:
  std::uint8_t* reserve(std::size_t n) {
    if (bytes_.size() - used_ < n) bytes_.resize(std::max(bytes_.size() * 2, used_ + n));
    return bytes_.data() + used_;
  }
  void commit(const std::uint8_t* end) noexcept { used_ = static_cast<std::size_t>(end - bytes_.data()); }

  // What was written; the output is empty after it.
  std::vector<std::uint8_t> take() {
    bytes_.resize(used_);
    used_ = 0;
    return std::exchange(bytes_, {});
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

}  // namespace wirespeed::packstream
