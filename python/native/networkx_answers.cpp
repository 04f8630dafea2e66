#include "networkx_answers.hpp"

#include <vector>

#include "collector.hpp"
#include "new_list.hpp"

namespace wirespeed::python {
namespace {

constexpr std::size_t kKeysAhead = 8;  // a key is asked for

void ask_for_key(const NodeKeys& keys, Numbers nodes, std::size_t i) noexcept {
  if (i + kKeysAhead < nodes.size()) __builtin_prefetch(keys.key(nodes[i + kKeysAhead]));
}

// A dict in the making.
class NewDict {
 public:
  // false: a Python error is set.
  bool add(PyObject* key, PyObject* new_value) {
    const Owned value(new_value);
    return dict_ && value && PyDict_SetItem(dict_.get(), key, value.get()) == 0;
  }
  PyObject* release() noexcept { return dict_.release(); }

 private:
  Owned dict_{PyDict_New()};
};

PyObject* number_object(double value, bool as_int) {
  return as_int ? PyLong_FromLongLong(static_cast<long long>(value)) : PyFloat_FromDouble(value);
}

bool leads_here(std::uint32_t finder) noexcept { return finder != kNoFinder; }

// The path of the finder and one node more, at the end that is not the source's.
PyObject* longer_path(PyObject* path, PyObject* key, bool to_source) {
  const Py_ssize_t steps = path == nullptr ? 0 : PyList_GET_SIZE(path);
  PyObject* const longer = PyList_New(steps + 1);
  if (longer == nullptr) return nullptr;
  const Py_ssize_t shift = to_source ? 1 : 0;
  for (Py_ssize_t i = 0; i < steps; ++i) PyList_SET_ITEM(longer, i + shift, Py_NewRef(PyList_GET_ITEM(path, i)));
  PyList_SET_ITEM(longer, to_source ? 0 : steps, Py_NewRef(key));
  return longer;
}

PyObject* pair_of_keys(const NodeKeys& keys, std::uint32_t first, std::uint32_t second) {
  return PyTuple_Pack(2, keys.key(first), keys.key(second));
}

// An empty dict that is a dict's value from now on, lent; nullptr: a Python error is set.
PyObject* add_empty(PyObject* dict, PyObject* key) {
  const Owned empty(PyDict_New());
  return empty && PyDict_SetItem(dict, key, empty.get()) == 0 ? empty.get() : nullptr;
}

class Tree {
 public:
  Tree(const NodeKeys& keys, const FoundBy& found, PyObject* node, PyObject* succ, PyObject* pred)
      : keys_(keys), found_(found), node_(node), succ_(succ), pred_(pred), successors_(found.nodes.size()) {}

  bool fill() {
    for (std::size_t i = 0; i < found_.nodes.size(); ++i) {
      if (!add(i)) return false;
    }
    return true;
  }

 private:
  bool add(std::size_t place) {
    PyObject* const key = keys_.key(found_.nodes[place]);
    successors_[place] = add_empty(succ_, key);
    PyObject* const predecessors = add_empty(pred_, key);
    if (add_empty(node_, key) == nullptr || successors_[place] == nullptr || predecessors == nullptr) return false;
    if (!leads_here(found_.finders[place])) return true;
    const std::uint32_t finder = found_.finders[place];
    PyObject* const edge = add_empty(successors_[finder], key);
    return edge != nullptr && PyDict_SetItem(predecessors, keys_.key(found_.nodes[finder]), edge) == 0;
  }

  const NodeKeys& keys_;
  const FoundBy& found_;
  PyObject* node_;
  PyObject* succ_;
  PyObject* pred_;
  std::vector<PyObject*> successors_;  // of each place, lent by succ_
};

}  // namespace

PyObject* dict_of_values(const NodeKeys& keys, Numbers nodes, std::span<const double> values, bool as_ints) {
  const CollectorPause pause;
  NewDict dict;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ask_for_key(keys, nodes, i);
    const auto number = nodes.empty() ? static_cast<std::uint32_t>(i) : nodes[i];
    if (!dict.add(keys.key(number), number_object(values[i], as_ints))) return nullptr;
  }
  return dict.release();
}

PyObject* dict_of_levels(const NodeKeys& keys, Numbers nodes, Numbers levels) {
  const CollectorPause pause;
  NewDict dict;
  for (std::size_t level = 0; level + 1 < levels.size(); ++level) {
    const Owned depth(PyLong_FromSize_t(level));
    for (std::uint32_t place = levels[level]; depth && place < levels[level + 1]; ++place) {
      ask_for_key(keys, nodes, place);
      if (!dict.add(keys.key(nodes[place]), Py_NewRef(depth.get()))) return nullptr;
    }
  }
  return dict.release();
}

