#include "wirespeed/postgres/record_decoder.hpp"

#include "wirespeed/postgres/value_printer.hpp"

namespace wirespeed::postgres {

std::expected<std::vector<Oid>, std::string> shape_of(ByteView record) {
  PartReader reader(record);
  std::int32_t count = 0;
  if (!reader.read_count(count, 8)) return reader.fault("the number of fields");
  std::vector<Oid> types;
  for (std::int32_t i = 0; i < count; ++i) {
    Cell cell;
    if (!reader.read(types.emplace_back()) || !reader.read_sized(cell)) {
      return reader.fault(fmt::format("field {} of {}", i + 1, count));
    }
  }
  return types;
}

column::Field RecordDecoder::text_field() const { return make_text_decoder(name_, options_)->field(); }

// A record without fields is its own shape: told as text, too.
Appended RecordDecoder::append(std::span<const Cell> cells) {
  if (!is_text_) {
    auto found = find_shape(cells);
    if (!found) return found;
  }
  if (!finished_ && !is_text_) keep(cells);
  if (target_) return target_->append(cells);
  return {};
}

Appended RecordDecoder::find_shape(std::span<const Cell> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_null()) continue;
    auto shape = shape_of(cells[i].bytes());
    if (!shape) return fault(i, "{}", shape.error());
    if (*shape == shape_ && knows_shape()) continue;
    if (finished_) {
      return fault(
          i, "expected {} fields of the types that the first batch had, found {} fields; read it with records=text",
          shape_.size(), shape->size());
    }
    if (knows_shape() || shape->empty()) return begin_text();
    shape_ = std::move(*shape);
    auto begun = begin_struct(i);
    if (!begun) return begun;
  }
  return {};
}

Appended RecordDecoder::begin_struct(std::size_t cell) {
  Type type{.name = "record", .kind = Kind::composite};
  for (std::size_t i = 0; i < shape_.size(); ++i) type.fields.push_back({fmt::format("f{}", i + 1), {shape_[i]}});
  auto made = DecoderFactory(*catalog_, options_).make_composite(name_, type);
  if (!made) return std::unexpected(CellFault{cell, made.error().code, made.error().message});
  target_ = std::move(*made);
  return append_kept(*target_);
}

Appended RecordDecoder::begin_text() {
  is_text_ = true;
  target_ = make_printed_decoder(
      name_,
      [catalog = catalog_](std::string& out, ByteView value) {
        constexpr Oid kRecord = 2249;
        return ValuePrinter(*catalog).print(out, kRecord, value);
      },
      options_);
  auto appended = append_kept(*target_);
  earlier_ = {};
  earlier_sizes_ = {};
  return appended;
}

void RecordDecoder::keep(std::span<const Cell> cells) {
  for (const Cell& cell : cells) {
    earlier_sizes_.push_back(cell.size);
    if (!cell.is_null()) earlier_.insert(earlier_.end(), cell.data, cell.data + cell.size);
  }
}

Appended RecordDecoder::append_kept(ColumnDecoder& to) const {
  std::vector<std::uint8_t> bytes = earlier_;
  bytes.resize(bytes.size() + kReadableBehind);
  std::vector<Cell> cells;
  const std::uint8_t* at = bytes.data();
  for (const std::int32_t size : earlier_sizes_) {
    cells.push_back({at, size});
    at += std::max(size, 0);
  }
  return to.append(cells);
}

// What is text then stays so: without a value there is no shape.
Result<column::Column> RecordDecoder::finish() {
  if (!target_) {
    auto begun = begin_text();
    if (!begun) return fail(begun.error().code, "{}", begun.error().text);
  }
  finished_ = true;
  earlier_ = {};
  earlier_sizes_ = {};
  return target_->finish();
}

}  // namespace wirespeed::postgres
