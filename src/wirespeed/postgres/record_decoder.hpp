// Columns of records without a type: which fields they have is only known from the values.
#pragma once

#include <tuple>

#include "wirespeed/postgres/decoder_factory.hpp"

namespace wirespeed::postgres {

// A struct with fields f1, f2, ... while all values have the same types of fields; else the text that the server would
// write. The first batch decides. Values of types that are unknown then are bytes.
class RecordDecoder final : public ColumnDecoder {
 public:
  RecordDecoder(std::string_view name, std::shared_ptr<const TypeCatalog> catalog, ColumnOptions options)
      : name_(name), catalog_(std::move(catalog)), options_(options) {}

  // From the start, whatever the values are. REQUIRES: no value yet
  void read_as_text() { std::ignore = begin_text(); }

  column::Field field() const override { return target_ ? target_->field() : text_field(); }
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override { return earlier_.size() + (target_ ? target_->bytes() : 0); }
  std::size_t offset() const noexcept override { return target_ ? target_->offset() : 0; }
  Result<column::Column> finish() override;

 private:
  column::Field text_field() const;
  bool knows_shape() const noexcept { return !shape_.empty(); }
  Appended find_shape(std::span<const Cell> cells);
  Appended begin_struct(std::size_t cell);
  Appended begin_text();
  void keep(std::span<const Cell> cells);
  Appended append_kept(ColumnDecoder& to) const;

  std::string name_;
  std::shared_ptr<const TypeCatalog> catalog_;
  ColumnOptions options_;
  std::unique_ptr<ColumnDecoder> target_;
  bool is_text_ = false;
  bool finished_ = false;
  std::vector<Oid> shape_;             // of the struct's fields
  std::vector<std::uint8_t> earlier_;  // the first batch's values, in case that they become text
  std::vector<std::int32_t> earlier_sizes_;
};

// The types of a record's fields.
std::expected<std::vector<Oid>, std::string> shape_of(ByteView record);

}  // namespace wirespeed::postgres
