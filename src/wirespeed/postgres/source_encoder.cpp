#include "wirespeed/postgres/source_encoder.hpp"

namespace wirespeed::postgres {

bool SourceEncoder::refuse(std::int64_t row, std::string_view value, std::string_view why) {
  return refuse(row, fmt::format("{} ({}) does not fit {}: {}", value, to_string(source_), target_, why));
}

bool SourceEncoder::refuse(std::int64_t row, std::string_view why) {
  refusal_.row = row;
  refusal_.path.clear();
  refusal_.what = why;
  return false;
}

bool SourceEncoder::refuse_part(std::int64_t row, std::string_view path) {
  refusal_.row = row;
  refusal_.path.insert(0, path);
  return false;
}

bool CellByCellEncoder::append_cell(std::int64_t row, EncodedBytes& out) {
  if (source().is_null(row)) {
    out.put(kNullSize);
    return true;
  }
  const std::size_t begin = out.begin_cell();
  if (!append_value(row, out)) return false;
  if (out.size() - begin > kMaxCellBytes) return refuse(row, "a value of more than 1 GiB, which no server takes");
  out.end_cell(begin);
  return true;
}

bool CellByCellEncoder::append(RowRange rows, EncodedBytes& out) {
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (!append_cell(row_at(rows, i), out)) return false;
  }
  return true;
}

bool CellByCellEncoder::measure(RowRange rows, std::uint64_t* sizes) {
  made_.resize(0);
  ends_.resize(rows.count);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::size_t before = made_.size();
    if (!append_cell(row_at(rows, i), made_)) return false;
    ends_[i] = made_.size();
    sizes[i] += ends_[i] - before;
  }
  return true;
}

bool CellByCellEncoder::write(RowRange rows, std::uint8_t** at) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < rows.count; ++i) {
    std::memcpy(at[i], made_.data() + begin, ends_[i] - begin);
    at[i] += ends_[i] - begin;
    begin = ends_[i];
  }
  return true;
}

bool NullEncoder::measure(RowRange rows, std::uint64_t* sizes) {
  for (std::size_t i = 0; i < rows.count; ++i) sizes[i] += kSizeBytes;
  return true;
}

bool NullEncoder::write(RowRange rows, std::uint8_t** at) {
  for (std::size_t i = 0; i < rows.count; ++i) at[i] = store_be(at[i], kNullSize);
  return true;
}

bool NullEncoder::append(RowRange rows, EncodedBytes& out) {
  for (std::size_t i = 0; i < rows.count; ++i) out.put(kNullSize);
  return true;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  if (text.size() <= kShown) return fmt::format("'{}'", text);
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return fmt::format("'{}' and {} bytes more", text.substr(0, end), text.size() - end);
}

}  // namespace wirespeed::postgres
