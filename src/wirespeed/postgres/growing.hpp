// What column decoders grow: bytes, and the bits that say which values are there.
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "wirespeed/postgres/column_decoder.hpp"

namespace wirespeed::postgres {

// Bytes of one buffer. Room is asked for once per tile, not per value.
class Growing {
 public:
  std::size_t size() const noexcept { return size_; }
  std::uint8_t* data() noexcept { return buffer_.data(); }

  // Room for so many bytes behind those that are there; they count once grow_by() says so.
  std::uint8_t* room(std::size_t bytes) {
    if (bytes > buffer_.capacity() - size_) [[unlikely]]
      reserve(bytes);
    return buffer_.data() + size_;
  }
  template <typename T>
  T* room_for(std::size_t count) {
    return reinterpret_cast<T*>(room(count * sizeof(T)));
  }
  void grow_by(std::size_t bytes) noexcept { size_ += bytes; }

  template <typename T>
  void push(T value) {
    std::memcpy(room(sizeof value), &value, sizeof value);
    size_ += sizeof value;
  }
  void push(ByteView bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  // And starts anew; as much as this is expected the next time.
  column::Buffer finish() noexcept {
    buffer_.set_size(size_);
    expected_ = std::exchange(size_, 0);
    return std::exchange(buffer_, {});
  }

 private:
  void reserve(std::size_t more) { buffer_.reserve(std::max({expected_, 2 * size_, size_ + more})); }

  column::Buffer buffer_;
  std::size_t size_ = 0;
  std::size_t expected_ = 0;
};

// How many values, and a bit for each once there was a NULL.
class Presence {
 public:
  std::size_t length() const noexcept { return length_; }
  std::size_t nulls() const noexcept { return nulls_; }
  std::size_t bytes() const noexcept { return nulls_ == 0 ? 0 : length_ / 8; }

  void push_present(std::size_t count = 1) {
    if (nulls_ != 0) push_ones(count);
    length_ += count;
  }
  void push(bool present) {
    if (present) return push_present();
    if (nulls_++ == 0) push_ones_so_far();
    room_for_bits(1);
    ++length_;
  }
  void push(std::span<const Cell> cells);

  column::Column finish(column::Type type);  // and starts anew

 private:
  void room_for_bits(std::size_t count);  // zeroed
  void set_bit(std::size_t at, bool bit) noexcept {
    bits_.data()[at / 8] |= static_cast<std::uint8_t>((bit ? 1U : 0U) << (at % 8));
  }
  void push_ones(std::size_t count);
  void push_ones_so_far();

  column::Buffer bits_;
  std::size_t length_ = 0;
  std::size_t nulls_ = 0;
};

// length + 1 offsets of lists or text, the first of them 0.
template <typename T>
class Offsets {
 public:
  // Room for `count` more; set them, then grow_by(count).
  T* room(std::size_t count) {
    if (values_.size() == 0) values_.push(T{0});
    return values_.room_for<T>(count);
  }
  void grow_by(std::size_t count) noexcept { values_.grow_by(count * sizeof(T)); }
  void push(std::size_t offset) {
    *room(1) = static_cast<T>(offset);
    grow_by(1);
  }
  std::span<const T> values() noexcept {
    return {reinterpret_cast<const T*>(values_.data()), values_.size() / sizeof(T)};
  }
  std::size_t bytes() const noexcept { return values_.size(); }
  column::Buffer finish() {
    room(0);
    return values_.finish();
  }

 private:
  Growing values_;
};

// What a NULL is read as, so that it needs no branch.
inline constexpr std::array<std::uint8_t, 32> kZeros{};

inline const std::uint8_t* data_or_zeros(const Cell& cell) noexcept {
  return cell.is_null() ? kZeros.data() : cell.data;
}

// But for NULL.
inline bool all_have_size_or_none(std::span<const Cell> cells, std::size_t size) noexcept {
  bool differ = false;
  for (const Cell& cell : cells) differ |= (cell.size != static_cast<std::int32_t>(size)) & !cell.is_null();
  return !differ;
}

inline bool all_have_size(std::span<const Cell> cells, std::size_t size) noexcept {
  std::int32_t differ = 0;
  for (const Cell& cell : cells) differ |= cell.size ^ static_cast<std::int32_t>(size);
  return differ == 0;
}

template <typename... Args>
[[nodiscard]] std::unexpected<CellFault> fault(std::size_t cell, fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(CellFault{cell, Errc::malformed, fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace wirespeed::postgres
