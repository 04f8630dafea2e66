// Cache's native half: what a hit needs, and the parts of which python/wirespeed/cache/_cache.py makes the rest.
#include <cmath>
#include <new>

#include "cache_key.hpp"
#include "cache_objects.hpp"
#include "cache_seconds.hpp"
#include "method_cast.hpp"
#include "owned.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr std::uint64_t kEntryOverhead = 256;          // bytes: an entry's place, its nodes, its key's allocation
constexpr std::uint64_t kLeastBytesInShard = 8 << 20;  // an entry is kept only where it fits into a shard
constexpr std::uint64_t kLeastEntriesInShard = 1024;

// --- its life --------------------------------------------------------------------------------------------------------

PyObject* construct(PyTypeObject* type, PyObject* /*args*/, PyObject* /*keywords*/) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self != nullptr) new (&as_cache(self)->shift) std::atomic<std::int64_t>(0);
  return self;
}

// (capacity, counts_bytes, shards, jitter, beta)
int initialize(PyObject* self, PyObject* args, PyObject* /*keywords*/) {
  unsigned long long capacity = 0;
  int counts_bytes = 0;
  unsigned shards = 0;
  cache::Spread spread;
  if (PyArg_ParseTuple(args, "KpIdd:Cache", &capacity, &counts_bytes, &shards, &spread.jitter, &spread.beta) == 0) {
    return -1;
  }
  if (as_cache(self)->cache != nullptr) {
    PyErr_SetString(PyExc_RuntimeError, "Cache: __init__ was called twice");
    return -1;
  }
  const std::uint64_t least = counts_bytes != 0 ? kLeastBytesInShard : kLeastEntriesInShard;
  as_cache(self)->counts_bytes = counts_bytes != 0;
  as_cache(self)->cache = new ObjectCache({capacity, shards, least, spread});
  return 0;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (as_cache(self)->cache == nullptr) return 0;
  int result = 0;
  as_cache(self)->cache->visit_values([&](const CachedObject& value) {
    if (result == 0 && value.is_valid()) result = visit(value.ptr(), arg);
  });
  return result;
}

int clear(PyObject* self) {
  if (as_cache(self)->cache != nullptr) as_cache(self)->cache->clear();
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  delete as_cache(self)->cache;
  type->tp_free(self);
  Py_DECREF(type);
}

// --- asking ----------------------------------------------------------------------------------------------------------

bool set_key(PyObject* self, PyObject* key, KeyBytes& bytes) { return is_ready(self) && bytes.set(key); }

ObjectCache& cache_of(PyObject* self) noexcept { return *as_cache(self)->cache; }

// get(key, default=None, /)
PyObject* get(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  if (count < 1 || count > 2) {
    PyErr_Format(PyExc_TypeError, "get(key, default=None): expected 1 or 2 arguments, found %zd", count);
    return nullptr;
  }
  KeyBytes key;
  if (!set_key(self, args[0], key)) return nullptr;
  std::optional<CachedObject> value = cache_of(self).get(key.view(), now_of(as_cache(self)));
  if (value) return value->release().ptr();
  return Py_NewRef(count == 2 ? args[1] : Py_None);
}

bool begin(PyObject* self, const Arguments& how, const char* name, cache::Asker asker, ObjectBegun& begun) {
  if (how.count != 2) {
    PyErr_Format(PyExc_TypeError, "%s(key, loader, *, ...): expected 2 arguments by position, found %zd", name,
                 how.count);
    return false;
  }
  KeyBytes key;
  if (!set_key(self, how.all[0], key)) return false;
  begun = cache_of(self).begin(key.view(), now_of(as_cache(self)), asker);
  return true;
}

PyObject* get_or_load(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  const Arguments how{args, count, names};
  ObjectBegun begun;
  if (!begin(self, how, "get_or_load", cache::Asker::thread, begun)) return nullptr;
  return go_on_in_thread(self, begun, how);
}

