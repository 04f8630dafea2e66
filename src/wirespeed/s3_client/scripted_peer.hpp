// For tests: an HTTP server that answers as a test says, exchanges that keep what they got, and works made of them.
#pragma once

#include <atomic>
#include <charconv>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "wirespeed/net/local_server.hpp"
#include "wirespeed/s3_client/engine.hpp"

namespace wirespeed::s3_client {

struct PeerRequest {
  std::string head;
  std::string body;

  std::string line() const { return head.substr(0, head.find('\r')); }
  // What stands behind "/", up to a space.
  std::string key() const {
    const std::size_t begin = head.find('/') + 1;
    return head.substr(begin, head.find(' ', begin) - begin);
  }
  std::string field(std::string_view name) const {
    const std::size_t at = head.find(fmt::format("\r\n{}: ", name));
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find('\r', begin) - begin);
  }
};

// The requests of one connection, one after the other.
class PeerReader {
 public:
  explicit PeerReader(const net::ServerSide& side) : side_(side) {}

  // false: the client has closed.
  bool next(PeerRequest& request) {
    if (!next_head(request)) return false;
    const std::string length = request.field("Content-Length");
    std::size_t n = 0;
    std::from_chars(length.data(), length.data() + length.size(), n);
    while (pending_.size() < n) {
      if (!more()) return false;
    }
    request.body = pending_.substr(0, n);
    pending_.erase(0, n);
    return true;
  }
  bool next_head(PeerRequest& request) {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return false;
    }
    request.head = pending_.substr(0, end + 4);
    pending_.erase(0, end + 4);
    return true;
  }

 private:
  bool more() {
    const std::string some = side_.read_some();
    pending_ += some;
    return !some.empty();
  }

  const net::ServerSide& side_;
  std::string pending_;
};

inline std::string answer_of(std::string_view body, std::string_view status = "200 OK", std::string_view fields = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), fields, body);
}

// The `n`-th request of all connections (from 0), and where its answer is written to. false: the connection is closed.
using PeerAnswer = std::function<bool(net::ServerSide&, const PeerRequest&, unsigned n)>;

class ScriptedPeer {
 public:
  explicit ScriptedPeer(PeerAnswer answer)
      : answer_(std::move(answer)), server_([this](net::ServerSide& side) { serve(side); }) {}

  Target target() const { return {server_.address(), false, {}}; }
  unsigned requests() const { return requests_; }
  unsigned connections() const { return connections_; }
  void stop() { server_.stop(); }

 private:
  void serve(net::ServerSide& side) {
    ++connections_;
    PeerReader reader(side);
    PeerRequest request;
    while (reader.next(request) && answer_(side, request, requests_++)) {
    }
  }

  PeerAnswer answer_;
  std::atomic<unsigned> requests_{0};
  std::atomic<unsigned> connections_{0};
  net::LocalServer server_;
};

// A peer whose answers are all made alike.
inline PeerAnswer always(std::string answer) {
  return
      [answer = std::move(answer)](net::ServerSide& side, const PeerRequest&, unsigned) { return side.write(answer); };
}

// Gives a text in pieces.
class TextSource final : public BodySource {
 public:
  void begin(std::string_view text, std::size_t piece) {
    left_ = text;
    piece_ = piece;
  }
  Result<ByteView> next() override {
    const std::string_view piece = left_.substr(0, piece_);
    left_.remove_prefix(piece.size());
    return bytes_of(piece);
  }

 private:
  std::string_view left_;
  std::size_t piece_ = 0;
};

// An exchange that keeps all it is told. Where its body goes is up to the test.
class Probe final : public Exchange, public PieceSink {
 public:
  Probe(Target target, std::string name) : target_(std::move(target)), key(std::move(name)) {}

  const Target& target() const override { return target_; }
  std::string_view method() const override { return verb; }

