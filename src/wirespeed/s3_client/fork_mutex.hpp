// A mutex that is free on both sides of a fork.
#pragma once

#include <mutex>

namespace wirespeed::s3_client {

// A fork waits until nobody holds one, so it must never be held while something is waited for. Of the other threads'
// sections none is ever cut in half.
class ForkMutex {
 public:
  ForkMutex();
  ForkMutex(const ForkMutex&) = delete;
  ForkMutex& operator=(const ForkMutex&) = delete;
  ~ForkMutex();

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace wirespeed::s3_client
