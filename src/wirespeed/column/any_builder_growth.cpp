// How a type grows, how memory does, and what a builder is finished into.
#include <algorithm>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/any_builder.hpp"
#include "wirespeed/column/cell_text.hpp"

namespace wirespeed::column {
namespace {

// As Buffer::reserve, with zeros in what is new.
void reserve_zeros(Buffer& buffer, std::size_t bytes) {
  const std::size_t before = buffer.capacity();
  buffer.reserve(bytes);
  if (buffer.capacity() != before) std::memset(buffer.data() + before, 0, buffer.capacity() - before);
}

std::size_t bytes_of_bits(std::size_t bits) noexcept { return align_up(bits, 64) / 8; }

bool needs_offsets(Type type) noexcept { return has_bytes(type) || type == Type::list; }

// The fields of a declared type that it must have, or none.
Kind kind_of(const Field& field) noexcept {
  if (is_timestamp(field.type)) {
    return {field.type, field.zone.empty() ? kind::kLocalTimestamp : kind::kTimestamp};
  }
  if (field.type == Type::list_utf8) return {Type::list};
  return {field.type};
}

bool continues(std::uint8_t byte) noexcept { return (byte & 0xC0U) == 0x80; }

}  // namespace

void AnyBuilder::declare(const Field& field) {
  become(kind_of(field));
  zone_ = field.zone;
  size_ = field.size;
  as_text_ = field.type == Type::utf8;
  if (field.type == Type::list_utf8) items().declare({.type = Type::utf8});
  if (!field.children.empty()) children_.clear();
  for (const Field& child : field.children) children_.emplace_back(child.name, growth_).declare(child);
  fix();
}

void AnyBuilder::fix() {
  fixed_ = true;
  for (AnyBuilder& child : children_) child.fix();
}

// REQUIRES: no value but nulls.
void AnyBuilder::become(Kind kind) {
  const std::size_t nulls = std::exchange(length_, 0);
  nulls_ = 0;
  kind_ = kind;
  if (kind.type == Type::list || kind.type == Type::fixed_size_list) {
    children_.emplace_back(std::string(kItemName), growth_);
  }
  for (std::size_t i = 0; i < nulls; ++i) {
    if (!null()) return;
  }
}

void AnyBuilder::become_float() noexcept {
  const std::int64_t* from = values_.as<std::int64_t>();
  double* to = values_.as<double>();
  for (std::size_t i = 0; i < length_; ++i) to[i] = static_cast<double>(from[i]);
  kind_ = {Type::float64};
}

void AnyBuilder::become_microseconds() noexcept {
  auto* values = values_.as<std::int64_t>();
  for (std::size_t i = 0; i < length_; ++i) values[i] /= 1000;
  kind_.type = Type::timestamp_us;
}

// Of vectors: where each begins is known from their size.
void AnyBuilder::become_list() noexcept {
  kind_.type = Type::list;
  offsets_.reserve((capacity_ + 1) * sizeof(std::int32_t));
  auto* offsets = offsets_.as<std::int32_t>();
  for (std::size_t i = 0; i <= length_; ++i) offsets[i] = static_cast<std::int32_t>(i) * size_;
  size_ = 0;
}

void AnyBuilder::become_union() {
  AnyBuilder first = std::move(*this);
  const std::size_t length = first.length_;
  *this = AnyBuilder(first.name_, first.growth_, Kind{Type::dense_union});
  first.name_ = name_of(first.kind_);
  expected_ = std::max(first.expected_, length + 1);
  children_.push_back(std::move(first));
  grow();
  std::memset(values_.data(), 0, length);
  for (std::size_t i = 0; i < length; ++i) offsets_.as<std::int32_t>()[i] = static_cast<std::int32_t>(i);
  length_ = length;
}

bool AnyBuilder::become_text() {
  const Field before = field();
  auto column = kind_.type == Type::utf8 ? Result<Column>(Column{}) : finish();
  if (!column) return refuse("other values", column.error().message);
  as_text_ = true;
  if (std::exchange(kind_, Kind{Type::utf8}).type == Type::utf8) return true;
  children_.clear();
  zone_.clear();
  std::string text;
  for (std::int64_t row = 0; row < column->length; ++row) {
    text.clear();
    if (!(append_cell(text, before, *column, row) ? put_text(text) : null())) return false;
  }
  return true;
}

void AnyBuilder::set_zone(std::string_view zone) {
  if (zone_ == zone) return;
  if (zone_.empty()) {
    zone_ = zone;
  } else if (!fixed_) {
    zone_ = "UTC";
  }
}

void AnyBuilder::grow() {
  const bool first = capacity_ == 0;
  capacity_ = first ? std::max(expected_, kFirstCapacity) : capacity_ * 2;
  if (nulls_ != 0) reserve_zeros(validity_, bytes_of_bits(capacity_));
  if (kind_.type == Type::boolean) reserve_zeros(values_, bytes_of_bits(capacity_));
  if (kind_.type == Type::dense_union) {
    values_.reserve(capacity_);
    offsets_.reserve(capacity_ * sizeof(std::int32_t));
  } else if (needs_offsets(kind_.type)) {
    offsets_.reserve((capacity_ + 1) * sizeof(std::int32_t));
    if (first) offsets_.as<std::int32_t>()[0] = 0;
  } else {
    values_.reserve(capacity_ * width_of(kind_.type));
  }
}

bool AnyBuilder::grow_text(std::size_t more) {
  if (more > kMaxTextBytes - end_) {
    return refuse(fmt::format("{} bytes more", more),
                  "more than 2^31 - 1 bytes in one batch; make the batches smaller");
  }
  const std::size_t wanted = std::max({expected_text_, 2 * end_, end_ + more});
  values_.reserve(std::min(wanted, kMaxTextBytes));
  return true;
}

// Until the first null, all values are there.
void AnyBuilder::start_validity() {
  reserve_zeros(validity_, bytes_of_bits(capacity_));
  std::memset(validity_.data(), 0xFF, length_ / 8);
  for (std::size_t i = length_ / 8 * 8; i < length_; ++i) set_bit(validity_, i);
}

void AnyBuilder::fill_null() {
  if (has_bytes(kind_.type)) {
    set_offset(end_);
  } else if (kind_.type == Type::list) {
    set_offset(items().length());
  } else if (kind_.type == Type::fixed_size_list) {
    items().pad((length_ + 1) * static_cast<std::size_t>(size_));
  } else if (const std::size_t width = width_of(kind_.type); width != 0) {
    std::memset(values_.data() + length_ * width, 0, width);
  }
}

std::size_t AnyBuilder::bytes() const noexcept {
  std::size_t sum = length_ * (width_of(kind_.type) + (offsets_.capacity() != 0 ? sizeof(std::int32_t) : 0)) + end_;
  for (const AnyBuilder& child : children_) sum += child.bytes();
  if (kind_.type == Type::structure) {
    for (const AnyBuilder& child : children_)
      sum += (length_ - std::min(length_, child.length_)) * sizeof(std::int64_t);
  }
  return sum;
}

Field AnyBuilder::field() const {
  Field field{.name = name_, .type = kind_.type, .zone = zone_, .size = size_};
  for (const AnyBuilder& child : children_) field.children.push_back(child.field());
  return field;
}

// The whole text is looked at in one go, then whether each value begins where a character does.
Result<void> AnyBuilder::check_text() const {
  const std::string_view text(reinterpret_cast<const char*>(values_.data()), end_);
  std::size_t wrong = valid_utf8_prefix(text);
  const auto* offsets = offsets_.capacity() == 0 ? nullptr : reinterpret_cast<const std::int32_t*>(offsets_.data());
  std::size_t row = 0;
  for (; row < length_; ++row) {
    const auto begin = static_cast<std::size_t>(offsets[row]);
    if (begin < end_ && continues(values_.data()[begin])) wrong = std::min(wrong, begin);
    if (wrong<end_&& static_cast<std::size_t>(offsets[row + 1])> wrong) break;
  }
  if (wrong == end_) return {};
  return fail(Errc::malformed, "columns: expected text in UTF-8, found other bytes in value {} of column '{}'", row,
              name_);
}

Result<Column> AnyBuilder::finish() {
  if (kind_.type == Type::utf8) {
    auto valid = check_text();
    if (!valid) return std::unexpected(std::move(valid).error());
  }
  std::vector<Column> children;
  for (AnyBuilder& child : children_) {
    if (kind_.type == Type::structure && !child.pad(length_)) return fail(Errc::limit, "columns: too many values");
    auto column = child.finish();
    if (!column) return std::unexpected(std::move(column).error());
    children.push_back(std::move(*column));
  }
  Column column = take();
  column.children = std::move(children);
  return column;
}

// All but the children.
Column AnyBuilder::take() {
  if (capacity_ == 0) grow();  // the first offset
  const bool text = has_bytes(kind_.type);
  const std::size_t offsets = kind_.type == Type::dense_union ? length_ : length_ + 1;
  if (offsets_.capacity() != 0) offsets_.set_size(offsets * sizeof(std::int32_t));
  if (nulls_ != 0 && kind_.type != Type::null) validity_.set_size((length_ + 7) / 8);
  values_.set_size(text ? end_ : length_ * width_of(kind_.type));
  if (kind_.type == Type::boolean) values_.set_size((length_ + 7) / 8);
  if (kind_.type == Type::dense_union) values_.set_size(length_);
  expected_ = std::max(length_, kFirstCapacity);
  expected_text_ = std::max<std::size_t>(end_, 1024);
  Column column{.type = kind_.type,
                .length = static_cast<std::int64_t>(std::exchange(length_, 0)),
                .nulls = static_cast<std::int64_t>(std::exchange(nulls_, 0)),
                .validity = std::exchange(validity_, {}),
                .offsets = std::exchange(offsets_, {}),
                .values = std::exchange(values_, {}),
                .children = {}};
  capacity_ = end_ = 0;
  return column;
}

}  // namespace wirespeed::column
