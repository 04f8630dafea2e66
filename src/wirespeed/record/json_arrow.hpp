// Arrow's arrays and streams, of whatever they are, as tables that can be written as JSON.
#pragma once

#include <deque>

#include "wirespeed/column/arrow_abi.hpp"
#include "wirespeed/record/json_writer.hpp"

namespace wirespeed::record {

// Keeps what it shows. Move-only.
class JsonArrow {
 public:
  // What a struct is: a table of its fields, or a column of objects.
  enum class Structs : std::uint8_t { tables, columns };

  // Take what is in the C structs, whatever happens. All batches of a stream are read, and kept at once.
  static Result<JsonArrow> take(ArrowArrayStream* stream, const JsonOptions& options, Structs structs);
  static Result<JsonArrow> take(ArrowSchema* schema, ArrowArray* array, const JsonOptions& options, Structs structs);

  JsonArrow(JsonArrow&& other) noexcept { *this = std::move(other); }
  JsonArrow& operator=(JsonArrow&& other) noexcept;
  ~JsonArrow() { release(); }

  // Of a table its fields; else one column.
  const JsonTable& columns() const noexcept { return columns_; }
  bool is_table() const noexcept { return is_table_; }

 private:
  explicit JsonArrow(Structs structs) noexcept : structs_(structs) {}
  void release() noexcept;
  void name_columns(const column::ImportedColumn& root);
  Result<void> add(column::ImportedColumn& root, const JsonOptions& options);
  Result<void> add_chunk(std::size_t i, const column::ImportedColumn& column, const JsonOptions& options);
  Result<void> read(ArrowArrayStream& stream, const JsonOptions& options);

  std::deque<ArrowArray> arrays_;
  JsonTable columns_;
  Structs structs_ = Structs::tables;
  bool is_table_ = false;
};

}  // namespace wirespeed::record
