// Columns of arrays: lists while each value has one dimension that begins at 1, and, where values need more, structs of
// the items, the dimensions and the lower bounds.
#pragma once

#include "wirespeed/postgres/nested_decoder.hpp"
#include "wirespeed/postgres/value_parts.hpp"

namespace wirespeed::postgres {

class ArrayDecoder final : public ColumnDecoder {
 public:
  // With `any_bounds` lower bounds are not looked at: some types always have 0.
  ArrayDecoder(std::string_view name, DecoderPtr items, Oid item_type, ArraysAs form, bool any_bounds = false)
      : name_(name), items_(std::move(items)), item_type_(item_type), form_(form), any_bounds_(any_bounds) {}

  column::Field field() const override;
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override;
  std::size_t offset() const noexcept override { return std::max(count_, items_->offset()); }
  Result<column::Column> finish() override;

 private:
  bool has_shapes() const noexcept { return form_ == ArraysAs::structs; }
  Printed cut(const Cell& cell);
  Printed note_shape(const ArrayShape& shape);
  void begin_shapes();
  void push_shape(std::size_t dimensions, const std::int32_t* sizes, const std::int32_t* lower_bounds);
  column::Column finish_shape(Growing& numbers, Offsets<std::int32_t>& offsets);

  std::string name_;
  DecoderPtr items_;
  Oid item_type_;
  ArraysAs form_;
  bool any_bounds_;
  bool finished_ = false;  // at least once: the form is final
  std::size_t count_ = 0;  // of items
  Offsets<std::int32_t> offsets_;
  Presence presence_;
  Growing sizes_;  // of all dimensions, of all values
  Growing lower_bounds_;
  Offsets<std::int32_t> shape_offsets_;  // of both
  std::vector<Cell> cells_;
  std::vector<std::size_t> ends_;
};

}  // namespace wirespeed::postgres
