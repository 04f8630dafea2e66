#include "wirespeed/postgres/nested_encoders.hpp"

#include <limits>

namespace wirespeed::postgres {
namespace {

constexpr std::int32_t kMaxItems = std::numeric_limits<std::int32_t>::max();

void put_array_head(EncodedBytes& out, std::size_t dimensions, bool has_null, Oid item_type) {
  out.put(static_cast<std::int32_t>(dimensions));
  out.put(std::int32_t{has_null});
  out.put(item_type);
}

// Of a part whose row is its parent's: that of a struct's child.
std::int64_t child_row_of(const ImportedColumn& parent, std::int64_t row) noexcept { return parent.first + row; }

// Also where the place is there and the dictionary has a null in it.
bool is_null_at(const ImportedColumn& column, std::int64_t row) noexcept {
  if (column.layout == Layout::null || column.is_null(row)) return true;
  if (column.dictionary.empty()) return false;
  const std::int64_t place = integer_at(column, row);
  const ImportedColumn& values = column.dictionary[0];
  return place >= 0 && place < values.length && values.is_null(place);
}

}  // namespace

bool has_null(const ImportedColumn& column, RowRange rows) noexcept {
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (is_null_at(column, rows.begin + static_cast<std::int64_t>(i))) return true;
  }
  return false;
}

const ImportedColumn* child_called(const ImportedColumn& column, std::string_view name) noexcept {
  if (column.layout != Layout::structure) return nullptr;
  for (const ImportedColumn& child : column.children) {
    if (child.name == name) return &child;
  }
  return nullptr;
}

ArrayEncoder::ArrayEncoder(const EncoderSetup& setup, std::size_t depth, Oid item_type, std::int32_t lower_bound,
                           EncoderPointer items)
    : CellByCellEncoder(setup), item_type_(item_type), lower_bound_(lower_bound), items_(std::move(items)) {
  levels_.push_back(&setup.source);
  while (levels_.size() < depth) levels_.push_back(&levels_.back()->children[0]);
  sizes_.resize(depth);
}

// Of each dimension, by the first list in it.
bool ArrayEncoder::find_sizes(std::int64_t row) {
  std::int64_t at = row;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const RowRange items = items_of(*levels_[level], at);
    sizes_[level] = items.count;
    if (items.count > kMaxItems) return refuse(row, fmt::format("an array of {} items", items.count));
    if (items.count == 0) break;  // those below are nowhere
    at = items.begin;
    if (level + 1 < levels_.size() && levels_[level + 1]->is_null(at)) {
      return refuse(row, "a null in the place of a list; an array has one length in each dimension");
    }
  }
  return true;
}

bool ArrayEncoder::append_items(std::int64_t row, std::size_t level, RowRange items, EncodedBytes& out) {
  if (items.count != sizes_[level]) {
    return refuse(row,
                  fmt::format("lists of {} and of {} items side by side; an array has one length in each dimension",
                              sizes_[level], items.count));
  }
  if (level + 1 == levels_.size()) return items_->append(items, out) || refuse_part(row, "[]");
  const ImportedColumn& inner = *levels_[level + 1];
  for (std::size_t i = 0; i < items.count; ++i) {
    const std::int64_t at = row_at(items, i);
    if (inner.is_null(at)) {
      return refuse(row, "a null in the place of a list; an array has one length in each dimension");
    }
    if (!append_items(row, level + 1, items_of(inner, at), out)) return false;
  }
  return true;
}

bool ArrayEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  std::fill(sizes_.begin(), sizes_.end(), 0);
  if (!find_sizes(row)) return false;
  const RowRange items = items_of(source(), row);
  if (sizes_.back() == 0) {  // an array without items has no dimensions
    put_array_head(out, 0, false, item_type_);
    EncodedBytes none;
    return append_items(row, 0, items, none);
  }
  const ImportedColumn& leaf = levels_.back()->children[0];
  put_array_head(out, sizes_.size(), leaf.validity != nullptr || leaf.layout == Layout::null, item_type_);
  for (const std::size_t size : sizes_) {
    out.put(static_cast<std::int32_t>(size));
    out.put(lower_bound_);
  }
  return append_items(row, 0, items, out);
}

ShapedArrayEncoder::ShapedArrayEncoder(const EncoderSetup& setup, Oid item_type, EncoderPointer items)
    : CellByCellEncoder(setup),
      values_(*child_called(setup.source, "values")),
      dimensions_(*child_called(setup.source, "dimensions")),
      lower_bounds_(*child_called(setup.source, "lower_bounds")),
      item_type_(item_type),
      items_(std::move(items)) {}

