// Columns of lists and structs that are built row by row, for what describes a database.
#pragma once

#include <variant>

#include "wirespeed/column/builders.hpp"

namespace wirespeed::adbc_postgres {

// Where each list ends among its items, which are built beside it.
class ListEnds : public column::Slots {
 public:
  // `end`: how many items there are once this list's have been added. Without: a null.
  void append(std::optional<std::size_t> end);
  column::Column finish(column::Column items, column::Type type = column::Type::list);

 private:
  column::Buffer ends_;
  std::int32_t last_ = 0;
};

column::Column struct_of(std::vector<column::Column> children);

// Text that the server sent, in a column of a type that may be another.
class TextReader {
 public:
  // REQUIRES: utf8, int16, int32 or boolean
  explicit TextReader(column::Type type);

  // A text that is no such value becomes a null.
  void append(const std::optional<std::string>& text);
  Result<column::Column> finish();

 private:
  using Int16Builder = column::NumberBuilder<std::int16_t, column::Type::int16>;

  std::variant<column::Utf8Builder, Int16Builder, column::Int32Builder, column::BoolBuilder> builder_;
};

// As types of tables are described.
column::Field required(column::Field field);
column::Field list_of(std::string name, column::Field item);
column::Field struct_field(std::vector<column::Field> fields);

}  // namespace wirespeed::adbc_postgres
