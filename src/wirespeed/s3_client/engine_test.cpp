#include "wirespeed/s3_client/engine.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <thread>

#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;

bool echo_key(net::ServerSide& side, const PeerRequest& request, unsigned /*n*/) {
  return side.write(answer_of("body of " + request.key()));
}

TEST(Engine, gets_what_the_peer_has) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  Probes work(peer.target());
  Probe& probe = work.add("one");
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(probe.finished);
  EXPECT_EQ(probe.status, 200);
  EXPECT_EQ(probe.text, "body of one");
}

TEST(Engine, one_connection_serves_calls_that_follow_each_other) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  for (int i = 0; i < 50; ++i) {
    Probes work(peer.target());
    Probe& probe = work.add(std::to_string(i));
    ASSERT_TRUE(engine.run(work, soon()));
    EXPECT_EQ(probe.text, fmt::format("body of {}", i));
  }
  EXPECT_EQ(peer.connections(), 1U);
  EXPECT_EQ(engine.counts().attempts, 50U);
}

TEST(Engine, carries_out_thousands_over_few_connections) {
  ScriptedPeer peer(echo_key);
  EngineOptions options = quick();
  options.max_connections = 7;
  Engine engine(std::move(options));
  Probes work(peer.target());
  for (int i = 0; i < 5000; ++i) work.add(std::to_string(i));
  ASSERT_TRUE(engine.run(work, soon()));
  for (std::size_t i = 0; i < 5000; ++i) ASSERT_EQ(work[i].text, fmt::format("body of {}", i));
  EXPECT_LE(peer.connections(), 7U);
  EXPECT_EQ(engine.counts().retries, 0U);
}

TEST(Engine, two_exchanges_open_no_more_than_two_connections) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest& request, unsigned) {
    std::this_thread::sleep_for(30ms);
    return side.write(answer_of(request.key()));
  });
  Engine engine(quick());
  Probes work(peer.target());
  work.add("a");
  work.add("b");
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(peer.connections(), 2U);
}

TEST(Engine, opens_more_connections_where_each_waits_by_itself) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest& request, unsigned) {
    std::this_thread::sleep_for(30ms);
    return side.write(answer_of(request.key()));
  });
  EngineOptions options = quick();
  options.max_connections = 40;
  Engine engine(std::move(options));
  Probes work(peer.target());
  for (int i = 0; i < 120; ++i) work.add(std::to_string(i));
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(peer.connections(), 40U);
}

class Cut : public testing::TestWithParam<std::size_t> {};

