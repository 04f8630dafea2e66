#include "cache_wake.hpp"

#include <algorithm>
#include <vector>

#include "owned.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr std::size_t kCalledAtOnce = 2;  // one runs, one wakes up

struct Task {
  nb::object waiter;
  nb::object loop;
};

struct Gathered {
  std::vector<Task> tasks;
  std::vector<std::shared_ptr<WaitingThread>> threads;
};

thread_local Gathered* gathered = nullptr;

// wake_all(waiters), which a loop calls. What a task raises through its loop, as SystemExit, is raised once all go on.
PyObject* wake_all(PyObject* /*self*/, PyObject* waiters) {
  std::optional<nb::python_error> raised;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(waiters); ++i) {
    const Owned waiter(Py_NewRef(PyList_GET_ITEM(waiters, i)));
    if (Owned(wake_up(waiter.get()))) continue;
    if (raised) {
      PyErr_WriteUnraisable(waiter.get());
    } else {
      raised.emplace();
    }
  }
  if (!raised) Py_RETURN_NONE;
  raised->restore();
  return nullptr;
}

PyMethodDef kWakeAll{"wake_all", wake_all, METH_O, nullptr};

// A loop that is closed has no tasks that could go on.
void call_loop(PyObject* loop, PyObject* waiters) {
  const Owned function(PyCFunction_New(&kWakeAll, nullptr));
  const Owned called(function ? PyObject_CallMethod(loop, "call_soon_threadsafe", "OO", function.get(), waiters)
                              : nullptr);
  if (!called) PyErr_Clear();
}

// Mostly of one loop: each round takes those of the first one's.
void call_loops(std::vector<Task> tasks) {
  while (!tasks.empty()) {
    const nb::object loop = tasks.front().loop;
    const Owned own(PyList_New(0));
    std::vector<Task> others;
    for (Task& task : tasks) {
      if (!task.loop.is(loop)) {
        others.push_back(std::move(task));
      } else if (!own || PyList_Append(own.get(), task.waiter.ptr()) != 0) {
        PyErr_Clear();
      }
    }
    tasks = std::move(others);
    if (own) call_loop(loop.ptr(), own.get());
  }
}

}  // namespace

// --- threads ---------------------------------------------------------------------------------------------------------

void WaitingThread::end(const std::expected<CachedObject, CachedObject>& outcome) {
  {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
  }
  WakeUps::gather(shared_from_this());
}

void WaitingThread::lead(ObjectLead lead) {
  {
    const std::lock_guard lock(mutex_);
    lead_ = std::move(lead);
  }
  call();
}

bool WaitingThread::wait(cache::Time deadline) {
  std::unique_lock lock(mutex_);
  const auto is_called = [this] { return is_called_; };
  if (deadline == cache::Time::max()) {
    called_.wait(lock, is_called);
  } else {
    called_.wait_until(lock, deadline, is_called);
  }
  return outcome_.has_value() || lead_.has_value();
}

void WaitingThread::pass_on() {
  std::shared_ptr<WaitingThread> next;
  {
    const std::lock_guard lock(mutex_);
    has_gone_on_ = true;
    next = std::move(next_);
  }
  if (next != nullptr) next->call();
}

void WaitingThread::take(ObjectBegun& begun) {
  std::optional<std::expected<CachedObject, CachedObject>> outcome;
  {
    const std::lock_guard lock(mutex_);
    begun.lead = std::exchange(lead_, std::nullopt);
    outcome = std::exchange(outcome_, std::nullopt);
  }
  if (begun.lead) return;
  if (*outcome) {
    begun.value = std::move(**outcome);
  } else {
    begun.failure = std::move(*outcome).error();
  }
}

void WaitingThread::call() {
  const std::lock_guard lock(mutex_);
  is_called_ = true;
  called_.notify_one();
}

void WaitingThread::link(std::shared_ptr<WaitingThread> next) {
  {
    const std::lock_guard lock(mutex_);
    if (!has_gone_on_) {
      next_ = std::move(next);
      return;
    }
  }
  next->call();
}

// --- all -------------------------------------------------------------------------------------------------------------

WakeUps::WakeUps() noexcept : is_outermost_(gathered == nullptr) {
  if (is_outermost_) gathered = new Gathered;
}

// What it calls may end further loads: those gather anew.
WakeUps::~WakeUps() {
  if (!is_outermost_) return;
  const std::unique_ptr<Gathered> own(std::exchange(gathered, nullptr));
  call_threads(own->threads);
  if (own->tasks.empty()) return;
  const nb::error_scope kept;
  call_loops(std::move(own->tasks));
}

void WakeUps::gather(nb::object waiter, PyObject* loop) {
  const WakeUps here;
  gathered->tasks.push_back({std::move(waiter), nb::borrow(loop)});
}

void WakeUps::gather(std::shared_ptr<WaitingThread> thread) {
  const WakeUps here;
  gathered->threads.push_back(std::move(thread));
}

void WakeUps::call_threads(const std::vector<std::shared_ptr<WaitingThread>>& threads) {
  for (std::size_t i = 0; i + kCalledAtOnce < threads.size(); ++i) threads[i]->link(threads[i + kCalledAtOnce]);
  for (std::size_t i = 0; i < std::min(kCalledAtOnce, threads.size()); ++i) threads[i]->call();
}

}  // namespace wirespeed::python
