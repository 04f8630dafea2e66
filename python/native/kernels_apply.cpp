#include "kernels_apply.hpp"

#include "kernels_call.hpp"

namespace wirespeed::python {
namespace {

// Some items of an array of one dimension without a gap, sharing its memory.
PyObject* part_of_ndarray(PyObject* array, std::int64_t from, std::int64_t count) {
  npy_intp size = count;
  PyArray_Descr* type = PyArray_DESCR(as_array(array));
  Py_INCREF(type);
  char* data = PyArray_BYTES(as_array(array)) + from * PyArray_ITEMSIZE(as_array(array));
  PyObject* part = PyArray_NewFromDescr(&PyArray_Type, type, 1, &size, nullptr, data, NPY_ARRAY_CARRAY, nullptr);
  if (part != nullptr && PyArray_SetBaseObject(as_array(part), Py_NewRef(array)) != 0) Py_CLEAR(part);
  return part;
}

PyObject* part_of_column(const std::shared_ptr<const ArrowColumn>& column, std::int64_t from, std::int64_t count) {
  auto part = std::make_shared<ArrowColumn>();
  part->format = column->format;
  part->length = count;
  part->offset = column->offset + from;
  part->buffers = column->buffers;
  part->dictionary = column->dictionary;
  part->has_distinct_values = column->has_distinct_values;
  part->owners.push_back(column);
  return finished(std::move(part));
}

PyObject* part_of(PyObject* taken, std::int64_t from, std::int64_t count) {
  const auto* column = column_of(taken);
  return column == nullptr ? part_of_ndarray(taken, from, count) : part_of_column(*column, from, count);
}

// The column's rows, group by group.
Owned in_group_order(GroupsObject& groups, PyObject* column, const char* operation) {
  InputArray values;
  if (!values.take(column, operation, Use::items)) return {};
  const std::size_t rows = groups.view().codes.size();
  if (static_cast<std::size_t>(values.length()) != rows) {
    PyErr_Format(PyExc_ValueError, "%s: expected a column of %zu rows as the keys have, found %zd", operation, rows,
                 static_cast<Py_ssize_t>(values.length()));
    return {};
  }
  return Owned(taken(values, rows_of(groups).order));
}

// A NumPy array for a function: numbers of Arrow's as they are, all else as Python's objects would be.
Owned as_ndarray(Owned taken) {
  return !taken || column_of(taken.get()) == nullptr ? std::move(taken) : Owned(numpy_of(*column_of(taken.get())));
}

// The function, its columns in group order, and the dtype of what comes out.
class Application {
 public:
  bool take(GroupsObject& groups, PyObject* const* args, Py_ssize_t count, PyObject* names) {
    if (count < 1) {
      PyErr_SetString(PyExc_TypeError, "apply(function, *columns): expected a function, found nothing");
      return false;
    }
    function_ = args[0];
    const bool ok = read_keywords("apply", args + count, names, [&](PyObject* name, PyObject* value) {
      if (!is_named(name, "out")) return false;
      PyArray_Descr* type = nullptr;
      if (value != Py_None && PyArray_DescrConverter(value, &type) == NPY_SUCCEED) {
        type_ = Owned(reinterpret_cast<PyObject*>(type));
      }
      return true;
    });
    columns_.reserve(static_cast<std::size_t>(count));
    for (Py_ssize_t i = 1; ok && i < count; ++i) {
      columns_.push_back(as_ndarray(in_group_order(groups, args[i], "apply")));
      if (!columns_.back()) return false;
    }
    views_.resize(columns_.size() + 1);
    return ok;
  }

  // What the function returns for some rows.
  Owned call(std::int64_t from, std::int64_t to) {
    std::size_t made = 0;
    for (; made < columns_.size(); ++made) {
      views_[made + 1] = part_of_ndarray(columns_[made].get(), from, to - from);
      if (views_[made + 1] == nullptr) break;
    }
    PyObject* result = made < columns_.size() ? nullptr
                                              : PyObject_Vectorcall(function_, views_.data() + 1,
                                                                    made | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
    for (std::size_t i = 0; i < made; ++i) Py_DECREF(views_[i + 1]);
    return Owned(result);
  }

  // Of that dtype, or of one that NumPy finds; results that are no single values stay objects.
  PyObject* array_of(PyObject* results) const {
    if (type_) {
      auto* type = reinterpret_cast<PyArray_Descr*>(Py_NewRef(type_.get()));
      return PyArray_FromAny(results, type, 1, 1, NPY_ARRAY_DEFAULT, nullptr);
    }
    return PyList_GET_SIZE(results) != 0 && is_single(PyList_GET_ITEM(results, 0))
               ? PyArray_FromAny(results, nullptr, 1, 1, NPY_ARRAY_DEFAULT, nullptr)
               : objects_of(results);
  }

 private:
  static bool is_single(PyObject* result) {
    return PyArray_IsAnyScalar(result) || (PyArray_Check(result) && PyArray_NDIM(as_array(result)) == 0);
  }

  static PyObject* objects_of(PyObject* results) {
    const Py_ssize_t n = PyList_GET_SIZE(results);
    PyObject* made = new_array(NPY_OBJECT, n);
    for (Py_ssize_t i = 0; made != nullptr && i < n; ++i) {
      Py_XSETREF(items_of<PyObject*>(made)[i], Py_NewRef(PyList_GET_ITEM(results, i)));
    }
    return made;
  }

  PyObject* function_ = nullptr;
  Owned type_;
  std::vector<Owned> columns_;
  std::vector<PyObject*> views_;  // the first place is the callee's to use
};

}  // namespace

PyObject* slices_of(GroupsObject& groups, PyObject* column) {
  const Owned all = in_group_order(groups, column, "slices");
  if (!all) return nullptr;
  const kernels::GroupRows& rows = rows_of(groups);
  const std::uint32_t n = groups.found.groups();
  PyObject* list = PyList_New(n);
  for (std::uint32_t group = 0; list != nullptr && group < n; ++group) {
    PyObject* part = part_of(all.get(), rows.offsets[group], rows.offsets[group + 1] - rows.offsets[group]);
    if (part == nullptr) Py_CLEAR(list);
    if (part != nullptr) PyList_SET_ITEM(list, group, part);
  }
  return list;
}

PyObject* applied(GroupsObject& groups, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  Application application;
  if (!has_numpy() || !application.take(groups, args, count, names)) return nullptr;
  const kernels::GroupRows& rows = rows_of(groups);
  const std::uint32_t n = groups.found.groups();
  const Owned results(PyList_New(n));
  for (std::uint32_t group = 0; results && group < n; ++group) {
    Owned result = application.call(rows.offsets[group], rows.offsets[group + 1]);
    if (!result) return nullptr;
    PyList_SET_ITEM(results.get(), group, result.release());
  }
  return results ? application.array_of(results.get()) : nullptr;
}

}  // namespace wirespeed::python
