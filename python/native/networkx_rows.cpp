#include "networkx_rows.hpp"

#include <algorithm>
#include <cmath>

#include "attachment.hpp"
#include "networkx_ahead.hpp"
#include "steady.hpp"

namespace wirespeed::python {
namespace {

constexpr std::size_t kTogether = 1024;          // neighbors that are looked up in one go
constexpr std::size_t kRowsAhead = 12;           // a row's dict is asked for
constexpr std::size_t kTablesAhead = 6;          // and so is what it holds
constexpr std::size_t kEdgesPerTurn = 1 << 14;   // then others may run
constexpr double kMostWhole = 9007199254740992;  // 2^53: beyond it a double skips whole numbers

bool is_plain_key(PyObject* key) noexcept { return PyLong_CheckExact(key) || PyUnicode_CheckExact(key); }

class Walk {
 public:
  Walk(const NodeKeys& keys, const NetworkxWeights& weights, bool is_multigraph, NetworkxRows& rows)
      : keys_(keys), name_(weights.name), missing_(weights.missing), is_multigraph_(is_multigraph), rows_(rows) {}

  RowsFound run(PyObject* adjacency) {
    const Owned dicts(PyDict_Values(adjacency));
    if (!dicts) return RowsFound::failed;
    PyObject** const all = PySequence_Fast_ITEMS(dicts.get());
    const auto count = static_cast<std::size_t>(PyList_GET_SIZE(dicts.get()));
    if (count != keys_.size()) return changed();
    for (std::size_t i = 0; i < count; ++i) {
      if (i + kRowsAhead < count) __builtin_prefetch(all[i + kRowsAhead]);
      if (i + kTablesAhead < count && PyDict_CheckExact(all[i + kTablesAhead])) {
        ask_for_table(all[i + kTablesAhead], kRowTableBytes);
      }
      if (!PyDict_CheckExact(all[i])) return RowsFound::not_plain;
      if (!gather(static_cast<std::uint32_t>(i), all[i])) return found_;
      if (neighbors_.size() >= kTogether && !look_up()) return found_;
    }
    if (!look_up()) return found_;
    return PyDict_Size(adjacency) == PyList_GET_SIZE(dicts.get()) ? RowsFound::all : changed();
  }

 private:
  static RowsFound changed() {
    PyErr_SetString(PyExc_RuntimeError, "the graph was changed while it was read");
    return RowsFound::failed;
  }

  // No Python code runs until look_up(), so what the row lends stays there.
  bool gather(std::uint32_t source, PyObject* row) {
#ifdef Py_GIL_DISABLED
    held_.emplace_back(PyDict_Copy(row));  // others may change the row while it is looked at
    row = held_.back().get();
    if (row == nullptr) return fail(RowsFound::failed);
#endif
    Py_ssize_t at = 0;
    PyObject* key = nullptr;
    PyObject* value = nullptr;
    while (PyDict_Next(row, &at, &key, &value) != 0) {
      __builtin_prefetch(key);
      neighbors_.push_back(key);
      rows_.sources.push_back(source);
      if (name_ == nullptr) continue;
      __builtin_prefetch(value);
      edges_.push_back(value);
    }
    return true;
  }

  bool look_up() {
    hold();
    const std::size_t before = rows_.targets.size();
    rows_.targets.resize(before + neighbors_.size());
    if (!keys_.find_all(neighbors_, rows_.targets.data() + before)) return fail(RowsFound::failed);
    for (std::size_t i = before; i < rows_.targets.size(); ++i)
      rows_.loops += rows_.targets[i] == rows_.sources[i] ? 1 : 0;
    if (!weigh()) return false;
    since_turn_ += neighbors_.size();
    neighbors_.clear();
    edges_.clear();
    held_.clear();
    return take_turns();
  }

