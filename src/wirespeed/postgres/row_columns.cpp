#include "wirespeed/postgres/row_columns.hpp"

#include <algorithm>

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

// Fewer rows of one stride than this are not worth a call for each column.
constexpr std::size_t kFewRows = 16;

// What one tile can add to a column's offsets, at most: most text is shorter than its bytes were, a bit string becomes
// a character for each bit, and a numeric can have 131,072 digits of which none was sent.
std::size_t greatest_growth(std::size_t bytes) noexcept { return 8 * bytes + (std::size_t{64} << 20); }

std::string type_name(const TypeCatalog& catalog, Oid oid) {
  const Type* type = catalog.find(oid);
  return type == nullptr ? fmt::format("type {}", oid) : type->name;
}

std::vector<std::size_t> widths_of(const std::vector<std::unique_ptr<ColumnDecoder>>& decoders) {
  std::vector<std::size_t> widths;
  for (const auto& decoder : decoders) {
    widths.push_back(decoder->width());
    if (widths.back() == 0) return {};
  }
  return widths;
}

}  // namespace

Result<RowColumns> RowColumns::make(std::vector<ColumnDescription> columns, const TypeCatalog& catalog,
                                    const ColumnOptions& options, BatchLimits limits) {
  const std::vector<ColumnOptions> each(columns.size(), options);
  return make(std::move(columns), catalog, each, limits);
}

Result<RowColumns> RowColumns::make(std::vector<ColumnDescription> columns, const TypeCatalog& catalog,
                                    std::span<const ColumnOptions> options, BatchLimits limits) {
  std::vector<std::string> type_names;
  std::vector<std::unique_ptr<ColumnDecoder>> decoders;
  const bool is_one_batch = limits.rows == BatchLimits::kNone && limits.bytes == BatchLimits::kNone;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnDescription& column = columns[i];
    ColumnOptions chosen = options[i];
    chosen.narrow_dictionaries |= is_one_batch;
    auto decoder = make_column_decoder(column.name, column.type, column.format, catalog, chosen);
    if (!decoder) return std::unexpected(std::move(decoder).error());
    decoders.push_back(std::move(*decoder));
    type_names.push_back(type_name(catalog, column.type.oid));
  }
  return RowColumns(std::move(columns), std::move(type_names), std::move(decoders), limits);
}

RowColumns::RowColumns(std::vector<ColumnDescription> columns, std::vector<std::string> type_names,
                       std::vector<std::unique_ptr<ColumnDecoder>> decoders, BatchLimits limits)
    : columns_(std::move(columns)),
      type_names_(std::move(type_names)),
      decoders_(std::move(decoders)),
      limits_(limits),
      tile_(columns_.size()),
      widths_(widths_of(decoders_)) {
  limits_.rows = std::max<std::size_t>(limits_.rows, 1);
}

Result<std::size_t> RowColumns::take_rows(ByteView slab, MessageType type) {
  if (type != fixed_type_ && !widths_.empty()) fixed_ = FixedRows(type, widths_);
  fixed_type_ = type;
  std::size_t taken = 0;
  while (!full_) {
    auto some = take_some(slab.subspan(taken), type);
    if (!some) return some;
    if (*some == 0) break;
    taken += *some;
  }
  return taken;
}

Result<std::size_t> RowColumns::take_some(ByteView slab, MessageType type) {
  const std::size_t alike = fixed_.count(slab, room());
  if (alike >= kFewRows) return take_fixed(slab, alike);
  const std::size_t bytes = tile_.index_messages(slab, type, room());
  if (bytes != 0) return take_tile(bytes);
  const std::size_t size = message_size(slab);
  if (size == 0 || slab[0] != static_cast<std::uint8_t>(type)) return 0;
  if (slab.size() - size < kReadableBehind) return take_last(slab, type);
  if (type == MessageType::copy_data) return 0;
  return explain(slab.first(size).subspan(kMessageHeaderBytes));
}

Result<std::size_t> RowColumns::take_fixed(ByteView slab, std::size_t count) {
  const std::size_t bytes = count * fixed_.stride();
  return append(bytes, count, [&](std::size_t column) {
    return decoders_[column]->append_strided(slab.data() + fixed_.offset(column), fixed_.stride(), count);
  });
}

