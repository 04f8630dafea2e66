#include <algorithm>
#include <iterator>

#include "wirespeed/column/builders.hpp"
#include "wirespeed/record/gather.hpp"
#include "wirespeed/record/view.hpp"

namespace wirespeed::record {
namespace {

using column::Column;
using column::Type;

// By Kind.
constexpr Type kTypes[] = {
    Type::boolean,
    Type::int8,
    Type::int16,
    Type::int32,
    Type::int64,
    Type::uint8,
    Type::uint16,
    Type::uint32,
    Type::uint64,
    Type::float32,
    Type::float64,
    Type::date32,
    Type::timestamp_us,
    Type::timestamp_us,
    Type::duration_us,
    Type::utf8,
    Type::fixed_size_binary,
    Type::utf8,
    Type::binary,
    Type::structure,
};
static_assert(std::size(kTypes) == static_cast<std::size_t>(Kind::record) + 1);

column::Field item_field(const FieldType& type) {
  column::Field field{.name = std::string(column::kItemName), .type = kTypes[static_cast<std::size_t>(type.kind)]};
  field.nullable = false;
  if (type.kind == Kind::timestamp_utc) field.zone = "UTC";
  if (type.kind == Kind::fixed_bytes) field.size = static_cast<std::int32_t>(type.width);
  if (type.kind == Kind::record) field.children = column_schema(*type.record);
  return field;
}

// The values of a column, whoever has them: a field of each record, or the items of all its lists.
template <typename Source>
class Gatherer {
 public:
  explicit Gatherer(const Source& source) : source_(source) {}

  Result<Column> run() {
    column_.type = kTypes[static_cast<std::size_t>(source_.type().kind)];
    column_.length = static_cast<std::int64_t>(source_.size());
    set_validity();
    if (auto ok = source_.type().is_list ? put_lists() : put_items(); !ok)
      return std::unexpected(std::move(ok).error());
    return std::move(column_);
  }

 private:
  static constexpr std::size_t kNarrow = 64;  // bytes
  static constexpr std::size_t kNarrowTexts = column::kMaxTextBytes / kNarrow - 1;

  void set_validity() {
    if (!source_.is_optional()) return;
    std::size_t nulls = 0;
    column::BitBuilder bits;
    bits.reserve(source_.size());
    for (std::size_t row = 0; row < source_.size(); ++row) {
      const bool is_there = source_.is_there(row);
      bits.set(row, is_there);
      nulls += is_there ? 0 : 1;
    }
    column_.nulls = static_cast<std::int64_t>(nulls);
    if (nulls != 0) column_.validity = bits.finish(source_.size());
  }

  Result<void> put_items() {
    switch (source_.type().kind) {
      case Kind::boolean:
        put_bits();
        return {};
      case Kind::fixed_text:
      case Kind::text:
      case Kind::bytes:
        return put_texts();
      case Kind::record:
        return put_records();
      default:
        put_values();
        return {};
    }
  }

  void put_bits() {
    column::BitBuilder bits;
    bits.reserve(source_.size());
    for (std::size_t row = 0; row < source_.size(); ++row)
      bits.set(row, source_.is_there(row) && *source_.value(row) != 0);
    column_.values = bits.finish(source_.size());
  }

  void put_values() {
    const std::size_t width = width_of(source_.type());
    column_.values.reserve(source_.size() * width);
    column_.values.set_size(source_.size() * width);
    source_.copy_values(column_.values.data());
  }

  std::string_view text(std::size_t row) const {
    if (!source_.is_there(row)) return {};
    return source_.type().kind == Kind::fixed_text ? trimmed(source_.value(row), source_.type().width)
                                                   : text_of(source_.bytes(row));
  }

  std::int32_t* reserve_offsets() {
    const std::size_t bytes = (source_.size() + 1) * sizeof(std::int32_t);
    column_.offsets.reserve(bytes);
    column_.offsets.set_size(bytes);
    column_.offsets.template as<std::int32_t>()[0] = 0;
    return column_.offsets.template as<std::int32_t>() + 1;
  }

  static Error too_much(std::size_t found) {
    return {Errc::limit,
            fmt::format("records to columns: expected at most {} bytes of text or items in a column, found {}; "
                        "take fewer records at once",
                        column::kMaxTextBytes, found)};
  }

  // Room for all that the texts may be, and each of its whole width: what of it does not count is written over.
  void put_narrow_texts() {
    const std::size_t width = source_.type().width;
    std::int32_t* offsets = reserve_offsets();
    column_.values.reserve((source_.size() + 1) * width);
    std::uint8_t* const begin = column_.values.data();
    std::uint8_t* to = begin;
    for (std::size_t row = 0; row < source_.size(); ++row) {
      const std::uint8_t* text = source_.value(row);  // of a null zeros, which are no text
      std::memcpy(to, text, width);
      to += trimmed(text, width).size();
      offsets[row] = static_cast<std::int32_t>(to - begin);
    }
    column_.values.set_size(static_cast<std::size_t>(to - begin));
  }

