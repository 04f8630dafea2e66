#include "wirespeed/net/epoll.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <tuple>

namespace wirespeed::net {
namespace {

constexpr std::size_t kEvents = 256;  // in one call

}  // namespace

OwnedDescriptor::~OwnedDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<WakeUp> WakeUp::make() {
  OwnedDescriptor descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (descriptor.get() < 0) return fail(Errc::io, "event loop: no event descriptor: {}", errno_text(errno));
  return WakeUp(std::move(descriptor));
}

void WakeUp::notify() const noexcept {
  const int before = errno;  // a signal handler must leave it as it was
  const std::uint64_t one = 1;
  std::ignore = ::write(descriptor_.get(), &one, sizeof one);
  errno = before;
}

void WakeUp::clear() const noexcept {
  std::uint64_t count = 0;
  std::ignore = ::read(descriptor_.get(), &count, sizeof count);
}

Epoll::Epoll(OwnedDescriptor descriptor) : descriptor_(std::move(descriptor)), events_(kEvents) {}

Result<Epoll> Epoll::make() {
  OwnedDescriptor descriptor(::epoll_create1(EPOLL_CLOEXEC));
  if (descriptor.get() < 0) return fail(Errc::io, "event loop: no epoll descriptor: {}", errno_text(errno));
  return Epoll(std::move(descriptor));
}

Result<void> Epoll::add(int descriptor, void* owner) const {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = owner;
  if (::epoll_ctl(descriptor_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0) return {};
  return fail(Errc::io, "event loop: a socket cannot be waited for: {}", errno_text(errno));
}

void Epoll::remove(int descriptor) const noexcept {
  ::epoll_ctl(descriptor_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
}

std::span<const epoll_event> Epoll::wait(std::chrono::milliseconds longest) {
  const int n = ::epoll_wait(descriptor_.get(), events_.data(), static_cast<int>(events_.size()),
                             static_cast<int>(longest.count()));
  return {events_.data(), n < 0 ? 0 : static_cast<std::size_t>(n)};
}

}  // namespace wirespeed::net
