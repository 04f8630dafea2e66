#include "wirespeed/base/fork.hpp"

#include <pthread.h>

#include <mutex>
#include <vector>

namespace wirespeed {
namespace {

struct Known {
  std::mutex mutex;
  std::vector<ForkAware*> members;
};

void before();
void after_in_parent();
void after_in_child();

// Never destroyed: a process may fork while it ends.
Known& known() {
  static Known* const made = [] {
    ::pthread_atfork(before, after_in_parent, after_in_child);
    return new Known;
  }();
  return *made;
}

// Made before there are threads: the child of a fork amid the first call would wait for ever for who was making it.
[[maybe_unused]] const Known& made_at_load = known();

void before() {
  known().mutex.lock();
  for (ForkAware* one : known().members) one->lock_for_fork();
}

void after_in_parent() {
  for (ForkAware* one : known().members) one->unlock_after_fork();
  known().mutex.unlock();
}

void after_in_child() {
  for (ForkAware* one : known().members) {
    one->forget_other_threads();
    one->unlock_after_fork();
  }
  known().mutex.unlock();
}

}  // namespace

void ForkAware::join_forks() {
  const std::lock_guard lock(known().mutex);
  known().members.push_back(this);
}

void ForkAware::leave_forks() {
  const std::lock_guard lock(known().mutex);
  std::erase(known().members, this);
}

}  // namespace wirespeed
