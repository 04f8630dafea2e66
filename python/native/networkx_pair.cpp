#include "networkx_pair.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "attachment.hpp"
#include "networkx_ahead.hpp"
#include "networkx_keys.hpp"
#include "new_list.hpp"
#include "steady.hpp"

namespace wirespeed::python {
namespace {

constexpr std::size_t kTogether = 16;         // nodes whose neighbors are asked for at once
constexpr std::size_t kBatchesPerTurn = 256;  // then other threads may run

// One end: who was reached, from whom, and who was reached last.
struct Side {
  PyObject* rows;                   // lent
  Owned from{PyDict_New()};         // {node: the one before it, None at the end}
  std::vector<PyObject*> fringe{};  // lent by `from`
};

// Lent by a row; the node by its side.
struct Neighbor {
  PyObject* node;
  PyObject* key;
};

enum class Step : std::uint8_t { on, met, not_plain, failed };

class Search {
 public:
  Search(PyObject* successors, PyObject* predecessors) : ahead_{successors}, back_{predecessors} {}

  PyObject* run(PyObject* source, PyObject* target) {
    if (!begin(ahead_, source) || !begin(back_, target)) return nullptr;
    const int is_same = PyDict_Contains(back_.from.get(), source);
    if (is_same != 0) return is_same < 0 ? nullptr : path_over(source);
    while (!ahead_.fringe.empty() && !back_.fringe.empty()) {
      const bool forward = ahead_.fringe.size() <= back_.fringe.size();
      const Step step = forward ? expand(ahead_, back_) : expand(back_, ahead_);
      if (step == Step::met) return path_over(met_.get());
      if (step == Step::not_plain) return Py_NewRef(Py_NotImplemented);
      if (step == Step::failed) return nullptr;
    }
    return Py_NewRef(Py_None);
  }

 private:
  static bool begin(Side& side, PyObject* node) {
    side.fringe = {node};
    return side.from && PyDict_SetItem(side.from.get(), node, Py_None) == 0;
  }

  Step expand(Side& side, const Side& other) {
    const std::vector<PyObject*> level = std::exchange(side.fringe, {});
    for (std::size_t begin = 0; begin < level.size(); begin += kTogether) {
      const std::size_t count = std::min(kTogether, level.size() - begin);
      if (!take_turns()) return Step::failed;
      Step step = gather(side, {level.data() + begin, count});
      if (step == Step::on) step = look_at_neighbors(side, other);
      if (step != Step::on) return step;
    }
    return Step::on;
  }

  // The neighbors of some nodes, all asked for before the first is looked at.
  Step gather(const Side& side, std::span<PyObject* const> nodes) {
    rows_.clear();
    neighbors_.clear();
    for (PyObject* node : nodes) {
      const Owned row = dict_item(side.rows, node);
      if (!row) {
        raise_missing(node);
        return Step::failed;
      }
      if (!PyDict_CheckExact(row.get())) return Step::not_plain;
      if (!rows_.emplace_back(steady_dict(row.get()))) return Step::failed;
      ask_for_table(rows_.back().get(), kRowTableBytes);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) list_row(nodes[i], rows_[i].get());
    held_.clear();
    for (const Neighbor& neighbor : neighbors_) held_.emplace_back(Py_NewRef(neighbor.key));
    return Step::on;
  }

  void list_row(PyObject* node, PyObject* row) {
    Py_ssize_t at = 0;
    PyObject* key = nullptr;
    PyObject* edge = nullptr;
    while (PyDict_Next(row, &at, &key, &edge) != 0) {
      __builtin_prefetch(key);
      neighbors_.push_back({node, key});
    }
  }

  Step look_at_neighbors(Side& side, const Side& other) {
    for (const Neighbor& neighbor : neighbors_) {
      const Py_ssize_t before = PyDict_GET_SIZE(side.from.get());
      if (PyDict_SetDefault(side.from.get(), neighbor.key, neighbor.node) == nullptr) return Step::failed;
      if (PyDict_GET_SIZE(side.from.get()) != before) side.fringe.push_back(neighbor.key);
      const int meets = PyDict_Contains(other.from.get(), neighbor.key);
      if (meets < 0) return Step::failed;
      if (meets == 0) continue;
      met_ = Owned(Py_NewRef(neighbor.key));
      return Step::met;
    }
    return Step::on;
  }

  // Also lets Ctrl-C in.
  bool take_turns() {
    if (++batches_ % kBatchesPerTurn != 0) return true;
    if (PyErr_CheckSignals() != 0) return false;
    const Detached others_run;
    return true;
  }

  // From `node` to the end that a side began at, itself left out or not.
  static bool follow(const Side& side, PyObject* node, std::vector<PyObject*>& nodes) {
    while (node != Py_None) {
      nodes.push_back(node);
      PyObject* const before = PyDict_GetItemWithError(side.from.get(), node);
      if (before == nullptr) {
        raise_missing(node);
        return false;
      }
      node = before;
    }
    return true;
  }

  PyObject* path_over(PyObject* node) const {
    std::vector<PyObject*> back;
    std::vector<PyObject*> ahead;
    if (!follow(ahead_, node, back) || !follow(back_, node, ahead)) return nullptr;
    return new_list(back.size() + ahead.size() - 1, [&](std::size_t i) {
      return Py_NewRef(i < back.size() ? back[back.size() - 1 - i] : ahead[i - back.size() + 1]);
    });
  }

  Side ahead_;
  Side back_;
  Owned met_;
  std::vector<Owned> rows_;  // that were gathered last, and who is in them
  std::vector<Neighbor> neighbors_;
  std::vector<Owned> held_;
  std::size_t batches_ = 0;
};

}  // namespace

PyObject* networkx_path(PyObject* successors, PyObject* predecessors, PyObject* source, PyObject* target) {
  if (!PyDict_CheckExact(successors) || !PyDict_CheckExact(predecessors)) return Py_NewRef(Py_NotImplemented);
  return Search(successors, predecessors).run(source, target);
}

}  // namespace wirespeed::python