  Result<void> put_texts() {
    const FieldType& type = source_.type();
    if (type.kind == Kind::fixed_text && type.width <= kNarrow && source_.size() <= kNarrowTexts) {
      put_narrow_texts();
      return {};
    }
    std::int32_t* offsets = reserve_offsets();
    std::size_t end = 0;
    for (std::size_t row = 0; row < source_.size(); ++row) {
      end += text(row).size();
      if (end > column::kMaxTextBytes) return std::unexpected(too_much(end));
      offsets[row] = static_cast<std::int32_t>(end);
    }
    column_.values.reserve(end);
    column_.values.set_size(end);
    std::uint8_t* to = column_.values.data();
    for (std::size_t row = 0; row < source_.size(); ++row) {
      const std::string_view one = text(row);
      if (!one.empty()) std::memcpy(to, one.data(), one.size());
      to += one.size();
    }
    return {};
  }

  Result<void> put_records();
  Result<void> put_lists();

  const Source& source_;
  Column column_{};
};

// A field of each record.
class FieldSource {
 public:
  FieldSource(const Records& records, std::size_t field) : records_(records), field_(field) {}

  const FieldType& type() const noexcept { return records_.schema->field(field_).type; }
  std::size_t size() const noexcept { return records_.items.size(); }
  bool is_there(std::size_t row) const noexcept { return !view(row).is_null(field_); }
  bool is_optional() const noexcept { return records_.schema->field(field_).is_optional; }
  void copy_values(std::uint8_t* to) const { gather_values(records_, field_, to, nullptr); }
  // A null has zeros there.
  const std::uint8_t* value(std::size_t row) const noexcept { return view(row).place(field_); }
  ByteView bytes(std::size_t row) const noexcept { return view(row).bytes(field_); }
  ListView list(std::size_t row) const noexcept { return view(row).list(field_); }

 private:
  View view(std::size_t row) const noexcept { return {*records_.schema, records_.items[row]}; }

  const Records& records_;
  std::size_t field_;
};

// The items of lists.
class ItemSource {
 public:
  explicit ItemSource(const FieldType& list) : type_(list) { type_.is_list = false; }

  void add(const ListView& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      items_.push_back(has_width(type_.kind) ? ByteView(list.data() + i * width_of(type_), width_of(type_))
                                             : list.bytes(i));
    }
  }

  const FieldType& type() const noexcept { return type_; }
  std::size_t size() const noexcept { return items_.size(); }
  bool is_there(std::size_t /*row*/) const noexcept { return true; }
  bool is_optional() const noexcept { return false; }
  void copy_values(std::uint8_t* to) const {
    for (const ByteView item : items_) to = std::copy(item.begin(), item.end(), to);
  }
  const std::uint8_t* value(std::size_t row) const noexcept { return items_[row].data(); }
  ByteView bytes(std::size_t row) const noexcept { return items_[row]; }
  ListView list(std::size_t /*row*/) const noexcept { return {type_, nullptr, 0}; }  // there are no lists of lists

 private:
  FieldType type_;
  std::vector<ByteView> items_;
};

// A struct has its children's values for its nulls, too: those of the schema's defaults.
template <typename Source>
Result<void> Gatherer<Source>::put_records() {
  const Schema& schema = *source_.type().record;
  std::vector<const std::uint8_t*> items(source_.size());
  for (std::size_t row = 0; row < items.size(); ++row) {
    items[row] = source_.is_there(row) ? source_.bytes(row).data() : schema.defaults();
  }
  auto batch = gather_batch(Records(schema, items));
  if (!batch) return std::unexpected(std::move(batch).error());
  column_.children = std::move(batch->columns);
  return {};
}

template <typename Source>
Result<void> Gatherer<Source>::put_lists() {
  column_.type = Type::list;
  std::int32_t* offsets = reserve_offsets();
  ItemSource items(source_.type());
  for (std::size_t row = 0; row < source_.size(); ++row) {
    if (source_.is_there(row)) items.add(source_.list(row));
    if (items.size() > column::kMaxTextBytes) return std::unexpected(too_much(items.size()));
    offsets[row] = static_cast<std::int32_t>(items.size());
  }
  auto child = Gatherer<ItemSource>(items).run();
  if (!child) return std::unexpected(std::move(child).error());
  column_.children.push_back(std::move(*child));
  return {};
}

}  // namespace

column::Field column_field(const Field& field) {
  column::Field made = item_field(field.type);
  if (field.type.is_list) {
    column::Field list{.name = {}, .type = Type::list};
    list.children.push_back(std::move(made));
    made = std::move(list);
  }
  made.name = field.name;
  made.nullable = field.is_optional;
  return made;
}

column::Schema column_schema(const Schema& schema) {
  column::Schema made;
  made.reserve(schema.size());
  for (const Field& field : schema.fields()) made.push_back(column_field(field));
  return made;
}

Result<column::Column> gather_column(const Records& records, std::size_t field) {
  const FieldSource source(records, field);
  return Gatherer<FieldSource>(source).run();
}

Result<column::Batch> gather_batch(const Records& records) {
  column::Batch batch;
  batch.rows = static_cast<std::int64_t>(records.items.size());
  batch.columns.reserve(records.schema->size());
  for (std::size_t i = 0; i < records.schema->size(); ++i) {
    auto column = gather_column(records, i);
    if (!column) return std::unexpected(std::move(column).error());
    batch.columns.push_back(std::move(*column));
  }
  return batch;
}

}  // namespace wirespeed::record
