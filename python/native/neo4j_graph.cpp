// Nodes and relationships of the driver's graph: made once for each element id, as its GraphHydrator makes them.
#include "collector.hpp"
#include "neo4j_values.hpp"
#include "packstream_hydration.hpp"
#include "packstream_objects.hpp"

namespace wirespeed::python {
namespace {

PyObject* field(PyObject* fields, Py_ssize_t i) { return PyList_GET_ITEM(fields, i); }

Owned attribute(PyObject* object, PyObject* name) { return Owned(PyObject_GetAttr(object, name)); }

Owned dict_attribute(PyObject* object, PyObject* name) {
  Owned found = attribute(object, name);
  return found && PyDict_CheckExact(found.get()) ? std::move(found) : Owned();
}

struct Contents {
  bool none = false;
  bool tracked = false;  // something that the collector looks at
};

Contents contents_of(PyObject* dict) {
  Contents found;
  Py_ssize_t at = 0;
  PyObject* value = nullptr;
  while (PyDict_Next(dict, &at, nullptr, &value) != 0) {
    found.none = found.none || value == Py_None;
    found.tracked = found.tracked || (PyObject_IS_GC(value) != 0 && PyObject_GC_IsTracked(value) != 0);
  }
  return found;
}

// The properties without those that are None. The dict was decoded for this object alone. One of plain values is no
// business of the collector's, until something else is put into it.
Owned own_properties(PyObject* decoded) {
  const Contents contents = contents_of(decoded);
  if (!contents.tracked) PyObject_GC_UnTrack(decoded);
  if (!contents.none) return Owned(Py_NewRef(decoded));
  Owned kept(PyDict_New());
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  while (kept && PyDict_Next(decoded, &at, &key, &value) != 0) {
    if (value != Py_None && PyDict_SetItem(kept.get(), key, value) != 0) return Owned();
  }
  return kept;
}

// What every entity has, in the order in which its constructor sets it.
bool set_entity(PyObject* self, PyObject* graph, PyObject* element_id, PyObject* id, PyObject* properties) {
  const Names& name = names();
  return PyObject_SetAttr(self, name.graph_, graph) == 0 && PyObject_SetAttr(self, name.element_id, element_id) == 0 &&
         PyObject_SetAttr(self, name.id, id) == 0 &&
         set_new(self, name.properties, own_properties(properties).release());
}

// REQUIRES: a list of fewer than 16 texts in PackStream
Owned frozen_texts(ByteView list) {
  FieldReader texts(list.subspan(1));
  Owned set(PyFrozenSet_New(nullptr));
  std::string_view each;
  while (set && texts.text(each)) {
    const Owned text(new_key(each));
    if (!text || PySet_Add(set.get(), text.get()) != 0) return Owned();
  }
  return set;
}

// Neo4j before 5.0 sends no element ids: the text of the id is one.
Owned element_id_of(PyObject* fields, Py_ssize_t i, PyObject* id) {
  if (PyList_GET_SIZE(fields) <= i) return Owned(PyObject_Str(id));
  return Owned(Py_NewRef(field(fields, i)));
}

}  // namespace

// `function` is a method of the driver's graph hydrator.
bool Hydrator::find_graph(PyObject* function) {
  if (graph_) return true;
  if (!PyMethod_Check(function)) return false;
  graph_ = attribute(PyMethod_GET_SELF(function), names().graph);
  if (graph_ && Py_TYPE(graph_.get()) == driver_->graph) {
    nodes_ = dict_attribute(graph_.get(), names().nodes);
    relationships_ = dict_attribute(graph_.get(), names().relationships);
    relationship_types_ = dict_attribute(graph_.get(), names().relationship_types);
  }
  if (nodes_ && relationships_ && relationship_types_) return true;
  graph_ = Owned();
  PyErr_Clear();
  return false;
}

// Empty without an error for what is not done here.
Owned Hydrator::from_fields(Hydration hydration, PyObject* fields) {
  if (hydration == Hydration::node) return node_of_fields(fields);
  if (hydration == Hydration::unbound_relationship) return unbound_relationship_of_fields(fields);
  if (hydration == Hydration::relationship) return relationship_of_fields(fields);
  return Owned();
}

// id, labels, properties, element id
Owned Hydrator::node_of_fields(PyObject* fields) {
  const Py_ssize_t n = PyList_GET_SIZE(fields);
  if (n < 3 || n > 4 || !PyList_CheckExact(field(fields, 1)) || !PyDict_CheckExact(field(fields, 2))) return Owned();
  const Owned element_id = element_id_of(fields, 3, field(fields, 0));
  if (!element_id || !PyUnicode_CheckExact(element_id.get())) return Owned();
  const Owned labels(PyFrozenSet_New(field(fields, 1)));
  return labels ? node(field(fields, 0), labels.get(), field(fields, 2), element_id.get()) : Owned();
}

Owned Hydrator::node_of(std::int64_t id, ByteView labels, PyObject* properties, std::string_view element_id) {
  const Owned number(PyLong_FromLongLong(id));
  const Owned key(new_text(element_id));
  const Owned set = label_set(labels);
  return number && key && set ? node(number.get(), set.get(), properties, key.get()) : Owned();
}

// Labels are a frozenset. They and the properties may be nullptr: the end of a relationship, of which nothing else is
// known.
Owned Hydrator::node(PyObject* id, PyObject* labels, PyObject* properties, PyObject* element_id) {
  PyObject* known = PyDict_GetItemWithError(nodes_.get(), element_id);
  if (known != nullptr) return update_node(known, labels, properties);
  if (PyErr_Occurred() != nullptr) return Owned();
  const Owned none(properties == nullptr ? PyDict_New() : Py_NewRef(properties));
  Owned made = none ? new_instance(driver_->node) : Owned();
  const bool ok =
      made && set_entity(made.get(), graph_.get(), element_id, id, none.get()) &&
      set_new(made.get(), names().labels, labels == nullptr ? PyFrozenSet_New(nullptr) : Py_NewRef(labels)) &&
      PyDict_SetItem(nodes_.get(), element_id, made.get()) == 0;
  return ok ? std::move(made) : Owned();
}

// The labels as a frozenset, which nodes share.
Owned Hydrator::label_set(ByteView labels) {
  constexpr std::size_t kMost = 16;
  const std::string_view text(reinterpret_cast<const char*>(labels.data()), labels.size());
  for (const LabelSet& each : label_sets_) {
    if (each.labels == text) return Owned(Py_NewRef(each.set.get()));
  }
  Owned set = frozen_texts(labels);
  if (set && label_sets_.size() < kMost) label_sets_.push_back({std::string(text), Owned(Py_NewRef(set.get()))});
  return set;
}

// What is new about a node that was met before.
Owned Hydrator::update_node(PyObject* node, PyObject* labels, PyObject* properties) {
  if (labels != nullptr && PySet_GET_SIZE(labels) != 0) {
    const Owned old = attribute(node, names().labels);
    const Owned all(old ? PyObject_CallMethodOneArg(old.get(), names().union_, labels) : nullptr);
    if (!all || PyObject_SetAttr(node, names().labels, all.get()) != 0) return Owned();
  }
  if (properties != nullptr && PyDict_GET_SIZE(properties) != 0) {
    const Owned old = attribute(node, names().properties);
    if (!old || PyDict_Update(old.get(), properties) != 0) return Owned();
  }
  return Owned(Py_NewRef(node));
}

// The class that the graph keeps for relationships of a type.
Owned Hydrator::relationship_class(PyObject* type) {
  PyObject* known = PyDict_GetItemWithError(relationship_types_.get(), type);
  if (known != nullptr) return Owned(Py_NewRef(known));
  if (PyErr_Occurred() != nullptr) return Owned();
  const CollectorPause::Interval interval;
  return Owned(PyObject_CallMethodOneArg(graph_.get(), names().relationship_type, type));
}

Owned Hydrator::unbound_relationship(PyObject* id, PyObject* type, PyObject* properties, PyObject* element_id) {
  PyObject* known = PyDict_GetItemWithError(relationships_.get(), element_id);
  if (known != nullptr) return Owned(Py_NewRef(known));
  const Owned made_class = PyErr_Occurred() == nullptr ? relationship_class(type) : Owned();
  if (!made_class || !PyType_Check(made_class.get())) return Owned();
  auto* of = reinterpret_cast<PyTypeObject*>(made_class.get());
  Owned made = new_instance(of);
  const bool ok = made && set_entity(made.get(), graph_.get(), element_id, id, properties) &&
                  PyObject_SetAttr(made.get(), names().start_node, Py_None) == 0 &&
                  PyObject_SetAttr(made.get(), names().end_node, Py_None) == 0 &&
                  PyDict_SetItem(relationships_.get(), element_id, made.get()) == 0;
  return ok ? std::move(made) : Owned();
}

// id, type, properties, element id
Owned Hydrator::unbound_relationship_of_fields(PyObject* fields) {
  const Py_ssize_t n = PyList_GET_SIZE(fields);
  if (n < 3 || n > 4 || !PyUnicode_CheckExact(field(fields, 1)) || !PyDict_CheckExact(field(fields, 2))) return Owned();
  const Owned element_id = element_id_of(fields, 3, field(fields, 0));
  if (!element_id || !PyUnicode_CheckExact(element_id.get())) return Owned();
  return unbound_relationship(field(fields, 0), field(fields, 1), field(fields, 2), element_id.get());
}

// id, start id, end id, type, properties, element id, start's element id, end's element id
Owned Hydrator::relationship_of_fields(PyObject* fields) {
  const Py_ssize_t n = PyList_GET_SIZE(fields);
  if ((n != 5 && n != 8) || !PyUnicode_CheckExact(field(fields, 3)) || !PyDict_CheckExact(field(fields, 4))) {
    return Owned();
  }
  const Owned element_id = element_id_of(fields, 5, field(fields, 0));
  const Owned start_id = element_id_of(fields, 6, field(fields, 1));
  const Owned end_id = element_id_of(fields, 7, field(fields, 2));
  if (!element_id || !start_id || !end_id) return Owned();
  if (!PyUnicode_CheckExact(element_id.get()) || !PyUnicode_CheckExact(start_id.get()) ||
      !PyUnicode_CheckExact(end_id.get())) {
    return Owned();
  }
  Owned made = unbound_relationship(field(fields, 0), field(fields, 3), field(fields, 4), element_id.get());
  const bool ok =
      made &&
      set_new(made.get(), names().start_node, node(field(fields, 1), nullptr, nullptr, start_id.get()).release()) &&
      set_new(made.get(), names().end_node, node(field(fields, 2), nullptr, nullptr, end_id.get()).release());
  return ok ? std::move(made) : Owned();
}

}  // namespace wirespeed::python
