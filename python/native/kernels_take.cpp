// take, concat and explode, and the table of these and filter.
#include "kernels_arguments.hpp"
#include "kernels_columns.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/lookup.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::python {

using kernels::kNoRow;
using kernels::RawVector;
using kernels::Row;

namespace {

// Indexes as rows; -1 and null as kNoRow. False with an error set.
bool take_index(PyObject* object, RawVector<Row>& rows, std::int64_t& most) {
  InputArray index;
  if (!index.take(object, "take")) return false;
  const auto kind = kernels::kind_of(index.view());
  const bool is_empty = index.length() == 0;  // of any type: what NumPy makes of an empty list are floats
  if (!is_empty && kind != kernels::KeyKind::integer && kind != kernels::KeyKind::natural) {
    PyErr_SetString(PyExc_TypeError, "take: expected indexes that are integers; filter() takes masks");
    return false;
  }
  const kernels::WordReader reader(index.view(), kernels::KeyKind::natural);
  rows.resize(reader.size());
  most = -1;
  std::int64_t least = 0;
  kernels::for_tiles(0, rows.size(), [&](std::size_t begin, std::size_t count) {
    std::uint64_t tile[kernels::kTile];
    reader.read(begin, count, tile);
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_there = !reader.presence().can_miss() || reader.presence().is_there(begin + i);
      const std::int64_t place = is_there ? static_cast<std::int64_t>(tile[i]) : -1;
      most = std::max(most, place);
      least = std::min(least, place);
      rows[begin + i] = static_cast<Row>(place);
    }
  });
  if (least >= -1) return true;
  PyErr_Format(PyExc_IndexError, "take: expected indexes of rows, or -1 for none, found %lld",
               static_cast<long long>(least));
  return false;
}

bool check_bounds(std::span<const ColumnSet::Column> columns, std::int64_t most) {
  for (const ColumnSet::Column& column : columns) {
    const std::int64_t length = column.input.length();
    if (most < length && most < kNoRow) continue;
    PyErr_Format(PyExc_IndexError, "take: expected indexes below %lld, found %lld", static_cast<long long>(length),
                 static_cast<long long>(most));
    return false;
  }
  return true;
}

PyObject* python_take(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr Signature kSignature{"take", {"cols", "index", "fill"}, 2, 2};
    Arguments given;
    ColumnSet columns;
    RawVector<Row> rows;
    std::int64_t most = 0;
    if (!take_arguments(kSignature, values, count, names, given) || !columns.take("take", given[0])) return nullptr;
    if (!take_index(given[1], rows, most) || !check_bounds(columns.columns(), most)) return nullptr;
    PyObject* fill = given[2] == Py_None ? nullptr : given[2];
    for (ColumnSet::Column& column : columns.columns()) {
      column.result = Owned(taken_or_missing("take", column.input, rows, fill));
      if (!column.result) return nullptr;
    }
    return columns.finish();
  });
}

PyObject* python_concat(PyObject* /*module*/, PyObject* arrays) {
  return within_memory([&]() -> PyObject* {
    const Owned parts(PySequence_Tuple(arrays));
    if (!parts) return nullptr;
    std::vector<InputArray> inputs;
    if (!take_arrays("concat", &PyTuple_GET_ITEM(parts.get(), 0), PyTuple_GET_SIZE(parts.get()), inputs, Use::items))
      return nullptr;
    if (!inputs.empty()) return joined("concat", std::move(inputs));
    PyErr_SetString(PyExc_ValueError, "concat: expected at least one array, found none");
    return nullptr;
  });
}

PyObject* python_explode(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr Signature kSignature{"explode", {"offsets", "empty"}, 1, 1};
    Arguments given;
    InputArray offsets;
    bool keeps_empty = false;
    if (!take_arguments(kSignature, values, count, names, given) || !offsets.take(given[0], "explode")) return nullptr;
    if (!take_choice("explode", "empty", given[1], {{"drop", false}, {"keep", true}}, keeps_empty)) return nullptr;
    const auto found =
        without_python(offsets.length(), [&] { return kernels::explode_rows(offsets.view(), keeps_empty); });
    if (!found) return failed(found.error());
    Owned rows(indexes_of<std::int64_t>(found->rows));
    if (!rows || !keeps_empty) return rows.release();
    const Owned items(indexes_of<std::int64_t>(found->items));
    return items ? PyTuple_Pack(2, rows.get(), items.get()) : nullptr;
  });
}

constexpr const char* kFilterDoc =
    "filter(cols, condition, /, *conditions)\n--\n\n"
    "The columns without the rows for which a condition is false or null.\n\n"
    ":param cols: an array, or a dict, list or tuple of arrays; the result is the same of arrays.\n"
    ":param condition: a mask of booleans, or (column, comparison, value): an array, or the key or place of one of\n"
    "    cols; one of == != < <= > >=; a number, str, bytes, time, or None, with which nothing compares.";
constexpr const char* kTakeDoc =
    "take(cols, index, *, fill=None)\n--\n\n"
    "The rows of the columns by their indexes; of -1 null in Arrow, and in NumPy fill.\n\n"
    ":param cols: an array, or a dict, list or tuple of arrays; the result is the same of arrays.\n"
    ":param fill: None: NaN, NaT or None, where the type has one.\n"
    ":raises IndexError: an index that is no row's.\n"
    ":raises ValueError: -1 where there is nothing to stand for it.";
constexpr const char* kConcatDoc =
    "concat(arrays, /)\n--\n\n"
    "Arrays of one type, one behind the other. NumPy's are promoted to a common type as NumPy does it.";
constexpr const char* kExplodeDoc =
    "explode(offsets, *, empty='drop')\n--\n\n"
    "For each item of lists the row that its list is in; list i has the items from offsets[i] to offsets[i + 1].\n\n"
    ":param empty: 'drop'; or 'keep': (rows, items), where an empty list has one row whose item is -1.";

PyMethodDef kMethods[] = {
    {"filter", as_method(filter_columns), METH_FASTCALL | METH_KEYWORDS, kFilterDoc},
    {"take", as_method(python_take), METH_FASTCALL | METH_KEYWORDS, kTakeDoc},
    {"concat", python_concat, METH_O, kConcatDoc},
    {"explode", as_method(python_explode), METH_FASTCALL | METH_KEYWORDS, kExplodeDoc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyMethodDef* take_methods() { return kMethods; }

}  // namespace wirespeed::python
