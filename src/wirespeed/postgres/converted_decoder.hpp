// Columns of values that become something else than they were: a number that is put together from its digits, text that
// is written from bytes, bytes that are read from text.
#pragma once

#include <optional>

#include "wirespeed/postgres/growing.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

// Codec has Value, kType, and std::expected<std::optional<Value>, std::string> decode(ByteView) const, which says null,
// or what was expected and found.
template <typename Codec>
class ConvertedDecoder final : public ColumnDecoder {
 public:
  using Value = typename Codec::Value;

  ConvertedDecoder(column::Field field, Codec codec) : field_(std::move(field)), codec_(codec) {
    field_.type = Codec::kType;
  }

  column::Field field() const override { return field_; }
  std::size_t bytes() const noexcept override { return values_.size() + presence_.bytes(); }

  Appended append(std::span<const Cell> cells) override {
    auto* out = values_.template room_for<Value>(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::optional<Value> value;
      if (!cells[i].is_null()) {
        auto decoded = codec_.decode(cells[i].bytes());
        if (!decoded) return fault(i, "{}", decoded.error());
        value = *decoded;
      }
      out[i] = value.value_or(Value{});
      presence_.push(value.has_value());
    }
    values_.grow_by(cells.size() * sizeof(Value));
    return {};
  }

  Result<column::Column> finish() override {
    column::Column column = presence_.finish(Codec::kType);
    column.values = values_.finish();
    return column;
  }

 private:
  column::Field field_;
  Codec codec_;
  Growing values_;
  Presence presence_;
};

// Gives another decoder, which makes the column, other bytes for each value.
class RewrittenDecoder final : public ColumnDecoder {
 public:
  RewrittenDecoder(std::unique_ptr<ColumnDecoder> target, Print rewrite)
      : target_(std::move(target)), rewrite_(std::move(rewrite)) {}

  column::Field field() const override { return target_->field(); }
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override { return target_->bytes(); }
  std::size_t offset() const noexcept override { return target_->offset(); }
  Result<column::Column> finish() override { return target_->finish(); }

 private:
  std::unique_ptr<ColumnDecoder> target_;
  Print rewrite_;
  std::string written_;
  std::vector<Cell> cells_;
};

// Gives another decoder each value without its first byte, which says in which version of its form it is written: 1.
class VersionedDecoder final : public ColumnDecoder {
 public:
  explicit VersionedDecoder(std::unique_ptr<ColumnDecoder> target) : target_(std::move(target)) {}

  column::Field field() const override { return target_->field(); }
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override { return target_->bytes(); }
  std::size_t offset() const noexcept override { return target_->offset(); }
  Result<column::Column> finish() override { return target_->finish(); }

 private:
  std::unique_ptr<ColumnDecoder> target_;
  std::vector<Cell> cells_;
};

}  // namespace wirespeed::postgres
