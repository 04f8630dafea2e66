#include "wirespeed/s3_client/reactor.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <thread>
#include <tuple>
#include <unordered_map>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::s3_client {

// The operations of a reactor as one work. What is locked is said; all else is the background thread's.
class Reactor::Queue final : public Work {
 public:
  explicit Queue(std::shared_ptr<Client> client)
      : client_(std::move(client)),
        lane_(client_->take_lane()),
        descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Queue() override;

  void submit(std::shared_ptr<Operation> operation);
  std::vector<std::shared_ptr<Operation>> take_ended();
  int descriptor() const noexcept { return descriptor_; }
  bool of_this_process() const noexcept { return forks_ == net::fork_count(); }

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return cancel_.cancelled(); }

 private:
  void take_submitted();
  void report(std::size_t at);
  void fail_all(const s3::Error& error);
  void begin_anew();
  void run();
  void tidy();

  std::shared_ptr<Client> client_;
  std::unique_ptr<Lane> lane_;
  int descriptor_;
  unsigned forks_ = net::fork_count();
  CancelToken cancel_;

  std::vector<std::shared_ptr<Operation>> running_;  // in turn, from turn_ on
  std::size_t turn_ = 0;
  std::unordered_map<const Exchange*, Operation*> owners_;

  std::mutex mutex_;
  std::deque<std::shared_ptr<Operation>> submitted_;  // locked
  std::vector<std::shared_ptr<Operation>> ended_;     // locked
  std::thread thread_;                                // locked
  bool has_failed_ = false;                           // locked: the thread has ended, and the lane is not to be used
};

Reactor::Queue::~Queue() {
  cancel_.cancel();
  if (thread_.joinable()) {
    lane_->engine.wake();
    thread_.join();
  }
  ::close(descriptor_);
}

void Reactor::Queue::submit(std::shared_ptr<Operation> operation) {
  {
    const std::lock_guard lock(mutex_);
    submitted_.push_back(std::move(operation));
    if (has_failed_) begin_anew();
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    lane_->engine.wake();
  }
}

void Reactor::Queue::run() {
  Outcome<void> ran;
  while (!cancel_.cancelled() && ran) ran = lane_->engine.run(*this, Stop{std::nullopt, &cancel_});
  lane_->engine.abandon();
  if (!cancel_.cancelled() && !ran) return fail_all(ran.error());
  tidy();
}

// The engine is of no more use: nobody waits in vain, and the next operation gets another one.
void Reactor::Queue::fail_all(const s3::Error& error) {
  const std::lock_guard lock(mutex_);
  has_failed_ = true;
  std::ranges::move(submitted_, std::back_inserter(running_));
  submitted_.clear();
  owners_.clear();
  for (auto& operation : running_) {
    operation->give_up(error);
    ended_.push_back(std::move(operation));
  }
  running_.clear();
  ::eventfd_write(descriptor_, 1);
}

// The thread has ended, or is about to without another look at anything.
void Reactor::Queue::begin_anew() {
  thread_.join();
  lane_ = client_->take_lane();
  has_failed_ = false;
}

void Reactor::Queue::tidy() {
  const Stop stop = Stop::after(kTidying);
  for (const auto& operation : running_) {
    if (operation->tidy()) std::ignore = lane_->engine.run(*operation, stop);
    lane_->engine.abandon();
  }
}

void Reactor::Queue::take_submitted() {
  const std::lock_guard lock(mutex_);
  for (auto& operation : submitted_) {
    operation->use(lane_->addressing);
    running_.push_back(std::move(operation));
  }
  submitted_.clear();
}

// Each in turn hands out one, so that a long one does not hold up the short ones.
Exchange* Reactor::Queue::next() {
  take_submitted();
  for (std::size_t looked = running_.size(); looked > 0 && !running_.empty(); --looked) {
    turn_ = turn_ >= running_.size() ? 0 : turn_;
    Operation& operation = *running_[turn_];
    if (Exchange* exchange = operation.next()) {
      owners_.emplace(exchange, &operation);
      ++turn_;
      return exchange;
    }
    operation.satisfied() ? report(turn_) : static_cast<void>(++turn_);
  }
  return nullptr;
}

void Reactor::Queue::ended(Exchange& exchange) {
  const auto owner = owners_.find(&exchange);
  Operation& operation = *owner->second;
  owners_.erase(owner);
  operation.ended(exchange);
  if (!operation.satisfied()) return;
  const auto at = std::ranges::find(running_, &operation, [](const auto& each) { return each.get(); });
  report(static_cast<std::size_t>(at - running_.begin()));
}

void Reactor::Queue::report(std::size_t at) {
  {
    const std::lock_guard lock(mutex_);
    ended_.push_back(std::move(running_[at]));
  }
  running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(at));
  ::eventfd_write(descriptor_, 1);
}

std::vector<std::shared_ptr<Operation>> Reactor::Queue::take_ended() {
  eventfd_t count = 0;
  ::eventfd_read(descriptor_, &count);
  const std::lock_guard lock(mutex_);
  return std::exchange(ended_, {});
}

Reactor::Reactor(std::shared_ptr<Client> client) : queue_(std::make_unique<Queue>(std::move(client))) {}
Reactor::~Reactor() {
  // The thread is the parent's, and here nobody knows in the middle of what it was: nothing is touched.
  if (!queue_->of_this_process()) std::ignore = queue_.release();
}

Outcome<void> Reactor::submit(std::shared_ptr<Operation> operation) {
  if (!queue_->of_this_process()) {
    return std::unexpected(s3::Error(wirespeed::Error{
        Errc::io, "start a call: the client belongs to the process that this one was forked from; make another here"}));
  }
  queue_->submit(std::move(operation));
  return {};
}

int Reactor::descriptor() const noexcept { return queue_->descriptor(); }
std::vector<std::shared_ptr<Operation>> Reactor::take_ended() { return queue_->take_ended(); }

}  // namespace wirespeed::s3_client
