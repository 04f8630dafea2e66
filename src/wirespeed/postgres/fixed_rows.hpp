// Rows without NULL whose columns all have one width are equal but for their values: each begins the same number of
// bytes behind the one before, and each column's values can be gathered from where they were received.
#pragma once

#include <vector>

#include "wirespeed/postgres/message.hpp"

namespace wirespeed::postgres {

class FixedRows {
 public:
  FixedRows() = default;  // there are none
  // REQUIRES: no width is 0
  FixedRows(MessageType type, const std::vector<std::size_t>& widths);

  // How many such rows, up to `limit`, are at the front of `bytes`.
  std::size_t count(ByteView bytes, std::size_t limit) const noexcept;

  std::size_t stride() const noexcept { return stride_; }
  std::size_t offset(std::size_t column) const noexcept { return offsets_[column]; }  // of its value in a row

 private:
  struct Check {
    std::size_t offset;
    std::uint32_t bytes;  // that stand there, as they are loaded
  };

  bool is_row(const std::uint8_t* row) const noexcept;

  std::size_t stride_ = 0;
  std::vector<Check> checks_;
  std::vector<std::size_t> offsets_;
};

}  // namespace wirespeed::postgres
