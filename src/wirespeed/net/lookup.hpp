// A host name looked up beside the caller, for nothing can stop getaddrinfo(): whoever gives up leaves it to its end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "wirespeed/net/address.hpp"

namespace wirespeed::net {

class Lookup {
 public:
  // `on_answer` is called when the answer is there, by a thread of the look-up's own; or, for a number or a Unix
  // socket, which stand for themselves, before start() returns.
  static std::shared_ptr<Lookup> start(const Address& address, std::function<void()> on_answer);

  virtual ~Lookup() = default;
  // The addresses, all numbers, in the system's order; nothing while they are being looked up.
  virtual std::optional<Result<std::vector<Address>>> answer() const = 0;
};

}  // namespace wirespeed::net
