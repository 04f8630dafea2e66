// Columns of values that hold others: each value is cut into cells, which the decoders of what is in it take.
#pragma once

#include <functional>

#include "wirespeed/postgres/growing.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

using DecoderPtr = std::unique_ptr<ColumnDecoder>;

// Sets the cells of a value's parts, which are NULL before; says what was expected and found when it is no such value.
using CutParts = std::function<Printed(ByteView value, std::span<Cell> parts)>;
// Appends a value's items.
using CutItems = std::function<Printed(ByteView value, std::vector<Cell>& items)>;

// A struct with a field for each part.
class StructDecoder final : public ColumnDecoder {
 public:
  // The parts' decoders know their fields' names.
  StructDecoder(std::string_view name, std::vector<DecoderPtr> parts, CutParts cut)
      : name_(name), parts_(std::move(parts)), cut_(std::move(cut)) {}

  column::Field field() const override;
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override;
  std::size_t offset() const noexcept override;
  Result<column::Column> finish() override;

 private:
  std::string name_;
  std::vector<DecoderPtr> parts_;
  CutParts cut_;
  Presence presence_;
  std::vector<Cell> one_;    // the parts of one value
  std::vector<Cell> cells_;  // by part, then value
};

// A list, or with `fixed` != 0 a list of so many items each.
class ListDecoder final : public ColumnDecoder {
 public:
  ListDecoder(std::string_view name, DecoderPtr items, CutItems cut, std::int32_t fixed = 0)
      : name_(name), items_(std::move(items)), cut_(std::move(cut)), fixed_(fixed) {}

  column::Field field() const override;
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override;
  std::size_t offset() const noexcept override { return std::max(count_, items_->offset()); }
  Result<column::Column> finish() override;

 private:
  Printed cut(const Cell& cell);

  std::string name_;
  DecoderPtr items_;
  CutItems cut_;
  std::int32_t fixed_;
  std::size_t count_ = 0;  // of items
  Offsets<std::int32_t> offsets_;
  Presence presence_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> ends_;  // of each value's cells
};

// A map: items are cut as keys and values in turn.
class MapDecoder final : public ColumnDecoder {
 public:
  MapDecoder(std::string_view name, DecoderPtr keys, DecoderPtr values, CutItems cut)
      : name_(name), keys_(std::move(keys)), values_(std::move(values)), cut_(std::move(cut)) {}

  column::Field field() const override;
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override;
  std::size_t offset() const noexcept override { return std::max({count_, keys_->offset(), values_->offset()}); }
  Result<column::Column> finish() override;

 private:
  std::string name_;
  DecoderPtr keys_;
  DecoderPtr values_;
  CutItems cut_;
  std::size_t count_ = 0;  // of entries
  Offsets<std::int32_t> offsets_;
  Presence presence_;
  std::vector<Cell> cells_;
  std::vector<Cell> entry_cells_;
};

// A fault of an item, said of the value that holds it. `ends` are the places behind each value's items.
std::unexpected<CellFault> in_item(CellFault fault, std::span<const std::size_t> ends);

}  // namespace wirespeed::postgres