PyObject* aget_or_load(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  const Arguments how{args, count, names};
  ObjectBegun begun;
  if (!begin(self, how, "aget_or_load", cache::Asker::task, begun)) return nullptr;
  return go_on_in_task(self, begun, how);
}

// --- the parts -------------------------------------------------------------------------------------------------------

// _put(key, value, size, ttl, stale, tags)
PyObject* put(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  if (count != 6) {
    PyErr_SetString(PyExc_TypeError, "_put: expected 6 arguments");
    return nullptr;
  }
  KeyBytes key;
  std::uint64_t weight = 0;
  cache::Lifetime lifetime;
  cache::TagSet tags;
  if (!set_key(self, args[0], key) || !weight_of(self, args[2], key.view().size(), weight) ||
      !seconds_of(args[3], cache::kForever, lifetime.ttl) || !seconds_of(args[4], cache::Nanos(0), lifetime.stale) ||
      !tags_of(self, args[5], tags)) {
    return nullptr;
  }
  cache_of(self).put(key.view(), nb::borrow(args[1]), weight, lifetime, tags, now_of(as_cache(self)));
  Py_RETURN_NONE;
}

PyObject* erase(PyObject* self, PyObject* object) {
  KeyBytes key;
  if (!set_key(self, object, key)) return nullptr;
  return PyBool_FromLong(cache_of(self).erase(key.view()));
}

PyObject* key_bytes(PyObject* self, PyObject* object) {
  KeyBytes key;
  if (!set_key(self, object, key)) return nullptr;
  return PyBytes_FromStringAndSize(key.view().data(), static_cast<Py_ssize_t>(key.view().size()));
}

PyObject* clear_all(PyObject* self, PyObject* /*unused*/) {
  if (!is_ready(self)) return nullptr;
  cache_of(self).clear();
  Py_RETURN_NONE;
}

PyObject* invalidate_all(PyObject* self, PyObject* /*unused*/) {
  if (!is_ready(self)) return nullptr;
  cache_of(self).invalidate();
  Py_RETURN_NONE;
}

PyObject* invalidate_tag(PyObject* self, PyObject* tag) {
  Py_ssize_t size = 0;
  const char* text = is_ready(self) ? PyUnicode_AsUTF8AndSize(tag, &size) : nullptr;
  if (text == nullptr) return nullptr;
  cache_of(self).invalidate(std::string_view(text, static_cast<std::size_t>(size)));
  Py_RETURN_NONE;
}

PyObject* prune(PyObject* self, PyObject* /*unused*/) {
  if (!is_ready(self)) return nullptr;
  return PyLong_FromSize_t(cache_of(self).prune(now_of(as_cache(self))));
}

PyObject* shift_clock(PyObject* self, PyObject* seconds) {
  cache::Nanos by{};
  if (!is_ready(self) || !seconds_of(seconds, cache::Nanos(0), by)) return nullptr;
  as_cache(self)->shift.fetch_add(by.count());
  Py_RETURN_NONE;
}

struct Counter {
  const char* name;
  std::uint64_t cache::Counters::* member;
};

constexpr Counter kCounters[] = {
    {"hits", &cache::Counters::hits},           {"stale_served", &cache::Counters::stale_served},
    {"misses", &cache::Counters::misses},       {"loads", &cache::Counters::loads},
    {"refreshes", &cache::Counters::refreshes}, {"load_errors", &cache::Counters::load_errors},
    {"handovers", &cache::Counters::handovers}, {"errors_served", &cache::Counters::errors_served},
    {"waits", &cache::Counters::waits},         {"puts", &cache::Counters::puts},
    {"evictions", &cache::Counters::evictions}, {"expirations", &cache::Counters::expirations},
    {"too_large", &cache::Counters::too_large}, {"entries", &cache::Counters::entries},
    {"weight", &cache::Counters::weight},       {"loading", &cache::Counters::loading},
    {"waiting", &cache::Counters::waiting},
};

