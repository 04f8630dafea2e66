// From what begin() says to an answer: at once, by waiting, or by Python's loader.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "attachment.hpp"
#include "cache_objects.hpp"
#include "cache_seconds.hpp"
#include "cache_wake.hpp"
#include "errors.hpp"
#include "owned.hpp"
#include "run_native.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// Python handles signals in its main thread, which is the process's own.
bool is_main_thread() noexcept { return ::gettid() == ::getpid(); }

// cache.method(*first, *how)
template <std::size_t N>
PyObject* call(PyObject* cache, const char* method, const std::array<PyObject*, N>& first, const Arguments& how) {
  const Owned name(PyUnicode_InternFromString(method));
  if (!name) return nullptr;
  std::vector<PyObject*> all{cache};
  all.reserve(1 + N + static_cast<std::size_t>(how.count + how.named()));
  all.insert(all.end(), first.begin(), first.end());
  all.insert(all.end(), how.all, how.all + how.count + how.named());
  const auto by_position = 1 + N + static_cast<std::size_t>(how.count);
  return PyObject_VectorcallMethod(name.get(), all.data(), by_position, how.names);
}

// Waits in slices. False with an error set.
bool wait_detached(const CacheObject* cache, const ObjectFlight& flight, const std::shared_ptr<WaitingThread>& waiter,
                   cache::Time deadline) {
  const bool looks_for_signals = is_main_thread();
  for (;;) {
    const cache::Time slice_ends = looks_for_signals ? std::min(deadline, Clock::now() + kSlice) : deadline;
    const bool has_ended = [&] {
      const Detached detached;
      return waiter->wait(slice_ends);
    }();
    if (has_ended) return true;
    if (PyErr_CheckSignals() != 0) break;
    if (Clock::now() >= deadline) {
      set_python_error({Errc::deadline,
                        "get_or_load: the load that somebody else began has not ended in time; give "
                        "it more time, or look at what the loader waits for"});
      break;
    }
  }
  cache->cache->leave(flight, waiter);
  return false;
}

// From the keyword timeout; negative: none.
bool deadline_of(const Arguments& how, cache::Time& deadline) {
  PyObject* timeout = how.find("timeout");
  cache::Nanos patience = cache::kForever;
  if (timeout != nullptr && !seconds_of(timeout, cache::kForever, patience)) return false;
  if (patience != cache::kForever) deadline = Clock::now() + patience;
  return true;
}

// Until it is no more a matter of waiting.
bool wait_in_thread(PyObject* self, ObjectBegun& begun, const Arguments& how) {
  const CacheObject* cache = as_cache(self);
  cache::Time deadline = cache::Time::max();
  if (!deadline_of(how, deadline)) return false;
  while (begun.flight != nullptr && !begun.failure) {
    const ObjectFlight flight = std::exchange(begun.flight, nullptr);
    const auto waiter = std::make_shared<WaitingThread>();
    if (!cache->cache->join(flight, waiter)) {
      begun = cache->cache->begin(flight->key, now_of(cache), cache::Asker::thread);
      continue;
    }
    const bool has_ended = wait_detached(cache, flight, waiter, deadline);
    waiter->pass_on();
    if (!has_ended) return false;
    waiter->take(begun);
  }
  return true;
}

}  // namespace

PyObject* Arguments::find(const char* name) const noexcept {
  for (Py_ssize_t i = 0; i < named(); ++i) {
    if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, i), name) == 0) return all[count + i];
  }
  return nullptr;
}

void raise_shared(PyObject* failure) {
  PyObject* exception = PyTuple_GET_ITEM(failure, 0);
  PyException_SetTraceback(exception, PyTuple_GET_ITEM(failure, 1));
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
}

PyObject* go_on_in_thread(PyObject* cache, ObjectBegun& begun, const Arguments& how) {
  if (begun.value && !begun.lead) return begun.value->release().ptr();
  if (!wait_in_thread(cache, begun, how)) return nullptr;
  if (begun.failure) {
    raise_shared(begun.failure->ptr());
    return nullptr;
  }
  if (!begun.lead) return begun.value->release().ptr();
  const Owned lead(make_lead(cache, std::move(*begun.lead)));
  if (!lead) return nullptr;
  if (begun.value) return call(cache, "_refresh", std::array{lead.get(), begun.value->ptr()}, how);
  return call(cache, "_load", std::array{lead.get()}, how);
}

PyObject* go_on_in_task(PyObject* cache, ObjectBegun& begun, const Arguments& how) {
  if (begun.value && !begun.lead) return make_answer(std::move(*begun.value), {});
  if (begun.failure) return make_answer({}, std::move(*begun.failure));
  const Owned turn(begun.lead ? make_lead(cache, std::move(*begun.lead)) : make_waiter(cache, std::move(begun.flight)));
  if (!turn) return nullptr;
  if (!begun.value) return call(cache, "_aload", std::array{turn.get()}, how);
  const Owned begun_anew(call(cache, "_arefresh", std::array{turn.get()}, how));
  return begun_anew ? make_answer(std::move(*begun.value), {}) : nullptr;
}

}  // namespace wirespeed::python
