// The official driver's own classes and functions, as python/wirespeed/neo4j/_parts.py found them in the installed
// version. With them, structures become nodes, dates and the like without a Python function being called, and only
// where the function that the driver would have called is the one known here.
#pragma once

#include <Python.h>

#include <cstdint>

namespace wirespeed::python {

// What the driver makes of a structure. The values are what _parts.py calls them by.
enum class Hydration : std::int8_t {
  unknown = -1,
  none = 0,  // nothing that is done here: the driver's hook is called
  node,
  relationship,
  unbound_relationship,
  date,
  time,
  duration,
  point,
  utc_datetime,    // Bolt 5: seconds are UTC's
  local_datetime,  // Bolt 4: seconds are those of the place
};

// What the driver makes structures of.
enum class Dehydration : std::int8_t {
  none = 0,
  date,
  time,
  duration,
  timedelta,
  point,
  utc_datetime,
  local_datetime,
};

// All references are owned and stay for ever.
struct Driver {
  PyObject* structure = nullptr;          // its Structure class
  PyTypeObject* record = nullptr;         // neo4j.Record
  PyObject* hydrate_structure = nullptr;  // HydrationScopeBolt._hydrate_structure
  PyObject* dehydration_hooks = nullptr;  // the class DehydrationHooks
  PyObject* hydrations = nullptr;         // dict: function -> int, a Hydration
  PyObject* dehydrations = nullptr;       // dict: function -> int, a Dehydration
  PyTypeObject* graph = nullptr;
  PyTypeObject* node = nullptr;
  PyTypeObject* date = nullptr;
  PyTypeObject* time = nullptr;
  PyTypeObject* datetime = nullptr;
  PyTypeObject* duration = nullptr;
  PyObject* points = nullptr;        // dict: srid -> (class, dimensions)
  PyObject* fixed_offset = nullptr;  // pytz.FixedOffset
  PyObject* zone = nullptr;          // pytz.timezone
  PyObject* result_parts = nullptr;  // tuple of the classes of a result and of what hangs together with it
  PyObject* plain_zones = nullptr;   // tuple of tzinfo classes whose utcoffset() takes a driver's DateTime
};

// The driver, or nullptr while there is none. When `hooks` is not nullptr and looks like the driver's, it is sought.
const Driver* driver() noexcept;
const Driver* driver_of(PyObject* hooks);

// Makes it known: keyword arguments named as the members above. False with an error set.
bool set_driver(PyObject* parts);

// Names of attributes, interned.
struct Names {
  PyObject* keys;  // of a Record
  PyObject *graph_, *element_id, *id, *properties, *labels, *start_node, *end_node;
  PyObject *nodes, *relationships, *relationship_types, *relationship_type, *graph, *functions;
  PyObject *ordinal, *year, *month, *day;
  PyObject *ticks, *hour, *minute, *second, *nanosecond, *tzinfo;
  PyObject *date_of, *time_of;
  PyObject *srid, *exact_types, *exact_values, *utcoffset, *zone, *key, *tag, *fields, *union_;
};
const Names& names();

}  // namespace wirespeed::python
