// A small vocabulary for tests of rows: values as the server sends them, and columns as text.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/postgres/row_columns.hpp"

namespace wirespeed::postgres {

using Bytes = std::vector<std::uint8_t>;
using Texts = std::vector<std::string>;
using Row = std::vector<std::optional<std::string>>;  // of values in binary
using Rows = std::vector<Row>;

inline void append(Bytes& to, const Bytes& more) { to.insert(to.end(), more.begin(), more.end()); }

template <typename T>
std::string big_endian(T number) {
  std::string bytes(sizeof number, '\0');
  store_be(reinterpret_cast<std::uint8_t*>(bytes.data()), number);
  return bytes;
}
inline std::string i2(int number) { return big_endian(static_cast<std::int16_t>(number)); }
inline std::string i4(std::int64_t number) { return big_endian(static_cast<std::int32_t>(number)); }
inline std::string i8(std::int64_t number) { return big_endian(number); }
inline std::string f8(double number) { return i8(std::bit_cast<std::int64_t>(number)); }
inline std::string f4(float number) { return i4(std::bit_cast<std::int32_t>(number)); }
// With its size before it.
inline std::string sized(const std::optional<std::string>& value) {
  return value ? i4(static_cast<std::int64_t>(value->size())) + *value : i4(-1);
}

inline std::string tuple(const Row& row) {
  std::string bytes = i2(static_cast<int>(row.size()));
  for (const auto& value : row) bytes += sized(value);
  return bytes;
}

inline Bytes tuples(const Rows& rows) {
  Bytes bytes;
  for (const Row& row : rows) {
    const std::string one = tuple(row);
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

// As DataRow messages, or others.
inline Bytes rows(const Rows& rows, char type = 'D') {
  Bytes bytes;
  for (const Row& row : rows) {
    const std::string body = tuple(row);
    const std::string message = type + i4(static_cast<std::int64_t>(body.size()) + 4) + body;
    bytes.insert(bytes.end(), message.begin(), message.end());
  }
  return bytes;
}

// A copy without a byte behind it, for the sanitizer to see.
inline Bytes exactly(const Bytes& bytes, std::size_t size) {
  Bytes copy(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  copy.shrink_to_fit();
  return copy;
}

struct NameAndType {
  std::string name;
  Oid oid;
  std::int32_t typmod = kNoTypmod;
};

inline std::vector<ColumnDescription> describe(const std::vector<NameAndType>& columns) {
  std::vector<ColumnDescription> described;
  for (const NameAndType& column : columns) {
    ColumnDescription one;
    one.name = column.name;
    one.type = {column.oid, column.typmod};
    one.format = Format::binary;
    described.push_back(one);
  }
  return described;
}

inline RowColumns make(const std::vector<NameAndType>& columns, const ColumnOptions& options = {},
                       BatchLimits limits = {}, const TypeCatalog& catalog = TypeCatalog()) {
  return value_or_throw(RowColumns::make(describe(columns), catalog, options, limits));
}

inline std::size_t take(RowColumns& columns, ByteView slab) { return value_or_throw(columns.take_rows(slab)); }
inline std::string error(RowColumns& columns, ByteView slab) {
  const auto taken = columns.take_rows(slab);
  return taken ? "none" : taken.error().message;
}
inline column::Batch batch_of(RowColumns& columns) { return value_or_throw(columns.take_batch()); }

// Each value of one column as text.
inline Texts cells(const column::Schema& schema, const column::Batch& batch, std::size_t index) {
  Texts texts;
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    texts.emplace_back();
    if (!column::append_cell(texts.back(), schema[index], batch.columns[index], row)) texts.back() = "null";
  }
  return texts;
}

}  // namespace wirespeed::postgres
