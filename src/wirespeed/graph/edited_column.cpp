#include "wirespeed/graph/edited_column.hpp"

#include <array>
#include <optional>
#include <type_traits>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/column/text_items.hpp"
#include "wirespeed/graph/nested_column.hpp"

namespace wirespeed::graph {
namespace {

using column::ArrayView;
using column::Item;

// What a column that was made here shows.
struct Made {
  std::vector<std::uint8_t> items;
  std::vector<std::int64_t> offsets;
  std::vector<std::uint8_t> validity;
};

template <typename T>
bool store(T value, std::uint8_t* at) {
  std::memcpy(at, &value, sizeof value);
  return true;
}

template <typename T>
bool store_number(const PropertyValue& value, std::uint8_t* at) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  if constexpr (std::is_floating_point_v<T>) {
    const auto* real = std::get_if<double>(&value);
    if (real != nullptr) return store(static_cast<T>(*real), at);
    return whole != nullptr && store(static_cast<T>(*whole), at);
  } else {
    return whole != nullptr && std::in_range<T>(*whole) && store(static_cast<T>(*whole), at);
  }
}

// False for a value that items of that kind cannot be.
bool store_value(Item item, const PropertyValue& value, std::uint8_t* at) {
  switch (item) {
    case Item::boolean: {
      const auto* flag = std::get_if<bool>(&value);
      return flag != nullptr && store(static_cast<std::uint8_t>(*flag), at);
    }
    case Item::int8:
      return store_number<std::int8_t>(value, at);
    case Item::int16:
      return store_number<std::int16_t>(value, at);
    case Item::int32:
      return store_number<std::int32_t>(value, at);
    case Item::uint8:
      return store_number<std::uint8_t>(value, at);
    case Item::uint16:
      return store_number<std::uint16_t>(value, at);
    case Item::uint32:
      return store_number<std::uint32_t>(value, at);
    case Item::uint64:
      return store_number<std::uint64_t>(value, at);
    case Item::float32:
      return store_number<float>(value, at);
    case Item::float64:
      return store_number<double>(value, at);
    default:
      return store_number<std::int64_t>(value, at);
  }
}

// A time as the whole number that the column has for it; as it is where there is none.
PropertyValue as_kept(const PropertyValue& value, std::string_view type) {
  const auto* time = std::get_if<TimeValue>(&value);
  const auto kept = time == nullptr ? std::nullopt : time_type_of(type);
  if (!kept) return value;
  const auto ticks = ticks_in(*time, *kept);
  return ticks && !ticks->has_rest ? PropertyValue(ticks->ticks) : value;
}

// What holds the values themselves.
const ArrayView& leaf_of(const ArrayView& values) noexcept {
  return values.dictionary == nullptr ? values : *values.dictionary;
}

class Editor {
 public:
  Editor(const NodeProperty& old, std::span<const std::uint32_t> rows, std::span<const ChangedValue> values)
      : old_(old), leaf_(leaf_of(old.values)), rows_(rows) {
    changed_.resize(rows.size());
    for (const auto& [row, value] : values) changed_[row] = &value;
    made_->validity.resize((rows.size() + 7) / 8);
  }

  Result<NodeProperty> edit() {
    const bool is_text = column::is_text(leaf_.item);
    if (auto ok = is_text ? edit_texts() : edit_numbers(); !ok) return std::unexpected(ok.error());
    view_.length = static_cast<std::int64_t>(rows_.size());
    view_.data = made_->items.data();
    if (there_ != rows_.size()) view_.validity = made_->validity.data();
    return NodeProperty{old_.name, view_, std::move(made_), old_.type};
  }

 private:
  // Where the old value lies in leaf_.
  std::optional<std::int64_t> place_of(std::uint32_t row) const {
    if (row == kNoRow || !old_.values.is_there(row)) return std::nullopt;
    if (old_.values.dictionary == nullptr) return row;
    const std::int64_t place = column::place_at(old_.values, row);
    if (place < 0 || place >= leaf_.length || !leaf_.is_there(place)) return std::nullopt;
    return place;
  }

