// Columns of text as views: 16 bytes each, which hold short text themselves.
#pragma once

#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

class ViewDecoder final : public ColumnDecoder {
 public:
  ViewDecoder(column::Field field, bool check) : field_(std::move(field)), check_(check) {
    field_.type = column::Type::utf8_view;
  }

  column::Field field() const override { return field_; }
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override { return views_.size() + full_bytes_ + text_.size() + presence_.bytes(); }
  Result<column::Column> finish() override;

 private:
  // As Arrow has it: up to kInline bytes are in `inlined`, else the first four of them, and where all of them are.
  static constexpr std::size_t kInline = 12;
  struct View {
    std::int32_t size = 0;
    std::uint8_t inlined[kInline] = {};
  };

  void put(const Cell& cell, View& view);
  void end_buffer();

  column::Field field_;
  bool check_;
  Growing views_;
  Growing text_;  // of the buffer that grows
  std::vector<std::shared_ptr<const column::Buffer>> full_;
  std::size_t full_bytes_ = 0;
  Presence presence_;
};

}  // namespace wirespeed::postgres
