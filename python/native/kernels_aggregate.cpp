#include "kernels_aggregate.hpp"

#include <utility>

#include "kernels_aggregate_result.hpp"
#include "kernels_aggregate_spec.hpp"
#include "kernels_call.hpp"
#include "kernels_groups.hpp"
#include "run_native.hpp"
#include "wirespeed/base/cpu.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::Item;
using kernels::Aggregate;
using kernels::AggregateTask;

namespace {

constexpr std::int64_t kRowsToWatch = 4'000'000;  // from here on signals are looked for meanwhile

// A column of the call, which several aggregates may be over.
struct AggregateInput {
  PyObject* object = nullptr;
  InputArray array;
  ArrayView view;  // as the aggregates shall read it
};

// Results are no values of the column.
bool is_computed(Aggregate aggregate) noexcept {
  switch (aggregate) {
    case Aggregate::sum:
    case Aggregate::mean:
    case Aggregate::median:
    case Aggregate::quantile:
    case Aggregate::var:
    case Aggregate::std:
    case Aggregate::range:
    case Aggregate::cumsum:
    case Aggregate::any:
    case Aggregate::all:
    case Aggregate::cov:
    case Aggregate::corr:
    case Aggregate::slope:
      return true;
    default:
      return false;
  }
}

// Values are compared with each other.
bool is_ordered(Aggregate aggregate) noexcept {
  switch (aggregate) {
    case Aggregate::min:
    case Aggregate::max:
    case Aggregate::idxmin:
    case Aggregate::idxmax:
    case Aggregate::rank:
      return true;
    default:
      return false;
  }
}

class AggregateCall {
 public:
  AggregateCall(GroupsObject& groups, PyObject* const* values, PyObject* names)
      : groups_(groups), values_(values), names_(names), count_(static_cast<std::size_t>(PyTuple_GET_SIZE(names))) {
    inputs_.reserve(count_ * 2);
    tasks_.reserve(count_);
    results_.reserve(count_);
  }

  PyObject* run() {
    for (std::size_t i = 0; i < count_; ++i) {
      if (!prepare(PyTuple_GET_ITEM(names_, static_cast<Py_ssize_t>(i)), values_[i])) return nullptr;
    }
    return aggregate() ? results() : nullptr;
  }

 private:
  bool prepare(PyObject* name, PyObject* value) {
    AggregateSpec spec;
    if (!read_spec(name, value, spec)) return false;
    const AggregateInput* input = nullptr;
    if (spec.column != nullptr && (input = take(name, spec.column)) == nullptr) return false;
    if (spec.other != nullptr) {
      const AggregateInput* other = take(name, spec.other);
      if (other == nullptr || !check_other(name, spec.task.aggregate, *other)) return false;
      spec.task.other = &other->view;
    }
    if (input != nullptr) spec.task.values = &input->view;
    return make_result(name, spec.task, input);
  }

  // nullptr with an error set.
  const AggregateInput* take(PyObject* name, PyObject* object) {
    for (const AggregateInput& input : inputs_) {
      if (input.object == object) return &input;
    }
    AggregateInput& input = inputs_.emplace_back();
    if (!input.array.take(object, "agg")) return nullptr;
    input.object = object;
    input.view = input.array.view();
    if (input.view.length != static_cast<std::int64_t>(groups_.view().codes.size())) {
      PyErr_Format(PyExc_ValueError, "agg: expected %zu rows, as were grouped, found %lld in the column of %U",
                   groups_.view().codes.size(), static_cast<long long>(input.view.length), name);
      return nullptr;
    }
    show_times(input);
    return &input;
  }

  // Arrow's times are numbers to their views.
  static void show_times(AggregateInput& input) {
    if (input.view.dictionary == nullptr && input.view.item == Item::int64 && is_time(input.array)) {
      input.view.item = Item::ticks;
    }
  }