TEST_P(Cut, answers_in_pieces_of_any_size_are_the_same) {
  const std::size_t piece = GetParam();
  const std::string answers[] = {
      answer_of("length"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n4\r\nnked\r\n0\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n" + answer_of("length"), "HTTP/1.1 204 No Content\r\n\r\n"};
  const std::string bodies[] = {"length", "chunked", "length", ""};
  ScriptedPeer peer([&](net::ServerSide& side, const PeerRequest& request, unsigned) {
    const std::string& answer = answers[std::stoul(request.key()) % 4];
    for (std::size_t at = 0; at < answer.size(); at += piece) {
      if (!side.write(std::string_view(answer).substr(at, piece))) return false;
      if (at % 16 == 0) std::this_thread::sleep_for(1ms);
    }
    return true;
  });
  Engine engine(quick());
  Probes work(peer.target());
  for (std::size_t i = 0; i < 24; ++i) {
    Probe& probe = work.add(std::to_string(i));
    probe.into_pieces = i >= 8 && i < 16;
    probe.into_memory = i >= 16;
    if (probe.into_memory) probe.memory.resize(bodies[i % 4].size());
  }
  ASSERT_TRUE(engine.run(work, soon()));
  for (std::size_t i = 0; i < 24; ++i) {
    const std::string found = i >= 16  ? std::string(text_of(work[i].memory))
                              : i >= 8 ? work[i].all_taken()
                                       : work[i].text;
    EXPECT_EQ(found, bodies[i % 4]) << i;
    EXPECT_TRUE(work[i].finished) << i;
  }
  EXPECT_EQ(engine.counts().retries, 0U);
  EXPECT_LE(peer.connections(), 24U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Cut, testing::Values(1, 2, 3, 4, 5, 1000));

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
  return text;
}

TEST(Engine, a_large_body_goes_to_each_kind_of_sink) {
  const std::string large = pattern(3'000'000);
  ScriptedPeer peer(always(answer_of(large)));
  Engine engine(quick());
  Probes work(peer.target());
  Probe& memory = work.add("memory");
  memory.into_memory = true;
  memory.memory.resize(large.size());
  Probe& pieces = work.add("pieces");
  pieces.into_pieces = true;
  Probe& text = work.add("text");
  Probe& dropped = work.add("dropped");
  dropped.dropped = true;
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(text_of(memory.memory) == large);
  EXPECT_TRUE(pieces.all_taken() == large);
  EXPECT_TRUE(text.text == large);
  EXPECT_TRUE(dropped.finished);
}

TEST(Engine, a_large_chunked_body_goes_to_each_kind_of_sink) {
  const std::string large = pattern(1'000'000);
  std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < large.size(); at += 300'000) {
    const std::string chunk = large.substr(at, 300'000);
    answer += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  answer += "0\r\nx-trailer: 1\r\n\r\n";
  ScriptedPeer peer(always(answer));
  Engine engine(quick());
  Probes work(peer.target());
  Probe& memory = work.add("memory");
  memory.into_memory = true;
  memory.memory.resize(large.size());
  Probe& pieces = work.add("pieces");
  pieces.into_pieces = true;
  Probe& text = work.add("text");
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(text_of(memory.memory) == large);
  EXPECT_TRUE(pieces.all_taken() == large);
  EXPECT_TRUE(text.text == large);
}

TEST(Engine, puts_a_body_in_pieces_of_any_size) {
  const std::string large = pattern(5'000'000);
  ScriptedPeer peer([&](net::ServerSide& side, const PeerRequest& request, unsigned) {
    return side.write(answer_of(request.body == large ? "same" : request.body.empty() ? "empty" : "other"));
  });
  Engine engine(quick());
  Probes work(peer.target());
  for (const std::size_t piece : {std::size_t{1'000}, std::size_t{65'536}, large.size()}) {
    work.add_put("large", large).piece = piece;
  }
  work.add_put("nothing", "");
  ASSERT_TRUE(engine.run(work, soon()));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(work[i].text, "same");
  EXPECT_EQ(work[3].text, "empty");
}

TEST(Engine, the_answer_of_head_has_a_length_and_no_body) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest&, unsigned) {
    return side.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  });
  Engine engine(quick());
  Probes work(peer.target());
  for (int i = 0; i < 3; ++i) {
    Probe& probe = work.add("x");
    probe.verb = "HEAD";
    probe.into_memory = true;
  }
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(work[2].finished);
}

TEST(Engine, returns_when_the_work_has_enough_and_goes_on_later) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest& request, unsigned) {
    if (request.key() == "slow") std::this_thread::sleep_for(100ms);
    return side.write(answer_of(request.key()));
  });
  Engine engine(quick());
  Probes work(peer.target());
  Probe& slow = work.add("slow");
  Probe& fast = work.add("fast");
  work.enough = 1;
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(fast.finished);
  EXPECT_FALSE(slow.finished);
  work.enough = 2;
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(slow.text, "slow");
  EXPECT_EQ(peer.requests(), 2U);
}

TEST(Engine, a_satisfied_work_is_not_waited_for) {
  ScriptedPeer peer([](net::ServerSide&, const PeerRequest&, unsigned) {
    std::this_thread::sleep_for(50ms);
    return false;
  });
  Engine engine(quick());
  Probes work(peer.target());
  work.add("x");
  work.enough = 0;
  EXPECT_TRUE(engine.run(work, Stop()));
  EXPECT_EQ(work.ended_count(), 0U);
}

TEST(Engine, a_deadline_ends_a_call_that_can_be_made_again) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest&, unsigned) {
    std::this_thread::sleep_for(150ms);
    return side.write(answer_of("late"));
  });
  Engine engine(quick());
  Probes work(peer.target());
  Probe& probe = work.add("x");
  const auto ran = engine.run(work, Stop::after(30ms));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, Errc::deadline);
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(probe.text, "late");
  EXPECT_EQ(peer.requests(), 1U);
}

TEST(Engine, a_deadline_that_has_passed_does_what_needs_no_wait) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  Probes work(peer.target());
  Probe& probe = work.add("x");
  const Stop past{Clock::now() - 1s, nullptr};
  for (int i = 0; i < 2000 && !engine.run(work, past); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(probe.text, "body of x");
}

