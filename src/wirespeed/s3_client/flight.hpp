// An exchange under way: which attempt it is at, and where.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/s3_client/exchange.hpp"

namespace wirespeed::s3_client {

class Connection;

struct Flight {
  Exchange* exchange = nullptr;  // nullptr: not in use
  Work* work = nullptr;          // who handed it out
  Connection* on = nullptr;      // nullptr: in a queue, or waiting for its next attempt
  unsigned attempt = 0;
  unsigned lost_connections = 0;  // that had rested, and were found broken; they count as no attempts
  Clock::time_point began{};      // this attempt
  Clock::time_point due{};        // the next one
  // Two attempts at once: the second has an exchange of its own, and knows the first.
  std::unique_ptr<Exchange> own = nullptr;
  Flight* twin = nullptr;
  bool had_twin = false;
  Flight* original = nullptr;
  std::optional<s3::Error> failed = std::nullopt;  // the first has, and waits for the second
};

// All flights of an engine; those that landed are used again.
class Flights {
 public:
  Flight& start(Exchange& exchange, Work* work);
  void land(Flight& flight) noexcept;

  std::size_t in_use() const noexcept { return all_.size() - free_.size(); }
  // The only one in use, if that is so and it was the last to start.
  Flight* only() const noexcept {
    return in_use() == 1 && last_ != nullptr && last_->exchange != nullptr ? last_ : nullptr;
  }
  const std::vector<std::unique_ptr<Flight>>& all() const noexcept { return all_; }

 private:
  std::vector<std::unique_ptr<Flight>> all_;
  std::vector<Flight*> free_;
  Flight* last_ = nullptr;
};

}  // namespace wirespeed::s3_client
