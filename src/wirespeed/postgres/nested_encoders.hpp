// Values that hold others: the encoders of what is in them write it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirespeed/postgres/encoder_kinds.hpp"

namespace wirespeed::postgres {

// Of lists in lists, as many as the array has dimensions.
//
//   | int32 dimensions | int32 has NULL | oid | dimensions x (int32 size, int32 lower bound) | cells |
class ArrayEncoder final : public CellByCellEncoder {
 public:
  static constexpr std::size_t kMaxDimensions = 6;  // the server's limit

  // `items` encodes the child of the innermost of `depth` lists.
  ArrayEncoder(const EncoderSetup& setup, std::size_t depth, Oid item_type, std::int32_t lower_bound,
               EncoderPointer items);

  void begin_batch() override { items_->begin_batch(); }

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  bool find_sizes(std::int64_t row);
  bool append_items(std::int64_t row, std::size_t level, RowRange items, EncodedBytes& out);

  std::vector<const ImportedColumn*> levels_;  // the lists, the outermost first
  Oid item_type_;
  std::int32_t lower_bound_;
  EncoderPointer items_;
  std::vector<std::size_t> sizes_;
};

// Of a struct of values, dimensions and lower bounds: what arrays with other bounds were decoded to.
class ShapedArrayEncoder final : public CellByCellEncoder {
 public:
  ShapedArrayEncoder(const EncoderSetup& setup, Oid item_type, EncoderPointer items);

  void begin_batch() override { items_->begin_batch(); }

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  bool append_shape(std::int64_t row, std::size_t count, EncodedBytes& out);

  const ImportedColumn& values_;
  const ImportedColumn& dimensions_;
  const ImportedColumn& lower_bounds_;
  Oid item_type_;
  EncoderPointer items_;
};

// One field of a composite.
struct PartEncoder {
  std::string name;
  Oid type;
  EncoderPointer encoder;
};

//  | int32 n | n x (oid, cell) |
class CompositeEncoder final : public CellByCellEncoder {
 public:
  CompositeEncoder(const EncoderSetup& setup, std::vector<PartEncoder> parts)
      : CellByCellEncoder(setup), parts_(std::move(parts)) {}

  void begin_batch() override;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  std::vector<PartEncoder> parts_;
};

// Of a struct of `lower`, `upper`, `lower_inclusive`, `upper_inclusive` and `empty`; a bound that is null is infinite.
//
//   | u8 flags | cells of the bounds that are there |
class RangeEncoder final : public CellByCellEncoder {
 public:
  RangeEncoder(const EncoderSetup& setup, EncoderPointer lower, EncoderPointer upper);

  void begin_batch() override;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  bool flag(const char* name, std::int64_t child_row) const noexcept;

  EncoderPointer lower_;
  EncoderPointer upper_;
};

// Of lists: a count before the cells of the items, none of which may be NULL. Multiranges.
class CountedEncoder final : public CellByCellEncoder {
 public:
  CountedEncoder(const EncoderSetup& setup, EncoderPointer items)
      : CellByCellEncoder(setup), items_(std::move(items)) {}

  void begin_batch() override { items_->begin_batch(); }

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  EncoderPointer items_;
};

// Of maps, or lists of structs of two.
//
//   | int32 n | n x (cell of the key, cell of the value) |
class HstoreEncoder final : public CellByCellEncoder {
 public:
  HstoreEncoder(const EncoderSetup& setup, EncoderPointer keys, EncoderPointer values)
      : CellByCellEncoder(setup), keys_(std::move(keys)), values_(std::move(values)) {}

  void begin_batch() override;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override;

 private:
  EncoderPointer keys_;
  EncoderPointer values_;
};

// Whether any of the rows is null.
bool has_null(const ImportedColumn& column, RowRange rows) noexcept;

}  // namespace wirespeed::postgres
