#include "neo4j_dropped.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "owned.hpp"

namespace wirespeed::python {

// Python 3.11 and 3.12. Before, attributes lay in dicts of their own, and a result has some that are its user's, too;
// since 3.13 an object does not tell of the dict that vars() has given out, which shares its attributes with it.
// Without the GIL nobody can count references while other threads change them.
#if defined(Py_GIL_DISABLED) || PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030D0000

void free_dropped_results(const Driver& /*driver*/) {}
void watch_result(PyObject* /*result*/) {}
bool is_watched(PyObject* /*result*/) { return false; }

#else

namespace {

void traverse(PyObject* object, visitproc visit, void* argument) {
  const traverseproc of_type = Py_TYPE(object)->tp_traverse;
  if (of_type != nullptr) of_type(object, visit, argument);
}

// A result and what hangs together with it:
//
//   result <-> what handles its errors
//   result -> scope <-> hooks;  scope -> graph hydrator <-> functions;  graph hydrator -> graph <-> nodes,
//   relationships
//
// It is garbage when each reference to one of them comes from another. References of any other kind, to an attribute
// that somebody has set, say, are not counted, so that the result is left to the collector.
class Cluster {
 public:
  // The driver and the result are borrowed; the caller holds one reference to the result.
  Cluster(const Driver& driver, PyObject* result) : driver_(driver), result_(result) { enlist(result); }

  bool is_garbage() { return meet_all() && count() && nobody_else(); }

  // What the collector would do. REQUIRES: is_garbage(), just now
  void clear() {
    std::array<Owned, kMost> held;
    for (std::size_t i = 0; i < size_; ++i) held[i] = Owned(Py_NewRef(members_[i].object));
    for (std::size_t i = 0; i < size_; ++i) {
      const inquiry of_type = Py_TYPE(held[i].get())->tp_clear;
      if (of_type != nullptr) of_type(held[i].get());
    }
  }

 private:
  static constexpr std::size_t kMost = 48;  // there are some 20

  struct Member {
    PyObject* object = nullptr;
    Py_ssize_t found = 0;  // references to it, from members and entities
  };

  std::span<Member> members() { return {members_.data(), size_}; }

  Member* find(PyObject* object) {
    const auto there = std::ranges::find(members(), object, &Member::object);
    return there == members().end() ? nullptr : &*there;
  }

  void enlist(PyObject* object) {
    if (find(object) != nullptr) return;
    full_ = full_ || size_ == kMost;
    if (!full_) members_[size_++].object = object;
  }

  bool meet_all() {
    for (std::size_t i = 0; i < size_; ++i) {
      parent_ = members_[i].object;
      if (Py_TYPE(parent_) == driver_.graph && !find_entities(parent_)) return false;
      if (!holds_entities(parent_)) traverse(parent_, meet, this);
    }
    return !full_ && graph_ != nullptr;
  }

  bool find_entities(PyObject* graph) {
    const Owned nodes(PyObject_GetAttr(graph, names().nodes));
    const Owned relationships(nodes ? PyObject_GetAttr(graph, names().relationships) : nullptr);
    PyErr_Clear();
    if (!relationships || !PyDict_CheckExact(nodes.get()) || !PyDict_CheckExact(relationships.get())) return false;
    graph_ = graph;
    nodes_ = nodes.get();
    relationships_ = relationships.get();
    return true;
  }

  // There may be a million in each, and none is a member.
  bool holds_entities(PyObject* object) const { return object == nodes_ || object == relationships_; }

  bool is_part(PyObject* object) const {
    auto* type = reinterpret_cast<PyObject*>(Py_TYPE(object));
    PyObject* const* parts = reinterpret_cast<PyTupleObject*>(driver_.result_parts)->ob_item;
    return std::find(parts, parts + PyTuple_GET_SIZE(driver_.result_parts), type) !=
           parts + PyTuple_GET_SIZE(driver_.result_parts);
  }

  // Dicts of the result itself are its user's.
  bool belongs(PyObject* child) const {
    if (PyMethod_Check(child)) return is_part(PyMethod_GET_SELF(child));
    if (PyDict_CheckExact(child)) return is_part(parent_) && parent_ != result_;
    return is_part(child);
  }

  static int meet(PyObject* child, void* self) {
    auto& cluster = *static_cast<Cluster*>(self);
    if (cluster.belongs(child)) cluster.enlist(child);
    return 0;
  }

