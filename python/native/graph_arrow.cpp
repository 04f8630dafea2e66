#include "graph_arrow.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "attachment.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/graph/times.hpp"

// NOLINTBEGIN(misc-no-recursion): as deep as columns stand within each other

namespace wirespeed::python {
namespace {

using column::ArrayView;
using column::Item;
using graph::NodeProperty;
using Column = std::shared_ptr<const ArrowColumn>;

// --- from Arrow ------------------------------------------------------------------------------------------------------

struct Taken {
  ArrowArray array{};
  std::vector<std::int64_t> offsets;

  Taken() = default;
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  ~Taken() {
    if (array.release != nullptr) array.release(&array);
  }
};

// Whoever lends memory may be Python's.
template <typename T>
std::shared_ptr<const void> given_back_attached(std::shared_ptr<T> held) {
  return {held.get(), [held](const void*) mutable {
            const Attached attached;
            held.reset();
          }};
}

std::int64_t width_of_lists(std::string_view format) {
  std::int64_t width = -1;
  std::from_chars(format.data() + 3, format.data() + format.size(), width);
  return width;
}

template <typename Offset>
Result<void> take_offsets(Taken& taken) {
  const auto* offsets = static_cast<const Offset*>(taken.array.buffers[1]);
  if (offsets == nullptr && taken.array.length != 0)
    return fail(Errc::malformed, "expected offsets of lists, found none");
  for (std::int64_t i = 0; offsets != nullptr && i <= taken.array.length; ++i) {
    taken.offsets.push_back(offsets[taken.array.offset + i]);
  }
  if (taken.offsets.empty()) taken.offsets.push_back(0);
  return {};
}

Result<void> take_lists(Taken& taken, std::string_view format, const ArrowArray& items) {
  if (format == "+l" && taken.array.n_buffers > 1) {
    if (auto ok = take_offsets<std::int32_t>(taken); !ok) return ok;
  } else if (format == "+L" && taken.array.n_buffers > 1) {
    if (auto ok = take_offsets<std::int64_t>(taken); !ok) return ok;
  } else if (const std::int64_t width = format.starts_with("+w:") ? width_of_lists(format) : -1; width >= 0) {
    for (std::int64_t i = 0; i <= taken.array.length; ++i) taken.offsets.push_back((taken.array.offset + i) * width);
  } else {
    return fail(Errc::unsupported, "expected lists, structs and what they may hold, found Arrow's {}", format);
  }
  if (taken.offsets.front() >= 0 && std::ranges::is_sorted(taken.offsets) && taken.offsets.back() <= items.length)
    return {};
  return fail(Errc::malformed, "expected offsets of lists that ascend up to {}, found others", items.length);
}

Result<NodeProperty> taken_column(const ArrowSchema& schema, ArrowArray* array, std::size_t depth) {
  const std::string_view format = schema.format;
  const std::string name = schema.name == nullptr ? "" : schema.name;
  if (!format.starts_with('+')) {
    auto column = import_column(schema, array);
    if (!column) return std::unexpected(column.error());
    const ArrayView view = (*column)->view;
    const std::string type = (*column)->dictionary == nullptr ? (*column)->format : (*column)->dictionary->format;
    return NodeProperty{name, view, given_back_attached(*std::move(column)), type};
  }
  if (depth == graph::kMaxNesting) {
    return fail(Errc::limit, "expected at most {} lists and structs within each other", graph::kMaxNesting);
  }
  auto taken = std::make_shared<Taken>();
  taken->array = *array;
  array->release = nullptr;
  const ArrowArray& whole = taken->array;
  const bool is_struct = format == "+s";
  if (whole.n_children != schema.n_children || whole.n_buffers < 1 || (!is_struct && whole.n_children != 1)) {
    return fail(Errc::malformed, "expected the children of Arrow's {}, found {}", format, whole.n_children);
  }
  NodeProperty column{name, {.item = Item::boolean, .length = whole.length}, nullptr, graph::kStructType};
  if (!is_struct) {
    if (auto ok = take_lists(*taken, format, *whole.children[0]); !ok) return std::unexpected(ok.error());
    column.type = graph::kListType;
    column.values.item = Item::large_text;
    column.values.offsets = taken->offsets.data();
  }
  if (whole.null_count != 0) column.values.validity = static_cast<const std::uint8_t*>(whole.buffers[0]);
  column.values.first = whole.offset;
  for (std::int64_t i = 0; i < whole.n_children; ++i) {
    const bool is_long = !is_struct || whole.children[i]->length >= whole.offset + whole.length;
    if (!is_long) return fail(Errc::malformed, "expected fields as long as their structs, found shorter ones");
    auto child = taken_column(*schema.children[i], whole.children[i], depth + 1);
    if (!child) return child;
    column.children.push_back(is_struct ? graph::sliced(*child, whole.offset, whole.length) : *std::move(child));
  }
  column.owner = given_back_attached(std::move(taken));
  return column;
}

template <typename Struct>
Struct* in_capsule(nb::handle capsule, const char* name) {
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (held == nullptr) throw nb::python_error();
  return held;
}

NodeProperty checked(Result<NodeProperty> column) {
  if (column) return *std::move(column);
  throw Exception(fail(column.error().code, "from_edges: {}", column.error().message).error());
}

NodeProperty column_in_stream(ArrowArrayStream* stream) {
  ArrowSchema schema{};
  ArrowArray array{};
  ArrowArray next{};
  const bool has_one = stream->get_schema(stream, &schema) == 0 && stream->get_next(stream, &array) == 0 &&
                       array.release != nullptr && stream->get_next(stream, &next) == 0 && next.release == nullptr;
  Result<NodeProperty> column = has_one ? taken_column(schema, &array, 0)
                                        : fail(Errc::unsupported,
                                               "expected a column of lists or structs in one piece, "
                                               "found none or several; combine its chunks");
  if (array.release != nullptr) array.release(&array);
  if (next.release != nullptr) next.release(&next);
  if (schema.release != nullptr) schema.release(&schema);
  return checked(std::move(column));
}

// --- to Arrow --------------------------------------------------------------------------------------------------------

const char* format_of_number(Item item) noexcept {
  constexpr std::array<const char*, 13> kFormats{"C", "b", "c", "s", "i", "l", "C", "S", "I", "L", "f", "g", "l"};
  return kFormats[static_cast<std::size_t>(item)];
}

std::shared_ptr<ArrowColumn> column_like(const NodeProperty& from, std::string format) {
  auto column = std::make_shared<ArrowColumn>();
  column->name = from.name;
  column->format = std::move(format);
  column->length = from.values.length;
  column->owners.push_back(from.owner);
  column->buffers.push_back(from.values.validity);
  return column;
}

Result<Column> shown(std::shared_ptr<ArrowColumn> column) {
  if (auto ok = show(*column); !ok) return std::unexpected(ok.error());
  return column;
}

// A buffer that the column owns.
std::uint8_t* added_buffer(ArrowColumn& column, std::size_t at, std::int64_t bytes) {
  auto memory = column_memory(bytes);
  std::memset(memory.get(), 0, static_cast<std::size_t>(bytes));
  column.buffers.resize(std::max(column.buffers.size(), at + 1));
  column.buffers[at] = memory.get();
  column.owners.push_back(memory);
  return memory.get();
}

Result<Column> bits_of(const NodeProperty& from) {
  auto column = column_like(from, "b");
  std::uint8_t* const bits = added_buffer(*column, 1, (from.values.length + 7) / 8);
  for (std::int64_t i = 0; i < from.values.length; ++i) {
    if (column::bit_at(from.values, i)) column::set_bit(bits, i);
  }
  return shown(std::move(column));
}

// NumPy's, in a unit that Arrow has: days, or from seconds on. NaT is a null.
Result<Column> times_of(const NodeProperty& from, graph::TimeType type) {
  const graph::TimeType had = type;
  const bool is_date = type.kind == graph::TimeKind::moment && type.unit <= graph::TimeUnit::day;
  type.unit = is_date ? graph::TimeUnit::day : std::max(type.unit, graph::TimeUnit::second);
  auto column = column_like(from, graph::arrow_format(type));
  std::uint8_t* const there = added_buffer(*column, 0, (from.values.length + 7) / 8);
  std::uint8_t* const items = added_buffer(*column, 1, from.values.length * (is_date ? 4 : 8));
  for (std::int64_t i = 0; i < from.values.length; ++i) {
    const auto found = column::item_at<std::int64_t>(from.values, i);
    if (!from.values.is_there(i) || found == std::numeric_limits<std::int64_t>::min()) continue;
    const auto ticks = graph::ticks_in({had, found}, type);
    if (!ticks) return std::unexpected(ticks.error());
    const bool fits = is_date ? std::in_range<std::int32_t>(ticks->ticks) : !ticks->has_rest;
    if (!fits) {
      return fail(Errc::limit, "property: \"{}\": expected times that Arrow's {} has, found {}", from.name,
                  column->format, found);
    }
    const auto day = static_cast<std::int32_t>(ticks->ticks);
    if (is_date) std::memcpy(items + 4 * i, &day, sizeof day);
    if (!is_date) std::memcpy(items + 8 * i, &ticks->ticks, sizeof ticks->ticks);
    column::set_bit(there, i);
  }
  return shown(std::move(column));
}

Result<Column> numbers_of(const NodeProperty& from) {
  const auto type = graph::time_type_of(from.type);
  const bool is_of_months = type && type->kind == graph::TimeKind::duration && type->unit <= graph::TimeUnit::month;
  if (from.values.item == Item::ticks && type && !is_of_months) return times_of(from, *type);
  auto column =
      column_like(from, type && from.values.item != Item::ticks ? from.type : format_of_number(from.values.item));
  column->buffers.push_back(from.values.data);
  return shown(std::move(column));
}

// Decimals and bytes of one width, whose nulls take the same.
Result<Column> packed_of(const NodeProperty& from) {
  auto column = column_like(from, from.type);
  std::int64_t width = 0;
  for (std::int64_t i = 0; i < from.values.length; ++i) {
    if (from.values.is_there(i)) width = static_cast<std::int64_t>(column::text_at(from.values, i).size());
  }
  std::uint8_t* const items = added_buffer(*column, 1, std::max<std::int64_t>(width, 32) * from.values.length);
  for (std::int64_t i = 0; i < from.values.length; ++i) {
    if (!from.values.is_there(i)) continue;
    const std::string_view item = column::text_at(from.values, i);
    std::memcpy(items + i * width, item.data(), item.size());
  }
  return shown(std::move(column));
}

bool is_utf8(const ArrayView& view) {
  for (std::int64_t i = 0; i < view.length; ++i) {
    const std::string_view text = view.is_there(i) ? column::text_at(view, i) : std::string_view();
    if (valid_utf8_prefix(text) != text.size()) return false;
  }
  return true;
}

Result<Column> texts_of(const NodeProperty& from) {
  if (from.type.starts_with("w:") || from.type.starts_with("d:")) return packed_of(from);
  const bool is_binary = from.type == "z" || from.type == "Z" || from.type == "vz" || !is_utf8(from.values);
  auto column = column_like(from, is_binary ? "Z" : "U");
  column->buffers.push_back(from.values.offsets);
  column->buffers.push_back(from.values.data);
  return shown(std::move(column));
}

Result<Column> nested_of(const NodeProperty& from) {
  auto column = column_like(from, from.type);
  column->view.length = from.values.length;
  column->view.validity = from.values.validity;
  if (from.is_list()) column->buffers.push_back(from.values.offsets);
  for (const NodeProperty& child : from.children) {
    auto made = arrow_column_of(child);
    if (!made) return made;
    column->children.push_back(*std::move(made));
  }
  return column;
}

}  // namespace

NodeProperty nested_property_of(nb::handle values) {
  if (nb::hasattr(values, "__arrow_c_array__")) {
    const nb::object pair = values.attr("__arrow_c_array__")();
    const auto* schema = in_capsule<ArrowSchema>(nb::object(pair[0]), "arrow_schema");
    return checked(taken_column(*schema, in_capsule<ArrowArray>(nb::object(pair[1]), "arrow_array"), 0));
  }
  const nb::object capsule = values.attr("__arrow_c_stream__")();
  return column_in_stream(in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream"));
}

Result<Column> arrow_column_of(const NodeProperty& column) {
  if (column.is_nested()) return nested_of(column);
  if (column::is_text(column.values.item)) return texts_of(column);
  return column.values.item == Item::boolean ? bits_of(column) : numbers_of(column);
}

}  // namespace wirespeed::python

// NOLINTEND(misc-no-recursion)
