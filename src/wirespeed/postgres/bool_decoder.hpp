// Columns of booleans: a byte each on the wire, a bit each in Arrow.
#pragma once

#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

class BoolDecoder final : public ColumnDecoder {
 public:
  explicit BoolDecoder(column::Field field) : field_(std::move(field)) { field_.type = column::Type::boolean; }

  column::Field field() const override { return field_; }
  std::size_t width() const noexcept override { return 1; }
  std::size_t bytes() const noexcept override { return bits_.size() + presence_.bytes(); }
  Appended append(std::span<const Cell> cells) override;
  Appended append_strided(const std::uint8_t* first, std::size_t stride, std::size_t count) override;
  Result<column::Column> finish() override;

 private:
  template <typename At>
  void append_bits(std::size_t count, At at);

  column::Field field_;
  Growing bits_;
  Presence presence_;
};

}  // namespace wirespeed::postgres
