// For tests: a PostgreSQL server in this process whose answers a test writes down.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/net/local_server.hpp"

namespace wirespeed::postgres_client {

inline std::string message(char type, std::string_view body) {
  std::string bytes(5, type);
  store_be(reinterpret_cast<std::uint8_t*>(bytes.data()) + 1, static_cast<std::uint32_t>(body.size() + 4));
  return bytes.append(body);
}

inline const std::string kOk = message('R', std::string(4, '\0'));
inline const std::string kKey = message('K', std::string("\0\0\0\x2Akeys", 8));
inline const std::string kReady = message('Z', "I");
inline const std::string kHangUp = "<hang up>";  // at the end of an answer

inline std::string setting(std::string_view name, std::string_view value) {
  return message('S', std::string(name) + '\0' + std::string(value) + '\0');
}
inline std::string notice(std::string_view text) {
  return message('N', "VNOTICE" + std::string(1, '\0') + "C00000" + '\0' + "M" + std::string(text) + '\0' + '\0');
}
inline std::string error(std::string_view sqlstate, std::string_view text) {
  return message('E', "VFATAL" + std::string(1, '\0') + "C" + std::string(sqlstate) + '\0' + "M" + std::string(text) +
                          '\0' + '\0');
}

// What is answered to a request.
using Answer = std::function<std::string(const std::string& heard)>;

template <typename... Messages>
Answer said(const Messages&... messages) {
  return [all = (std::string() + ... + messages)](const std::string&) { return all; };
}

// Answers "N" to a request for TLS, and the i-th message of each connection with the i-th answer. Behind the last it is
// silent until the client leaves.
class ScriptedPostgres {
 public:
  explicit ScriptedPostgres(std::vector<Answer> answers, std::size_t step = SIZE_MAX)
      : answers_(std::move(answers)), step_(step), server_([this](net::ServerSide& side) { serve(side); }) {}

  std::uint16_t port() const noexcept { return server_.address().port; }
  int connections() const noexcept { return connections_; }
  // The i-th message that came, its type (but of a startup message) and body, of the last connection.
  std::string heard(std::size_t i) const {
    const std::lock_guard lock(mutex_);
    return i < heard_.size() ? heard_[i] : std::string();
  }

 private:
  static constexpr std::string_view kSslRequest{"\x04\xD2\x16\x2F"};

  void serve(net::ServerSide& side) {
    ++connections_;
    forget();
    for (std::size_t i = 0;; ++i) {
      std::string request = read(side, i == 0);
      if (i == 0 && request == kSslRequest) {
        side.write("N");
        request = read(side, true);
      }
      if (request.empty()) return;
      remember(request);
      if (i >= answers_.size()) continue;
      if (!answer(side, answers_[i](request))) return;
    }
  }

  static std::string read(const net::ServerSide& side, bool startup) {
    const std::string type = startup ? std::string() : side.read(1);
    const std::string size = side.read(4);
    if (size.size() != 4) return {};
    return type + side.read(load_be<std::uint32_t>(bytes_of(size).data()) - 4);
  }

  bool answer(const net::ServerSide& side, std::string text) const {
    const bool ends = text.ends_with(kHangUp);
    if (ends) text.resize(text.size() - kHangUp.size());
    for (std::size_t at = 0; at < text.size(); at += std::min(step_, text.size() - at)) {
      if (!side.write(std::string_view(text).substr(at, step_))) return false;
    }
    return !ends;
  }

  void forget() {
    const std::lock_guard lock(mutex_);
    heard_.clear();
  }
  void remember(std::string request) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(std::move(request));
  }

  std::vector<Answer> answers_;
  std::size_t step_;
  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
  std::atomic<int> connections_{0};
  net::LocalServer server_;
};

}  // namespace wirespeed::postgres_client
