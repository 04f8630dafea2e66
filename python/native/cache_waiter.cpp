// Waiter: a task that waits for a load, which a thread, another loop or this one does.
#include "cache_objects.hpp"

#include <structmember.h>

#include <mutex>
#include <new>
#include <vector>

#include "cache_wake.hpp"
#include "method_cast.hpp"
#include "owned.hpp"
#include "task_callback.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

// What the flight knows of a task. Any thread calls it.
class TaskWaiter final : public cache::Waiter<CachedObject, CachedObject> {
 public:
  explicit TaskWaiter(PyObject* object) : object_(nb::borrow(object)) {}

  void end(const std::expected<CachedObject, CachedObject>& outcome) override;
  void lead(ObjectLead lead) override;

  // What became of it, once. Nothing, where it was cancelled.
  void take(ObjectBegun& begun);

  // The object may go: nobody will call any more, or whoever does finds nothing.
  void let_go() {
    nb::object object;
    const std::lock_guard lock(mutex_);
    object = std::exchange(object_, {});
  }

 private:
  std::mutex mutex_;
  nb::object object_;  // lives while a flight may end
  std::optional<std::expected<CachedObject, CachedObject>> outcome_;
  std::optional<ObjectLead> lead_;
};

struct WaiterObject {
  PyObject object;
  PyObject* cache;
  TaskCallback task;
  PyObject* lead;            // for who awaited it: load
  PyObject* cancelled_with;  // the message; null: not cancelled
  ObjectFlight flight;
  std::shared_ptr<TaskWaiter> waiter;  // null: it waits for nothing
};

WaiterObject* as_waiter(PyObject* self) noexcept { return reinterpret_cast<WaiterObject*>(self); }

int traverse(PyObject* self, visitproc visit, void* arg) {
  const WaiterObject* waiter = as_waiter(self);
  Py_VISIT(Py_TYPE(self));
  for (PyObject* held : {waiter->cache, waiter->lead, waiter->cancelled_with}) Py_VISIT(held);
  return traverse(waiter->task, visit, arg);
}

int clear(PyObject* self) {
  WaiterObject* waiter = as_waiter(self);
  clear(waiter->task);
  Py_CLEAR(waiter->lead);
  Py_CLEAR(waiter->cancelled_with);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* own_type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  as_waiter(self)->waiter.~shared_ptr();
  as_waiter(self)->flight.~shared_ptr();
  Py_CLEAR(as_waiter(self)->cache);
  own_type->tp_free(self);
  Py_DECREF(own_type);
}

// --- its wait --------------------------------------------------------------------------------------------------------

PyObject* running_loop() {
  static std::atomic<PyObject*> get_running_loop{nullptr};  // kept for ever
  PyObject* function = get_running_loop.load();
  if (function == nullptr) {
    const Owned module(PyImport_ImportModule("asyncio"));
    function = module ? PyObject_GetAttrString(module.get(), "get_running_loop") : nullptr;
    if (function == nullptr) return nullptr;
    get_running_loop.store(function);
  }
  return PyObject_CallNoArgs(function);
}

// A value, new; None with `lead` set; or nullptr with an error set.
PyObject* result_of(PyObject* self, ObjectBegun& begun) {
  if (begun.lead) {
    as_waiter(self)->lead = make_lead(as_waiter(self)->cache, std::move(*begun.lead));
    return as_waiter(self)->lead == nullptr ? nullptr : Py_NewRef(Py_None);
  }
  if (begun.value) return begun.value->release().ptr();
  raise_shared(begun.failure->ptr());
  return nullptr;
}

// Joins those who wait; or the load has ended, and what it says is the answer.
PySendResult start(PyObject* self, PyObject** result) {
  WaiterObject* waiter = as_waiter(self);
  ObjectCache& cache = *as_cache(waiter->cache)->cache;
  waiter->task.loop = running_loop();
  if (waiter->task.loop == nullptr) return PYGEN_ERROR;
  for (;;) {
    waiter->waiter = std::make_shared<TaskWaiter>(self);
    if (cache.join(waiter->flight, waiter->waiter)) break;
    std::exchange(waiter->waiter, nullptr)->let_go();
    ObjectBegun begun = cache.begin(waiter->flight->key, now_of(as_cache(waiter->cache)), cache::Asker::task);
    if (begun.flight == nullptr || begun.failure) {
      waiter->flight = nullptr;
      *result = result_of(self, begun);
      return *result == nullptr ? PYGEN_ERROR : PYGEN_RETURN;
    }
    waiter->flight = std::move(begun.flight);
  }
  waiter->task.is_blocking = 1;
  *result = Py_NewRef(self);
  return PYGEN_NEXT;
}

// The task goes on.
PySendResult end(PyObject* self, PyObject** result) {
  WaiterObject* waiter = as_waiter(self);
  const auto task_waiter = std::exchange(waiter->waiter, nullptr);
  waiter->flight = nullptr;
  ObjectBegun begun;
  if (task_waiter) task_waiter->take(begun);
  if (!begun.lead && !begun.value && !begun.failure) {
    PyErr_SetString(PyExc_RuntimeError, "Waiter: it was awaited before, or went on before its load had ended");
    return PYGEN_ERROR;
  }
  *result = result_of(self, begun);
  return *result == nullptr ? PYGEN_ERROR : PYGEN_RETURN;
}

PySendResult send_to(PyObject* self, PyObject* /*sent*/, PyObject** result) {
  *result = nullptr;
  const bool is_new = as_waiter(self)->task.loop == nullptr && as_waiter(self)->flight != nullptr;
  return is_new ? start(self, result) : end(self, result);
}

