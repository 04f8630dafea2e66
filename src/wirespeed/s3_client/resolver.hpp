// The addresses of names, for many connections: looked up beside the loop, taken in turn, those that fail avoided.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/net/lookup.hpp"

namespace wirespeed::s3_client {

class Resolver {
 public:
  // `on_answer` is called by another thread, possibly after this has gone.
  explicit Resolver(std::function<void()> on_answer);

  // Where to connect to next; nothing while the name is being looked up.
  std::optional<Result<net::Address>> next(const net::Address& name, Clock::time_point now);
  // No connection came about. Says whether there is another address that has not failed of late.
  bool failed(const net::Address& name, const net::Address& address, Clock::time_point now);

 private:
  struct Place {
    net::Address address;
    Clock::time_point avoid_until{};
  };
  struct Name {
    std::vector<Place> places;
    std::size_t turn = 0;
    Clock::time_point old_at{};
    std::shared_ptr<net::Lookup> lookup = nullptr;  // under way
  };

  // An error only when there is no older answer to go on with.
  Result<void> take_answer(Name& name, Clock::time_point now);

  std::function<void()> on_answer_;
  std::map<net::Address, Name> names_;
  std::minstd_rand random_;
};

}  // namespace wirespeed::s3_client
