// Columns of type void: nothing but their length.
#pragma once

#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

class NullDecoder final : public ColumnDecoder {
 public:
  explicit NullDecoder(std::string_view name) : name_(name) {}

  column::Field field() const override { return {.name = name_, .type = column::Type::null}; }
  std::size_t bytes() const noexcept override { return 0; }
  Appended append(std::span<const Cell> cells) override {
    length_ += cells.size();
    return {};
  }
  Result<column::Column> finish() override {
    column::Column column;
    column.type = column::Type::null;
    column.length = column.nulls = static_cast<std::int64_t>(std::exchange(length_, 0));
    return column;
  }

 private:
  std::string name_;
  std::size_t length_ = 0;
};

}  // namespace wirespeed::postgres
