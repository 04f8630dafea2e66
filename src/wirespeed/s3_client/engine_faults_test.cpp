// What goes wrong with peers, and what becomes of it: no wrong bytes, no hang.
#include <gtest/gtest.h>

#include <mutex>
#include <random>

#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;

// The peer closes so that what is under way is lost.
bool reset(const net::ServerSide& side) {
  const linger at_once{1, 0};
  ::setsockopt(side.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  return false;
}

bool write_then_close(net::ServerSide& side, std::string_view text) {
  side.write(text);
  return false;
}

PeerAnswer writes_then_closes(std::string text) {
  return [text = std::move(text)](net::ServerSide& side, const PeerRequest&, unsigned) {
    return write_then_close(side, text);
  };
}

struct Fault {
  const char* name;
  PeerAnswer answer;
};

class MendedFault : public testing::TestWithParam<Fault> {};

TEST_P(MendedFault, is_tried_again) {
  Ran one(first(2, GetParam().answer));
  one.run();
  ASSERT_TRUE(one.ran);
  EXPECT_EQ(one.probe.text, "body of x");
  EXPECT_FALSE(one.probe.error);
  EXPECT_EQ(one.engine.counts().retries, 2U);
  EXPECT_EQ(one.probe.attempts, (std::vector<unsigned>{0, 1, 2}));
}

TEST_P(MendedFault, ends_with_an_error_when_it_stays) {
  EngineOptions options = quick();
  options.retry.attempts = 3;
  Ran one(GetParam().answer, std::move(options));
  one.run();
  ASSERT_TRUE(one.ran);
  ASSERT_TRUE(one.probe.error);
  EXPECT_FALSE(one.probe.finished);
  EXPECT_EQ(one.peer.requests(), 3U);
}

TEST_P(MendedFault, into_memory_is_no_other) {
  Ran one(first(2, GetParam().answer));
  one.probe.into_memory = true;
  one.probe.memory.resize(std::string_view("body of x").size());
  one.run();
  EXPECT_EQ(text_of(one.probe.memory), "body of x");
}

INSTANTIATE_TEST_SUITE_P(
    Faults, MendedFault,
    testing::Values(
        Fault{"internal_error", always(answer_of("a fault", "500 Internal Server Error"))},
        Fault{"slow_down", always(answer_of("SlowDown", "503 Slow Down"))},
        Fault{"closed_without_an_answer", [](net::ServerSide&, const PeerRequest&, unsigned) { return false; }},
        Fault{"reset_without_an_answer",
              [](net::ServerSide& side, const PeerRequest&, unsigned) { return reset(side); }},
        Fault{"closed_within_the_head", writes_then_closes("HTTP/1.1 200 OK\r\nContent-Le")},
        Fault{"closed_within_the_body", writes_then_closes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody")},
        Fault{"closed_within_a_chunk",
              writes_then_closes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nbody")},
        Fault{"closed_before_the_last_chunk",
              writes_then_closes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nbody of x\r\n")},
        Fault{"reset_within_the_body",
              [](net::ServerSide& side, const PeerRequest&, unsigned) {
                side.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody");
                std::this_thread::sleep_for(5ms);
                return reset(side);
              }},
        Fault{"garbage", writes_then_closes("\x16\x03\x01 what is this?\r\n\r\n")},
        Fault{"a_chunk_without_a_size",
              writes_then_closes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")},
        Fault{"two_lengths",
              writes_then_closes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\nbody of x")}),
    [](const auto& tested) { return tested.param.name; });

TEST(EngineFaults, what_a_refusal_says_reaches_the_exchange_and_the_hook) {
  EngineOptions options = quick();
  std::vector<s3::Retry> heard;
  options.on_retry = [&](const s3::Error& error) { heard.push_back(error.retry); };
  Ran one(first(2, always(answer_of("SlowDown", "503 Slow Down"))), std::move(options));
  one.run();
  EXPECT_EQ(heard, (std::vector<s3::Retry>{s3::Retry::throttled, s3::Retry::throttled}));
}

TEST(EngineFaults, the_last_attempt_says_which_it_was) {
  Ran one([](net::ServerSide&, const PeerRequest&, unsigned) { return false; });
  one.run();
  ASSERT_TRUE(one.probe.error);
  EXPECT_EQ(one.probe.error->kind, s3::Error::Kind::unavailable);
  EXPECT_NE(one.probe.error->message.find("GET 127.0.0.1:"), std::string::npos) << one.probe.error->message;
  EXPECT_NE(one.probe.error->message.find("attempt 5"), std::string::npos) << one.probe.error->message;
}

TEST(EngineFaults, bytes_behind_an_answer_cost_the_connection) {
  Ran one([](net::ServerSide& side, const PeerRequest& request, unsigned n) {
    return side.write(answer_of(request.key()) + (n == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong" : ""));
  });
  one.run();
  EXPECT_EQ(one.probe.text, "x");
  Probe& second = one.work.add("y");
  one.run();
  EXPECT_EQ(second.text, "y");
  EXPECT_EQ(one.peer.connections(), 2U);
}

TEST(EngineFaults, bytes_behind_a_large_body_cost_the_connection_too) {
  const std::string large(300'000, 'l');
  EngineOptions options = quick();
  options.max_connections = 1;
  Ran one(
      [&](net::ServerSide& side, const PeerRequest&, unsigned) {
        return side.write(answer_of(large) + "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nwrong");
      },
      std::move(options));
  for (int i = 0; i < 5; ++i) one.work.add("more");
  for (std::size_t i = 0; i < 6; ++i) {
    one.work[i].into_memory = true;
    one.work[i].memory.resize(large.size());
  }
  one.run();
  for (std::size_t i = 0; i < 6; ++i) EXPECT_TRUE(text_of(one.work[i].memory) == large) << i;
}

TEST(EngineFaults, a_connection_that_says_close_is_not_used_again) {
  Ran one([](net::ServerSide& side, const PeerRequest& request, unsigned) {
    return write_then_close(side, answer_of(request.key(), "200 OK", "Connection: close\r\n"));
  });
  Probe& second = one.work.add("y");
  one.run();
  EXPECT_EQ(one.probe.text, "x");
  EXPECT_EQ(second.text, "y");
  EXPECT_EQ(one.engine.counts().retries, 0U);
  EXPECT_EQ(one.engine.counts().attempts, 2U);
}

TEST(EngineFaults, an_answer_of_http_1_0_ends_with_its_connection) {
  Ran one(writes_then_closes("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nthe whole body"));
  one.run();
  EXPECT_EQ(one.probe.text, "the whole body");
}

TEST(EngineFaults, a_body_of_another_length_than_its_memory_is_an_error_that_says_so) {
  for (const std::size_t size : {3U, 8U, 100'000U}) {
    for (const bool chunked : {false, true}) {
      EngineOptions options = quick();
      options.retry.attempts = 2;
      Ran one(always(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfives\r\n0\r\n\r\n"
                             : answer_of("fives")),
              std::move(options));
      one.probe.into_memory = true;
      one.probe.memory.resize(size);
      one.run();
      ASSERT_TRUE(one.probe.error);
      EXPECT_NE(one.probe.error->message.find(fmt::format("expected {} bytes, found 5", size)), std::string::npos)
          << one.probe.error->message;
    }
  }
}

TEST(EngineFaults, a_text_above_its_limit_is_not_received_to_its_end) {
  Ran one(always(answer_of(std::string(10'000, 'x'))));
  one.probe.text_limit = 9'999;
  one.run();
  ASSERT_TRUE(one.probe.error);
  EXPECT_EQ(one.probe.error->code, Errc::limit);
  EXPECT_EQ(one.peer.requests(), 1U);
}

TEST(EngineFaults, an_early_refusal_is_heard_while_the_body_is_on_its_way) {
  const std::string large(30'000'000, 'l');
  net::LocalServer server([](net::ServerSide& side) {
    PeerReader reader(side);
    PeerRequest request;
    if (reader.next_head(request)) side.write(answer_of("no", "403 Forbidden", "Connection: close\r\n"));
    std::this_thread::sleep_for(20ms);
  });
  Engine engine(quick());
  Probes work({server.address(), false, {}});
  Probe& probe = work.add_put("x", large);
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(probe.status, 403);
  EXPECT_EQ(probe.text, "no");
  EXPECT_EQ(probe.attempts.size(), 1U);
}

TEST(EngineFaults, a_connection_that_was_closed_while_it_rested_costs_no_attempt) {
  for (const auto rest : {0ms, 80ms}) {
    Ran one([](net::ServerSide& side, const PeerRequest& request, unsigned) {
      return write_then_close(side, answer_of(request.key()));
    });
    one.run();
    std::this_thread::sleep_for(10ms + rest);
    Probe& second = one.work.add("y");
    one.run();
    EXPECT_EQ(second.text, "y");
    EXPECT_EQ(second.attempts.back(), 0U);
    EXPECT_EQ(one.engine.counts().retries, 0U);
    EXPECT_EQ(one.peer.connections(), 2U);
  }
}

TEST(EngineFaults, a_connection_that_rested_too_long_is_not_used_again) {
  EngineOptions options = quick();
  options.idle_timeout = 20ms;
  Ran one(always(answer_of("same")), std::move(options));
  one.run();
  std::this_thread::sleep_for(30ms);
  one.work.add("y");
  one.run();
  EXPECT_EQ(one.peer.connections(), 2U);
}

TEST(EngineFaults, nobody_there_is_unavailable) {
  net::Address nobody;
  {
    const net::LocalServer gone([](net::ServerSide&) {});
    nobody = gone.address();
  }
  Engine engine(quick());
  Probes work({nobody, false, {}});
  Probe& probe = work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(probe.error);
  EXPECT_EQ(probe.error->kind, s3::Error::Kind::unavailable);
  EXPECT_NE(probe.error->message.find("refused"), std::string::npos) << probe.error->message;
}

TEST(EngineFaults, names_are_looked_up) {
  ScriptedPeer peer(always(answer_of("found")));
  Engine engine(quick());
  Target target = peer.target();
  target.address.host = "localhost";
  Probes work(target);
  Probe& probe = work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(probe.text, "found");
}

TEST(EngineFaults, a_name_that_nobody_knows_is_an_error) {
  EngineOptions options = quick();
  options.retry.attempts = 2;
  Engine engine(std::move(options));
  Probes work({{"no-such-host.invalid", 80, {}}, false, {}});
  Probe& probe = work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(probe.error);
  EXPECT_NE(probe.error->message.find("cannot be resolved"), std::string::npos) << probe.error->message;
}

// Whatever a peer does, an exchange that finishes has the right bytes, and every one ends.
TEST(EngineFaults, thousands_of_exchanges_with_faults_at_random_give_right_bytes_or_errors) {
  std::mutex mutex;
  std::mt19937 random(20261122);
  const auto body_of = [](const std::string& key) {
    std::string body;
    const std::size_t size = std::stoul(key) * 37 % 50'000;
    while (body.size() < size) body += key;
    return body;
  };
  EngineOptions options = quick();
  options.retry.attempts = 4;
  Ran one(
      [&](net::ServerSide& side, const PeerRequest& request, unsigned) {
        std::unique_lock lock(mutex);
        const unsigned dice = static_cast<unsigned>(random()) % 60;
        lock.unlock();
        const std::string answer = answer_of(body_of(request.key()));
        if (dice == 0) return false;
        if (dice == 1) return reset(side);
        if (dice == 2) return write_then_close(side, answer.substr(0, answer.size() / 2));
        if (dice == 3) return side.write(answer_of("no", "500 Internal Server Error"));
        if (dice == 4) return write_then_close(side, answer);
        if (dice == 5) return side.write(answer + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
        if (dice == 6) return write_then_close(side, "no HTTP at all\r\n\r\n");
        return side.write(answer);
      },
      std::move(options));
  constexpr std::size_t kExchanges = 3000;
  one.probe.key = "0";
  for (std::size_t i = 1; i < kExchanges; ++i) one.work.add(std::to_string(i)).into_pieces = i % 2 == 0;
  one.run();
  ASSERT_TRUE(one.ran);
  std::size_t finished = 0;
  for (std::size_t i = 0; i < kExchanges; ++i) {
    Probe& probe = one.work[i];
    ASSERT_NE(probe.finished, probe.error.has_value()) << i;
    if (!probe.finished) continue;
    ++finished;
    ASSERT_TRUE((probe.into_pieces ? probe.all_taken() : probe.text) == body_of(probe.key)) << i;
  }
  EXPECT_GT(finished, kExchanges * 9 / 10);
}

}  // namespace
}  // namespace wirespeed::s3_client
