#include "wirespeed/postgres_client/candidates.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <random>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::postgres_client {
namespace {

// Debian's server has its socket in the first, one that was built from source in the second.
constexpr std::array kSocketFolders{"/var/run/postgresql", "/tmp"};

std::string socket_path(std::string_view folder, std::uint16_t port) {
  return fmt::format("{}/.s.PGSQL.{}", folder, port);
}

// The default socket that is there, or else the first that could be.
std::string default_socket(std::uint16_t port) {
  for (const char* folder : kSocketFolders) {
    std::error_code ignored;
    if (std::filesystem::exists(socket_path(folder, port), ignored)) return socket_path(folder, port);
  }
  return socket_path(kSocketFolders.front(), port);
}

template <typename T>
void shuffle(std::vector<T>& items) {
  std::mt19937 random{std::random_device{}()};
  std::ranges::shuffle(items, random);
}

}  // namespace

Result<std::vector<net::Address>> addresses_of(const postgres::Host& host, bool shuffled, const Stop& stop) {
  if (host.is_socket()) {
    const std::string path = host.name.empty() ? default_socket(host.port) : socket_path(host.name, host.port);
    return std::vector{net::Address::unix_socket(path)};
  }
  const std::string& name = host.address.empty() ? host.name : host.address;
  auto addresses = net::resolve({name, host.port, {}}, stop);
  if (addresses && shuffled) shuffle(*addresses);
  return addresses;
}

std::vector<const postgres::Host*> order_of(const postgres::ConnectionInfo& info) {
  std::vector<const postgres::Host*> order;
  order.reserve(info.hosts.size());
  for (const postgres::Host& host : info.hosts) order.push_back(&host);
  if (info.shuffle_hosts) shuffle(order);
  return order;
}

postgres::Host pinned(const postgres::Host& host, const net::Address& address, std::size_t addresses) {
  postgres::Host made = host;
  if (addresses > 1 && host.address.empty()) made.address = address.host;
  return made;
}

}  // namespace wirespeed::postgres_client