PyObject* dict_of_paths(const NodeKeys& keys, const FoundBy& found, bool to_source) {
  const CollectorPause pause;
  NewDict dict;
  std::vector<PyObject*> paths(found.nodes.size());  // lent by the dict
  for (std::size_t i = 0; i < paths.size(); ++i) {
    ask_for_key(keys, found.nodes, i);
    PyObject* const key = keys.key(found.nodes[i]);
    paths[i] = longer_path(leads_here(found.finders[i]) ? paths[found.finders[i]] : nullptr, key, to_source);
    if (!dict.add(key, paths[i])) return nullptr;
  }
  return dict.release();
}

PyObject* list_of_path(const NodeKeys& keys, const FoundBy& found, std::uint32_t place) {
  std::vector<std::uint32_t> back;
  for (; leads_here(place); place = found.finders[place]) back.push_back(found.nodes[place]);
  return new_list(back.size(), [&](std::size_t i) { return Py_NewRef(keys.key(back[back.size() - 1 - i])); });
}

PyObject* list_of_steps(const NodeKeys& keys, const FoundBy& found, bool node_first) {
  const CollectorPause pause;
  std::size_t place = 0;
  std::size_t sources = 0;
  for (const std::uint32_t finder : found.finders) sources += leads_here(finder) ? 0 : 1;
  return new_list(found.nodes.size() - sources, [&](std::size_t) {
    while (!leads_here(found.finders[place])) ++place;
    const std::uint32_t node = found.nodes[place];
    const std::uint32_t finder = found.nodes[found.finders[place++]];
    return node_first ? pair_of_keys(keys, node, finder) : pair_of_keys(keys, finder, node);
  });
}

PyObject* list_of_successors(const NodeKeys& keys, const FoundBy& found) {
  const CollectorPause pause;
  Owned list(PyList_New(0));
  for (std::size_t begin = 0; list && begin < found.nodes.size();) {
    const std::uint32_t finder = found.finders[begin];
    std::size_t end = begin;
    while (end < found.nodes.size() && found.finders[end] == finder) ++end;
    if (leads_here(finder)) {
      const Owned children(list_of_nodes(keys, found.nodes.subspan(begin, end - begin)));
      const Owned pair(children ? PyTuple_Pack(2, keys.key(found.nodes[finder]), children.get()) : nullptr);
      if (!pair || PyList_Append(list.get(), pair.get()) != 0) return nullptr;
    }
    begin = end;
  }
  return list.release();
}

PyObject* list_of_nodes(const NodeKeys& keys, Numbers nodes) {
  return new_list(nodes.size(), [&](std::size_t i) { return Py_NewRef(keys.key(nodes[i])); });
}

PyObject* set_of_nodes(const NodeKeys& keys, Numbers nodes) {
  Owned set(PySet_New(nullptr));
  for (std::size_t i = 0; set && i < nodes.size(); ++i) {
    if (PySet_Add(set.get(), keys.key(nodes[i])) != 0) return nullptr;
  }
  return set.release();
}

PyObject* list_of_groups(const NodeKeys& keys, Numbers group_of, std::size_t count) {
  const CollectorPause pause;
  Owned list(new_list(count, [](std::size_t) { return PySet_New(nullptr); }));
  for (std::size_t i = 0; list && i < group_of.size(); ++i) {
    PyObject* const group = PyList_GET_ITEM(list.get(), group_of[i]);
    if (PySet_Add(group, keys.key(static_cast<std::uint32_t>(i))) != 0) return nullptr;
  }
  return list.release();
}

PyObject* list_of_ways(const NodeKeys& keys, const graph_algorithms::Routes& ways, bool as_edges) {
  const CollectorPause pause;
  return new_list(ways.size(), [&](std::size_t i) {
    const auto begin = static_cast<std::size_t>(ways.offsets[i]);
    const Numbers way = Numbers(ways.nodes).subspan(begin, static_cast<std::size_t>(ways.offsets[i + 1]) - begin);
    if (!as_edges) return list_of_nodes(keys, way);
    return new_list(way.size() - 1, [&](std::size_t at) { return pair_of_keys(keys, way[at], way[at + 1]); });
  });
}

bool fill_tree(const NodeKeys& keys, const FoundBy& found, PyObject* node, PyObject* succ, PyObject* pred) {
  const CollectorPause pause;
  return Tree(keys, found, node, succ, pred).fill();
}

}  // namespace wirespeed::python
