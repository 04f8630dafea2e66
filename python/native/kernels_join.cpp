// join_index and asof_index.
#include <optional>

#include "kernels_arguments.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/join.hpp"
#include "wirespeed/kernels/lookup.hpp"

namespace wirespeed::python {

using kernels::JoinKind;
using kernels::NullMatch;
using Keys = std::vector<InputArray>;

namespace {

struct JoinArguments {
  Keys left;
  Keys right;
  JoinKind kind = JoinKind::inner;
  NullMatch nulls = NullMatch::never;

  bool take(PyObject* const* values, Py_ssize_t count, PyObject* names) {
    static constexpr Signature kSignature{"join_index", {"left", "right", "how", "nulls"}, 2, 3};
    Arguments given;
    return take_arguments(kSignature, values, count, names, given) &&
           take_choice("join_index", "how", given[2],
                       {{"inner", JoinKind::inner},
                        {"left", JoinKind::left},
                        {"outer", JoinKind::outer},
                        {"semi", JoinKind::semi},
                        {"anti", JoinKind::anti}},
                       kind) &&
           take_choice("join_index", "nulls", given[3], {{"never", NullMatch::never}, {"equal", NullMatch::equal}},
                       nulls) &&
           take_compared_keys("join_index", given[0], given[1], left, right);
  }
  std::int64_t rows() const noexcept { return left[0].length() + right[0].length(); }
  bool wants_pairs() const noexcept { return kind != JoinKind::semi && kind != JoinKind::anti; }
};

PyObject* joined_rows(const JoinArguments& given) {
  const auto lefts = views_of(given.left);
  const auto rights = views_of(given.right);
  const auto join =
      without_python(given.rows(), [&] { return kernels::Join::make(lefts, rights, given.kind, given.nulls); });
  if (!join) return failed(join.error());
  const auto rows = static_cast<std::int64_t>(join->size());
  Owned li(new_array(NPY_INT64, rows));
  const Owned ri(li && given.wants_pairs() ? new_array(NPY_INT64, rows) : nullptr);
  if (!li || given.wants_pairs() != static_cast<bool>(ri)) return nullptr;
  auto* left = items_of<std::int64_t>(li.get());
  auto* right = ri ? items_of<std::int64_t>(ri.get()) : nullptr;
  without_python(rows, [&] { join->write(left, right); });
  return ri ? PyTuple_Pack(2, li.get(), ri.get()) : li.release();
}

PyObject* python_join(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    JoinArguments given;
    return given.take(values, count, names) ? joined_rows(given) : nullptr;
  });
}

struct AsOfArguments {
  InputArray left;
  InputArray right;
  Keys left_by;
  Keys right_by;
  kernels::AsOfOptions options;

  bool take(PyObject* const* values, Py_ssize_t count, PyObject* names) {
    static constexpr Signature kSignature{
        "asof_index", {"left", "right", "left_by", "right_by", "direction", "exact", "tolerance"}, 2, 2};
    using enum kernels::AsOf;
    Arguments given;
    return take_arguments(kSignature, values, count, names, given) &&
           take_compared(kName, given[0], given[1], left, right) && take_by(given[2], left_by) &&
           take_by(given[3], right_by) && same_units(kName, left_by, right_by) &&
           take_choice(kName, "direction", given[4],
                       {{"backward", backward}, {"forward", forward}, {"nearest", nearest}}, options.direction) &&
           take_truth(given[5], options.exact) && take_tolerance(given[6]);
  }

 private:
  static constexpr const char* kName = "asof_index";

  static bool take_by(PyObject* object, Keys& keys) {
    return object == nullptr || object == Py_None || take_keys(kName, object, keys);
  }

  // A number in the unit of the times.
  bool take_tolerance(PyObject* object) {
    if (object == nullptr || object == Py_None) return true;
    const Owned as_number(is_timedelta(object) ? in_unit(object) : Py_NewRef(object));
    const double tolerance = as_number ? PyFloat_AsDouble(as_number.get()) : -1;
    if (PyErr_Occurred() != nullptr) return false;
    options.tolerance = tolerance;
    if (tolerance >= 0) return true;
    PyErr_Format(PyExc_ValueError, "%s: expected a tolerance of at least 0, found %R", kName, object);
    return false;
  }
  static bool is_timedelta(PyObject* object) { return PyArray_IsScalar(object, Timedelta); }

  // How many units of the left times a timedelta64 is.
  PyObject* in_unit(PyObject* object) const {
    if (left.ndarray() == nullptr || left.view().item != column::Item::ticks) {
      PyErr_Format(PyExc_TypeError, "%s: expected a number as the tolerance of such columns, found %R", kName, object);
      return nullptr;
    }
    const Owned array(PyArray_FromScalar(object, nullptr));
    PyArray_Descr* type = PyArray_DescrNewFromType(NPY_TIMEDELTA);
    if (!array || type == nullptr) return nullptr;
    const auto* times = PyDataType_C_METADATA(PyArray_DESCR(as_array(left.ndarray())));
    reinterpret_cast<PyArray_DatetimeDTypeMetaData*>(PyDataType_C_METADATA(type))->meta =
        reinterpret_cast<const PyArray_DatetimeDTypeMetaData*>(times)->meta;
    const Owned converted(PyArray_CastToType(as_array(array.get()), type, 0));
    return converted ? PyLong_FromLongLong(*items_of<npy_int64>(converted.get())) : nullptr;
  }
};

PyObject* nearest_rows(const AsOfArguments& given) {
  const auto left_by = views_of(given.left_by);
  const auto right_by = views_of(given.right_by);
  const auto rows = without_python(given.left.length() + given.right.length(), [&] {
    return kernels::asof_rows(given.left.view(), given.right.view(), left_by, right_by, given.options);
  });
  return rows ? indexes_of<std::int64_t>(*rows) : failed(rows.error());
}

PyObject* python_asof(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    AsOfArguments given;
    return given.take(values, count, names) ? nearest_rows(given) : nullptr;
  });
}

constexpr const char* kJoinDoc =
    "join_index(left, right, how='inner', *, nulls='never')\n--\n\n"
    "Which rows of both have equal keys: (li, ri), indexes of left rows in their order, for each those of its right\n"
    "partners in theirs. -1 where there is no partner. Of 'semi' and 'anti' the left indexes alone.\n\n"
    ":param left: one key column, or several in a tuple.\n"
    ":param how: 'inner', 'left', 'outer' (right rows without a partner come last), 'semi' or 'anti'.\n"
    ":param nulls: 'never': a null has no partner; 'equal': nulls are partners.";
constexpr const char* kAsOfDoc =
    "asof_index(left, right, *, left_by=None, right_by=None, direction='backward', exact=True, tolerance=None)\n--\n\n"
    "For each left time the index of the nearest right one, or -1. Both are sorted.\n\n"
    ":param left_by: key columns as of join_index: only rows with equal keys are looked at.\n"
    ":param direction: 'backward': the last one not later; 'forward': the first one not earlier; 'nearest': the\n"
    "    nearer of both, the earlier one of two that are as near.\n"
    ":param exact: whether one at the same time counts.\n"
    ":param tolerance: the largest distance, as a number in the columns' unit or a timedelta64.\n"
    ":raises ValueError: times out of order.";

PyMethodDef kMethods[] = {
    {"join_index", as_method(python_join), METH_FASTCALL | METH_KEYWORDS, kJoinDoc},
    {"asof_index", as_method(python_asof), METH_FASTCALL | METH_KEYWORDS, kAsOfDoc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyMethodDef* join_methods() { return kMethods; }

}  // namespace wirespeed::python