  bool count() {
    for (const Member& each : members()) {
      if (!holds_entities(each.object)) traverse(each.object, refer, this);
    }
    return count_nodes() && count_relationships();
  }

  static int refer(PyObject* child, void* self) {
    Member* member = static_cast<Cluster*>(self)->find(child);
    if (member != nullptr) ++member->found;
    return 0;
  }

  // Each has one reference from the dict, and else only from relationships.
  bool count_nodes() {
    const bool alone = PyDict_GET_SIZE(relationships_) == 0;
    Py_ssize_t at = 0;
    PyObject* node = nullptr;
    while (PyDict_Next(nodes_, &at, nullptr, &node) != 0) {
      if (Py_TYPE(node) != driver_.node || (alone && Py_REFCNT(node) != 1)) return false;
      ends_ += Py_REFCNT(node) - 1;
      traverse(node, refer_to_graph, this);
    }
    return true;
  }

  bool count_relationships() {
    Py_ssize_t at = 0;
    PyObject* relationship = nullptr;
    while (PyDict_Next(relationships_, &at, nullptr, &relationship) != 0) {
      if (Py_REFCNT(relationship) != 1) return false;
      traverse(relationship, refer_to_graph, this);
    }
    return ends_ == 0;
  }

  static int refer_to_graph(PyObject* child, void* self) {
    auto& cluster = *static_cast<Cluster*>(self);
    if (child == cluster.graph_) ++cluster.from_entities_;
    if (Py_TYPE(child) == cluster.driver_.node && cluster.has_node(child)) --cluster.ends_;
    return 0;
  }

  bool has_node(PyObject* node) const {
    const Owned id(PyObject_GetAttr(node, names().element_id));
    const bool has = id && PyUnicode_CheckExact(id.get()) && PyDict_GetItemWithError(nodes_, id.get()) == node;
    PyErr_Clear();
    return has;
  }

  bool nobody_else() {
    find(graph_)->found += from_entities_;
    find(result_)->found += 1;
    return std::ranges::all_of(members(), [](const Member& each) { return Py_REFCNT(each.object) == each.found; });
  }

  const Driver& driver_;
  PyObject* result_;
  PyObject* parent_ = nullptr;  // of what is met
  PyObject* graph_ = nullptr;
  PyObject* nodes_ = nullptr;
  PyObject* relationships_ = nullptr;
  std::array<Member, kMost> members_;
  std::size_t size_ = 0;
  bool full_ = false;
  Py_ssize_t from_entities_ = 0;  // references to the graph
  Py_ssize_t ends_ = 0;           // references to nodes that no relationship has accounted for
};

// Whoever asks in a loop drops a result while the next one is read, or right after it. What is held longer is not worth
// being looked at again and again.
constexpr int kLooks = 3;

// Trivially destructible: at the end of the process the interpreter is gone before it.
struct Watched {
  PyObject* reference = nullptr;  // weak; owned
  int looks = 0;
};

std::array<Watched, 8> watched;  // guarded by the GIL
std::size_t next_place = 0;
bool freeing = false;

Owned referred_to(const Watched& place) {
  if (place.reference == nullptr) return Owned();
  PyObject* result = PyWeakref_GetObject(place.reference);
  return Owned(result == nullptr || result == Py_None ? nullptr : Py_NewRef(result));
}

void look_at(const Driver& driver, Watched& place) {
  const Owned result = referred_to(place);
  Cluster cluster(driver, result.get());
  const bool garbage = result && cluster.is_garbage();
  if (garbage || --place.looks == 0) Py_CLEAR(place.reference);
  if (garbage) cluster.clear();
}

}  // namespace

void free_dropped_results(const Driver& driver) {
  if (freeing) return;  // by whatever runs when the freed go
  freeing = true;
  for (Watched& place : watched) {
    if (place.reference != nullptr) look_at(driver, place);
  }
  freeing = false;
}

void watch_result(PyObject* result) {
  PyObject* reference = PyWeakref_NewRef(result, nullptr);
  if (reference == nullptr) PyErr_Clear();
  Py_XSETREF(watched[next_place].reference, reference);
  watched[next_place].looks = kLooks;
  next_place = (next_place + 1) % watched.size();
}

bool is_watched(PyObject* result) {
  return std::ranges::any_of(watched, [&](const Watched& each) { return referred_to(each).get() == result; });
}

#endif

}  // namespace wirespeed::python