  Outcome<void> write_request(unsigned attempt, std::string& head, BodySource*& body) override {
    attempts.push_back(attempt);
    text.clear();
    taken.clear();
    if (unwritable) return std::unexpected(*unwritable);
    head += fmt::format("{} /{} HTTP/1.1\r\nHost: peer\r\n", verb, key);
    if (verb == "PUT") {
      head += fmt::format("Content-Length: {}\r\n", sent.size());
      source_.begin(sent, piece);
      body = &source_;
    }
    head += "\r\n";
    return {};
  }
  Outcome<Sink> receive_head(const http::ResponseHead& head) override {
    status = head.status;
    if (into_memory) return Sink::into(memory);
    if (into_pieces) return Sink::to(*this);
    if (dropped) return Sink::nowhere();
    return Sink::append_to(text, text_limit);
  }
  Outcome<void> take(ByteView bytes) override {
    taken.emplace_back(text_of(bytes));
    return {};
  }
  Outcome<void> finish() override {
    if (status < 500) {
      finished = true;
      return {};
    }
    const auto retry = status == 503 ? s3::Retry::throttled : s3::Retry::soon;
    return std::unexpected(s3::Error(Error{Errc::io, "the server said no"}, s3::Error::Kind::server, retry));
  }
  void fail(s3::Error why) override { error = std::move(why); }
  std::unique_ptr<Exchange> twin() override {
    if (!may_have_twin) return nullptr;
    auto other = std::make_unique<Probe>(target_, key + "-twin");
    twin_made = other.get();
    return other;
  }
  void adopt(Exchange& other) override {
    text = std::move(static_cast<Probe&>(other).text);
    adopted = true;
  }

  std::string all_taken() const {
    std::string all;
    for (const std::string& some : taken) all += some;
    return all;
  }

 private:
  Target target_;
  TextSource source_;

 public:
  std::string key;
  std::string verb = "GET";
  std::string sent;
  std::size_t piece = 1 << 20;
  std::vector<std::uint8_t> memory;
  bool into_memory = false;
  bool into_pieces = false;
  bool dropped = false;
  std::size_t text_limit = 16 << 20;
  bool may_have_twin = false;
  std::optional<s3::Error> unwritable;

  std::vector<unsigned> attempts;
  int status = 0;
  std::string text;
  std::vector<std::string> taken;
  bool finished = false;
  bool adopted = false;
  Probe* twin_made = nullptr;
  std::optional<s3::Error> error;
};

// Hands out probes in their order, and is satisfied when `enough` have ended (all, unless told otherwise).
class Probes final : public Work {
 public:
  explicit Probes(Target target) : target_(std::move(target)) {}

  Probe& add(std::string key) {
    probes_.push_back(std::make_unique<Probe>(target_, std::move(key)));
    return *probes_.back();
  }
  Probe& add_put(std::string key, std::string body) {
    Probe& probe = add(std::move(key));
    probe.verb = "PUT";
    probe.sent = std::move(body);
    return probe;
  }
  Probe& operator[](std::size_t i) { return *probes_[i]; }

  Exchange* next() override { return started_ < probes_.size() ? probes_[started_++].get() : nullptr; }
  void ended(Exchange& /*exchange*/) override { ++ended_; }
  bool satisfied() const override { return ended_ >= std::min(enough, probes_.size()); }

  std::size_t ended_count() const { return ended_; }
  std::size_t started_count() const { return started_; }
  std::size_t enough = static_cast<std::size_t>(-1);

 private:
  Target target_;
  std::vector<std::unique_ptr<Probe>> probes_;
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
};

// Only a hang takes so long: under ThreadSanitizer, beside other work, thousands of exchanges take half a minute.
inline Stop soon() { return Stop::after(std::chrono::minutes(3)); }

// Options under which a test need not wait.
inline EngineOptions quick() {
  EngineOptions options;
  options.retry.base = std::chrono::milliseconds(1);
  options.retry.longest = std::chrono::milliseconds(5);
  return options;
}

// Waits until the client has given up.
inline bool stall(const net::ServerSide& side) { return !side.read_some().empty() && false; }

// Answers the first `n` requests by `fault`, all others well.
inline PeerAnswer first(unsigned n, PeerAnswer fault) {
  return [n, fault = std::move(fault)](net::ServerSide& side, const PeerRequest& request, unsigned at) {
    return at < n ? fault(side, request, at) : side.write(answer_of("body of " + request.key()));
  };
}

// One exchange with a peer, and what became of it.
struct Ran {
  explicit Ran(PeerAnswer answer, EngineOptions options = quick())
      : peer(std::move(answer)), engine(std::move(options)) {}

  Probe& run() {
    ran = engine.run(work, soon()).has_value();
    return work[0];
  }

  ScriptedPeer peer;
  Engine engine;
  Probes work{peer.target()};
  Probe& probe = work.add("x");
  bool ran = false;
};

}  // namespace wirespeed::s3_client
