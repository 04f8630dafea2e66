// What does not come in its time, and second attempts beside slow ones.
#include <gtest/gtest.h>

#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;

// What a peer that answers at once never needs, not even on a machine with much else to do.
constexpr auto kAmple = 500ms;

TEST(EngineTimes, an_answer_that_does_not_come_is_given_up_and_asked_for_again) {
  EngineOptions options = quick();
  options.first_byte_timeout = kAmple;
  Ran one(first(1, [](net::ServerSide& side, const PeerRequest&, unsigned) { return stall(side); }),
          std::move(options));
  one.run();
  EXPECT_EQ(one.probe.text, "body of x");
  EXPECT_EQ(one.engine.counts().retries, 1U);
}

TEST(EngineTimes, a_body_that_stalls_is_given_up_and_asked_for_again) {
  EngineOptions options = quick();
  options.low_speed_time = kAmple;
  Ran one(first(1,
                [](net::ServerSide& side, const PeerRequest&, unsigned) {
                  side.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody");
                  return stall(side);
                }),
          std::move(options));
  one.run();
  EXPECT_EQ(one.probe.text, "body of x");
  EXPECT_EQ(one.engine.counts().retries, 1U);
}

TEST(EngineTimes, a_peer_that_takes_no_body_is_given_up) {
  EngineOptions options = quick();
  options.low_speed_time = 40ms;
  options.retry.attempts = 2;
  net::LocalServer server([](net::ServerSide& side) {
    PeerReader reader(side);
    PeerRequest request;
    if (!reader.next_head(request)) return;
    std::this_thread::sleep_for(200ms);
  });
  Engine engine(std::move(options));
  Probes work({server.address(), false, {}});
  Probe& probe = work.add_put("x", std::string(40'000'000, 'l'));
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(probe.error);
  EXPECT_EQ(probe.error->code, Errc::deadline);
  EXPECT_NE(probe.error->message.find("taken"), std::string::npos) << probe.error->message;
}

TEST(EngineTimes, a_slow_body_that_goes_on_is_left_alone) {
  for (const std::size_t size : {std::size_t{40}, std::size_t{400'000}}) {
    const std::string body(size, 's');
    EngineOptions options = quick();
    options.first_byte_timeout = 2 * kAmple;
    options.low_speed_time = kAmple;
    options.low_speed_bytes = size / 40;
    Ran one(
        [&](net::ServerSide& side, const PeerRequest&, unsigned) {
          side.write(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", size));
          for (std::size_t at = 0; at < size; at += size / 40) {
            side.write(std::string_view(body).substr(at, size / 40));
            std::this_thread::sleep_for(20ms);
          }
          return true;
        },
        std::move(options));
    one.probe.into_memory = true;
    one.probe.memory.resize(size);
    one.run();
    EXPECT_TRUE(text_of(one.probe.memory) == body);
    EXPECT_EQ(one.engine.counts().retries, 0U);
  }
}

TEST(EngineTimes, a_streamed_body_is_handed_on_though_more_is_due) {
  std::atomic<bool> first_seen{false};
  ScriptedPeer peer([&](net::ServerSide& side, const PeerRequest&, unsigned) {
    side.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(100'000, 'a'));
    for (int i = 0; i < 2000 && !first_seen; ++i) std::this_thread::sleep_for(1ms);
    return first_seen && side.write(std::string(900'000, 'b'));
  });
  struct Watching final : PieceSink {
    std::atomic<bool>& seen;
    std::size_t n = 0;
    explicit Watching(std::atomic<bool>& flag) : seen(flag) {}
    Outcome<void> take(ByteView piece) override {
      n += piece.size();
      if (n >= 100'000) seen = true;
      return {};
    }
  } sink(first_seen);
  struct Streaming final : Exchange {
    Target peer;
    PieceSink& to;
    bool done = false;
    Streaming(Target where, PieceSink& into) : peer(std::move(where)), to(into) {}
    const Target& target() const override { return peer; }
    std::string_view method() const override { return "GET"; }
    Outcome<void> write_request(unsigned, std::string& head, BodySource*&) override {
      head += "GET / HTTP/1.1\r\n\r\n";
      return {};
    }
    Outcome<Sink> receive_head(const http::ResponseHead&) override { return Sink::to(to); }
    Outcome<void> finish() override {
      done = true;
      return {};
    }
    void fail(s3::Error) override {}
  } exchange(peer.target(), sink);
  struct One final : Work {
    Exchange* left;
    bool ended_ = false;
    explicit One(Exchange& exchange) : left(&exchange) {}
    Exchange* next() override { return std::exchange(left, nullptr); }
    void ended(Exchange&) override { ended_ = true; }
    bool satisfied() const override { return ended_; }
  } work(exchange);
  Engine engine(quick());
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(exchange.done);
  EXPECT_EQ(sink.n, 1'000'000U);
}

// A port whose queue of connections is full: no more come about, and none is refused.
class FullPort {
 public:
  FullPort() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&name), size), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size);
    for (int& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      ::connect(filler, reinterpret_cast<sockaddr*>(&name), size);
    }
    address_ = {"127.0.0.1", ntohs(name.sin_port), {}};
  }
  FullPort(const FullPort&) = delete;
  FullPort& operator=(const FullPort&) = delete;
  ~FullPort() {
    for (const int filler : fillers_) ::close(filler);
    ::close(listener_);
  }
  const net::Address& address() const { return address_; }

 private:
  int listener_ = -1;
  int fillers_[4] = {};
  net::Address address_;
};

TEST(EngineTimes, a_connection_that_does_not_come_about_is_given_up) {
  const FullPort port;
  EngineOptions options = quick();
  options.connect_timeout = 40ms;
  options.retry.attempts = 2;
  Engine engine(std::move(options));
  Probes work({port.address(), false, {}});
  Probe& probe = work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(probe.error);
  EXPECT_EQ(probe.error->code, Errc::deadline);
  EXPECT_NE(probe.error->message.find("within 40 ms"), std::string::npos) << probe.error->message;
}

TEST(EngineTimes, a_twin_answers_for_a_slow_one) {
  EngineOptions options = quick();
  options.hedge = true;
  Ran one(
      [](net::ServerSide& side, const PeerRequest& request, unsigned) {
        if (request.key() == "slow") return stall(side);
        return side.write(answer_of(request.key()));
      },
      std::move(options));
  for (int i = 0; i < 20; ++i) one.work.add("quick");
  Probe& slow = one.work.add("slow");
  slow.may_have_twin = true;
  one.run();
  EXPECT_TRUE(one.ran);
  EXPECT_TRUE(slow.adopted);
  EXPECT_FALSE(slow.finished);
  EXPECT_EQ(slow.text, "slow-twin");
  EXPECT_EQ(one.engine.counts().hedges, 1U);
}

TEST(EngineTimes, a_twin_that_fails_leaves_the_slow_one_alone) {
  EngineOptions options = quick();
  options.hedge = true;
  Ran one(
      [](net::ServerSide& side, const PeerRequest& request, unsigned) {
        if (request.key() == "slow-twin") return false;
        if (request.key() == "slow") std::this_thread::sleep_for(150ms);
        return side.write(answer_of(request.key()));
      },
      std::move(options));
  for (int i = 0; i < 20; ++i) one.work.add("quick");
  Probe& slow = one.work.add("slow");
  slow.may_have_twin = true;
  one.run();
  EXPECT_TRUE(slow.finished);
  EXPECT_FALSE(slow.adopted);
  EXPECT_EQ(slow.text, "slow");
}

}  // namespace
}  // namespace wirespeed::s3_client
