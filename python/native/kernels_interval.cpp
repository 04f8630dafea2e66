// interval_overlaps.
#include "kernels_arguments.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/intervals.hpp"

namespace wirespeed::python {
namespace {

constexpr const char* kName = "interval_overlaps";

struct IntervalArguments {
  InputArray starts;
  InputArray ends;
  InputArray offsets;
  kernels::Overlap kind = kernels::Overlap::sum;

  bool take(PyObject* const* values, Py_ssize_t count, PyObject* names) {
    static constexpr Signature kSignature{kName, {"starts", "ends", "offsets", "kind"}, 2, 3};
    Arguments given;
    return take_arguments(kSignature, values, count, names, given) && starts.take(given[0], kName) &&
           ends.take(given[1], kName) && same_unit(kName, starts, ends) && take_offsets(given[2]) &&
           take_choice(kName, "kind", given[3], {{"sum", kernels::Overlap::sum}, {"time", kernels::Overlap::time}},
                       kind);
  }

 private:
  // All rows are one group where none are given.
  bool take_offsets(PyObject* object) {
    if (object != nullptr && object != Py_None) return offsets.take(object, kName);
    const Owned all(new_array(NPY_INT64, 2));
    if (!all) return false;
    items_of<std::int64_t>(all.get())[0] = 0;
    items_of<std::int64_t>(all.get())[1] = starts.length();
    return offsets.take(all.get(), kName);
  }
};

// Differences of the starts' type: spans of time for points and spans, else as they are.
PyObject* numpy_overlaps(const InputArray& starts, const kernels::Overlaps& overlaps) {
  if (!overlaps.real.empty() || starts.view().item != column::Item::ticks) {
    const bool are_real = !overlaps.real.empty();
    const auto rows = static_cast<std::int64_t>(are_real ? overlaps.real.size() : overlaps.whole.size());
    PyObject* array = new_array(are_real ? NPY_DOUBLE : NPY_INT64, rows);
    if (array == nullptr) return nullptr;
    if (are_real) std::ranges::copy(overlaps.real, items_of<double>(array));
    if (!are_real) std::ranges::copy(overlaps.whole, items_of<std::int64_t>(array));
    return array;
  }
  PyArray_Descr* type = PyArray_DescrNewFromType(NPY_TIMEDELTA);
  if (type == nullptr) return nullptr;
  const auto* times = PyDataType_C_METADATA(PyArray_DESCR(as_array(starts.ndarray())));
  reinterpret_cast<PyArray_DatetimeDTypeMetaData*>(PyDataType_C_METADATA(type))->meta =
      reinterpret_cast<const PyArray_DatetimeDTypeMetaData*>(times)->meta;
  npy_intp rows = static_cast<npy_intp>(overlaps.whole.size());
  PyObject* array = PyArray_NewFromDescr(&PyArray_Type, type, 1, &rows, nullptr, nullptr, 0, nullptr);
  if (array != nullptr) std::ranges::copy(overlaps.whole, items_of<std::int64_t>(array));
  return array;
}

// What a difference of two times is to Arrow: a duration where both have a unit, else a number.
std::string format_for(const InputArray& starts) {
  const std::string& format = starts.column()->format;
  return format.starts_with("ts") || format.starts_with("tD") ? "tD" + format.substr(2, 1) : "l";
}

PyObject* arrow_overlaps(const InputArray& starts, const kernels::Overlaps& overlaps) {
  if (!overlaps.real.empty()) {
    NumberColumn column("g", 8, static_cast<std::int64_t>(overlaps.real.size()), false);
    std::ranges::copy(overlaps.real, column.items<double>());
    return column.finish();
  }
  NumberColumn column(format_for(starts).c_str(), 8, static_cast<std::int64_t>(overlaps.whole.size()), false);
  std::ranges::copy(overlaps.whole, column.items<std::int64_t>());
  return column.finish();
}

PyObject* overlaps_of(const IntervalArguments& given) {
  const auto overlaps = without_python(given.starts.length(), [&] {
    return kernels::interval_overlaps(given.starts.view(), given.ends.view(), given.offsets.view(), given.kind);
  });
  if (!overlaps && overlaps.error().code == Errc::limit) {
    PyErr_SetString(PyExc_OverflowError, overlaps.error().message.c_str());
    return nullptr;
  }
  if (!overlaps) return failed(overlaps.error());
  const InputArray& starts = typed(given.starts);
  return starts.is_arrow() ? arrow_overlaps(starts, *overlaps) : numpy_overlaps(starts, *overlaps);
}

PyObject* python_overlaps(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    IntervalArguments given;
    return given.take(values, count, names) ? overlaps_of(given) : nullptr;
  });
}

constexpr const char* kOverlapsDoc =
    "interval_overlaps(starts, ends, offsets=None, *, kind='sum')\n--\n\n"
    "For each interval [start, end) how much it overlaps the others of its group.\n\n"
    ":param offsets: group i is the rows from offsets[i] to offsets[i + 1]; None: all rows are one group.\n"
    ":param kind: 'sum': with each of the others, added up; 'time': how long there is at least one other.\n"
    ":raises ValueError: an end before its start, or offsets that fall or lead outside.\n"
    ":raises OverflowError: a sum beyond int64.";

PyMethodDef kMethods[] = {
    {"interval_overlaps", as_method(python_overlaps), METH_FASTCALL | METH_KEYWORDS, kOverlapsDoc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyMethodDef* interval_methods() { return kMethods; }

}  // namespace wirespeed::python
