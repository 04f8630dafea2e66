// Lead: the right to load a key, in Python's hands. Whoever drops it hands the load over.
#include <mutex>
#include <new>

#include "cache_objects.hpp"
#include "cache_seconds.hpp"
#include "cache_wake.hpp"
#include "method_cast.hpp"
#include "owned.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

struct LeadObject {
  PyObject object;
  PyObject* cache;
  std::mutex mutex;
  std::optional<ObjectLead> lead;  // none: it was used
  std::size_t key_size;
};

LeadObject* as_lead(PyObject* self) noexcept { return reinterpret_cast<LeadObject*>(self); }

std::optional<ObjectLead> take(PyObject* self) {
  const std::lock_guard lock(as_lead(self)->mutex);
  return std::exchange(as_lead(self)->lead, std::nullopt);
}

// With an error set where it was used before.
std::optional<ObjectLead> take_open(PyObject* self) {
  std::optional<ObjectLead> lead = take(self);
  if (!lead) PyErr_SetString(PyExc_RuntimeError, "Lead: it was used before");
  return lead;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_lead(self)->cache);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* own_type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  {
    const WakeUps wake_ups;
    take(self).reset();
  }
  as_lead(self)->lead.~optional();
  as_lead(self)->mutex.~mutex();
  Py_XDECREF(as_lead(self)->cache);
  own_type->tp_free(self);
  Py_DECREF(own_type);
}

// finish(value, size, ttl, stale, delta)
PyObject* finish(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  if (count != 5) {
    PyErr_SetString(PyExc_TypeError, "finish: expected 5 arguments");
    return nullptr;
  }
  std::uint64_t weight = 0;
  cache::Lifetime lifetime;
  if (!weight_of(as_lead(self)->cache, args[1], as_lead(self)->key_size, weight) ||
      !seconds_of(args[2], cache::kForever, lifetime.ttl) || !seconds_of(args[3], cache::Nanos(0), lifetime.stale) ||
      !seconds_of(args[4], cache::Nanos(0), lifetime.delta)) {
    return nullptr;
  }
  std::optional<ObjectLead> lead = take_open(self);
  if (!lead) return nullptr;
  const WakeUps wake_ups;
  lead->finish(nb::borrow(args[0]), weight, lifetime, now_of(as_cache(as_lead(self)->cache)));
  Py_RETURN_NONE;
}

// fail(exception, hold)
PyObject* fail(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  cache::Nanos hold{};
  if (count != 2 || !PyExceptionInstance_Check(args[0])) {
    PyErr_SetString(PyExc_TypeError, "fail: expected an exception and seconds");
    return nullptr;
  }
  if (!seconds_of(args[1], cache::Nanos(0), hold)) return nullptr;
  PyObject* traceback = PyException_GetTraceback(args[0]);
  const Owned kept(traceback != nullptr ? traceback : Py_NewRef(Py_None));
  PyObject* failure = PyTuple_Pack(2, args[0], kept.get());
  if (failure == nullptr) return nullptr;
  const cache::Time now = now_of(as_cache(as_lead(self)->cache));
  std::optional<ObjectLead> lead = take_open(self);
  if (!lead) {
    Py_DECREF(failure);
    return nullptr;
  }
  const WakeUps wake_ups;
  lead->fail(nb::steal(failure), now, hold == cache::kForever ? cache::Time::max() : now + hold);
  Py_RETURN_NONE;
}

PyObject* give_up(PyObject* self, PyObject* /*unused*/) {
  const WakeUps wake_ups;
  take(self).reset();
  Py_RETURN_NONE;
}

// begin(tags): this thread is about to load; with these tags.
PyObject* begin(PyObject* self, PyObject* names) {
  cache::TagSet tags;
  if (!tags_of(as_lead(self)->cache, names, tags)) return nullptr;
  const std::lock_guard lock(as_lead(self)->mutex);
  if (as_lead(self)->lead) {
    as_lead(self)->lead->load_here();
    as_lead(self)->lead->tag(std::move(tags));
  }
  Py_RETURN_NONE;
}

PyMethodDef kMethods[] = {
    {"begin", begin, METH_O, nullptr},
    {"finish", as_method(finish), METH_FASTCALL, nullptr},
    {"fail", as_method(fail), METH_FASTCALL, nullptr},
    {"give_up", give_up, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.cache.Lead",
    sizeof(LeadObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    kSlots,
};

}  // namespace

PyObject* make_lead_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* make_lead(PyObject* cache, ObjectLead lead) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  as_lead(self)->cache = Py_NewRef(cache);
  as_lead(self)->key_size = lead.key().size();
  new (&as_lead(self)->mutex) std::mutex;
  new (&as_lead(self)->lead) std::optional<ObjectLead>(std::move(lead));
  return self;
}

}  // namespace wirespeed::python
