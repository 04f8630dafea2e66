// Names to addresses, addresses to sockets: the calls that wait.
#include <condition_variable>
#include <mutex>

#include "wirespeed/net/connecting.hpp"
#include "wirespeed/net/endpoint.hpp"
#include "wirespeed/net/lookup.hpp"

namespace wirespeed::net {
namespace {

constexpr std::chrono::milliseconds kSlice{20};

// Rung by the thread of a look-up, which may outlive who waits.
struct Bell {
  std::mutex mutex;
  std::condition_variable rung;
  bool has_rung = false;

  void ring() {
    const std::lock_guard lock(mutex);
    has_rung = true;
    rung.notify_all();
  }
};

Result<std::vector<Address>> resolve_host(const Address& address, const Stop& stop) {
  const auto bell = std::make_shared<Bell>();
  const auto lookup = Lookup::start(address, [bell] { bell->ring(); });
  std::unique_lock lock(bell->mutex);
  while (!bell->rung.wait_for(lock, kSlice, [&] { return bell->has_rung; })) {
    if (auto go_on = stop.check("resolve a host name"); !go_on) return std::unexpected(std::move(go_on).error());
  }
  return *lookup->answer();
}

Result<Socket> connect_endpoint(const Address& address, const Endpoint& endpoint, const SocketOptions& options,
                                const Stop& stop) {
  bool connected = false;
  auto socket = begin_connect(address, endpoint, options, connected);
  if (!socket) return socket;
  if (!connected) {
    if (auto ready = socket->wait(Ready::write, stop, "connect to"); !ready) {
      return std::unexpected(std::move(ready).error());
    }
  }
  if (auto finished = finish_connect(*socket); !finished) return std::unexpected(std::move(finished).error());
  return socket;
}

}  // namespace

Result<std::vector<Address>> resolve(const Address& address, const Stop& stop) {
  if (address.is_unix()) return std::vector<Address>{address};
  return resolve_host(address, stop);
}

Result<Socket> connect_socket(const Address& address, const SocketOptions& options, const Stop& stop) {
  const auto numbers = resolve(address, stop);
  if (!numbers) return std::unexpected(numbers.error());
  Result<Socket> last = fail(Errc::io, "connect to {}: the name has no address", address.text());
  for (const Address& number : *numbers) {
    const auto endpoint = endpoint_of(number);
    if (!endpoint) return std::unexpected(endpoint.error());
    last = connect_endpoint(address, *endpoint, options, stop);
    if (last || stop.requested()) return last;
  }
  return last;
}

}  // namespace wirespeed::net
