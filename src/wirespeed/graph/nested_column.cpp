#include "wirespeed/graph/nested_column.hpp"

#include <algorithm>
#include <map>

#include "wirespeed/column/array_items.hpp"

// NOLINTBEGIN(misc-no-recursion): as deep as columns stand within each other

namespace wirespeed::graph {
namespace {

using column::Item;

const NodeProperty* field_of(const NodeProperty& column, std::string_view name) {
  const auto found = std::ranges::find(column.children, name, &NodeProperty::name);
  return found == column.children.end() ? nullptr : &*found;
}

// What a column shows that was made here.
struct Made {
  std::vector<std::int64_t> offsets;
  std::vector<std::uint8_t> validity;
};

class NestedEditor {
 public:
  NestedEditor(const NodeProperty& old, std::span<const std::uint32_t> rows, std::span<const ChangedValue> values)
      : old_(old), rows_(rows), changed_(rows.size()) {
    for (const auto& [row, value] : values) changed_[row] = &value;
    made_->validity.resize((rows.size() + 7) / 8);
  }

  Result<NodeProperty> edit() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (changed_[i] == nullptr || can_be(old_, *changed_[i])) continue;
      return fail(Errc::invalid_argument, "merge: \"{}\" of {}: expected a value of the column's kind, found {}",
                  old_.name, i, kind_of(*changed_[i]));
    }
    if (auto ok = old_.is_list() ? edit_list() : edit_fields(); !ok) return std::unexpected(ok.error());
    column_.name = old_.name;
    column_.type = old_.type;
    column_.values.item = old_.values.item;
    column_.values.length = static_cast<std::int64_t>(rows_.size());
    if (there_ != rows_.size()) column_.values.validity = made_->validity.data();
    column_.owner = std::move(made_);
    return std::move(column_);
  }

 private:
  // What becomes of row i: a value that was said, or what it was.
  template <typename Said, typename Was>
  void for_each_row(const Said& said, const Was& was) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool is_there = changed_[i] != nullptr ? !std::holds_alternative<std::monostate>(*changed_[i])
                                                   : rows_[i] != kNoRow && old_.values.is_there(rows_[i]);
      if (is_there) mark(i);
      if (is_there && changed_[i] != nullptr) said(i, *changed_[i]);
      if (is_there && changed_[i] == nullptr) was(i, rows_[i]);
      if (old_.is_list()) made_->offsets.push_back(static_cast<std::int64_t>(items_.size()));
    }
  }

  Result<void> edit_list() {
    made_->offsets.push_back(0);
    const std::int64_t* const offsets = old_.list_offsets();
    for_each_row(
        [&](std::size_t, const PropertyValue& value) {
          for (const NamedValue& item : std::get<PropertyList>(value).items) {
            item_values_.emplace_back(items_.size(), item.value);
            items_.push_back(kNoRow);
          }
        },
        [&](std::size_t, std::uint32_t row) {
          for (std::int64_t item = offsets[row]; item < offsets[row + 1]; ++item) {
            items_.push_back(static_cast<std::uint32_t>(item));
          }
        });
    if (items_.size() >= kNoRow) {
      return fail(Errc::limit, "merge: \"{}\": expected fewer than 2^32 - 1 items of lists, found {}", old_.name,
                  items_.size());
    }
    auto items = edited_column(old_.children.front(), items_, item_values_);
    if (!items) return std::unexpected(items.error());
    column_.children.push_back(*std::move(items));
    column_.values.offsets = made_->offsets.data();
    return {};
  }

  Result<void> edit_fields() {
    std::vector<std::uint32_t> rows(rows_.size(), kNoRow);
    std::map<std::string_view, std::vector<ChangedValue>> values;
    for_each_row(
        [&](std::size_t i, const PropertyValue& value) {
          for (const NamedValue& field : std::get<PropertyFields>(value).fields) {
            values[field.name].emplace_back(static_cast<std::uint32_t>(i), field.value);
          }
        },
        [&](std::size_t i, std::uint32_t row) { rows[i] = row; });
    for (const NodeProperty& field : old_.children) {
      auto edited = edited_column(field, rows, values[field.name]);
      if (!edited) return std::unexpected(edited.error());
      column_.children.push_back(*std::move(edited));
    }
    return {};
  }

  void mark(std::size_t i) {
    column::set_bit(made_->validity.data(), static_cast<std::int64_t>(i));
    ++there_;
  }

  const NodeProperty& old_;
  std::span<const std::uint32_t> rows_;
  std::vector<const PropertyValue*> changed_;  // by row
  std::shared_ptr<Made> made_ = std::make_shared<Made>();
  std::size_t there_ = 0;
  std::vector<std::uint32_t> items_;  // rows of the items
  std::vector<ChangedValue> item_values_;
  NodeProperty column_;
};

}  // namespace

