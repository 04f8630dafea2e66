#include "wirespeed/postgres_client/text_rows.hpp"

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres_client {
namespace {

//   | int16 n | n x (int32 size (-1: NULL), bytes) |
Result<TextRow> row_of(ByteView body) {
  TextRow row;
  const auto cut = [] { return fail(Errc::truncated, "read a row: expected all of its values, found its end"); };
  if (body.size() < sizeof(std::int16_t)) return cut();
  const auto count = load_be<std::uint16_t>(body.data());
  body = body.subspan(sizeof(std::int16_t));
  for (std::size_t i = 0; i < count; ++i) {
    if (body.size() < sizeof(std::int32_t)) return cut();
    const auto size = load_be<std::int32_t>(body.data());
    body = body.subspan(sizeof(std::int32_t));
    if (size < 0) {
      row.emplace_back();
      continue;
    }
    if (static_cast<std::size_t>(size) > body.size()) return cut();
    row.emplace_back(text_of(body.first(static_cast<std::size_t>(size))));
    body = body.subspan(static_cast<std::size_t>(size));
  }
  return row;
}

}  // namespace

Result<std::size_t> TextRows::take(ByteView received) {
  postgres::MessageReader reader(received);
  for (ByteView body; reader.next_of(MessageType::data_row, body);) {
    auto row = row_of(body);
    if (!row) return std::unexpected(std::move(row).error());
    rows_.push_back(*std::move(row));
  }
  return reader.used();
}

}  // namespace wirespeed::postgres_client
