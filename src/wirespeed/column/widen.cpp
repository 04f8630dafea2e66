#include "wirespeed/column/widen.hpp"

#include <cstring>

#include "wirespeed/column/any_builder.hpp"
#include "wirespeed/column/cell_text.hpp"

namespace wirespeed::column {
namespace {

// What a builder made by `append`, which is false when a value was refused, holds then.
template <typename Append>
Result<Column> build(const Field& field, Append append) {
  Refusal refusal;
  AnyBuilder builder(field.name, {.refusal = &refusal});
  builder.declare(field);
  if (append(builder)) return builder.finish();
  return fail(Errc::limit, "columns: a column called '{}' of several types does not fit into one: {}", field.name,
              refusal.reason);
}

Result<Column> to_text(const Column& column, const Field& from, const Field& to) {
  return build(to, [&](AnyBuilder& builder) {
    std::string text;
    for (std::int64_t row = 0; row < column.length; ++row) {
      text.clear();
      if (!(append_cell(text, from, column, row) ? builder.text(text) : builder.null())) return false;
    }
    return true;
  });
}

void to_floats(Column& column) noexcept {
  const auto from = column.values.values<std::int64_t>();
  double* to = column.values.as<double>();
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<double>(from[i]);
  column.type = Type::float64;
}

void to_microseconds(Column& column) noexcept {
  auto* values = column.values.as<std::int64_t>();
  for (std::size_t i = 0; i < column.values.size() / sizeof(std::int64_t); ++i) values[i] /= 1000;
  column.type = Type::timestamp_us;
}

void to_list(Column& column, std::int32_t size) {
  const auto length = static_cast<std::size_t>(column.length);
  column.offsets.reserve((length + 1) * sizeof(std::int32_t));
  column.offsets.set_size((length + 1) * sizeof(std::int32_t));
  auto* offsets = column.offsets.as<std::int32_t>();
  for (std::size_t i = 0; i <= length; ++i) offsets[i] = static_cast<std::int32_t>(i) * size;
  column.type = Type::list;
}

// All values are of the first alternative: a column becomes a union with what it was in front.
Result<Column> to_union(Column column, const Field& from, const Field& to) {
  const auto length = static_cast<std::size_t>(column.length);
  Column joined{.type = Type::dense_union,
                .length = column.length,
                .nulls = 0,
                .validity = {},
                .offsets = {},
                .values = {},
                .children = {}};
  joined.values.reserve(length);
  joined.values.set_size(length);
  joined.offsets.reserve(length * sizeof(std::int32_t));
  joined.offsets.set_size(length * sizeof(std::int32_t));
  if (length != 0) std::memset(joined.values.data(), 0, length);
  for (std::size_t i = 0; i < length; ++i) joined.offsets.as<std::int32_t>()[i] = static_cast<std::int32_t>(i);
  auto first = widen(std::move(column), from, to.children.front());
  if (!first) return first;
  joined.children.push_back(std::move(*first));
  return joined;
}

// Children that are there grow too; those that came later are empty in a union, null in a struct.
Result<Column> widen_children(Column column, const Field& from, const Field& to) {
  for (std::size_t i = 0; i < to.children.size(); ++i) {
    const bool there = i < column.children.size();
    const std::int64_t missing = to.type == Type::structure ? column.length : 0;
    auto child =
        there ? widen(std::move(column.children[i]), from.children[i], to.children[i]) : nulls(to.children[i], missing);
    if (!child) return child;
    if (there) {
      column.children[i] = std::move(*child);
    } else {
      column.children.push_back(std::move(*child));
    }
  }
  return column;
}

}  // namespace

Result<Column> nulls(const Field& field, std::int64_t length) {
  return build(field, [&](AnyBuilder& builder) {
    for (std::int64_t i = 0; i < length; ++i) {
      if (!builder.null()) return false;
    }
    return true;
  });
}

Result<Column> widen(Column column, const Field& from, const Field& to) {
  if (from == to) return column;
  if (from.type == Type::null) return nulls(to, column.length);
  if (to.type == Type::utf8 && from.type != Type::utf8) return to_text(column, from, to);
  if (to.type == Type::dense_union && from.type != Type::dense_union) {
    auto joined = to_union(std::move(column), from, to);
    return joined ? widen_children(std::move(*joined), Field{.children = {to.children.front()}}, to)
                  : std::move(joined);
  }
  if (from.type == Type::int64 && to.type == Type::float64) to_floats(column);
  if (from.type == Type::timestamp_ns && to.type == Type::timestamp_us) to_microseconds(column);
  if (from.type == Type::fixed_size_list && to.type == Type::list) to_list(column, from.size);
  return widen_children(std::move(column), from, to);
}

}  // namespace wirespeed::column
