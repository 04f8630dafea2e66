// isin, intersect, union, difference, setdiff_index, map_values, searchsorted_inrange.
#include <optional>

#include "kernels_arguments.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/lookup.hpp"
#include "wirespeed/kernels/set_rows.hpp"
#include "wirespeed/kernels/sort_rows.hpp"

namespace wirespeed::python {

using kernels::RawVector;
using kernels::Row;

namespace {

// Two arrays that are compared. False with an error set.
struct Two {
  InputArray left;
  InputArray right;

  bool take(const char* function, PyObject* one, PyObject* two) {
    return take_compared(function, one, two, left, right);
  }
  std::int64_t rows() const noexcept { return left.length() + right.length(); }
};

PyObject* isin(const Two& two) {
  const auto find = [&](std::uint8_t* found) {
    return without_python(two.rows(), [&] { return kernels::is_in(two.left.view(), two.right.view(), found); });
  };
  if (two.left.is_arrow()) {
    RawVector<std::uint8_t> found(static_cast<std::size_t>(two.left.length()));
    const auto ok = find(found.data());
    return ok ? boolean_column(found) : failed(ok.error());
  }
  Owned array(new_array(NPY_BOOL, two.left.length()));
  if (!array) return nullptr;
  const auto ok = find(items_of<std::uint8_t>(array.get()));
  return ok ? array.release() : failed(ok.error());
}

PyObject* python_isin(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr Signature kSignature{"isin", {"a", "values"}, 2, 2};
    Arguments given;
    Two two;
    if (!take_arguments(kSignature, values, count, names, given)) return nullptr;
    return two.take("isin", given[0], given[1]) ? isin(two) : nullptr;
  });
}

// The values in order, as an array like the one given; nulls last.
PyObject* sorted_array(const char* function, Owned array) {
  InputArray input;
  if (!array || !input.take(array.get(), function)) return nullptr;
  const kernels::SortKey key{input.view()};
  const auto rows = without_python(input.length(), [&] { return kernels::sort_rows({&key, 1}); });
  return rows ? taken(input, *rows) : failed(rows.error());
}

PyObject* values_at(const char* function, const InputArray& input, const RawVector<Row>& rows, bool is_sorted) {
  Owned array(taken(input, rows));
  return is_sorted ? sorted_array(function, std::move(array)) : array.release();
}

using FindRows = Result<RawVector<Row>> (*)(const column::ArrayView&, const column::ArrayView&);

struct SetArguments {
  Two two;
  bool is_sorted = false;

  bool take(const char* function, PyObject* const* values, Py_ssize_t count, PyObject* names) {
    const Signature signature{function, {"a", "b", "sorted"}, 2, 2};
    Arguments given;
    return take_arguments(signature, values, count, names, given) && take_truth(given[2], is_sorted) &&
           two.take(function, given[0], given[1]);
  }
};

template <FindRows kFind>
PyObject* set_of(const char* function, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    SetArguments given;
    if (!given.take(function, values, count, names)) return nullptr;
    const Two& two = given.two;
    const auto rows = without_python(two.rows(), [&] { return kFind(two.left.view(), two.right.view()); });
    return rows ? values_at(function, two.left, *rows, given.is_sorted) : failed(rows.error());
  });
}

PyObject* python_intersect(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return set_of<kernels::intersect_rows>("intersect", values, count, names);
}

PyObject* python_difference(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return set_of<kernels::difference_rows>("difference", values, count, names);
}

// What is new on the right behind what is on the left.
PyObject* union_of(const Two& two, const kernels::UnionRows& rows, bool is_sorted) {
  std::vector<InputArray> parts(2);
  const Owned left(taken(two.left, rows.left));
  const Owned right(left ? taken(two.right, rows.right) : nullptr);
  if (!right || !parts[0].take(left.get(), "union") || !parts[1].take(right.get(), "union")) return nullptr;
  Owned both(joined("union", std::move(parts)));
  return is_sorted ? sorted_array("union", std::move(both)) : both.release();
}

PyObject* python_union(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    SetArguments given;
    if (!given.take("union", values, count, names)) return nullptr;
    const Two& two = given.two;
    const auto rows =
        without_python(two.rows(), [&] { return kernels::union_rows(two.left.view(), two.right.view()); });
    return rows ? union_of(two, *rows, given.is_sorted) : failed(rows.error());
  });
}

PyObject* python_setdiff_index(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr Signature kSignature{"setdiff_index", {"a", "b"}, 2, 2};
    Arguments given;
    Two two;
    if (!take_arguments(kSignature, values, count, names, given)) return nullptr;
    if (!two.take("setdiff_index", given[0], given[1])) return nullptr;
    const auto rows =
        without_python(two.rows(), [&] { return kernels::rows_not_in(two.left.view(), two.right.view()); });
    return rows ? indexes_of<Row>(*rows) : failed(rows.error());
  });
}

