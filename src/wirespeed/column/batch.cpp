#include "wirespeed/column/batch.hpp"

#include <cstring>
#include <limits>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::column {
namespace {

using Columns = std::vector<const Column*>;

bool is_set(const Buffer& bits, std::size_t index) noexcept { return (bits.data()[index / 8] >> (index % 8) & 1) != 0; }

void set_bit(Buffer& bits, std::size_t index) noexcept {
  bits.data()[index / 8] = static_cast<std::uint8_t>(bits.data()[index / 8] | 1U << (index % 8));
}

// Bits [0, count) of `from`, or as many ones when it is empty, to bit `at` of `to`, which is zero from there on.
void append_bits(Buffer& to, std::size_t at, const Buffer& from, std::size_t count) noexcept {
  std::size_t done = 0;
  for (; done < count && (at + done) % 8 != 0; ++done) {
    if (from.size() == 0 || is_set(from, done)) set_bit(to, at + done);
  }
  const std::size_t shift = done;  // 0..7: bits of from's first byte that are used up
  for (; done + 8 <= count; done += 8) {
    unsigned byte = 0xFF;
    if (from.size() != 0) byte = from.data()[done / 8] >> shift;
    if (from.size() != 0 && shift != 0) byte |= unsigned{from.data()[done / 8 + 1]} << (8 - shift);
    to.data()[(at + done) / 8] = static_cast<std::uint8_t>(byte);
  }
  for (; done < count; ++done) {
    if (from.size() == 0 || is_set(from, done)) set_bit(to, at + done);
  }
}

Buffer concat_bits(const Columns& parts, Buffer Column::* bits, std::int64_t length) {
  Buffer joined;
  joined.reserve(static_cast<std::size_t>(length + 7) / 8);
  if (joined.capacity() != 0) std::memset(joined.data(), 0, joined.capacity());
  joined.set_size(static_cast<std::size_t>(length + 7) / 8);
  std::size_t at = 0;
  for (const Column* part : parts) {
    append_bits(joined, at, part->*bits, static_cast<std::size_t>(part->length));
    at += static_cast<std::size_t>(part->length);
  }
  return joined;
}

Result<Buffer> concat_offsets(const Columns& parts, std::int64_t length) {
  Buffer joined;
  joined.reserve(static_cast<std::size_t>(length + 1) * sizeof(std::int32_t));
  joined.set_size(static_cast<std::size_t>(length + 1) * sizeof(std::int32_t));
  std::int32_t* out = joined.as<std::int32_t>();
  std::int64_t base = 0;
  *out++ = 0;
  for (const Column* part : parts) {
    const auto offsets = part->offsets.values<std::int32_t>();
    if (base + offsets.back() > std::numeric_limits<std::int32_t>::max()) {
      return fail(Errc::limit, "join batches: expected at most 2^31 - 1 bytes in a text column, found {} or more",
                  base + offsets.back());
    }
    for (const std::int32_t offset : offsets.subspan(1)) *out++ = static_cast<std::int32_t>(base) + offset;
    base += offsets.back();
  }
  return joined;
}

Buffer concat_bytes(const Columns& parts) {
  std::size_t size = 0;
  for (const Column* part : parts) size += part->values.size();
  Buffer joined;
  joined.reserve(size);
  joined.set_size(size);
  std::size_t at = 0;
  for (const Column* part : parts) {
    if (part->values.size() == 0) continue;
    std::memcpy(joined.data() + at, part->values.data(), part->values.size());
    at += part->values.size();
  }
  return joined;
}

Result<Column> concat_columns(const Columns& parts);

Result<void> concat_contents(const Columns& parts, Column& joined) {
  if (joined.type == Type::utf8 || joined.type == Type::list_utf8) {
    auto offsets = concat_offsets(parts, joined.length);
    if (!offsets) return std::unexpected(std::move(offsets).error());
    joined.offsets = std::move(*offsets);
  }
  if (joined.type == Type::list_utf8) {
    Columns items;
    for (const Column* part : parts) items.push_back(&part->children.front());
    auto child = concat_columns(items);
    if (!child) return std::unexpected(std::move(child).error());
    joined.children.push_back(std::move(*child));
  } else if (joined.type == Type::boolean) {
    joined.values = concat_bits(parts, &Column::values, joined.length);
  } else {
    joined.values = concat_bytes(parts);
  }
  return {};
}

Result<Column> concat_columns(const Columns& parts) {
  Column joined{.type = parts.front()->type,
                .length = 0,
                .nulls = 0,
                .validity = {},
                .offsets = {},
                .values = {},
                .children = {}};
  for (const Column* part : parts) {
    joined.length += part->length;
    joined.nulls += part->nulls;
  }
  if (joined.nulls != 0) joined.validity = concat_bits(parts, &Column::validity, joined.length);
  auto done = concat_contents(parts, joined);
  if (!done) return std::unexpected(std::move(done).error());
  return joined;
}

}  // namespace

std::size_t Column::bytes() const noexcept {
  std::size_t sum = validity.size() + offsets.size() + values.size();
  for (const Column& child : children) sum += child.bytes();
  return sum;
}

std::size_t Batch::bytes() const noexcept {
  std::size_t sum = 0;
  for (const Column& column : columns) sum += column.bytes();
  return sum;
}

Result<Batch> concat(const std::vector<Batch>& batches) {
  Batch joined;
  for (const Batch& batch : batches) joined.rows += batch.rows;
  for (std::size_t i = 0; i < batches.front().columns.size(); ++i) {
    Columns parts;
    for (const Batch& batch : batches) parts.push_back(&batch.columns[i]);
    auto column = concat_columns(parts);
    if (!column) return std::unexpected(std::move(column).error());
    joined.columns.push_back(std::move(*column));
  }
  return joined;
}

}  // namespace wirespeed::column
