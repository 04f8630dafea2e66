// Where the parts of a value lie that holds others: what nested decoders, and the texts of such values, are made from.
#pragma once

#include <vector>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/column_decoder.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

// Reads a value from its front. What is missing is said by fault().
class PartReader {
 public:
  explicit PartReader(ByteView value) noexcept : left_(value) {}

  ByteView left() const noexcept { return left_; }
  bool at_end() const noexcept { return left_.empty(); }

  template <typename T>
  bool read(T& number) noexcept {
    if (left_.size() < sizeof(T)) return false;
    number = load_be<T>(left_.data());
    left_ = left_.subspan(sizeof(T));
    return true;
  }
  // The next bytes as a cell.
  bool read(std::size_t bytes, Cell& cell) noexcept {
    if (bytes > left_.size()) return false;
    cell = {left_.data(), static_cast<std::int32_t>(bytes)};
    left_ = left_.subspan(bytes);
    return true;
  }
  // The next bytes with their int32 size before them, -1 for NULL.
  bool read_sized(Cell& cell) noexcept {
    std::int32_t size = 0;
    if (!read(size) || size < -1) return false;
    if (size == -1) {
      cell = {};
      return true;
    }
    return read(static_cast<std::size_t>(size), cell);
  }
  // A count of items that take at least so many bytes each.
  bool read_count(std::int32_t& count, std::size_t bytes_each) noexcept {
    return read(count) && count >= 0 && static_cast<std::size_t>(count) <= left_.size() / bytes_each;
  }
  std::unexpected<std::string> fault(std::string_view expected) const;

 private:
  ByteView left_;
};

// Parts of the given sizes, one behind the other: points, lines, circles, times with a zone.
Printed cut_sizes(ByteView value, std::span<const std::size_t> sizes, std::span<Cell> parts);

// | flags | lower bound | upper bound |: into lower, upper, lower_inclusive, upper_inclusive, empty.
Printed cut_range(ByteView value, std::span<Cell> parts);
// | int32 n | n ranges |
Printed cut_multirange(ByteView value, std::vector<Cell>& items);
// | int32 n | n x (oid, sized value) |. `types` are the fields'; 0 matches any.
Printed cut_composite(ByteView value, std::span<const Oid> types, std::span<Cell> parts);
// | closed | int32 n | n points |: into closed and the bytes of the points.
Printed cut_path(ByteView value, std::span<Cell> parts);
// | int32 n | n points |
Printed cut_polygon(ByteView value, std::vector<Cell>& items);
// Items of one size to the value's end.
Printed cut_equal(ByteView value, std::size_t size, std::vector<Cell>& items);
// | int16 n | int16 0 | n items of this size |: vector, halfvec.
Printed cut_vector(ByteView value, std::size_t size, std::vector<Cell>& items);
// | int32 dimensions | int32 n | int32 0 | n indices | n values |: into dimensions and the bytes of both.
Printed cut_sparse_vector(ByteView value, std::span<Cell> parts);
// | int32 n | n x (sized key, sized value) |: keys and values in turn.
Printed cut_hstore(ByteView value, std::vector<Cell>& items);

// | int32 dimensions | int32 has NULL | oid | dimensions x (int32 size, int32 lower bound) | sized items |
struct ArrayShape {
  static constexpr std::size_t kMaxDimensions = 6;  // the server's limit

  std::size_t dimensions = 0;
  std::int32_t sizes[kMaxDimensions] = {};
  std::int32_t lower_bounds[kMaxDimensions] = {};

  bool is_list() const noexcept { return dimensions == 0 || (dimensions == 1 && lower_bounds[0] == 1); }
};
// `item` is the items' type; 0 matches any.
Printed cut_array(ByteView value, Oid item, ArrayShape& shape, std::vector<Cell>& items);

}  // namespace wirespeed::postgres
