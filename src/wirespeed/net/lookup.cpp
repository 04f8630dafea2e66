#include "wirespeed/net/lookup.hpp"

#include <netdb.h>

#include <mutex>
#include <thread>

#include "wirespeed/net/endpoint.hpp"

namespace wirespeed::net {
namespace {

using Addresses = Result<std::vector<Address>>;

class Answer final : public Lookup {
 public:
  std::optional<Addresses> answer() const override {
    const std::lock_guard lock(mutex_);
    return addresses_;
  }
  void set(Addresses addresses) {
    const std::lock_guard lock(mutex_);
    addresses_ = std::move(addresses);
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Addresses> addresses_;
};

Addresses addresses_of(const Address& address, const Endpoints& endpoints) {
  if (endpoints.status != 0) return lookup_error(address, endpoints.status);
  std::vector<Address> addresses;
  addresses.reserve(endpoints.found.size());
  for (const Endpoint& endpoint : endpoints.found) {
    auto numeric = numeric_address(endpoint, address.port);
    if (!numeric) return std::unexpected(std::move(numeric).error());
    addresses.push_back(*std::move(numeric));
  }
  return addresses;
}

}  // namespace

std::shared_ptr<Lookup> Lookup::start(const Address& address, std::function<void()> on_answer) {
  auto lookup = std::make_shared<Answer>();
  const Endpoints number = address.is_unix() ? Endpoints{} : look_up_number(address);
  if (address.is_unix() || number.status == 0) {
    lookup->set(address.is_unix() ? Addresses(std::vector<Address>{address}) : addresses_of(address, number));
    on_answer();
    return lookup;
  }
  std::thread([lookup, address, on_answer = std::move(on_answer)] {
    lookup->set(addresses_of(address, look_up(address, AI_ADDRCONFIG)));
    on_answer();
  }).detach();
  return lookup;
}

}  // namespace wirespeed::net
