// For tests: a Bolt server in this process that answers as a test says, request by request.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "wirespeed/bolt/scripted_server.hpp"
#include "wirespeed/net/local_server.hpp"

namespace wirespeed::bolt_client {

using bolt::Wire;

// What a client asked: the tag, and the fields.
struct Asked {
  bolt::Request request;
  packstream::Structure message;

  std::string query() const {
    const auto* text = message.fields.empty() ? nullptr : message.fields[0].get<std::string>();
    return text == nullptr ? std::string() : *text;
  }
};

// Speaks one version; HELLO, LOGON, LOGOFF, RESET, TELEMETRY succeed by themselves. All else goes to the script, which
// returns the bytes to send, or nothing to hang up.
class ScriptedPeer {
 public:
  using Script = std::function<std::optional<Wire>(const Asked&)>;

  explicit ScriptedPeer(Script script, bolt::ProtocolVersion version = bolt::kBolt58)
      : script_(std::move(script)), version_(version), server_([this](net::ServerSide& side) { serve(side); }) {}

  const net::Address& address() const noexcept { return server_.address(); }
  std::string uri(const char* scheme = "bolt") const { return fmt::format("{}://{}", scheme, address().text()); }
  int connections() const noexcept { return connections_; }
  int logons() const noexcept { return logons_; }
  int resets() const noexcept { return resets_; }

 private:
  void serve(net::ServerSide& side) {
    ++connections_;
    if (side.read(20).size() != 20) return;
    side.write(Wire{0, 0, version_.minor, version_.major});
    for (;;) {
      const auto asked = read(side);
      if (!asked || asked->request == bolt::Request::goodbye) return;
      const auto answer = is_routine(asked->request) ? std::optional(bolt::success()) : script_(*asked);
      if (!answer || !side.write(*answer)) return;
    }
  }

  bool is_routine(bolt::Request request) {
    logons_ += request == bolt::Request::logon;
    resets_ += request == bolt::Request::reset;
    return request == bolt::Request::hello || request == bolt::Request::logon || request == bolt::Request::logoff ||
           request == bolt::Request::reset || request == bolt::Request::telemetry;
  }

  static std::optional<Asked> read(const net::ServerSide& side) {
    std::string message;
    for (;;) {
      const std::string header = side.read(2);
      if (header.size() != 2) return std::nullopt;
      const std::size_t size = packstream::load_be<std::uint16_t>(bytes_of(header).data());
      if (size == 0 && !message.empty()) break;
      message += side.read(size);
    }
    const auto value = packstream::decode(bytes_of(message));
    if (!value) return std::nullopt;
    const auto& structure = *value->get<packstream::Structure>();
    return Asked{static_cast<bolt::Request>(structure.tag), structure};
  }

  Script script_;
  bolt::ProtocolVersion version_;
  std::atomic<int> connections_{0};
  std::atomic<int> logons_{0};
  std::atomic<int> resets_{0};
  net::LocalServer server_;
};

}  // namespace wirespeed::bolt_client