  bool is_none(std::size_t i) const { return std::holds_alternative<std::monostate>(*changed_[i]); }
  void mark(std::size_t i) {
    column::set_bit(made_->validity.data(), static_cast<std::int64_t>(i));
    ++there_;
  }

  Result<void> edit_numbers() {
    const bool is_bit = leaf_.item == Item::bit;
    view_.item = is_bit ? Item::boolean : leaf_.item;
    view_.width = view_.stride = is_bit ? 1 : leaf_.width;
    const auto width = static_cast<std::size_t>(view_.width);
    made_->items.resize(rows_.size() * width);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::uint8_t* const at = made_->items.data() + i * width;
      if (changed_[i] != nullptr) {
        if (is_none(i)) continue;
        if (!store_value(view_.item, as_kept(*changed_[i], old_.type), at)) return refused(i);
        mark(i);
      } else if (const auto place = place_of(rows_[i])) {
        if (is_bit) *at = column::bit_at(leaf_, *place) ? 1 : 0;
        if (!is_bit) std::memcpy(at, leaf_.data + *place * leaf_.stride, width);
        mark(i);
      }
    }
    return {};
  }

  Result<void> edit_texts() {
    view_.item = Item::large_text;
    made_->offsets.reserve(rows_.size() + 1);
    made_->offsets.push_back(0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (changed_[i] != nullptr) {
        const auto* text = std::get_if<std::string>(changed_[i]);
        if (text == nullptr && !is_none(i)) return refused(i);
        if (text != nullptr) append(i, *text);
      } else if (const auto place = place_of(rows_[i])) {
        append_old(i, *place);
      }
      made_->offsets.push_back(static_cast<std::int64_t>(made_->items.size()));
    }
    view_.offsets = made_->offsets.data();
    if (made_->items.empty()) made_->items.push_back(0);  // an empty text is not null
    return {};
  }

  void append_old(std::size_t i, std::int64_t place) {
    if (leaf_.item == Item::bytes || leaf_.item == Item::ucs4) return append(i, column::utf8_text_at(leaf_, place));
    const std::string_view text = column::text_at(leaf_, place);
    if (text.data() != nullptr) append(i, text);
  }
  void append(std::size_t i, std::string_view text) {
    made_->items.insert(made_->items.end(), text.begin(), text.end());
    mark(i);
  }

  std::unexpected<Error> refused(std::size_t i) const {
    return fail(Errc::invalid_argument, "merge: \"{}\" of {}: expected a value of the column's kind, found {}",
                old_.name, i, kind_of(*changed_[i]));
  }

  const NodeProperty& old_;
  const ArrayView& leaf_;
  std::span<const std::uint32_t> rows_;
  std::vector<const PropertyValue*> changed_;  // by row
  std::shared_ptr<Made> made_ = std::make_shared<Made>();
  std::size_t there_ = 0;
  ArrayView view_;
};

}  // namespace

bool can_be(const NodeProperty& column, const PropertyValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return true;
  if (column.is_nested()) return can_be_nested(column, value);
  const ArrayView& leaf = leaf_of(column.values);
  if (column::is_text(leaf.item)) return std::holds_alternative<std::string>(value);
  std::array<std::uint8_t, 8> item{};
  return store_value(leaf.item == Item::bit ? Item::boolean : leaf.item, as_kept(value, column.type), item.data());
}

Result<NodeProperty> edited_column(const NodeProperty& old, std::span<const std::uint32_t> rows,
                                   std::span<const ChangedValue> values) {
  return old.is_nested() ? edited_nested(old, rows, values) : Editor(old, rows, values).edit();
}

Result<NodeProperty> column_of(const std::string& name, std::size_t rows, std::span<const ChangedValue> values) {
  std::vector<const PropertyValue*> kinds;
  kinds.reserve(values.size());
  for (const auto& [row, value] : values) kinds.push_back(&value);
  return edited_column(empty_column_of(name, kinds), std::vector<std::uint32_t>(rows, kNoRow), values);
}

}  // namespace wirespeed::graph
