// sort_index.
#include "kernels_arguments.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/sort_rows.hpp"

namespace wirespeed::python {
namespace {

constexpr const char* kName = "sort_index";

// What is said of all keys, or of each in a tuple or list: calls take(key, value).
template <typename Take>
bool take_each(const char* name, PyObject* value, std::vector<kernels::SortKey>& keys, Take&& take) {
  if (value == nullptr) return true;
  const bool are_several = PyTuple_Check(value) || PyList_Check(value);
  const Owned items(are_several ? PySequence_Tuple(value) : nullptr);
  if (are_several && !items) return false;
  if (are_several && PyTuple_GET_SIZE(items.get()) != static_cast<Py_ssize_t>(keys.size())) {
    PyErr_Format(PyExc_ValueError, "%s: expected %s for each of %zd keys, found %zd", kName, name,
                 static_cast<Py_ssize_t>(keys.size()), PyTuple_GET_SIZE(items.get()));
    return false;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    PyObject* own = are_several ? PyTuple_GET_ITEM(items.get(), static_cast<Py_ssize_t>(i)) : value;
    if (!take(keys[i], own)) return false;
  }
  return true;
}

bool take_direction(kernels::SortKey& key, PyObject* value) { return take_truth(value, key.descending); }

bool take_nulls_place(kernels::SortKey& key, PyObject* value) {
  return take_choice(kName, "nulls", value, {{"last", false}, {"first", true}}, key.missing_first);
}

bool take_sort_keywords(PyObject* const* values, PyObject* names, std::vector<kernels::SortKey>& keys) {
  return read_keywords(kName, values, names, [&](PyObject* name, PyObject* value) {
    if (is_named(name, "descending")) return take_each("descending", value, keys, take_direction);
    if (is_named(name, "nulls")) return take_each("nulls", value, keys, take_nulls_place);
    return false;
  });
}

PyObject* python_sort(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    std::vector<InputArray> inputs(static_cast<std::size_t>(count));
    std::vector<kernels::SortKey> keys;
    keys.reserve(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!inputs[i].take(values[i], kName)) return nullptr;
      keys.push_back({inputs[i].view()});
    }
    if (!take_sort_keywords(values + count, names, keys)) return nullptr;
    const std::int64_t rows = inputs.empty() ? 0 : inputs[0].length();
    const auto order = without_python(rows, [&] { return kernels::sort_rows(keys); });
    return order ? indexes_of<kernels::Row>(*order) : failed(order.error());
  });
}

constexpr const char* kSortDoc =
    "sort_index(*keys, descending=False, nulls='last')\n--\n\n"
    "Indexes that put rows in order: by the first key, among equals by the next, among equals as they were.\n\n"
    ":param descending: of all keys, or a list with one for each.\n"
    ":param nulls: where null, NaN and NaT come, whatever the direction: 'last' or 'first'; or a list.";

PyMethodDef kMethods[] = {
    {"sort_index", as_method(python_sort), METH_FASTCALL | METH_KEYWORDS, kSortDoc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyMethodDef* sort_methods() { return kMethods; }

}  // namespace wirespeed::python
