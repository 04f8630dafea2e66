// Whom the end of a load lets go on, and in which order.
//
// Tasks: each loop is called once, and its tasks go on within that call. Threads: two are called, and each calls the
// next one once it has the interpreter again; a thousand that are called at once fight for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cache_objects.hpp"

namespace wirespeed::python {

// A thread that waits, detached.
class WaitingThread final : public cache::Waiter<CachedObject, CachedObject>,
                            public std::enable_shared_from_this<WaitingThread> {
 public:
  void end(const std::expected<CachedObject, CachedObject>& outcome) override;
  void lead(ObjectLead lead) override;

  // Whether there is an outcome, or a lead. REQUIRES: detached
  bool wait(cache::Time deadline);

  // It goes on, or has stopped waiting: the next one's turn.
  void pass_on();

  // What became of it. REQUIRES: wait() was true, attached
  void take(ObjectBegun& begun);

 private:
  friend class WakeUps;
  void call();
  void link(std::shared_ptr<WaitingThread> next);  // to be called when this one goes on

  std::mutex mutex_;
  std::condition_variable called_;
  bool is_called_ = false;
  bool has_gone_on_ = false;
  std::optional<std::expected<CachedObject, CachedObject>> outcome_;
  std::optional<ObjectLead> lead_;
  std::shared_ptr<WaitingThread> next_;
};

// While one of these lives, those who are to go on are gathered; at its end they are called. REQUIRES: attached
class WakeUps {
 public:
  WakeUps() noexcept;
  WakeUps(const WakeUps&) = delete;
  WakeUps& operator=(const WakeUps&) = delete;
  ~WakeUps();

  // `waiter` is a task's, `loop` the one that it belongs to. Without a WakeUps around they are called at once.
  static void gather(nanobind::object waiter, PyObject* loop);
  static void gather(std::shared_ptr<WaitingThread> thread);

 private:
  static void call_threads(const std::vector<std::shared_ptr<WaitingThread>>& threads);

  bool is_outermost_;
};

// Takes the task of a Waiter up, within this call: cache_waiter.cpp has it.
PyObject* wake_up(PyObject* waiter);

}  // namespace wirespeed::python
