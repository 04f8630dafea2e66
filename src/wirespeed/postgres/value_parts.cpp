#include "wirespeed/postgres/value_parts.hpp"

#include <fmt/format.h>

#include <array>

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kPointBytes = 16;

// Parts that are no bytes of the value: as a boolean is sent.
constexpr std::array<std::uint8_t, 2 + kReadableBehind> kBooleans{0, 1};

Cell boolean(bool value) noexcept { return {&kBooleans[value ? 1 : 0], 1}; }

Printed expect_end(const PartReader& reader) {
  if (reader.at_end()) return {};
  return std::unexpected(fmt::format("expected its end, found {} more bytes", reader.left().size()));
}

// The shape alone: how many items there are.
std::expected<std::size_t, std::string> read_shape(PartReader& reader, ArrayShape& shape) {
  if (shape.dimensions == 0) return 0;
  std::size_t items = 1;
  for (std::size_t i = 0; i < shape.dimensions; ++i) {
    if (!reader.read(shape.sizes[i]) || !reader.read(shape.lower_bounds[i]))
      return reader.fault("an array's dimensions");
    if (shape.sizes[i] < 0)
      return std::unexpected(fmt::format("expected a dimension's size, found {}", shape.sizes[i]));
    items *= static_cast<std::size_t>(shape.sizes[i]);
    const std::size_t room = reader.left().size() / 4;
    if (items > room && i + 1 == shape.dimensions) {
      return std::unexpected(fmt::format("expected {} items, found {} bytes", items, reader.left().size()));
    }
    items = std::min(items, std::size_t{1} << 32);
  }
  return items;
}

}  // namespace

std::unexpected<std::string> PartReader::fault(std::string_view expected) const {
  return std::unexpected(fmt::format("expected {}, found {} bytes", expected, left_.size()));
}

Printed cut_sizes(ByteView value, std::span<const std::size_t> sizes, std::span<Cell> parts) {
  std::size_t sum = 0;
  for (const std::size_t size : sizes) sum += size;
  if (value.size() != sum) return wrong_size(sum, value.size());
  PartReader reader(value);
  for (std::size_t i = 0; i < sizes.size(); ++i) reader.read(sizes[i], parts[i]);
  return {};
}

Printed cut_range(ByteView value, std::span<Cell> parts) {
  constexpr unsigned kEmpty = 0x01;
  constexpr unsigned kLowerInclusive = 0x02;
  constexpr unsigned kUpperInclusive = 0x04;
  constexpr unsigned kNoLower = 0x08;
  constexpr unsigned kNoUpper = 0x10;
  PartReader reader(value);
  std::uint8_t flags = 0;
  if (!reader.read(flags)) return reader.fault("a range's flags");
  const bool empty = (flags & kEmpty) != 0;
  if (!empty && (flags & kNoLower) == 0 && !reader.read_sized(parts[0])) return reader.fault("a range's lower bound");
  if (!empty && (flags & kNoUpper) == 0 && !reader.read_sized(parts[1])) return reader.fault("a range's upper bound");
  parts[2] = boolean((flags & kLowerInclusive) != 0);
  parts[3] = boolean((flags & kUpperInclusive) != 0);
  parts[4] = boolean(empty);
  return expect_end(reader);
}

Printed cut_multirange(ByteView value, std::vector<Cell>& items) {
  PartReader reader(value);
  std::int32_t count = 0;
  if (!reader.read_count(count, 4)) return reader.fault("the number of ranges");
  for (std::int32_t i = 0; i < count; ++i) {
    if (!reader.read_sized(items.emplace_back())) return reader.fault(fmt::format("range {} of {}", i + 1, count));
  }
  return expect_end(reader);
}

Printed cut_composite(ByteView value, std::span<const Oid> types, std::span<Cell> parts) {
  PartReader reader(value);
  std::int32_t count = 0;
  if (!reader.read_count(count, 8)) return reader.fault("the number of fields");
  if (static_cast<std::size_t>(count) != types.size()) {
    return std::unexpected(
        fmt::format("expected {} fields, found {}; forget the types when one was altered", types.size(), count));
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    Oid type = 0;
    if (!reader.read(type) || !reader.read_sized(parts[i]))
      return reader.fault(fmt::format("field {} of {}", i + 1, count));
    if (types[i] != 0 && type != types[i]) {
      return std::unexpected(fmt::format(
          "expected type {} in field {}, found type {}; forget the types when one was altered", types[i], i + 1, type));
    }
  }
  return expect_end(reader);
}

