// What a fork must find unlocked: the child has none of the threads that hold locks or load.
#pragma once

#include <mutex>

namespace wirespeed {

// Known from its construction to its end. Around a fork all are locked, in the order in which they were made; so none
// may be held while another one, or anything that takes long, is waited for.
class ForkAware {
 public:
  ForkAware(const ForkAware&) = delete;
  ForkAware& operator=(const ForkAware&) = delete;
  virtual ~ForkAware() = default;

  virtual void lock_for_fork() = 0;
  virtual void unlock_after_fork() = 0;
  virtual void forget_other_threads() {}  // in the child, while it is locked

 protected:
  ForkAware() = default;

  // By the constructor and destructor of the class that has the locks.
  void join_forks();
  void leave_forks();
};

// A mutex that is free on both sides of a fork, which waits until nobody holds it: no section is ever cut in half.
class ForkMutex final : public ForkAware {
 public:
  ForkMutex() { join_forks(); }
  ~ForkMutex() override { leave_forks(); }

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

  void lock_for_fork() override { lock(); }
  void unlock_after_fork() override { unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace wirespeed
