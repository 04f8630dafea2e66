// One value of a row, as it was received or as it will be sent.
#pragma once

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

struct Cell {
  const std::uint8_t* data = nullptr;
  std::int32_t size = -1;  // below 0: NULL

  bool is_null() const noexcept { return size < 0; }
  // REQUIRES: !is_null()
  ByteView bytes() const noexcept { return {data, static_cast<std::size_t>(size)}; }
};

}  // namespace wirespeed::postgres
