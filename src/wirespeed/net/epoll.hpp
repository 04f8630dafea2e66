// Waiting for many sockets at once, and being woken from elsewhere.
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::net {

// A descriptor that closes itself.
class OwnedDescriptor {
 public:
  OwnedDescriptor() = default;
  explicit OwnedDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  OwnedDescriptor(OwnedDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OwnedDescriptor();

  int get() const noexcept { return descriptor_; }

 private:
  int descriptor_ = -1;
};

// Rings in an Epoll. notify() may be called from any thread and from a signal handler.
class WakeUp {
 public:
  static Result<WakeUp> make();

  void notify() const noexcept;
  // Makes it silent again.
  void clear() const noexcept;
  int descriptor() const noexcept { return descriptor_.get(); }

 private:
  explicit WakeUp(OwnedDescriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {}

  OwnedDescriptor descriptor_;
};

// Told of each change once (edge-triggered): whoever is told reads until less comes than asked for, or writes until
// less is taken. A descriptor leaves when it is closed.
class Epoll {
 public:
  static Result<Epoll> make();

  // `owner` comes back with what happens to it: EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR.
  Result<void> add(int descriptor, void* owner) const;
  // Before it is closed: a child that was forked off may hold it open, and its events would go on.
  void remove(int descriptor) const noexcept;

  // Waits for so long at most; 0: looks. Valid until the next call.
  std::span<const epoll_event> wait(std::chrono::milliseconds longest);

 private:
  explicit Epoll(OwnedDescriptor descriptor);

  OwnedDescriptor descriptor_;
  std::vector<epoll_event> events_;
};

}  // namespace wirespeed::net
