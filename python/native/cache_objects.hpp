// The objects of wirespeed.cache: the native half of Cache, the lead of a load, one who waits for it, and an answer
// that is there already. Their types are Python's own kind, not nanobind's: a hit costs a hundred nanoseconds.
#pragma once

#include <Python.h>

#include <atomic>

#include <nanobind/nanobind.h>

#include "wirespeed/cache/cache.hpp"

namespace wirespeed::python {

// Values; and failures, each a tuple of an exception and the traceback that it came with. Copied under a shard's lock,
// destroyed outside of all: an object's end may run anything.
using CachedObject = nanobind::object;
using ObjectCache = cache::Cache<CachedObject, CachedObject>;
using ObjectLead = cache::Lead<CachedObject, CachedObject>;
using ObjectBegun = cache::Begun<CachedObject, CachedObject>;
using ObjectFlight = ObjectCache::FlightPointer;

struct CacheObject {
  PyObject object;
  ObjectCache* cache;               // null: not initialized
  std::atomic<std::int64_t> shift;  // of its clock, in ns: for tests
  bool counts_bytes;
};

inline CacheObject* as_cache(PyObject* self) noexcept { return reinterpret_cast<CacheObject*>(self); }

inline cache::Time now_of(const CacheObject* self) noexcept {
  return cache::coarse_now() + cache::Nanos(self->shift.load(std::memory_order_relaxed));
}

// False with an error set: __init__ was not called.
bool is_ready(PyObject* cache);

// The types. New references; to be made once.
PyObject* make_cache_type();
PyObject* make_lead_type();
PyObject* make_waiter_type();
PyObject* make_answer_type();
PyObject* make_function_type();

// New references, or nullptr with an error set.
PyObject* make_lead(PyObject* cache, ObjectLead lead);
PyObject* make_waiter(PyObject* cache, ObjectFlight flight);      // to be awaited: a value, or None and `lead` is set
PyObject* make_answer(CachedObject value, CachedObject failure);  // a coroutine that is done: one of the two is null

// Waits, detached, until somebody else's load has ended, and sets what it became; the flight itself is given up. False
// with an error set: a signal's, or that it took longer than `seconds` (negative: no end).
bool wait_in_thread(PyObject* cache, ObjectBegun& begun, double seconds);

// Sets the error indicator. The traceback begins anew each time: it would grow with everybody who gets it.
void raise_shared(PyObject* failure);

// Loads, or waits for who does, after begin(): what get_or_load() and aget_or_load() return. `how` begins with the key
// and the loader; the rest is for _load() and its like in Python.
struct Arguments;
PyObject* go_on_in_thread(PyObject* cache, ObjectBegun& begun, const Arguments& how);
PyObject* go_on_in_task(PyObject* cache, ObjectBegun& begun, const Arguments& how);

// Of a call by METH_FASTCALL with keywords.
struct Arguments {
  PyObject* const* all;
  Py_ssize_t count;  // of those by position
  PyObject* names;   // a tuple or null

  Py_ssize_t named() const noexcept { return names == nullptr ? 0 : PyTuple_GET_SIZE(names); }
  PyObject* find(const char* name) const noexcept;  // borrowed, or nullptr
};

}  // namespace wirespeed::python
