// wirespeed._native._rows: rows of Python objects as columns, for python/wirespeed/_rows.py.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>

#include "column_numpy.hpp"
#include "object_array.hpp"
#include "owned.hpp"
#include "row_columns.hpp"
#include "row_kinds.hpp"
#include "row_tile.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

// What a call was asked for.
struct Rows {
  std::string operation;
  nb::tuple rows;
  nb::tuple names;
  RowForm form;

  std::size_t count() const { return rows.size(); }
  std::string name(std::size_t column) const { return nb::cast<std::string>(names[column]); }
};

// Calls work(tile, its first row) for all rows, up to `limit`.
template <typename Work>
void for_each_tile(const Rows& rows, std::size_t limit, Work work) {
  PyObject* const* items = PySequence_Fast_ITEMS(rows.rows.ptr());
  const std::size_t n = std::min(rows.count(), limit);
  Tile tile(rows.operation, rows.names, rows.form);
  for (std::size_t row = 0; row < n; row += kTileRows) {
    tile.fill(items + row, std::min(kTileRows, n - row), row);
    work(tile, row);
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
}

// One column in the making: of a type, or of the objects themselves.
class Target {
 public:
  Target(const Rows& rows, std::size_t column, const std::string& type, bool is_exact) : rows_(rows), column_(column) {
    if (type == "object") {
      objects_.emplace(rows.count());
    } else {
      typed_ = make_row_column(type, is_exact);
    }
    if (!objects_ && !typed_) {
      throw Exception({Errc::invalid_argument, fmt::format("{}: there is no type {}", rows.operation, type)});
    }
    if (typed_) typed_->reserve(rows.count());
  }

  void append(Objects objects, std::size_t row) {
    if (!typed_) {
      for (std::size_t i = 0; i < objects.size(); ++i) objects_->put(row + i, Py_NewRef(objects[i]));
    } else if (!typed_->append(objects)) {
      fail(objects, row);
    }
  }

  bool is_typed() const noexcept { return typed_ != nullptr; }
  RowColumn& typed() const noexcept { return *typed_; }
  nb::object array() const { return objects_->array(); }

 private:
  [[noreturn]] void fail(Objects objects, std::size_t row) const {
    if (PyErr_Occurred() != nullptr) throw nb::python_error();
    const RowColumn::Fault& fault = typed_->fault();
    throw Exception({Errc::invalid_argument,
                     fmt::format("{}: row {}, column \"{}\": expected {} for {}, found {}", rows_.operation,
                                 row + fault.index, rows_.name(column_), fault.expected,
                                 column::to_string(typed_->field()), Py_TYPE(objects[fault.index])->tp_name)});
  }

  const Rows& rows_;
  std::size_t column_;
  std::unique_ptr<RowColumn> typed_;
  std::optional<ObjectArray> objects_;
};

SharedTable table_of(const std::vector<std::unique_ptr<Target>>& targets, const Rows& rows) {
  auto table = std::make_shared<column::Table>();
  auto batch = std::make_shared<column::Batch>();
  batch->rows = static_cast<std::int64_t>(rows.count());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i]->is_typed()) continue;
    table->schema.push_back(targets[i]->typed().field());
    table->schema.back().name = rows.name(i);
    batch->columns.push_back(targets[i]->typed().finish());
  }
  table->batches.push_back(std::move(batch));
  return table;
}

Rows rows_of(const std::string& operation, const nb::tuple& rows, const nb::tuple& names, bool are_attributes) {
  return {operation, rows, names, are_attributes ? RowForm::attributes : RowForm::items};
}

// A ColumnTable of the columns that have a type, and the arrays of those of type "object", both in order.
nb::tuple gather(const std::string& operation, const nb::tuple& all, const nb::tuple& names, bool are_attributes,
                 const std::vector<std::string>& types, const std::vector<bool>& exact) {
  const Rows rows = rows_of(operation, all, names, are_attributes);
  std::vector<std::unique_ptr<Target>> targets;
  targets.reserve(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    targets.push_back(std::make_unique<Target>(rows, i, types[i], exact[i]));
  }
  for_each_tile(rows, rows.count(), [&](const Tile& tile, std::size_t row) {
    for (std::size_t c = 0; c < targets.size(); ++c) targets[c]->append(tile.column(c), row);
  });
  nb::list arrays;
  for (const auto& target : targets) {
    if (!target->is_typed()) arrays.append(target->array());
  }
  return nb::make_tuple(column_table(table_of(targets, rows)), arrays);
}

// A column's kinds, until one does not go with those before.
struct Inferred {
  RowKinds kinds{};
  bool is_mixed = false;
  std::size_t row = 0;  // where that was
  std::string found{};

  void add(Objects objects, std::size_t first_row) {
    for (std::size_t i = 0; i < objects.size() && !is_mixed; ++i) {
      if (kinds.add(objects[i])) continue;
      is_mixed = true;
      row = first_row + i;
      found = Py_TYPE(objects[i])->tp_name;
    }
  }
};

// Of each column, by its first rows: its type; or "mixed", a row, the class of the objects before and that in the row.
nb::list infer(const std::string& operation, const nb::tuple& all, const nb::tuple& names, bool are_attributes,
               std::size_t limit) {
  const Rows rows = rows_of(operation, all, names, are_attributes);
  std::vector<Inferred> columns(rows.names.size());
  for_each_tile(rows, limit, [&](const Tile& tile, std::size_t row) {
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c].add(tile.column(c), row);
  });
  nb::list out;
  for (const Inferred& column : columns) {
    const std::string_view type = column.is_mixed ? "mixed" : column.kinds.type();
    out.append(nb::make_tuple(nb::str(type.data(), type.size()), column.row, column.kinds.name(), column.found));
  }
  return out;
}

}  // namespace

void bind_rows(nb::module_& m) {
  nb::module_ own = m.def_submodule("_rows", "Rows of objects as columns; import wirespeed.kernels instead.");
  own.def("gather", gather, "operation"_a, "rows"_a, "names"_a, "are_attributes"_a, "types"_a, "exact"_a);
  own.def("infer", infer, "operation"_a, "rows"_a, "names"_a, "are_attributes"_a, "limit"_a);
}

}  // namespace wirespeed::python
