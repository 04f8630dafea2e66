// What a fork must find unlocked: the child has none of the threads that hold locks or load.
#pragma once

namespace wirespeed::cache {

// Known from its construction to its end. Around a fork all are locked, in the order in which they were made.
class ForkAware {
 public:
  ForkAware(const ForkAware&) = delete;
  ForkAware& operator=(const ForkAware&) = delete;
  virtual ~ForkAware() = default;

  virtual void lock_for_fork() = 0;
  virtual void unlock_after_fork() = 0;
  virtual void forget_other_threads() = 0;  // in the child, while it is locked

 protected:
  ForkAware() = default;

  // By the constructor and destructor of the class that has the locks.
  void join_forks();
  void leave_forks();
};

}  // namespace wirespeed::cache
