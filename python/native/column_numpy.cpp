#include "column_numpy.hpp"

#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <limits>

#include "arrow_capsule.hpp"
#include "collector.hpp"
#include "column_bits.hpp"
#include "column_objects.hpp"
#include "object_array.hpp"
#include "owned.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using column::Column;
using column::Field;
using column::Type;

std::size_t rows_of(const SharedTable& table) { return static_cast<std::size_t>(table->rows()); }

template <typename T>
void destroy_array(void* array) noexcept {
  delete[] static_cast<T*>(array);
}

// An array that owns its memory.
template <typename T>
struct Fresh {
  std::unique_ptr<T[]> items;
  std::size_t size;

  explicit Fresh(std::size_t n) : items(new T[n]), size(n) {}

  nb::object release() {
    nb::capsule owner(items.get(), destroy_array<T>);
    return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(items.release(), {size}, owner));
  }
};

// An array over memory of the table, which it keeps. T is const where it must not be written.
template <typename T>
nb::object view_of(const SharedTable& table, const std::uint8_t* data) {
  auto kept = std::make_unique<SharedTable>(table);
  nb::capsule owner(kept.get(), [](void* held) noexcept { delete static_cast<SharedTable*>(held); });
  kept.release();
  const std::size_t n = rows_of(table);
  auto* items = const_cast<T*>(reinterpret_cast<const T*>(data));
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(items, {n}, owner));
}

// Calls work(column of a batch, row of the table where it begins).
template <typename Work>
void for_each_piece(const SharedTable& table, std::size_t column, Work work) {
  std::size_t row = 0;
  for (const auto& batch : table->batches) {
    work(batch->columns[column], row);
    row += static_cast<std::size_t>(batch->rows);
  }
}

template <typename T>
nb::object numbers_of(const SharedTable& table, std::size_t column, bool writable) {
  if (table->batches.size() == 1 && table->rows() > 0) {
    const std::uint8_t* data = table->batches.front()->columns[column].values.data();
    return writable ? view_of<T>(table, data) : view_of<const T>(table, data);
  }
  Fresh<T> joined(rows_of(table));
  for_each_piece(table, column, [&](const Column& piece, std::size_t row) {
    if (piece.length > 0) {
      std::memcpy(joined.items.get() + row, piece.values.data(), static_cast<std::size_t>(piece.length) * sizeof(T));
    }
  });
  return joined.release();
}

nb::object as_bool(nb::object bytes) { return bytes.attr("view")("?"); }

nb::object booleans_of(const SharedTable& table, std::size_t column) {
  Fresh<std::uint8_t> bytes(rows_of(table));
  for_each_piece(table, column, [&](const Column& piece, std::size_t row) {
    expand_bits(piece.values.data(), piece.length, bytes.items.get() + row, false);
  });
  return as_bool(bytes.release());
}

// Calls visit.operator()<T>() with the type of a column's numbers; an empty object for what has none.
template <typename Visit>
nb::object visit_numbers(Type type, Visit visit) {
  switch (type) {
    case Type::int8:
      return visit.template operator()<std::int8_t>();
    case Type::int16:
      return visit.template operator()<std::int16_t>();
    case Type::int32:
    case Type::date32:
      return visit.template operator()<std::int32_t>();
    case Type::int64:
    case Type::time64_us:
    case Type::timestamp_us:
    case Type::timestamp_ns:
    case Type::duration_us:
      return visit.template operator()<std::int64_t>();
    case Type::uint8:
      return visit.template operator()<std::uint8_t>();
    case Type::uint16:
      return visit.template operator()<std::uint16_t>();
    case Type::uint32:
      return visit.template operator()<std::uint32_t>();
    case Type::uint64:
      return visit.template operator()<std::uint64_t>();
    case Type::float32:
      return visit.template operator()<float>();
    case Type::float64:
      return visit.template operator()<double>();
    default:
      return nb::object();
  }
}

template <typename T>
constexpr T kNull =
    std::numeric_limits<T>::has_quiet_NaN ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::min();