bool ShapedArrayEncoder::append_shape(std::int64_t row, std::size_t count, EncodedBytes& out) {
  const RowRange sizes = items_of(dimensions_, child_row_of(source(), row));
  const RowRange bounds = items_of(lower_bounds_, child_row_of(source(), row));
  if (sizes.count != bounds.count || sizes.count > ArrayEncoder::kMaxDimensions ||
      has_null(dimensions_.children[0], sizes) || has_null(lower_bounds_.children[0], bounds)) {
    return refuse(row, fmt::format("{} dimensions and {} lower bounds; expected as many, at most {}, and no null",
                                   sizes.count, bounds.count, ArrayEncoder::kMaxDimensions));
  }
  put_array_head(out, sizes.count, true, item_type_);
  std::int64_t product = sizes.count == 0 ? 0 : 1;
  for (std::size_t i = 0; i < sizes.count; ++i) {
    const std::int64_t size = integer_at(dimensions_.children[0], row_at(sizes, i));
    out.put(static_cast<std::int32_t>(size));
    out.put(static_cast<std::int32_t>(integer_at(lower_bounds_.children[0], row_at(bounds, i))));
    if (size < 0 || __builtin_mul_overflow(product, size, &product)) product = -1;
  }
  if (product == static_cast<std::int64_t>(count)) return true;
  return refuse(row, fmt::format("{} values; its dimensions ask for {}", count, product));
}

bool ShapedArrayEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  const std::int64_t at = child_row_of(source(), row);
  if (values_.is_null(at) || dimensions_.is_null(at) || lower_bounds_.is_null(at)) {
    return refuse(row, "a null among values, dimensions and lower bounds; a null array is a null struct");
  }
  const RowRange items = items_of(values_, at);
  return append_shape(row, items.count, out) && (items_->append(items, out) || refuse_part(row, "[]"));
}

void CompositeEncoder::begin_batch() {
  for (PartEncoder& part : parts_) part.encoder->begin_batch();
}

bool CompositeEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  out.put(static_cast<std::int32_t>(parts_.size()));
  for (PartEncoder& part : parts_) {
    out.put(part.type);
    if (!part.encoder->append({child_row_of(source(), row), 1}, out)) return refuse_part(row, "." + part.name);
  }
  return true;
}

RangeEncoder::RangeEncoder(const EncoderSetup& setup, EncoderPointer lower, EncoderPointer upper)
    : CellByCellEncoder(setup), lower_(std::move(lower)), upper_(std::move(upper)) {}

void RangeEncoder::begin_batch() {
  lower_->begin_batch();
  upper_->begin_batch();
}

bool RangeEncoder::flag(const char* name, std::int64_t child_row) const noexcept {
  const ImportedColumn& child = *child_called(source(), name);
  return !child.is_null(child_row) && bit_at(child, child_row);
}

bool RangeEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  constexpr unsigned kEmpty = 1;
  constexpr unsigned kLowerIn = 2;
  constexpr unsigned kUpperIn = 4;
  constexpr unsigned kNoLower = 8;
  constexpr unsigned kNoUpper = 16;
  const std::int64_t at = child_row_of(source(), row);
  if (flag("empty", at)) {
    out.put(static_cast<std::uint8_t>(kEmpty));
    return true;
  }
  const bool lower = !has_null(*child_called(source(), "lower"), {at, 1});
  const bool upper = !has_null(*child_called(source(), "upper"), {at, 1});
  const unsigned below = lower ? (flag("lower_inclusive", at) ? kLowerIn : 0U) : kNoLower;
  const unsigned above = upper ? (flag("upper_inclusive", at) ? kUpperIn : 0U) : kNoUpper;
  out.put(static_cast<std::uint8_t>(below | above));
  if (lower && !lower_->append({at, 1}, out)) return refuse_part(row, ".lower");
  return !upper || upper_->append({at, 1}, out) || refuse_part(row, ".upper");
}

bool CountedEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  const RowRange items = items_of(source(), row);
  if (has_null(source().children[0], items)) return refuse(row, "a null among its ranges");
  out.put(static_cast<std::int32_t>(items.count));
  return items_->append(items, out) || refuse_part(row, "[]");
}

void HstoreEncoder::begin_batch() {
  keys_->begin_batch();
  values_->begin_batch();
}

bool HstoreEncoder::append_value(std::int64_t row, EncodedBytes& out) {
  const RowRange items = items_of(source(), row);
  const ImportedColumn& entries = source().children[0];
  const RowRange pairs = {child_row_of(entries, items.begin), items.count};
  if (has_null(entries, items) || has_null(entries.children[0], pairs)) return refuse(row, "a null among its keys");
  out.put(static_cast<std::int32_t>(pairs.count));
  for (std::size_t i = 0; i < pairs.count; ++i) {
    const RowRange pair = {row_at(pairs, i), 1};
    if (!keys_->append(pair, out)) return refuse_part(row, ".key");
    if (!values_->append(pair, out)) return refuse_part(row, ".value");
  }
  return true;
}

}  // namespace wirespeed::postgres