  // What Python code may let go of that runs from here on: of keys that are no plain ones, and of weights.
  void hold() {
    held_.reserve(held_.size() + neighbors_.size() + edges_.size());
    for (PyObject* edge : edges_) held_.emplace_back(Py_NewRef(edge));
    if (std::ranges::all_of(neighbors_, is_plain_key)) return;
    for (PyObject* key : neighbors_) held_.emplace_back(Py_NewRef(key));
  }

  bool take_turns() {
    if (since_turn_ < kEdgesPerTurn) return true;
    since_turn_ = 0;
    if (PyErr_CheckSignals() != 0) return fail(RowsFound::failed);
    const Detached others_run;
    return true;
  }

  bool weigh() {
    for (PyObject* edge : edges_) {
      if (PyDict_CheckExact(edge) && PyDict_GET_SIZE(edge) > 0) ask_for_table(edge, kEdgeTableBytes);
    }
    for (PyObject* edge : edges_) {
      double weight = INFINITY;
      if (!(is_multigraph_ ? least_of(edge, weight) : weight_of(edge, weight))) return false;
      append(weight);
    }
    return true;
  }

  bool least_of(PyObject* parallel, double& least) {
    if (!PyDict_CheckExact(parallel)) return fail(RowsFound::not_plain);
    const Owned edges(PyDict_Values(parallel));
    if (!edges) return fail(RowsFound::failed);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(edges.get()); ++i) {
      double weight = 0;
      if (!weight_of(PyList_GET_ITEM(edges.get(), i), weight)) return false;
      least = std::min(least, weight);
    }
    return true;
  }

  bool weight_of(PyObject* edge, double& weight) {
    if (!PyDict_CheckExact(edge)) return fail(RowsFound::not_plain);
    weight = missing_;
    if (PyDict_GET_SIZE(edge) == 0) return true;
    const Owned value = dict_item(edge, name_);
    if (!value) return PyErr_Occurred() == nullptr || fail(RowsFound::failed);
    return number_of(value.get(), weight) || fail(RowsFound::failed);
  }

  bool number_of(PyObject* value, double& number) {
    if (PyFloat_Check(value)) {
      ++rows_.reals;
      number = PyFloat_AS_DOUBLE(value);
      return !std::isnan(number) || refuse(value);
    }
    if (!PyIndex_Check(value)) return refuse(value);
    const Owned whole(PyNumber_Index(value));
    if (!whole) return false;
    number = PyLong_AsDouble(whole.get());
    if (PyErr_Occurred() == nullptr && std::abs(number) <= kMostWhole) return true;
    PyErr_Clear();
    return refuse(value);
  }

  static bool refuse(PyObject* value) {
    PyErr_Format(PyExc_NotImplementedError, "weights: expected floats, or ints of at most 2^53, found %R", value);
    return false;
  }

  // Weights are kept from the first on that is not 1.
  void append(double weight) {
    if (rows_.weights.empty()) {
      if (weight == 1) {
        ++ones_;
        return;
      }
      rows_.weights.reserve(rows_.targets.size());
      rows_.weights.resize(ones_, 1);
    }
    rows_.weights.push_back(weight);
  }

  bool fail(RowsFound why) noexcept {
    found_ = why;
    return false;
  }

  const NodeKeys& keys_;
  PyObject* name_;
  double missing_;
  bool is_multigraph_;
  NetworkxRows& rows_;
  RowsFound found_ = RowsFound::all;
  std::vector<PyObject*> neighbors_;  // of the rows gathered last, and what their edges hold
  std::vector<PyObject*> edges_;
  std::vector<Owned> held_;
  std::size_t ones_ = 0;
  std::size_t since_turn_ = 0;
};

}  // namespace

RowsFound walk_networkx(const NodeKeys& keys, PyObject* adjacency, const NetworkxWeights& weights, bool is_multigraph,
                        NetworkxRows& rows) {
  if (!PyDict_CheckExact(adjacency)) return RowsFound::not_plain;
  return Walk(keys, weights, is_multigraph, rows).run(adjacency);
}

}  // namespace wirespeed::python
