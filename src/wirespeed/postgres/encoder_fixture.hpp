// What columns become in COPY BINARY, for tests: messages are cut into rows and cells again.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/column/arrow_import_fixture.hpp"
#include "wirespeed/postgres/copy_format.hpp"
#include "wirespeed/postgres/copy_writer.hpp"

namespace wirespeed::postgres {

using column::numbers;
using column::Shown;

// One value of a row in hexadecimal digits; "NULL".
inline std::string hex_of(ByteView bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

inline std::vector<std::string> cells_in(ByteView row) {
  std::vector<std::string> cells;
  for (std::size_t at = 2; at < row.size();) {
    const auto size = load_be<std::int32_t>(row.data() + at);
    at += 4;
    cells.push_back(size < 0 ? "NULL" : hex_of(row.subspan(at, static_cast<std::size_t>(size))));
    at += size < 0 ? 0 : static_cast<std::size_t>(size);
  }
  return cells;
}

// The bytes of all messages, without what frames them.
inline Result<std::vector<std::uint8_t>> payload_of(CopyWriter& writer) {
  std::vector<std::uint8_t> bytes;
  for (;;) {
    auto message = writer.next();
    if (!message) return std::unexpected(message.error());
    if (message->empty()) return bytes;
    EXPECT_EQ((*message)[0], 'd');
    EXPECT_EQ(load_be<std::uint32_t>(message->data() + 1), message->size() - 1);
    bytes.insert(bytes.end(), message->begin() + 5, message->end());
  }
}

inline std::vector<std::vector<std::string>> rows_in(ByteView payload) {
  CopyBinaryReader reader;
  reader.feed(payload);
  std::vector<std::vector<std::string>> rows;
  for (ByteView row; reader.next(row);) rows.push_back(cells_in(row));
  value_or_throw(reader.finish());
  return rows;
}

// A catalog's built-in types and those that tests need beside them.
inline constexpr Oid kTestComposite = 90'001;
inline constexpr Oid kTestVector = 90'002;
inline constexpr Oid kTestHalfvec = 90'003;
inline constexpr Oid kTestHstore = 90'004;
inline constexpr Oid kTestDomain = 90'005;
inline constexpr Oid kTestSeg = 90'006;

inline void put_test_types(TypeCatalog& catalog) {
  catalog.put({.oid = kTestComposite, .name = "pair", .kind = Kind::composite, .fields = {{"a", {23}}, {"b", {25}}}});
  catalog.put({.oid = kTestVector, .name = "vector", .kind = Kind::vector});
  catalog.put({.oid = kTestHalfvec, .name = "halfvec", .kind = Kind::halfvec});
  catalog.put({.oid = kTestHstore, .name = "hstore", .kind = Kind::hstore});
  catalog.put({.oid = kTestDomain, .name = "price", .kind = Kind::domain, .element = {1700, (4 << 16 | 2) + 4}});
  catalog.put({.oid = kTestSeg, .name = "seg", .sends_binary = false, .receives_binary = false});
}

inline Result<CopyWriter> writer_of(ArrowArrayStream stream, const std::vector<CopyColumn>& columns) {
  TypeCatalog catalog;
  put_test_types(catalog);
  auto taken = column::ImportedStream::take(&stream, "ingest");
  if (!taken) return std::unexpected(taken.error());
  return CopyWriter::make(std::move(*taken), columns, catalog, {});
}

// The cells of one column, or the error.
inline Result<std::vector<std::string>> encoded(Shown column, TypeRef type) {
  Shown root = table_of(std::move(column));
  auto writer = writer_of(show(root), {{"c", type}});
  if (!writer) return std::unexpected(writer.error());
  auto payload = payload_of(*writer);
  if (!payload) return std::unexpected(payload.error());
  std::vector<std::string> cells;
  for (auto& row : rows_in(*payload)) cells.push_back(row.at(0));
  return cells;
}

inline std::vector<std::string> cells_of(Shown column, TypeRef type) {
  return value_or_throw(encoded(std::move(column), type));
}

inline std::string refusal_of(Shown column, TypeRef type) {
  auto cells = encoded(std::move(column), type);
  return cells ? "nothing was refused" : cells.error().message;
}

}  // namespace wirespeed::postgres
