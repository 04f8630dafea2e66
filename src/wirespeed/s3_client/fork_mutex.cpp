#include "wirespeed/s3_client/fork_mutex.hpp"

#include <pthread.h>

#include <algorithm>
#include <vector>

namespace wirespeed::s3_client {
namespace {

// All that there are. Never destroyed: a fork may come when the program is ending.
struct Registry {
  std::mutex mutex;
  std::vector<ForkMutex*> members;
};

Registry& registry() {
  static Registry& all = *new Registry;
  return all;
}

void lock_all() {
  registry().mutex.lock();
  for (ForkMutex* member : registry().members) member->lock();
}

void unlock_all() {
  for (ForkMutex* member : registry().members) member->unlock();
  registry().mutex.unlock();
}

}  // namespace

ForkMutex::ForkMutex() {
  static const int handled = pthread_atfork(lock_all, unlock_all, unlock_all);
  const std::lock_guard lock(registry().mutex);
  if (handled == 0) registry().members.push_back(this);
}

ForkMutex::~ForkMutex() {
  const std::lock_guard lock(registry().mutex);
  std::erase(registry().members, this);
}

}  // namespace wirespeed::s3_client
