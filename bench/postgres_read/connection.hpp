// As much of PostgreSQL's protocol as a drain needs: it logs in as a role that is not asked for a password, sends what
// was packed beforehand, and of what comes looks at nothing but where messages end and of which kind they are.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contender.hpp"
#include "loopback.hpp"
#include "neo4j_driver/drain_call.hpp"

namespace bench::postgres {

// A message of the frontend, built up.
class Message {
 public:
  explicit Message(char kind) : text_(5, kind) {}
  Message& int16(std::int64_t value) { return big_endian(value, 2); }
  Message& int32(std::int64_t value) { return big_endian(value, 4); }
  Message& int64(std::int64_t value) { return big_endian(value, 8); }
  Message& word(std::string_view value) {
    text_.append(value).push_back('\0');
    return *this;
  }
  Message& raw(std::string_view value) {
    text_.append(value);
    return *this;
  }
  // The whole, its length filled in.
  std::string done() {
    const auto length = static_cast<std::uint32_t>(text_.size() - 1);
    for (int i = 0; i < 4; ++i) text_[static_cast<std::size_t>(1 + i)] = static_cast<char>(length >> (24 - 8 * i));
    return text_;
  }

 private:
  Message& big_endian(std::int64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) text_.push_back(static_cast<char>(value >> (8 * i)));
    return *this;
  }
  std::string text_;
};

inline std::string parse(std::string_view name, std::string_view query, std::size_t int8_parameters) {
  constexpr int kInt8Oid = 20;
  Message message('P');
  message.word(name).word(query).int16(static_cast<std::int64_t>(int8_parameters));
  for (std::size_t i = 0; i < int8_parameters; ++i) message.int32(kInt8Oid);
  return message.done();
}

// Parameters and results in binary.
inline std::string bind(std::string_view name, const std::vector<std::int64_t>& values) {
  Message message('B');
  message.word("").word(name).int16(1).int16(1).int16(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) message.int32(8).int64(value);
  return message.int16(1).int16(1).done();
}

inline std::string describe() { return Message('D').raw("P").word("").done(); }
inline std::string execute() { return Message('E').word("").int32(0).done(); }
inline std::string sync() { return Message('S').done(); }
inline std::string query(std::string_view text) { return Message('Q').word(text).done(); }

// How many messages of each kind came, and the text of an error.
class Messages {
 public:
  void feed(const char* data, std::size_t size) {
    for (std::size_t at = 0; at < size;) at += left_ > 0 ? body(data + at, size - at) : header(data[at]);
  }
  std::uint64_t count(char kind) const noexcept { return counts_[static_cast<unsigned char>(kind)]; }
  const std::string& error() const noexcept { return error_; }
  const std::string& kept() const noexcept { return kept_; }
  void keep_copied() noexcept { keeps_ = true; }

 private:
  std::size_t header(char byte) {
    header_[header_bytes_++] = static_cast<unsigned char>(byte);
    if (header_bytes_ < header_.size()) return 1;
    header_bytes_ = 0;
    ++counts_[header_[0]];
    left_ =
        (std::size_t{header_[1]} << 24 | std::size_t{header_[2]} << 16 | std::size_t{header_[3]} << 8 | header_[4]) - 4;
    return 1;
  }
  std::size_t body(const char* data, std::size_t size) {
    const std::size_t taken = size < left_ ? size : left_;
    if (header_[0] == 'E') error_.append(data, taken);
    if (keeps_ && header_[0] == 'd') kept_.append(data, taken);
    left_ -= taken;
    return taken;
  }

  std::array<unsigned char, 5> header_{};
  std::size_t header_bytes_ = 0;
  std::size_t left_ = 0;
  std::array<std::uint64_t, 256> counts_{};
  std::string error_;
  std::string kept_;
  bool keeps_ = false;
};

class Connection {
 public:
  Connection() : socket_(::socket(AF_INET, SOCK_STREAM, 0)), buffer_(std::size_t{1} << 20) {
    const std::string address = server("POSTGRES");
    connect_loopback(socket_,
                     static_cast<std::uint16_t>(number(std::string_view(address).substr(address.rfind(':') + 1))));
    std::string start =
        Message('\0').int32(3 << 16).word("user").word("trusted").word("database").word("test").word("").done();
    send(std::string_view(start).substr(1));  // the first message of all has no kind
    until_ready();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("send: the server closed the connection");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // Until one more message of the kind has come.
  void until(char kind) {
    const std::uint64_t wanted = messages_.count(kind) + 1;
    while (messages_.count(kind) < wanted) {
      receive();
      if (!messages_.error().empty()) throw std::runtime_error("the server says: " + readable(messages_.error()));
    }
  }
  void until_ready() { until('Z'); }
  const Messages& messages() const noexcept { return messages_; }
  void keep_copied() { messages_.keep_copied(); }

  // From the first MiB of a result on, woken for pieces of `bytes` or, at its end, after a few milliseconds.
  void wake_for(int bytes) { low_water_ = bytes; }

  // Before each result.
  void begin_result() {
    received_ = 0;
    set_low_water(1);
  }

 private:
  static constexpr std::uint64_t kLongResult = std::uint64_t{1} << 20;
  static constexpr int kTailMicroseconds = 4000;

  void receive() {
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got < 0 && errno == EAGAIN) return;  // a tail that is slow to come
    if (got <= 0) throw std::runtime_error("receive: the server closed the connection");
    messages_.feed(buffer_.data(), static_cast<std::size_t>(got));
    received_ += static_cast<std::uint64_t>(got);
    if (low_water_ > 1 && received_ > kLongResult && !waits_for_more_) set_low_water(low_water_);
  }
  void set_low_water(int bytes) {
    waits_for_more_ = bytes > 1;
    const timeval tail{0, waits_for_more_ ? kTailMicroseconds : 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &tail, sizeof tail);
  }
  static std::string readable(std::string text) {
    for (char& one : text) one = one == '\0' ? ' ' : one;
    return text;
  }

  int socket_;
  std::vector<char> buffer_;
  Messages messages_;
  std::uint64_t received_ = 0;
  int low_water_ = 1;
  bool waits_for_more_ = false;
};

}  // namespace bench::postgres
