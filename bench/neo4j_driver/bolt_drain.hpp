// The least that a client can do: the same bytes as the driver's execute_query, and of what comes only where messages
// end and whether more is there.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loopback.hpp"
#include "wirespeed/packstream/value.hpp"

namespace bench {

using wirespeed::ByteView;
using wirespeed::packstream::Bytes;
using wirespeed::packstream::List;
using wirespeed::packstream::Map;
using wirespeed::packstream::Structure;

inline constexpr std::size_t kDriverChunkBytes = 16384;  // as the driver cuts what it sends

inline void append_message(Bytes& out, std::uint8_t tag, List fields) {
  const Bytes message = wirespeed::packstream::encode(Structure{tag, std::move(fields)}).value();
  for (std::size_t at = 0; at < message.size(); at += kDriverChunkBytes) {
    const std::size_t size = std::min(kDriverChunkBytes, message.size() - at);
    out.push_back(static_cast<std::uint8_t>(size >> 8));
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), message.begin() + static_cast<std::ptrdiff_t>(at),
               message.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  out.insert(out.end(), 2, 0);
}

// Counts messages in a stream of chunks, and keeps the beginning of each that is no record.
class Summaries {
 public:
  void feed(ByteView bytes) {
    while (!bytes.empty()) bytes = bytes.subspan(header_bytes_ == 2 ? body(bytes) : header(bytes));
  }
  std::uint64_t records() const noexcept { return records_; }
  std::size_t count() const noexcept { return summaries_.size(); }
  std::vector<Bytes> take() { return std::exchange(summaries_, {}); }

 private:
  static constexpr std::size_t kKeptBytes = 512;

  std::size_t header(ByteView bytes) {
    left_ = left_ << 8 | bytes[0];
    if (++header_bytes_ == 2 && left_ == 0) end_message();
    return 1;
  }
  std::size_t body(ByteView bytes) {
    const std::size_t size = std::min(left_, bytes.size());
    if (!is_record_) keep(bytes.first(size));
    left_ -= size;
    if (left_ == 0) header_bytes_ = 0;
    return size;
  }
  void keep(ByteView bytes) {
    const auto kept = bytes.first(std::min(bytes.size(), kKeptBytes - open_.size()));
    open_.insert(open_.end(), kept.begin(), kept.end());
    is_record_ = open_.size() > 1 && open_[1] == 0x71;
  }
  void end_message() {
    header_bytes_ = 0;
    if (is_record_) ++records_;
    if (!is_record_ && !open_.empty()) summaries_.push_back(open_);
    open_.clear();
    is_record_ = false;
  }

  std::size_t left_ = 0;
  std::size_t header_bytes_ = 0;
  bool is_record_ = false;
  Bytes open_;
  std::vector<Bytes> summaries_;
  std::uint64_t records_ = 0;
};

class Drain {
 public:
  // `fetch_size` < 0 asks for all records at once.
  Drain(std::uint16_t port, std::string_view query, const Map& parameters, std::int64_t fetch_size)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)),
        buffer_(std::size_t{1} << 20),
        call_(packed(query, parameters, fetch_size)) {
    connect_to(port);
    append_message(pull_, 0x3F, {Map{{"n", fetch_size}}});
    append_message(commit_, 0x12, {});
  }
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;
  ~Drain() { ::close(socket_); }

  // What call() sends first.
  static Bytes packed(std::string_view query, const Map& parameters, std::int64_t fetch_size) {
    Bytes call;
    append_message(call, 0x11, {Map{{"db", "neo4j"}}});
    append_message(call, 0x10, {std::string(query), parameters, Map{}});
    append_message(call, 0x3F, {Map{{"n", fetch_size}}});
    return call;
  }

  // One execute_query; the number of its records.
  std::uint64_t call() { return call(call_); }
  std::uint64_t call(ByteView packed_call) {
    const std::uint64_t before = summaries_.records();
    send(packed_call);
    bool more = has_more(answers(3).back());
    while (more) {
      send(pull_);
      more = has_more(answers(1).back());
    }
    send(commit_);
    answers(1);
    return summaries_.records() - before;
  }

 private:
  void connect_to(std::uint16_t port) {
    connect_loopback(socket_, port);
    shake_hands();
  }
  void shake_hands() {
    const Bytes offers{0x60, 0x60, 0xB0, 0x17, 0, 2, 8, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    send(offers);
    Bytes version(4);
    if (::recv(socket_, version.data(), 4, MSG_WAITALL) != 4 || version[3] != 5) {
      throw std::runtime_error("Bolt handshake: expected version 5.6 to 5.8");
    }
    Bytes hello;
    append_message(hello, 0x01, {Map{{"user_agent", "drain/1"}, {"bolt_agent", Map{{"product", "drain/1"}}}}});
    append_message(hello, 0x6A, {Map{{"scheme", "none"}}});
    send(hello);
    answers(2);
  }
  void send(ByteView bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("send: the server closed the connection");
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
  }
  // The next n summaries; all of them are SUCCESS.
  std::vector<Bytes> answers(std::size_t n) {
    while (summaries_.count() < n) {
      const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
      if (got <= 0) throw std::runtime_error("receive: the server closed the connection");
      summaries_.feed(ByteView(buffer_).first(static_cast<std::size_t>(got)));
    }
    auto taken = summaries_.take();
    for (const Bytes& one : taken) {
      if (one.size() < 2 || one[1] != 0x70) throw std::runtime_error("expected SUCCESS, found " + text(one));
    }
    return taken;
  }
  static std::string text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }
  static bool has_more(const Bytes& summary) { return text(summary).find("has_more\xC3") != std::string::npos; }

  int socket_;
  Bytes buffer_;
  Bytes call_;
  Bytes pull_;
  Bytes commit_;
  Summaries summaries_;
};

}  // namespace bench
