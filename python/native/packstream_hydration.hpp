// What becomes of a structure on its way to Python: a Structure, what a hook makes of it, or, where the hook is the
// official driver's own and does what is known here, the same object without a call.
#pragma once

#include <Python.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "neo4j_driver.hpp"
#include "owned.hpp"
#include "packstream_fields.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {

class Hydrator {
 public:
  // `hooks` is a dict or nullptr; `structure` the class for structures that no hook says anything of. Both borrowed.
  Hydrator(PyObject* hooks, PyObject* structure) noexcept : hooks_(hooks), structure_(structure) {}

  // Makes an object from the fields' bytes, if it is one of numbers alone. The bytes used; 0 for what is not made so;
  // packstream::kRefused with an error set.
  std::size_t take(PyObject*& slot, std::uint8_t tag, std::size_t n, ByteView fields);
  // `slot` holds the list of the fields, and then what the structure became. False with an error set.
  bool finish(PyObject*& slot, std::uint8_t tag);

  // Whether a structure of the tag is a node, and becomes the driver's. REQUIRES: take() was asked before
  bool makes_node(std::uint8_t tag) { return hydration_of(tag) == Hydration::node; }
  // The node with this element id, made or, when it was met before, completed. The labels are texts in PackStream.
  Owned node_of(std::int64_t id, ByteView labels, PyObject* properties, std::string_view element_id);
  bool has_graph() const noexcept { return static_cast<bool>(graph_); }

 private:
  bool resolve();
  bool find_hook();
  Hydration hydration_of(std::uint8_t tag);
  Hydration look_up(std::uint8_t tag);
  bool find_graph(PyObject* function);

  Owned from_numbers(Hydration hydration, std::size_t n, FieldReader& fields);
  Owned time(std::size_t n, FieldReader& fields);
  Owned utc_datetime(std::size_t n, FieldReader& fields);
  Owned local_datetime(std::size_t n, FieldReader& fields);
  Owned point(std::size_t n, FieldReader& fields);
  PyObject* zone_of_name(std::string_view name);

  Owned from_fields(Hydration hydration, PyObject* fields);
  Owned node(PyObject* id, PyObject* labels, PyObject* properties, PyObject* element_id);
  Owned label_set(ByteView labels);
  Owned update_node(PyObject* node, PyObject* labels, PyObject* properties);
  Owned node_of_fields(PyObject* fields);
  Owned unbound_relationship(PyObject* id, PyObject* type, PyObject* properties, PyObject* element_id);
  Owned unbound_relationship_of_fields(PyObject* fields);
  Owned relationship_of_fields(PyObject* fields);
  Owned relationship_class(PyObject* type);

  PyObject* hooks_;
  PyObject* structure_;
  const Driver* driver_ = nullptr;
  Owned hook_;
  Owned functions_;  // dict: tag -> function, when the hook is the driver's own
  Owned graph_;
  Owned nodes_;
  Owned relationships_;
  Owned relationship_types_;
  struct LabelSet {
    std::string labels;  // as they were sent
    Owned set;
  };
  std::vector<LabelSet> label_sets_;  // nodes of one result are of a few kinds
  Owned zone_;                        // the last one, and its name
  std::string zone_name_;
  std::array<Hydration, 128> known_;
  bool resolved_ = false;
};

}  // namespace wirespeed::python
