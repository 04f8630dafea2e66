// Bytes that cells are written to: memory that grows, and is used again.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

class EncodedBytes {
 public:
  // At least `n` bytes behind what is there; valid until the next call. Follow with commit().
  std::uint8_t* reserve(std::size_t n) {
    if (bytes_.size() - used_ < n) [[unlikely]]
      bytes_.resize(std::max(bytes_.size() * 2, used_ + n));
    return bytes_.data() + used_;
  }
  void commit(const std::uint8_t* end) noexcept { used_ = static_cast<std::size_t>(end - bytes_.data()); }

  template <std::integral T>
  void put(T value) {
    commit(store_be(reserve(sizeof value), value));
  }
  void put(ByteView bytes) {
    std::uint8_t* at = reserve(bytes.size());
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
    commit(at + bytes.size());
  }

  // A cell whose size is known at its end: begin_cell(), its bytes, end_cell() with what the first one returned.
  std::size_t begin_cell() {
    put(std::int32_t{0});
    return used_;
  }
  void end_cell(std::size_t begin) noexcept {
    store_be(bytes_.data() + begin - sizeof(std::int32_t), static_cast<std::int32_t>(used_ - begin));
  }

  std::uint8_t* data() noexcept { return bytes_.data(); }
  const std::uint8_t* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return used_; }
  void resize(std::size_t used) noexcept { used_ = used; }  // REQUIRES: used <= size()
  ByteView view() const noexcept { return {bytes_.data(), used_}; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

}  // namespace wirespeed::postgres