// A filled copy: From as it lies in the column, To as it is in the array.
template <typename From, typename To>
nb::object filled_numbers(const SharedTable& table, std::size_t column) {
  Fresh<To> out(rows_of(table));
  for_each_piece(table, column, [&](const Column& piece, std::size_t row) {
    const auto* from = reinterpret_cast<const From*>(piece.values.data());
    To* to = out.items.get() + row;
    if (piece.nulls == 0) {
      for (std::int64_t i = 0; i < piece.length; ++i) to[i] = static_cast<To>(from[i]);
      return;
    }
    for (std::int64_t i = 0; i < piece.length; ++i) to[i] = is_present(piece, i) ? static_cast<To>(from[i]) : kNull<To>;
  });
  return out.release();
}

void put_objects(const Field& field, const Column& piece, ObjectArray& out, std::size_t row) {
  for (std::int64_t i = 0; i < piece.length; ++i) {
    PyObject* object = object_at(field, piece, i);
    if (object == nullptr) throw nb::python_error();
    out.put(row + static_cast<std::size_t>(i), object);
  }
}

bool has_nulls(const SharedTable& table, std::size_t column) {
  for (const auto& batch : table->batches) {
    if (batch->columns[column].nulls > 0) return true;
  }
  return false;
}

std::string_view kind_of_numbers(const Field& field) noexcept {
  switch (field.type) {
    case Type::boolean:
      return "bool";
    case Type::int8:
      return "i1";
    case Type::int16:
      return "i2";
    case Type::int32:
      return "i4";
    case Type::int64:
      return "i8";
    case Type::uint8:
      return "u1";
    case Type::uint16:
      return "u2";
    case Type::uint32:
      return "u4";
    case Type::uint64:
      return "u8";
    case Type::float32:
      return "f4";
    case Type::float64:
      return "f8";
    case Type::date32:
      return "date";
    case Type::time64_us:
      return "time";
    case Type::duration_us:
      return "m8[us]";
    case Type::timestamp_us:
      return "M8[us]";
    case Type::timestamp_ns:
      return "M8[ns]";
    default:
      return "object";
  }
}

const Field& field_of(const SharedTable& table, std::size_t column) {
  if (column < table->schema.size()) return table->schema[column];
  throw nb::index_error("column table: there is no such column");
}

}  // namespace

std::string_view kind_of(const Field& field) noexcept {
  if (!field.dictionary.empty()) return "dictionary";
  const bool is_text = field.type == Type::utf8 || field.type == Type::large_utf8 || field.type == Type::utf8_view;
  return is_text ? "text" : kind_of_numbers(field);
}

nb::object values_of(const SharedTable& table, std::size_t column, bool writable) {
  const Type type = field_of(table, column).type;
  if (type == Type::boolean) return booleans_of(table, column);
  nb::object values = visit_numbers(type, [&]<typename T>() { return numbers_of<T>(table, column, writable); });
  if (!values.is_valid()) throw nb::type_error("column table: a column of this type has no numbers; ask for objects");
  return values;
}

nb::object mask_of(const SharedTable& table, std::size_t column) {
  field_of(table, column);
  if (!has_nulls(table, column)) return nb::none();
  Fresh<std::uint8_t> mask(rows_of(table));
  for_each_piece(table, column, [&](const Column& piece, std::size_t row) {
    std::uint8_t* out = mask.items.get() + row;
    if (piece.nulls == 0) {
      std::memset(out, 0, static_cast<std::size_t>(piece.length));
    } else if (piece.validity.size() == 0) {
      std::memset(out, 1, static_cast<std::size_t>(piece.length));  // a column of type null
    } else {
      expand_bits(piece.validity.data(), piece.length, out, true);
    }
  });
  return as_bool(mask.release());
}

nb::object filled_of(const SharedTable& table, std::size_t column, bool as_float) {
  nb::object filled = visit_numbers(field_of(table, column).type, [&]<typename T>() {
    if constexpr (!std::is_floating_point_v<T>) {
      if (as_float) return filled_numbers<T, double>(table, column);
    }
    if constexpr (std::is_same_v<T, std::int32_t>) return filled_numbers<T, std::int64_t>(table, column);  // of a date
    return filled_numbers<T, T>(table, column);
  });
  if (!filled.is_valid()) throw nb::type_error("column table: a column of this type has no numbers; ask for objects");
  return filled;
}