TEST(Engine, a_cancel_ends_a_call_that_waits) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest&, unsigned) { return !side.read_some().empty(); });
  Engine engine(quick());
  Probes work(peer.target());
  work.add("x");
  CancelToken cancel;
  std::thread other([&] {
    std::this_thread::sleep_for(30ms);
    cancel.cancel();
  });
  const auto ran = engine.run(work, {std::nullopt, &cancel});
  other.join();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, Errc::cancelled);
}

// Has nothing to do until another thread gives it something.
class Later final : public Work {
 public:
  Exchange* next() override { return exchange.exchange(nullptr); }
  void ended(Exchange& /*exchange*/) override { done = true; }
  bool satisfied() const override { return done; }

  std::atomic<Exchange*> exchange{nullptr};
  bool done = false;
};

TEST(Engine, a_wake_makes_it_look_at_its_work_again) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  Probe probe(peer.target(), "x");
  Later work;
  std::thread other([&] {
    std::this_thread::sleep_for(30ms);
    work.exchange = &probe;
    engine.wake();
  });
  EXPECT_TRUE(engine.run(work, soon()));
  other.join();
  EXPECT_EQ(probe.text, "body of x");
}

TEST(Engine, what_is_abandoned_hears_nothing_more) {
  ScriptedPeer peer([](net::ServerSide& side, const PeerRequest& request, unsigned) {
    if (request.key() == "never") return !side.read_some().empty();
    return side.write(answer_of(request.key()));
  });
  Engine engine(quick());
  Probes work(peer.target());
  Probe& never = work.add("never");
  EXPECT_FALSE(engine.run(work, Stop::after(30ms)));
  engine.abandon();
  Probes other(peer.target());
  Probe& probe = other.add("y");
  ASSERT_TRUE(engine.run(other, soon()));
  EXPECT_EQ(probe.text, "y");
  EXPECT_FALSE(never.finished);
  EXPECT_FALSE(never.error);
  EXPECT_EQ(work.ended_count(), 0U);
}

TEST(Engine, a_request_that_cannot_be_written_fails_alone) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  Probes work(peer.target());
  Probe& bad = work.add("bad");
  bad.unwritable = s3::Error(Error{Errc::invalid_argument, "no such key can be"});
  Probe& good = work.add("good");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(bad.error);
  EXPECT_EQ(bad.error->message, "no such key can be");
  EXPECT_EQ(good.text, "body of good");
}

TEST(Engine, serves_two_targets_at_once) {
  ScriptedPeer one(echo_key);
  ScriptedPeer two([](net::ServerSide& side, const PeerRequest&, unsigned) { return side.write(answer_of("two")); });
  EngineOptions options = quick();
  options.max_connections = 1;
  Engine engine(std::move(options));
  std::vector<std::unique_ptr<Probe>> probes;
  for (int i = 0; i < 20; ++i) {
    probes.push_back(std::make_unique<Probe>(i % 3 == 0 ? two.target() : one.target(), std::to_string(i)));
  }
  struct Mixed final : Work {
    std::vector<std::unique_ptr<Probe>>& probes;
    std::size_t started = 0;
    std::size_t done = 0;
    explicit Mixed(std::vector<std::unique_ptr<Probe>>& all) : probes(all) {}
    Exchange* next() override { return started < probes.size() ? probes[started++].get() : nullptr; }
    void ended(Exchange&) override { ++done; }
    bool satisfied() const override { return done == probes.size(); }
  } work(probes);
  ASSERT_TRUE(engine.run(work, soon()));
  for (std::size_t i = 0; i < probes.size(); ++i) {
    EXPECT_EQ(probes[i]->text, i % 3 == 0 ? "two" : fmt::format("body of {}", i));
  }
}

TEST(Engine, a_forked_child_only_fails_and_the_parent_goes_on) {
  ScriptedPeer peer(echo_key);
  Engine engine(quick());
  Probes before(peer.target());
  before.add("before");
  ASSERT_TRUE(engine.run(before, soon()));
  const pid_t child = ::fork();
  if (child == 0) {
    Probes work(peer.target());
    work.add("child");
    const auto ran = engine.run(work, Stop::after(5s));
    engine.abandon();
    engine.wake();
    ::_exit(!ran && !engine.of_this_process() ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  Probes after(peer.target());
  Probe& probe = after.add("after");
  ASSERT_TRUE(engine.run(after, soon()));
  EXPECT_EQ(probe.text, "body of after");
  EXPECT_EQ(peer.connections(), 1U);
}

}  // namespace
}  // namespace wirespeed::s3_client
