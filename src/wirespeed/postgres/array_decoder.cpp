#include "wirespeed/postgres/array_decoder.hpp"

#include <limits>

namespace wirespeed::postgres {
namespace {

column::Field list_of(std::string_view name, column::Field item) {
  item.name = column::kItemName;
  return {.name = std::string(name), .type = column::Type::list, .children = {std::move(item)}};
}

}  // namespace

column::Field ArrayDecoder::field() const {
  if (!has_shapes()) return list_of(name_, items_->field());
  const column::Field number{.type = column::Type::int32, .nullable = false};
  column::Field field{.name = name_, .type = column::Type::structure};
  field.children = {list_of("values", items_->field()), list_of("dimensions", number), list_of("lower_bounds", number)};
  return field;
}

Appended ArrayDecoder::append(std::span<const Cell> cells) {
  cells_.clear();
  ends_.clear();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto done = cut(cells[i]);
    if (!done) return fault(i, "{}", done.error());
    ends_.push_back(cells_.size());
    offsets_.push(count_ + cells_.size());
    presence_.push(!cells[i].is_null());
    if (count_ + cells_.size() > std::numeric_limits<std::int32_t>::max()) {
      return std::unexpected(
          CellFault{i, Errc::limit, "expected at most 2^31 - 1 items in one batch; make the batches smaller"});
    }
  }
  count_ += cells_.size();
  auto appended = items_->append(cells_);
  if (!appended) return in_item(std::move(appended).error(), ends_);
  return {};
}

Printed ArrayDecoder::cut(const Cell& cell) {
  ArrayShape shape;
  if (!cell.is_null()) {
    auto done = cut_array(cell.bytes(), item_type_, shape, cells_);
    if (!done) return done;
  }
  return note_shape(shape);
}

Printed ArrayDecoder::note_shape(const ArrayShape& shape) {
  if (!has_shapes()) {
    if (shape.is_list() || any_bounds_) return {};
    if (form_ == ArraysAs::lists || finished_) {
      return std::unexpected(
          fmt::format("expected one dimension from 1 on, found {} from {} on; read it with arrays=structs",
                      shape.dimensions, shape.lower_bounds[0]));
    }
    begin_shapes();
  }
  push_shape(shape.dimensions, shape.sizes, shape.lower_bounds);
  return {};
}

// The values that are there already have one dimension each, or none.
void ArrayDecoder::begin_shapes() {
  form_ = ArraysAs::structs;
  std::int32_t before = 0;
  offsets_.room(0);
  for (const std::int32_t end : offsets_.values().subspan(1)) {
    const std::int32_t size = end - std::exchange(before, end);
    constexpr std::int32_t kOne = 1;
    push_shape(size == 0 ? 0 : 1, &size, &kOne);
  }
}

void ArrayDecoder::push_shape(std::size_t dimensions, const std::int32_t* sizes, const std::int32_t* lower_bounds) {
  for (std::size_t i = 0; i < dimensions; ++i) {
    sizes_.push(sizes[i]);
    lower_bounds_.push(lower_bounds[i]);
  }
  shape_offsets_.push(sizes_.size() / sizeof(std::int32_t));
}

std::size_t ArrayDecoder::bytes() const noexcept {
  return offsets_.bytes() + presence_.bytes() + items_->bytes() + sizes_.size() + lower_bounds_.size() +
         2 * shape_offsets_.bytes();
}

column::Column ArrayDecoder::finish_shape(Growing& numbers, Offsets<std::int32_t>& offsets) {
  column::Column item;
  item.type = column::Type::int32;
  item.length = static_cast<std::int64_t>(numbers.size() / sizeof(std::int32_t));
  item.values = numbers.finish();
  column::Column list;
  list.type = column::Type::list;
  list.offsets = offsets.finish();
  list.length = static_cast<std::int64_t>(list.offsets.values<std::int32_t>().size()) - 1;
  list.children.push_back(std::move(item));
  return list;
}

Result<column::Column> ArrayDecoder::finish() {
  finished_ = true;
  count_ = 0;
  const auto length = static_cast<std::int64_t>(presence_.length());
  column::Column outer = presence_.finish(has_shapes() ? column::Type::structure : column::Type::list);
  auto items = items_->finish();
  if (!items) return items;
  if (!has_shapes()) {
    outer.offsets = offsets_.finish();
    outer.children.push_back(std::move(*items));
    return outer;
  }
  column::Column values;
  values.type = column::Type::list;
  values.length = length;
  values.offsets = offsets_.finish();
  values.children.push_back(std::move(*items));
  Offsets<std::int32_t> copy;
  for (const std::int32_t offset : shape_offsets_.values().subspan(shape_offsets_.bytes() == 0 ? 0 : 1)) {
    copy.push(static_cast<std::size_t>(offset));
  }
  outer.children.push_back(std::move(values));
  outer.children.push_back(finish_shape(sizes_, copy));
  outer.children.push_back(finish_shape(lower_bounds_, shape_offsets_));
  return outer;
}

}  // namespace wirespeed::postgres