nb::object objects_of(const SharedTable& table, std::size_t column) {
  const Field& field = field_of(table, column);
  ObjectArray out(rows_of(table));
  const CollectorPause pause;
  for_each_piece(table, column, [&](const Column& piece, std::size_t row) { put_objects(field, piece, out, row); });
  return out.array();
}

namespace {

struct PythonTable {
  SharedTable table;
};

std::vector<std::string> names_of(const PythonTable& self) {
  std::vector<std::string> names;
  for (const Field& field : self.table->schema) names.push_back(field.name);
  return names;
}

void check_alike(const column::Schema& expected, const column::Schema& found, std::size_t table) {
  if (expected == found) return;
  for (std::size_t i = 0; i < expected.size() && i < found.size(); ++i) {
    if (expected[i] == found[i]) continue;
    throw Exception({Errc::invalid_argument,
                     fmt::format("join tables: expected column {} to be \"{}\" {} as in the first, found \"{}\" {} in "
                                 "table {}; ask for a type that does not hang on the values",
                                 i, expected[i].name, column::to_string(expected[i]), found[i].name,
                                 column::to_string(found[i]), table)});
  }
  throw Exception({Errc::invalid_argument, fmt::format("join tables: expected {} columns as in the first, found {} in "
                                                       "table {}",
                                                       expected.size(), found.size(), table)});
}

// Without a copy: the batches of all.
PythonTable joined(const std::vector<const PythonTable*>& tables) {
  if (tables.empty()) throw Exception({Errc::invalid_argument, "join tables: expected at least one, found none"});
  auto made = std::make_shared<column::Table>(*tables.front()->table);
  for (std::size_t i = 1; i < tables.size(); ++i) {
    check_alike(made->schema, tables[i]->table->schema, i);
    made->batches.insert(made->batches.end(), tables[i]->table->batches.begin(), tables[i]->table->batches.end());
  }
  return {std::move(made)};
}

}  // namespace

nb::object column_table(SharedTable table) { return nb::cast(PythonTable{std::move(table)}); }

SharedTable table_in(nb::handle column_table) { return nb::cast<const PythonTable&>(column_table).table; }

void bind_column_table(nb::module_& m) {
  nb::class_<PythonTable>(m, "ColumnTable",
                          "Columns of equal length. Arrow's readers take them by ``__arrow_c_stream__``.")
      .def_static("joined", joined, "tables"_a, "The rows of all, one behind the other, without a copy.")
      .def_prop_ro("schema", [](const PythonTable& self) { return PythonSchema{self.table->schema}; })
      .def_prop_ro("names", names_of)
      .def("kind", [](const PythonTable& self, std::size_t i) { return kind_of(field_of(self.table, i)); })
      .def("zone", [](const PythonTable& self, std::size_t i) { return field_of(self.table, i).zone; })
      .def(
          "values", [](const PythonTable& self, std::size_t i, bool w) { return values_of(self.table, i, w); },
          "column"_a, "writable"_a = false)
      .def("mask", [](const PythonTable& self, std::size_t i) { return mask_of(self.table, i); })
      .def(
          "filled", [](const PythonTable& self, std::size_t i, bool f) { return filled_of(self.table, i, f); },
          "column"_a, "as_float"_a = false)
      .def("objects", [](const PythonTable& self, std::size_t i) { return objects_of(self.table, i); })
      .def("__len__", [](const PythonTable& self) { return self.table->rows(); })
      .def("__arrow_c_schema__", [](const PythonTable& self) { return schema_capsule(self.table->schema); })
      .def(
          "__arrow_c_stream__",
          [](const PythonTable& self, const nb::object& /*requested_schema*/) {
            return stream_capsule(column::source_of(self.table));
          },
          "requested_schema"_a = nb::none());
}

}  // namespace wirespeed::python
