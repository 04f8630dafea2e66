// Where a byte stream goes to: a host and a port, or a Unix socket.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::net {

struct Address {
  std::string host;  // a name or a number, IPv6 without its brackets
  std::uint16_t port = 0;
  std::string path;  // of a Unix socket; host and port mean nothing then

  static Address unix_socket(std::string path) { return {{}, 0, std::move(path)}; }

  bool is_unix() const noexcept { return !path.empty(); }
  // As people write it: "db.example:7687", "[::1]:7687", "unix:/run/db.sock".
  std::string text() const;

  friend auto operator<=>(const Address&, const Address&) = default;
  friend bool operator==(const Address&, const Address&) = default;
};

// "host", "host:port", "[::1]:port"; `default_port` where none is given.
Result<Address> parse_address(std::string_view text, std::uint16_t default_port);

}  // namespace wirespeed::net
