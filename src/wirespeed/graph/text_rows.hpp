// Texts as they are gathered, row by row, before they become a column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::graph {

// Bytes lie in chunks, so growing never copies and the column is written from where they are. Not thread-safe: one for
// each thread, then append() in the order of the rows.
class TextRows {
 public:
  void add(std::string_view text);

  // Moves all rows of `other` behind ours.
  void append(TextRows&& other);

  std::size_t size() const noexcept { return lengths_.size(); }
  std::uint64_t bytes() const noexcept { return bytes_; }
  const std::vector<std::uint32_t>& lengths() const noexcept { return lengths_; }

  // The rows' bytes in order; a row never crosses a chunk.
  std::vector<ByteView> parts() const;

 private:
  std::vector<std::string> chunks_;
  std::vector<std::uint32_t> lengths_;
  std::uint64_t bytes_ = 0;
};

}  // namespace wirespeed::graph