PyObject* counters(PyObject* self, PyObject* /*unused*/) {
  if (!is_ready(self)) return nullptr;
  const cache::Counters now = cache_of(self).counters();
  Owned made(PyDict_New());
  for (const Counter& counter : kCounters) {
    const Owned number(PyLong_FromUnsignedLongLong(now.*counter.member));
    if (!made || !number || PyDict_SetItemString(made.get(), counter.name, number.get()) != 0) return nullptr;
  }
  return made.release();
}

PyMethodDef kMethods[] = {
    {"get", as_method(get), METH_FASTCALL,
     "get($self, key, default=None, /)\n--\n\nThe value, fresh or stale, or `default`; nothing is loaded."},
    {"get_or_load", as_method(get_or_load), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"aget_or_load", as_method(aget_or_load), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"_put", as_method(put), METH_FASTCALL, nullptr},
    {"_erase", erase, METH_O, nullptr},
    {"_key_bytes", key_bytes, METH_O, nullptr},
    {"_clear", clear_all, METH_NOARGS, nullptr},
    {"_invalidate", invalidate_all, METH_NOARGS, nullptr},
    {"_invalidate_tag", invalidate_tag, METH_O, nullptr},
    {"_prune", prune, METH_NOARGS, nullptr},
    {"_counters", counters, METH_NOARGS, nullptr},
    {"_shift_clock", shift_clock, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_new, reinterpret_cast<void*>(construct)},
    {Py_tp_init, reinterpret_cast<void*>(initialize)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.cache._CacheCore",
    sizeof(CacheObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    kSlots,
};

}  // namespace

PyObject* make_cache_type() { return PyType_FromSpec(&kSpec); }

bool is_ready(PyObject* cache) {
  if (as_cache(cache)->cache != nullptr) return true;
  PyErr_SetString(PyExc_RuntimeError, "Cache: __init__ was not called");
  return false;
}

bool weight_of(PyObject* cache, PyObject* size, std::size_t key_size, std::uint64_t& weight) {
  if (!as_cache(cache)->counts_bytes) {
    weight = 1;
    return true;
  }
  const unsigned long long bytes = PyLong_AsUnsignedLongLong(size);
  if (bytes == static_cast<unsigned long long>(-1) && PyErr_Occurred() != nullptr) return false;
  weight = bytes + key_size + kEntryOverhead;
  if (weight < bytes) weight = bytes;  // too large by far
  return true;
}

bool seconds_of(PyObject* object, cache::Nanos none, cache::Nanos& duration) {
  constexpr double kMostSeconds = 3e9;
  constexpr double kNanosInSecond = 1e9;
  duration = none;
  if (object == Py_None) return true;
  const double seconds = PyFloat_AsDouble(object);
  if (seconds == -1 && PyErr_Occurred() != nullptr) return false;
  if (std::isnan(seconds) || seconds < 0) {
    PyErr_Format(PyExc_ValueError, "expected seconds >= 0, found %R", object);
    return false;
  }
  duration =
      seconds > kMostSeconds ? cache::kForever : cache::Nanos(static_cast<std::int64_t>(seconds * kNanosInSecond));
  return true;
}

bool tags_of(PyObject* cache, PyObject* names, cache::TagSet& tags) {
  if (!PyTuple_Check(names)) {
    PyErr_Format(PyExc_TypeError, "tags: expected a tuple of str, found %R", names);
    return false;
  }
  std::vector<std::string_view> texts(static_cast<std::size_t>(PyTuple_GET_SIZE(names)));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(names, static_cast<Py_ssize_t>(i)), &size);
    if (text == nullptr) return false;
    texts[i] = {text, static_cast<std::size_t>(size)};
  }
  if (!texts.empty()) tags = as_cache(cache)->cache->tags(texts);
  return true;
}

}  // namespace wirespeed::python
