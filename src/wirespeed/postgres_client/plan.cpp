#include "wirespeed/postgres_client/plan.hpp"

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres_client {

std::vector<Format> Plan::formats() const {
  std::vector<Format> formats;
  formats.reserve(columns.size());
  for (const auto& column : columns) formats.push_back(column.format);
  return formats;
}

Result<std::vector<postgres::Cell>> Parameters::cells(std::size_t count) const {
  std::vector<postgres::Cell> cells;
  cells.reserve(count);
  ByteView left = bytes;
  while (left.size() >= sizeof(std::int32_t)) {
    const auto size = load_be<std::int32_t>(left.data());
    left = left.subspan(sizeof(std::int32_t));
    const std::size_t taken = size < 0 ? 0 : static_cast<std::size_t>(size);
    if (taken > left.size()) break;
    cells.push_back({left.data(), size < 0 ? -1 : size});
    left = left.subspan(taken);
  }
  if (cells.size() == count && left.empty()) return cells;
  return fail(Errc::invalid_argument, "bind parameters: expected {} values, found {}", count, cells.size());
}

}  // namespace wirespeed::postgres_client
