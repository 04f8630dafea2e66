// Columns of values that all have one width, on the wire and in Arrow.
#pragma once

#include <optional>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::postgres {

// A Codec has kWidth (bytes on the wire), Value (what Arrow stores), kType, and
//   Value decode(const std::uint8_t* at) const        of any bytes
//   bool fits(const std::uint8_t* at) const           whether decode() is what the value means
//   std::optional<Value> instead(const std::uint8_t* at) const    what stands for one that does not fit
template <typename Codec>
class FixedDecoder final : public ColumnDecoder {
 public:
  using Value = typename Codec::Value;

  FixedDecoder(column::Field field, Codec codec) : field_(std::move(field)), codec_(codec) {
    field_.type = Codec::kType;
  }

  column::Field field() const override { return field_; }
  std::size_t width() const noexcept override { return Codec::kWidth; }
  std::size_t bytes() const noexcept override { return values_.size() + presence_.bytes(); }

  Appended append(std::span<const Cell> cells) override {
    const std::size_t count = cells.size();
    if (all_have_size(cells, Codec::kWidth)) [[likely]] {
      if (!append_plain(count, [cells](std::size_t i) { return cells[i].data; })) return append_each(cells);
      presence_.push_present(count);
    } else if (all_have_size_or_none(cells, Codec::kWidth)) {
      if (!append_plain(count, [cells](std::size_t i) { return data_or_zeros(cells[i]); })) return append_each(cells);
      presence_.push(cells);
    } else {
      return append_each(cells);
    }
    return {};
  }

  Appended append_strided(const std::uint8_t* first, std::size_t stride, std::size_t count) override {
    if (!append_plain(count, [=](std::size_t i) { return first + i * stride; })) {
      return ColumnDecoder::append_strided(first, stride, count);
    }
    presence_.push_present(count);
    return {};
  }

  Result<column::Column> finish() override {
    column::Column column = presence_.finish(Codec::kType);
    column.values = values_.finish();
    return column;
  }

 private:
  // False, and nothing is appended, when one of them does not fit.
  template <typename At>
  bool append_plain(std::size_t count, At at) {
    auto* out = values_.template room_for<Value>(count);
    bool fit = true;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t* value = at(i);
      out[i] = codec_.decode(value);
      fit &= codec_.fits(value);
    }
    if (!fit) return false;
    values_.grow_by(count * sizeof(Value));
    return true;
  }

  Appended append_each(std::span<const Cell> cells) {
    auto* out = values_.template room_for<Value>(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& cell = cells[i];
      if (!cell.is_null() && cell.size != std::int32_t{Codec::kWidth}) {
        return fault(i, "expected {} bytes, found {}", int{Codec::kWidth}, cell.size);
      }
      const std::optional<Value> value = value_of(cell);
      out[i] = value.value_or(Value{});
      presence_.push(value.has_value());
    }
    values_.grow_by(cells.size() * sizeof(Value));
    return {};
  }

  std::optional<Value> value_of(const Cell& cell) const {
    if (cell.is_null()) return std::nullopt;
    if (codec_.fits(cell.data)) [[likely]]
      return codec_.decode(cell.data);
    return codec_.instead(cell.data);
  }

  column::Field field_;
  Codec codec_;
  Growing values_;
  Presence presence_;
};

}  // namespace wirespeed::postgres