PyObject* map_values(const Two& two, const InputArray& values, PyObject* fill) {
  if (values.length() != two.right.length()) {
    PyErr_Format(PyExc_ValueError, "map_values: expected as many values as keys, found %lld and %lld",
                 static_cast<long long>(values.length()), static_cast<long long>(two.right.length()));
    return nullptr;
  }
  const auto found = without_python(two.rows(), [&] {
    return kernels::match(two.left.view(), two.right.view(), kernels::NullMatch::equal, "map_values");
  });
  return found ? taken_or_missing("map_values", values, found->first, fill) : failed(found.error());
}

PyObject* python_map_values(PyObject* /*module*/, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr Signature kSignature{"map_values", {"a", "keys", "values", "default"}, 3, 4};
    Arguments given;
    Two two;
    InputArray values;
    if (!take_arguments(kSignature, arguments, count, names, given)) return nullptr;
    if (!two.take("map_values", given[0], given[1]) || !values.take(given[2], "map_values")) return nullptr;
    return map_values(two, values, given[3] == Py_None ? nullptr : given[3]);
  });
}

PyObject* python_searchsorted(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    static constexpr const char* kName = "searchsorted_inrange";
    static constexpr Signature kSignature{kName, {"sorted", "values", "side"}, 2, 2};
    Arguments given;
    Two two;
    kernels::Side side = kernels::Side::left;
    if (!take_arguments(kSignature, values, count, names, given) || !two.take(kName, given[0], given[1]))
      return nullptr;
    if (!take_choice(kName, "side", given[2], {{"left", kernels::Side::left}, {"right", kernels::Side::right}}, side)) {
      return nullptr;
    }
    const auto places = without_python(
        two.rows(), [&] { return kernels::search_sorted_in_range(two.left.view(), two.right.view(), side); });
    return places ? indexes_of<std::int64_t>(*places) : failed(places.error());
  });
}

constexpr const char* kIsinDoc =
    "isin(a, values)\n--\n\n"
    "For each item of a whether it is among values. Null, NaN and NaT are among values where those have one.";
constexpr const char* kIntersectDoc =
    "intersect(a, b, *, sorted=False)\n--\n\n"
    "Each value that is in both, once, in the order in which a has them first; or sorted, null last.";
constexpr const char* kUnionDoc =
    "union(a, b, *, sorted=False)\n--\n\n"
    "Each value of both, once: those of a as it has them first, then what b adds; or sorted, null last.";
constexpr const char* kDifferenceDoc =
    "difference(a, b, *, sorted=False)\n--\n\n"
    "Each value of a that is not in b, once, in the order in which a has them first; or sorted, null last.";
constexpr const char* kSetdiffDoc =
    "setdiff_index(a, b)\n--\n\n"
    "Indexes of the items of a, repeated ones too, that are not in b.";
constexpr const char* kMapDoc =
    "map_values(a, keys, values, default=None)\n--\n\n"
    "For each item of a the value of its key; of a repeated key the first one's.\n\n"
    ":param default: for items without a key. None: null in Arrow; NaN, NaT or None in NumPy, where values can hold "
    "it.\n"
    ":raises ValueError: an item without a key where there is nothing to stand for its value.";
constexpr const char* kSearchDoc =
    "searchsorted_inrange(sorted, values, *, side='left')\n--\n\n"
    "For each value the place in sorted where it belongs, and 0 where that is behind the end: sorted[places] always\n"
    "works, and sorted[places] == values says which were found.\n\n"
    ":raises ValueError: sorted is not sorted, or empty while values are not.";

PyMethodDef kMethods[] = {
    {"isin", as_method(python_isin), METH_FASTCALL | METH_KEYWORDS, kIsinDoc},
    {"intersect", as_method(python_intersect), METH_FASTCALL | METH_KEYWORDS, kIntersectDoc},
    {"union", as_method(python_union), METH_FASTCALL | METH_KEYWORDS, kUnionDoc},
    {"difference", as_method(python_difference), METH_FASTCALL | METH_KEYWORDS, kDifferenceDoc},
    {"setdiff_index", as_method(python_setdiff_index), METH_FASTCALL | METH_KEYWORDS, kSetdiffDoc},
    {"map_values", as_method(python_map_values), METH_FASTCALL | METH_KEYWORDS, kMapDoc},
    {"searchsorted_inrange", as_method(python_searchsorted), METH_FASTCALL | METH_KEYWORDS, kSearchDoc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyMethodDef* set_methods() { return kMethods; }

}  // namespace wirespeed::python
