// Columns of text and bytes, copied from where they were received.
#pragma once

#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

// Offset is std::int32_t or std::int64_t, as the field's type has them.
template <typename Offset>
class TextDecoder final : public ColumnDecoder {
 public:
  // With `check` each value has to be UTF-8.
  TextDecoder(column::Field field, bool check) : field_(std::move(field)), check_(check) {}

  column::Field field() const override { return field_; }
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override { return text_.size() + offsets_.bytes() + presence_.bytes(); }
  std::size_t offset() const noexcept override { return sizeof(Offset) == 4 ? text_.size() : 0; }
  Result<column::Column> finish() override;

 private:
  template <typename DataOf>
  void copy_each(std::span<const Cell> cells, DataOf data_of);
  void copy(std::span<const Cell> cells);
  void copy_present(std::span<const Cell> cells);

  column::Field field_;
  bool check_;
  Growing text_;
  Offsets<Offset> offsets_;
  Presence presence_;
};

// The fault of the first value that is not UTF-8, if any.
Appended check_utf8(std::span<const Cell> cells);

}  // namespace wirespeed::postgres