PyObject* next(PyObject* self) {
  PyObject* made = nullptr;
  const PySendResult how = send_to(self, nullptr, &made);
  if (how != PYGEN_RETURN) return made;
  const Owned value(made);
  const Owned stop(PyObject_CallOneArg(PyExc_StopIteration, value.get()));
  if (stop) PyErr_SetObject(PyExc_StopIteration, stop.get());
  return nullptr;
}

PyObject* await(PyObject* self) { return Py_NewRef(self); }

// --- as a task sees it -----------------------------------------------------------------------------------------------

PyObject* get_loop(PyObject* self, PyObject* /*unused*/) { return get_loop(as_waiter(self)->task); }

PyObject* add_done_callback(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
  return add_done_callback(as_waiter(self)->task, args, count, keywords);
}

// Raises where it was cancelled; what the load gave is for who awaits.
PyObject* result(PyObject* self, PyObject* /*unused*/) {
  const Owned message(std::exchange(as_waiter(self)->cancelled_with, nullptr));
  if (!message) Py_RETURN_NONE;
  const Owned module(PyImport_ImportModule("asyncio"));
  const Owned error(module ? PyObject_GetAttrString(module.get(), "CancelledError") : nullptr);
  if (!error) return nullptr;
  if (message.get() == Py_None) {
    PyErr_SetNone(error.get());
  } else {
    PyErr_SetObject(error.get(), message.get());
  }
  return nullptr;
}

PyObject* wake_soon(PyObject* self, PyObject* /*unused*/) { return wake_up(self); }

void leave(PyObject* self) {
  WaiterObject* waiter = as_waiter(self);
  const auto task_waiter = std::exchange(waiter->waiter, nullptr);
  if (task_waiter == nullptr) return;
  as_cache(waiter->cache)->cache->leave(waiter->flight, task_waiter);
  task_waiter->let_go();
  const WakeUps wake_ups;  // a lead that came meanwhile goes to the next one
  ObjectBegun begun;
  task_waiter->take(begun);
}

// The load goes on: it is for the others.
PyObject* cancel(PyObject* self, PyObject* args, PyObject* keywords) {
  static const char* const names[] = {"msg", nullptr};
  PyObject* message = Py_None;
  if (PyArg_ParseTupleAndKeywords(args, keywords, "|O:cancel", const_cast<char**>(names), &message) == 0) {
    return nullptr;
  }
  if (as_waiter(self)->waiter == nullptr) Py_RETURN_FALSE;
  Py_XSETREF(as_waiter(self)->cancelled_with, Py_NewRef(message));
  leave(self);
  const Owned wake(PyObject_GetAttrString(self, "_wake_soon"));
  const Owned called(wake ? PyObject_CallMethod(as_waiter(self)->task.loop, "call_soon", "O", wake.get()) : nullptr);
  if (!called) return nullptr;
  Py_RETURN_TRUE;
}

// For whoever awaited it, when it is over for another reason than its end.
PyObject* leave_quietly(PyObject* self, PyObject* /*unused*/) {
  leave(self);
  Py_RETURN_NONE;
}

PyMemberDef kMembers[] = {
    {"_asyncio_future_blocking", T_BOOL, offsetof(WaiterObject, task.is_blocking), 0, nullptr},
    {"lead", T_OBJECT, offsetof(WaiterObject, lead), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyMethodDef kMethods[] = {
    {"get_loop", get_loop, METH_NOARGS, nullptr},
    {"add_done_callback", as_method(add_done_callback), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"result", result, METH_NOARGS, nullptr},
    {"cancel", as_method(cancel), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"leave", leave_quietly, METH_NOARGS, nullptr},
    {"_wake_soon", wake_soon, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_am_await, reinterpret_cast<void*>(await)},
    {Py_am_send, reinterpret_cast<void*>(send_to)},
    {Py_tp_iter, reinterpret_cast<void*>(await)},
    {Py_tp_iternext, reinterpret_cast<void*>(next)},
    {Py_tp_members, kMembers},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.cache.Waiter",
    sizeof(WaiterObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    kSlots,
};

// --- as a flight sees it ---------------------------------------------------------------------------------------------

void go_on(nb::object waiter) {
  if (!waiter.is_valid()) return;
  PyObject* loop = as_waiter(waiter.ptr())->task.loop;
  WakeUps::gather(std::move(waiter), loop);
}

void TaskWaiter::end(const std::expected<CachedObject, CachedObject>& outcome) {
  nb::object object;
  {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
    object = std::exchange(object_, {});
  }
  go_on(std::move(object));
}

void TaskWaiter::lead(ObjectLead lead) {
  nb::object object;
  {
    const std::lock_guard lock(mutex_);
    lead_ = std::move(lead);
    object = std::exchange(object_, {});
  }
  go_on(std::move(object));
}

void TaskWaiter::take(ObjectBegun& begun) {
  std::optional<std::expected<CachedObject, CachedObject>> outcome;
  {
    const std::lock_guard lock(mutex_);
    begun.lead = std::exchange(lead_, std::nullopt);
    outcome = std::exchange(outcome_, std::nullopt);
  }
  if (!outcome) return;
  if (*outcome) {
    begun.value = std::move(**outcome);
  } else {
    begun.failure = std::move(*outcome).error();
  }
}

}  // namespace

PyObject* wake_up(PyObject* self) { return wake_up(as_waiter(self)->task, self); }

PyObject* make_waiter_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* make_waiter(PyObject* cache, ObjectFlight flight) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  as_waiter(self)->cache = Py_NewRef(cache);
  new (&as_waiter(self)->flight) ObjectFlight(std::move(flight));
  new (&as_waiter(self)->waiter) std::shared_ptr<TaskWaiter>;
  return self;
}

}  // namespace wirespeed::python