Result<NodeProperty> edited_nested(const NodeProperty& old, std::span<const std::uint32_t> rows,
                                   std::span<const ChangedValue> values) {
  return NestedEditor(old, rows, values).edit();
}

bool can_be_nested(const NodeProperty& column, const PropertyValue& value) {
  if (column.is_list()) {
    const auto* list = std::get_if<PropertyList>(&value);
    return list != nullptr && std::ranges::all_of(list->items, [&](const NamedValue& item) {
             return can_be(column.children.front(), item.value);
           });
  }
  const auto* fields = std::get_if<PropertyFields>(&value);
  return fields != nullptr && std::ranges::all_of(fields->fields, [&](const NamedValue& field) {
           const NodeProperty* of_name = field_of(column, field.name);
           return of_name != nullptr && can_be(*of_name, field.value);
         });
}

namespace {

// The widest kind: reals where there are whole numbers among them.
const PropertyValue* kind_among(std::span<const PropertyValue* const> values) {
  const PropertyValue* kind = nullptr;
  for (const PropertyValue* value : values) {
    const bool is_wider =
        kind != nullptr && std::holds_alternative<std::int64_t>(*kind) && std::holds_alternative<double>(*value);
    if (!std::holds_alternative<std::monostate>(*value) && (kind == nullptr || is_wider)) kind = value;
  }
  return kind;
}

NodeProperty column_of_lists(const std::string& name, std::span<const PropertyValue* const> values) {
  std::vector<const PropertyValue*> items;
  for (const PropertyValue* value : values) {
    const auto* list = std::get_if<PropertyList>(value);
    if (list == nullptr) continue;
    for (const NamedValue& item : list->items) items.push_back(&item.value);
  }
  NodeProperty column{name, {.item = Item::large_text}, nullptr, kListType};
  column.children.push_back(empty_column_of("item", items));
  return column;
}

NodeProperty column_of_fields(const std::string& name, std::span<const PropertyValue* const> values) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<const PropertyValue*>> by_name;
  for (const PropertyValue* value : values) {
    const auto* fields = std::get_if<PropertyFields>(value);
    if (fields == nullptr) continue;
    for (const NamedValue& field : fields->fields) {
      if (!by_name.contains(field.name)) names.push_back(field.name);
      by_name[field.name].push_back(&field.value);
    }
  }
  NodeProperty column{name, {.item = Item::boolean}, nullptr, kStructType};
  for (const std::string& field : names) column.children.push_back(empty_column_of(field, by_name[field]));
  return column;
}

// Of the finest unit among them that Arrow has.
std::string type_of_times(std::span<const PropertyValue* const> values) {
  TimeType type{TimeKind::moment, TimeUnit::day};
  bool is_first = true;
  for (const PropertyValue* value : values) {
    const auto* time = std::get_if<TimeValue>(value);
    if (time == nullptr) continue;
    if (is_first) type = time->type;
    is_first = false;
    type.unit = std::max(type.unit, time->type.unit);
  }
  if (type.kind != TimeKind::moment || type.unit > TimeUnit::day) type.unit = std::max(type.unit, TimeUnit::second);
  return arrow_format(type);
}

}  // namespace

NodeProperty empty_column_of(const std::string& name, std::span<const PropertyValue* const> values) {
  const PropertyValue* const kind = kind_among(values);
  const auto plain = [&](Item item, std::int64_t width, std::string type = {}) {
    return NodeProperty{name, {.item = item, .stride = width, .width = width}, nullptr, std::move(type)};
  };
  if (kind == nullptr || std::holds_alternative<std::int64_t>(*kind)) return plain(Item::int64, 8);
  if (std::holds_alternative<bool>(*kind)) return plain(Item::boolean, 1);
  if (std::holds_alternative<double>(*kind)) return plain(Item::float64, 8);
  if (std::holds_alternative<std::string>(*kind)) return plain(Item::text, 0);
  if (std::holds_alternative<PropertyList>(*kind)) return column_of_lists(name, values);
  if (std::holds_alternative<PropertyFields>(*kind)) return column_of_fields(name, values);
  std::string type = type_of_times(values);
  return type == "tdD" ? plain(Item::int32, 4, std::move(type)) : plain(Item::int64, 8, std::move(type));
}

}  // namespace wirespeed::graph

// NOLINTEND(misc-no-recursion)