// The front message ends so near to the slab's end that what may be read behind it would not be the slab's.
Result<std::size_t> RowColumns::take_last(ByteView slab, MessageType type) {
  last_.assign(slab.begin(), slab.end());
  last_.resize(slab.size() + kReadableBehind);
  const std::size_t bytes = tile_.index_messages(last_, type, room());
  if (bytes != 0 || type == MessageType::copy_data) return take_tile(bytes);
  return explain(slab.first(message_size(slab)).subspan(kMessageHeaderBytes));
}

Result<std::size_t> RowColumns::take_found(std::span<const ByteView> rows) {
  std::size_t taken = 0;
  while (!full_ && taken < rows.size()) {
    const auto next = rows.subspan(taken);
    const std::size_t found = tile_.index_rows(next.first(std::min(next.size(), room())));
    if (found == 0) return explain(next.front());
    std::size_t bytes = 0;
    for (const ByteView row : next.first(found)) bytes += row.size();
    auto done = take_tile(bytes);
    if (!done) return done;
    taken += *done == 0 ? 0 : found;
  }
  return taken;
}

Result<std::size_t> RowColumns::take_tile(std::size_t bytes) {
  return append(bytes, tile_.rows(),
                [&](std::size_t column) { return decoders_[column]->append(tile_.column(column)); });
}

// Returns `bytes`, or 0 when they are for the next batch.
Result<std::size_t> RowColumns::append(std::size_t bytes, std::size_t rows, auto&& append_column) {
  if (!has_room_for(bytes)) {
    full_ = true;
    return 0;
  }
  for (std::size_t i = 0; i < decoders_.size(); ++i) {
    auto appended = append_column(i);
    if (appended) continue;
    const CellFault& found = appended.error();
    return fail(found.code, "decode {}: {}", where(i, total_rows() + found.cell), found.text);
  }
  rows_ += rows;
  full_ = rows_ >= limits_.rows || (limits_.bytes != BatchLimits::kNone && this->bytes() >= limits_.bytes);
  return bytes;
}

bool RowColumns::has_room_for(std::size_t bytes) const noexcept {
  return rows_ == 0 || std::all_of(decoders_.begin(), decoders_.end(), [bytes](const auto& decoder) {
           return decoder->offset() == 0 || decoder->offset() + greatest_growth(bytes) <= column::kMaxTextBytes;
         });
}

std::size_t RowColumns::bytes() const noexcept {
  std::size_t sum = 0;
  for (const auto& decoder : decoders_) sum += decoder->bytes();
  return sum;
}

Result<column::Batch> RowColumns::take_batch() {
  column::Batch batch;
  batch.rows = static_cast<std::int64_t>(rows_);
  batch.columns.reserve(decoders_.size());
  for (std::size_t i = 0; i < decoders_.size(); ++i) {
    auto column = decoders_[i]->finish();
    if (!column) return std::unexpected(std::move(column).error());
    batch.columns.push_back(std::move(*column));
  }
  earlier_ += std::exchange(rows_, 0);
  full_ = false;
  return batch;
}

column::Schema RowColumns::schema() const {
  column::Schema schema;
  for (const auto& decoder : decoders_) schema.push_back(decoder->field());
  return schema;
}

std::string RowColumns::where(std::size_t column, std::size_t row) const {
  if (column == columns_.size()) return fmt::format("row {}", row + 1);
  return fmt::format("column \"{}\" ({}), row {}", columns_[column].name, type_names_[column], row + 1);
}

// REQUIRES: the row, from its number of columns on, is none of these columns
std::unexpected<wirespeed::Error> RowColumns::explain(ByteView body) const {
  const std::size_t row = total_rows();
  if (body.size() < kCountBytes) {
    return fail(Errc::malformed, "read row {}: expected its number of columns, found {} bytes", row + 1, body.size());
  }
  const std::size_t found = load_be<std::uint16_t>(body.data());
  if (found != columns_.size()) {
    return fail(Errc::malformed, "read row {}: expected {} columns, found {}", row + 1, columns_.size(), found);
  }
  const auto fault = fault_of_row(body.subspan(kCountBytes), columns_.size()).value_or(RowFault{columns_.size(), {}});
  return fail(Errc::malformed, "read {}: {}", where(fault.column, row), fault.text);
}

}  // namespace wirespeed::postgres