  bool make_result(PyObject* name, AggregateTask& task, const AggregateInput* input) {
    const auto shape = kernels::shape_of(task);
    if (!shape) {
      const bool is_type = shape.error().code == Errc::unsupported;
      PyErr_Format(is_type ? PyExc_TypeError : PyExc_ValueError, "%s, as %U", shape.error().message.c_str(), name);
      return false;
    }
    if (input != nullptr && !check_meaning(name, task, *shape, *input)) return false;
    AggregateResult& result = results_.emplace_back();
    if (!result.make(task, *shape, input == nullptr ? nullptr : &input->array, is_arrow(groups_), groups_.view())) {
      return false;
    }
    tasks_.push_back(task);
    return true;
  }

  static bool check_other(PyObject* name, Aggregate aggregate, const AggregateInput& other) {
    if (!is_time(other.array)) return true;
    PyErr_Format(PyExc_TypeError, "agg: %s is not defined for times, as %U", kernels::to_string(aggregate).data(),
                 name);
    return false;
  }

  // What the type of the items does not tell: points in time have no sum, decimals no order by their bytes, and times
  // of 32 bits or in a dictionary nothing that would be a time again.
  static bool check_meaning(PyObject* name, const AggregateTask& task, const kernels::AggregateShape& shape,
                            const AggregateInput& input) {
    const char* found = nullptr;
    const bool is_sum = task.aggregate == Aggregate::sum || task.aggregate == Aggregate::cumsum;
    if (is_sum && is_instant(input.array)) found = "points in time";
    if (is_time(input.array) && is_computed(task.aggregate) && shape.item != Item::ticks) {
      found = "times of 32 bits or in a dictionary";
    }
    if (is_ordered(task.aggregate) && is_decimal(input.array)) found = "decimals";
    if (found == nullptr) return true;
    PyErr_Format(PyExc_TypeError, "agg: %s is not defined for %s, as %U", kernels::to_string(task.aggregate).data(),
                 found, name);
    return false;
  }

  bool aggregate() {
    const kernels::GroupView groups = groups_.view();
    const auto rows = static_cast<std::int64_t>(groups.codes.size());
    kernels::AggregateOptions options{.threads = rows < kRowsToDetach ? 1 : available_cores()};
    Result<void> done;
    if (rows < kRowsToWatch) {
      done = without_python(rows, [&] { return kernels::aggregate(groups, tasks_, options); });
    } else {
      run_watched({},
                  [&](const Stop& stop) {
                    options.stop = stop;
                    done = kernels::aggregate(groups, tasks_, options);
                  },
                  {});
    }
    if (done) return true;
    if (done.error().code == Errc::limit) {
      PyErr_SetString(PyExc_OverflowError, done.error().message.c_str());
    } else {
      set_python_error(done.error());
    }
    return false;
  }

  PyObject* results() {
    Owned made(new_aggregates(names_));
    for (std::size_t i = 0; made && i < results_.size(); ++i) {
      PyObject* result = results_[i].finish();
      if (result == nullptr) return nullptr;
      put_aggregate(made.get(), static_cast<Py_ssize_t>(i), result);
    }
    return made.release();
  }

  GroupsObject& groups_;
  PyObject* const* values_;
  PyObject* names_;
  std::size_t count_;
  std::vector<AggregateInput> inputs_;
  std::vector<AggregateTask> tasks_;
  std::vector<AggregateResult> results_;
};

}  // namespace

PyObject* kernels_agg(GroupsObject& groups, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  if (count != 0) {
    PyErr_Format(PyExc_TypeError,
                 "agg: expected names for all aggregates, as in total=(\"sum\", values), found %zd without", count);
    return nullptr;
  }
  const Owned none(names == nullptr ? PyTuple_New(0) : nullptr);
  try {
    return AggregateCall(groups, values, names == nullptr ? none.get() : names).run();
  } catch (nanobind::python_error& error) {  // what a signal's handler raised
    error.restore();
    return nullptr;
  } catch (const std::bad_alloc&) {
    return PyErr_NoMemory();
  }
}

}  // namespace wirespeed::python
