#include "neo4j_driver.hpp"

#include <atomic>

#include "owned.hpp"

namespace wirespeed::python {
namespace {

std::atomic<const Driver*> known = nullptr;
std::atomic<bool> sought = false;

struct Part {
  const char* name;
  PyObject* Driver::* member;
};
struct ClassPart {
  const char* name;
  PyTypeObject* Driver::* member;
};

constexpr Part kParts[] = {
    {"structure", &Driver::structure},
    {"hydrate_structure", &Driver::hydrate_structure},
    {"dehydration_hooks", &Driver::dehydration_hooks},
    {"hydrations", &Driver::hydrations},
    {"dehydrations", &Driver::dehydrations},
    {"points", &Driver::points},
    {"fixed_offset", &Driver::fixed_offset},
    {"zone", &Driver::zone},
    {"result_parts", &Driver::result_parts},
    {"plain_zones", &Driver::plain_zones},
};
constexpr ClassPart kClasses[] = {
    {"record", &Driver::record},     {"graph", &Driver::graph}, {"node", &Driver::node},
    {"date", &Driver::date},         {"time", &Driver::time},   {"datetime", &Driver::datetime},
    {"duration", &Driver::duration},
};

// A borrowed reference, or nullptr with an error set.
PyObject* part(PyObject* parts, const char* name) {
  PyObject* found = PyDict_GetItemString(parts, name);
  if (found == nullptr) PyErr_Format(PyExc_KeyError, "set_driver: expected %s, found no such part", name);
  return found;
}

// Asks wirespeed.neo4j._parts to find the driver's parts, once the driver itself has been imported.
void seek() {
  const Owned name(PyUnicode_FromString("neo4j"));
  const Owned imported(name ? PyImport_GetModule(name.get()) : nullptr);
  if (!imported || sought.exchange(true)) return;
  const Owned module(PyImport_ImportModule("wirespeed.neo4j._parts"));
  const Owned done(module ? PyObject_CallMethod(module.get(), "register", nullptr) : nullptr);
}

}  // namespace

const Driver* driver() noexcept { return known.load(std::memory_order_acquire); }

const Driver* driver_of(PyObject* hooks) {
  if (hooks == nullptr || known != nullptr || sought) return driver();
  seek();
  PyErr_Clear();  // without the parts, the driver's hooks are called: slower, and as right
  return driver();
}

bool set_driver(PyObject* parts) {
  auto* made = new Driver;
  for (const auto& each : kParts) {
    PyObject* found = part(parts, each.name);
    if (found == nullptr) return false;
    made->*each.member = Py_NewRef(found);
  }
  for (const auto& each : kClasses) {
    PyObject* found = part(parts, each.name);
    if (found == nullptr) return false;
    if (!PyType_Check(found)) {
      PyErr_Format(PyExc_TypeError, "set_driver: expected a class for %s, found %R", each.name, found);
      return false;
    }
    made->*each.member = reinterpret_cast<PyTypeObject*>(Py_NewRef(found));
  }
  sought = true;
  known.store(made, std::memory_order_release);
  return true;
}

const Names& names() {
  static const Names made = [] {
    const auto intern = [](const char* text) { return PyUnicode_InternFromString(text); };
    Names n{};
    n.keys = intern("_Record__keys");
    n.graph_ = intern("_graph");
    n.element_id = intern("_element_id");
    n.id = intern("_id");
    n.properties = intern("_properties");
    n.labels = intern("_labels");
    n.start_node = intern("_start_node");
    n.end_node = intern("_end_node");
    n.nodes = intern("_nodes");
    n.relationships = intern("_relationships");
    n.relationship_types = intern("_relationship_types");
    n.relationship_type = intern("relationship_type");
    n.graph = intern("graph");
    n.functions = intern("_struct_hydration_functions");
    n.ordinal = intern("_Date__ordinal");
    n.year = intern("_Date__year");
    n.month = intern("_Date__month");
    n.day = intern("_Date__day");
    n.ticks = intern("_Time__ticks");
    n.hour = intern("_Time__hour");
    n.minute = intern("_Time__minute");
    n.second = intern("_Time__second");
    n.nanosecond = intern("_Time__nanosecond");
    n.tzinfo = intern("_Time__tzinfo");
    n.date_of = intern("_DateTime__date");
    n.time_of = intern("_DateTime__time");
    n.srid = intern("srid");
    n.exact_types = intern("exact_types");
    n.exact_values = intern("exact_values");
    n.utcoffset = intern("utcoffset");
    n.zone = intern("zone");
    n.key = intern("key");
    n.tag = intern("tag");
    n.fields = intern("fields");
    n.union_ = intern("union");
    return n;
  }();
  return made;
}

}  // namespace wirespeed::python
