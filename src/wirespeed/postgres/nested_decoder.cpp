#include "wirespeed/postgres/nested_decoder.hpp"

#include <limits>

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kMaxItems = std::numeric_limits<std::int32_t>::max();

std::unexpected<CellFault> too_many_items() {
  return std::unexpected(
      CellFault{0, Errc::limit, "expected at most 2^31 - 1 items in one batch; make the batches smaller"});
}

}  // namespace

std::unexpected<CellFault> in_item(CellFault fault, std::span<const std::size_t> ends) {
  const auto value = std::upper_bound(ends.begin(), ends.end(), fault.cell);
  const std::size_t first = value == ends.begin() ? 0 : *(value - 1);
  fault.text = fmt::format("item {}: {}", fault.cell - first + 1, fault.text);
  fault.cell = static_cast<std::size_t>(value - ends.begin());
  return std::unexpected(std::move(fault));
}

column::Field StructDecoder::field() const {
  column::Field field{.name = name_, .type = column::Type::structure};
  for (const DecoderPtr& part : parts_) field.children.push_back(part->field());
  return field;
}

Appended StructDecoder::append(std::span<const Cell> cells) {
  cells_.assign(parts_.size() * cells.size(), Cell{});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_null()) continue;
    one_.assign(parts_.size(), Cell{});
    auto cut = cut_(cells[i].bytes(), one_);
    if (!cut) return fault(i, "{}", cut.error());
    for (std::size_t k = 0; k < parts_.size(); ++k) cells_[k * cells.size() + i] = one_[k];
  }
  for (std::size_t k = 0; k < parts_.size(); ++k) {
    auto appended = parts_[k]->append(std::span(cells_).subspan(k * cells.size(), cells.size()));
    if (appended) continue;
    CellFault found = std::move(appended).error();
    found.text = fmt::format("field \"{}\": {}", parts_[k]->field().name, found.text);
    return std::unexpected(std::move(found));
  }
  presence_.push(cells);
  return {};
}

std::size_t StructDecoder::bytes() const noexcept {
  std::size_t sum = presence_.bytes();
  for (const DecoderPtr& part : parts_) sum += part->bytes();
  return sum;
}

std::size_t StructDecoder::offset() const noexcept {
  std::size_t greatest = 0;
  for (const DecoderPtr& part : parts_) greatest = std::max(greatest, part->offset());
  return greatest;
}

Result<column::Column> StructDecoder::finish() {
  column::Column column = presence_.finish(column::Type::structure);
  for (const DecoderPtr& part : parts_) {
    auto child = part->finish();
    if (!child) return child;
    column.children.push_back(std::move(*child));
  }
  return column;
}

column::Field ListDecoder::field() const {
  column::Field field{.name = name_, .type = column::Type::list};
  if (fixed_ != 0) field.type = column::Type::fixed_size_list;
  field.size = fixed_;
  field.children.push_back(items_->field());
  field.children.front().name = column::kItemName;
  return field;
}

Printed ListDecoder::cut(const Cell& cell) {
  const std::size_t before = cells_.size();
  if (!cell.is_null()) {
    auto done = cut_(cell.bytes(), cells_);
    if (!done) return done;
  } else if (fixed_ != 0) {
    cells_.resize(before + static_cast<std::size_t>(fixed_));
  }
  if (fixed_ == 0 || cells_.size() - before == static_cast<std::size_t>(fixed_)) return {};
  return std::unexpected(fmt::format("expected {} items, found {}", fixed_, cells_.size() - before));
}

Appended ListDecoder::append(std::span<const Cell> cells) {
  cells_.clear();
  ends_.clear();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto done = cut(cells[i]);
    if (!done) return fault(i, "{}", done.error());
    ends_.push_back(cells_.size());
  }
  if (count_ + cells_.size() > kMaxItems) return too_many_items();
  auto appended = items_->append(cells_);
  if (!appended) return in_item(std::move(appended).error(), ends_);
  if (fixed_ == 0) {
    for (const std::size_t end : ends_) offsets_.push(count_ + end);
  }
  count_ += cells_.size();
  presence_.push(cells);
  return {};
}

std::size_t ListDecoder::bytes() const noexcept { return offsets_.bytes() + presence_.bytes() + items_->bytes(); }

Result<column::Column> ListDecoder::finish() {
  column::Column column = presence_.finish(fixed_ == 0 ? column::Type::list : column::Type::fixed_size_list);
  if (fixed_ == 0) column.offsets = offsets_.finish();
  count_ = 0;
  auto items = items_->finish();
  if (!items) return items;
  column.children.push_back(std::move(*items));
  return column;
}

column::Field MapDecoder::field() const { return column::map_of(name_, keys_->field(), values_->field()); }

Appended MapDecoder::append(std::span<const Cell> cells) {
  cells_.clear();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].is_null()) {
      auto cut = cut_(cells[i].bytes(), cells_);
      if (!cut) return fault(i, "{}", cut.error());
    }
    offsets_.push(count_ + cells_.size() / 2);
  }
  count_ += cells_.size() / 2;
  if (count_ > kMaxItems) return too_many_items();
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    entry_cells_.clear();
    for (std::size_t i = which; i < cells_.size(); i += 2) entry_cells_.push_back(cells_[i]);
    auto appended = (which == 0 ? keys_ : values_)->append(entry_cells_);
    if (!appended) return fault(0, "{}", appended.error().text);
  }
  presence_.push(cells);
  return {};
}

std::size_t MapDecoder::bytes() const noexcept {
  return offsets_.bytes() + presence_.bytes() + keys_->bytes() + values_->bytes();
}

Result<column::Column> MapDecoder::finish() {
  column::Column column = presence_.finish(column::Type::map);
  column.offsets = offsets_.finish();
  column::Column entries;
  entries.type = column::Type::structure;
  entries.length = static_cast<std::int64_t>(std::exchange(count_, 0));
  for (const DecoderPtr* part : {&keys_, &values_}) {
    auto child = (*part)->finish();
    if (!child) return child;
    entries.children.push_back(std::move(*child));
  }
  column.children.push_back(std::move(entries));
  return column;
}

}  // namespace wirespeed::postgres
