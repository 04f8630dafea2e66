// Operations of an event loop, carried out by one background thread over one engine. It starts with the first of them.
//
//   reactor.submit(operation);               // from any thread
//   reactor.descriptor()                     // readable when some have ended: for the event loop to watch
//   for (auto& ended : reactor.take_ended()) ...
#pragma once

#include <memory>
#include <vector>

#include "wirespeed/s3_client/client.hpp"

namespace wirespeed::s3_client {

class Reactor {
 public:
  explicit Reactor(std::shared_ptr<Client> client);
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  // Gives up what is under way.
  ~Reactor();

  // It ends up among take_ended() when it is satisfied, which it must be only once. An error in a process that was
  // forked from the one that made the reactor.
  Outcome<void> submit(std::shared_ptr<Operation> operation);

  int descriptor() const noexcept;
  // Those that have ended since the last call, with the descriptor quiet again.
  std::vector<std::shared_ptr<Operation>> take_ended();

 private:
  class Queue;
  std::unique_ptr<Queue> queue_;
};

}  // namespace wirespeed::s3_client
