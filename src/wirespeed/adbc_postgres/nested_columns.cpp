#include "wirespeed/adbc_postgres/nested_columns.hpp"

#include <charconv>

namespace wirespeed::adbc_postgres {
namespace {

using column::Column;
using column::Field;
using column::Type;

template <typename T>
std::optional<T> number_in(std::string_view text) {
  T value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void append_to(column::Utf8Builder& builder, const std::optional<std::string>& text) {
  builder.append(text ? std::string_view(*text) : std::string_view());
}

template <typename T, Type kType>
void append_to(column::NumberBuilder<T, kType>& builder, const std::optional<std::string>& text) {
  builder.append(text ? number_in<T>(*text) : std::nullopt);
}

void append_to(column::BoolBuilder& builder, const std::optional<std::string>& text) {
  builder.append(text ? std::optional(*text == "t") : std::nullopt);
}

}  // namespace

void ListEnds::append(std::optional<std::size_t> end) {
  if (full()) ends_.reserve((grow_slots() + 1) * sizeof(std::int32_t));
  if (end) last_ = static_cast<std::int32_t>(*end);
  auto* ends = ends_.as<std::int32_t>();
  ends[0] = 0;
  ends[length() + 1] = last_;
  push(end.has_value());
}

Column ListEnds::finish(Column items, Type type) {
  const std::size_t lists = length();
  ends_.reserve((lists + 1) * sizeof(std::int32_t));
  ends_.as<std::int32_t>()[0] = 0;
  ends_.set_size((lists + 1) * sizeof(std::int32_t));
  Column column = finish_slots(type);
  column.offsets = std::exchange(ends_, {});
  column.children.push_back(std::move(items));
  last_ = 0;
  return column;
}

Column struct_of(std::vector<Column> children) {
  Column column{.type = Type::structure, .validity = {}, .offsets = {}, .values = {}, .children = {}};
  column.length = children.front().length;
  column.children = std::move(children);
  return column;
}

TextReader::TextReader(Type type) {
  if (type == Type::int16) builder_.emplace<Int16Builder>();
  if (type == Type::int32) builder_.emplace<column::Int32Builder>();
  if (type == Type::boolean) builder_.emplace<column::BoolBuilder>();
}

void TextReader::append(const std::optional<std::string>& text) {
  std::visit([&](auto& builder) { append_to(builder, text); }, builder_);
}

Result<Column> TextReader::finish() {
  return std::visit([](auto& builder) { return builder.finish(); }, builder_);
}

Field required(Field field) {
  field.nullable = false;
  return field;
}

Field list_of(std::string name, Field item) {
  item.name = column::kItemName;
  return {.name = std::move(name), .type = Type::list, .children = {std::move(item)}};
}

Field struct_field(std::vector<Field> fields) { return {.type = Type::structure, .children = std::move(fields)}; }

}  // namespace wirespeed::adbc_postgres