Printed cut_path(ByteView value, std::span<Cell> parts) {
  PartReader reader(value);
  std::uint8_t closed = 0;
  std::int32_t points = 0;
  if (!reader.read(closed)) return reader.fault("whether the path is closed");
  if (!reader.read_count(points, kPointBytes)) return reader.fault("the number of points");
  parts[0] = boolean(closed != 0);
  if (!reader.read(static_cast<std::size_t>(points) * kPointBytes, parts[1])) return reader.fault("points");
  return expect_end(reader);
}

Printed cut_polygon(ByteView value, std::vector<Cell>& items) {
  PartReader reader(value);
  std::int32_t points = 0;
  if (!reader.read_count(points, kPointBytes)) return reader.fault("the number of points");
  if (reader.left().size() != static_cast<std::size_t>(points) * kPointBytes) {
    return reader.fault(fmt::format("{} points", points));
  }
  return cut_equal(reader.left(), kPointBytes, items);
}

Printed cut_equal(ByteView value, std::size_t size, std::vector<Cell>& items) {
  if (value.size() % size != 0) {
    return std::unexpected(fmt::format("expected items of {} bytes, found {} bytes in all", size, value.size()));
  }
  for (std::size_t at = 0; at < value.size(); at += size) {
    items.push_back({value.data() + at, static_cast<std::int32_t>(size)});
  }
  return {};
}

Printed cut_vector(ByteView value, std::size_t size, std::vector<Cell>& items) {
  PartReader reader(value);
  std::uint16_t dimensions = 0;
  std::uint16_t unused = 0;
  if (!reader.read(dimensions) || !reader.read(unused)) return reader.fault("a vector's dimensions");
  if (reader.left().size() != dimensions * size)
    return reader.fault(fmt::format("{} items of {} bytes", dimensions, size));
  return cut_equal(reader.left(), size, items);
}

Printed cut_sparse_vector(ByteView value, std::span<Cell> parts) {
  PartReader reader(value);
  std::int32_t count = 0;
  std::int32_t unused = 0;
  if (!reader.read(4, parts[0]) || !reader.read(count) || !reader.read(unused))
    return reader.fault("a vector's dimensions");
  if (count < 0 || reader.left().size() != static_cast<std::size_t>(count) * 8) {
    return reader.fault(fmt::format("{} indices and values", count));
  }
  reader.read(static_cast<std::size_t>(count) * 4, parts[1]);
  reader.read(static_cast<std::size_t>(count) * 4, parts[2]);
  return {};
}

Printed cut_hstore(ByteView value, std::vector<Cell>& items) {
  PartReader reader(value);
  std::int32_t count = 0;
  if (!reader.read_count(count, 8)) return reader.fault("the number of pairs");
  for (std::int32_t i = 0; i < count; ++i) {
    if (!reader.read_sized(items.emplace_back()) || items.back().is_null()) {
      return reader.fault(fmt::format("the key of pair {} of {}", i + 1, count));
    }
    if (!reader.read_sized(items.emplace_back()))
      return reader.fault(fmt::format("the value of pair {} of {}", i + 1, count));
  }
  return expect_end(reader);
}

Printed cut_array(ByteView value, Oid item, ArrayShape& shape, std::vector<Cell>& items) {
  PartReader reader(value);
  std::int32_t dimensions = 0;
  std::int32_t has_null = 0;
  Oid type = 0;
  if (!reader.read(dimensions) || !reader.read(has_null) || !reader.read(type))
    return reader.fault("an array's header");
  if (dimensions < 0 || static_cast<std::size_t>(dimensions) > ArrayShape::kMaxDimensions) {
    return std::unexpected(
        fmt::format("expected at most {} dimensions, found {}", ArrayShape::kMaxDimensions, dimensions));
  }
  if (item != 0 && type != item)
    return std::unexpected(fmt::format("expected items of type {}, found type {}", item, type));
  shape.dimensions = static_cast<std::size_t>(dimensions);
  const auto count = read_shape(reader, shape);
  if (!count) return std::unexpected(count.error());
  for (std::size_t i = 0; i < *count; ++i) {
    if (!reader.read_sized(items.emplace_back())) return reader.fault(fmt::format("item {} of {}", i + 1, *count));
  }
  return expect_end(reader);
}

}  // namespace wirespeed::postgres
