#include "wirespeed/column/batch.hpp"

#include <algorithm>
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

bool has_offsets(Type type) noexcept { return is_list(type) || has_bytes(type) || type == Type::map; }

bool has_large_offsets(Type type) noexcept { return type == Type::large_utf8 || type == Type::large_binary; }

template <typename Offset>
Result<Buffer> concat_offsets(const Columns& parts, std::int64_t length) {
  Buffer joined;
  joined.reserve(static_cast<std::size_t>(length + 1) * sizeof(Offset));
  joined.set_size(static_cast<std::size_t>(length + 1) * sizeof(Offset));
  auto* out = joined.as<Offset>();
  std::int64_t base = 0;
  *out++ = 0;
  for (const Column* part : parts) {
    const auto offsets = part->offsets.values<Offset>();
    if (base + offsets.back() > std::numeric_limits<Offset>::max()) {
      return fail(Errc::limit, "join batches: expected at most 2^31 - 1 bytes in a text column, found {} or more",
                  base + offsets.back());
    }
    for (const Offset offset : offsets.subspan(1)) *out++ = static_cast<Offset>(base + offset);
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

// The views of later parts point into buffers that stand further behind.
void concat_views(const Columns& parts, Column& joined) {
  constexpr std::int32_t kMaxInline = 12;
  joined.values = concat_bytes(parts);
  std::uint8_t* at = joined.values.data();
  for (const Column* part : parts) {
    const auto base = static_cast<std::int32_t>(joined.data.size());
    for (std::int64_t row = 0; row < part->length; ++row, at += 16) {
      if (load_le<std::int32_t>(at) > kMaxInline) store_le(at + 8, load_le<std::int32_t>(at + 8) + base);
    }
    joined.data.insert(joined.data.end(), part->data.begin(), part->data.end());
  }
}

Result<void> concat_children(const Columns& parts, Column& joined) {
  for (std::size_t i = 0; i < parts.front()->children.size(); ++i) {
    Columns children;
    for (const Column* part : parts) children.push_back(&part->children[i]);
    auto child = concat_columns(children);
    if (!child) return std::unexpected(std::move(child).error());
    joined.children.push_back(std::move(*child));
  }
  return {};
}

Result<void> concat_contents(const Columns& parts, Column& joined) {
  if (has_offsets(joined.type) || has_large_offsets(joined.type)) {
    auto offsets = has_large_offsets(joined.type) ? concat_offsets<std::int64_t>(parts, joined.length)
                                                  : concat_offsets<std::int32_t>(parts, joined.length);
    if (!offsets) return std::unexpected(std::move(offsets).error());
    joined.offsets = std::move(*offsets);
  }
  if (joined.type == Type::boolean) {
    joined.values = concat_bits(parts, &Column::values, joined.length);
  } else if (joined.type == Type::utf8_view) {
    concat_views(parts, joined);
  } else {
    joined.values = concat_bytes(parts);
  }
  return concat_children(parts, joined);
}

bool begins_with(const Buffer& whole, const Buffer& front) noexcept {
  return front.size() <= whole.size() &&
         (front.size() == 0 || std::memcmp(whole.data(), front.data(), front.size()) == 0);
}

// Of values whose bytes lie one after the other.
bool begins_with(const Column& whole, const Column& front) noexcept {
  const bool plain = whole.children.empty() && whole.data.empty() && whole.type != Type::boolean && whole.nulls == 0;
  return plain && front.nulls == 0 && front.length <= whole.length && begins_with(whole.offsets, front.offsets) &&
         begins_with(whole.values, front.values);
}

template <typename Place>
Result<void> shift_places(const Columns& parts, Column& joined) {
  std::int64_t base = 0;
  auto* at = joined.values.as<Place>();
  for (const Column* part : parts) {
    const std::int64_t end = base + part->dictionary[0].length;
    if (end - 1 > std::numeric_limits<Place>::max()) {
      return fail(Errc::limit, "join batches: expected dictionaries of at most {} values together, found {} or more",
                  std::int64_t{std::numeric_limits<Place>::max()} + 1, end);
    }
    for (std::int64_t row = 0; row < part->length; ++row, ++at) *at = static_cast<Place>(*at + base);
    base = end;
  }
  return {};
}

Result<void> shift_any_places(const Columns& parts, Column& joined) {
  switch (width_of(joined.type)) {
    case 1:
      return shift_places<std::int8_t>(parts, joined);
    case 2:
      return shift_places<std::int16_t>(parts, joined);
    default:
      return shift_places<std::int32_t>(parts, joined);
  }
}

Result<void> concat_dictionaries(const Columns& parts, Column& joined) {
  Columns dictionaries;
  for (const Column* part : parts) dictionaries.push_back(&part->dictionary[0]);
  const Column* longest = *std::max_element(dictionaries.begin(), dictionaries.end(),
                                            [](const Column* a, const Column* b) { return a->length < b->length; });
  const bool grown = std::all_of(dictionaries.begin(), dictionaries.end(),
                                 [&](const Column* part) { return begins_with(*longest, *part); });
  auto values = concat_columns(grown ? Columns{longest} : dictionaries);
  if (!values) return std::unexpected(std::move(values).error());
  joined.dictionary.push_back(std::move(*values));
  return grown ? Result<void>() : shift_any_places(parts, joined);
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
  if (done && !parts.front()->dictionary.empty()) done = concat_dictionaries(parts, joined);
  if (!done) return std::unexpected(std::move(done).error());
  return joined;
}

}  // namespace

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
