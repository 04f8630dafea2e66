#include "wirespeed/net/stream.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <future>

#include "wirespeed/net/local_server.hpp"

namespace wirespeed::net {
namespace {

using namespace std::chrono_literals;

const Stop kSoon = Stop::after(20s);

Stream open(const LocalServer& server) { return value_or_throw(connect(server.address(), {}, kSoon)); }

std::string read_all(Stream& stream, const Stop& stop = kSoon) {
  std::array<std::uint8_t, 1000> slab;
  std::string text;
  for (;;) {
    const std::size_t n = value_or_throw(stream.read_some(slab, stop));
    if (n == 0) return text;
    text += text_of({slab.data(), n});
  }
}

void echo(ServerSide& side) { side.write(side.read_all()); }

TEST(Stream, carries_bytes_both_ways) {
  const LocalServer server(echo);
  Stream stream = open(server);
  const std::string sent(300'000, 'x');
  ASSERT_TRUE(stream.write_all(bytes_of(sent), kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream), sent);
}

TEST(Stream, carries_bytes_over_a_unix_socket) {
  const LocalServer server(echo, testing::TempDir() + fmt::format("net_{}.sock", ::getpid()));
  Stream stream = open(server);
  ASSERT_TRUE(stream.write_all(bytes_of("hello"), kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream), "hello");
}

TEST(Stream, gathers_parts_in_their_order) {
  const LocalServer server(echo);
  Stream stream = open(server);
  const std::string large(500'000, 'l');
  std::vector<ByteView> parts(200, bytes_of("ab"));
  parts.insert(parts.begin() + 100, bytes_of(large));
  parts.insert(parts.begin(), ByteView());
  std::string expected;
  for (const ByteView part : parts) expected += text_of(part);
  ASSERT_TRUE(stream.write_all(parts, kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream), expected);
}

TEST(Stream, a_refused_connection_says_where) {
  Address nobody;
  {
    const LocalServer server(echo);
    nobody = server.address();
  }
  const auto stream = connect(nobody, {}, kSoon);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, Errc::io);
  EXPECT_NE(stream.error().message.find(nobody.text()), std::string::npos);
}

TEST(Stream, an_unknown_host_is_an_error_of_io) {
  const auto stream = connect({"no-such-host.invalid", 1, {}}, {}, kSoon);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, Errc::io);
}

TEST(Stream, a_deadline_ends_a_read_and_the_stream_is_still_good) {
  std::promise<void> late;
  const LocalServer server([future = late.get_future().share()](ServerSide& side) {
    future.wait();
    side.write("late");
  });
  Stream stream = open(server);
  std::array<std::uint8_t, 10> slab;
  const auto none = stream.read_some(slab, Stop::after(30ms));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::deadline);
  late.set_value();
  EXPECT_EQ(read_all(stream), "late");
}

TEST(Stream, a_cancel_from_another_thread_ends_a_read) {
  const LocalServer server([](ServerSide& side) { side.read_all(); });
  Stream stream = open(server);
  CancelToken token;
  std::thread canceller([&] {
    std::this_thread::sleep_for(20ms);
    token.cancel();
  });
  std::array<std::uint8_t, 10> slab;
  const auto none = stream.read_some(slab, {kSoon.deadline, &token});
  canceller.join();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::cancelled);
}

TEST(Stream, a_write_that_was_ended_says_how_much_is_left) {
  std::promise<void> late;
  const LocalServer server([future = late.get_future().share()](ServerSide& side) {
    future.wait();
    echo(side);
  });
  Stream stream = open(server);
  const std::string sent(20'000'000, 'x');
  ByteView left = bytes_of(sent);
  const auto none = stream.write_some(left, Stop::after(30ms));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::deadline);
  EXPECT_LT(left.size(), sent.size());
  EXPECT_GT(left.size(), 0U);
  late.set_value();
  ASSERT_TRUE(stream.write_some(left, kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream).size(), sent.size());
}

TEST(Stream, writing_to_a_peer_that_left_is_an_error_and_no_signal) {
  const LocalServer server([](ServerSide&) {});
  Stream stream = open(server);
  EXPECT_EQ(read_all(stream), "");
  const std::string sent(10'000'000, 'x');
  const auto written = stream.write_all(bytes_of(sent), kSoon);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
}

TEST(Stream, is_readable_when_the_peer_has_closed_it) {
  const LocalServer server([](ServerSide& side) { side.read(1); });
  Stream stream = open(server);
  EXPECT_FALSE(stream.readable());
  ASSERT_TRUE(stream.write_all(bytes_of("x"), kSoon));
  while (!stream.readable()) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(read_all(stream), "");
}

TEST(Stream, a_closed_stream_says_so) {
  const LocalServer server(echo);
  Stream stream = open(server);
  stream.close();
  std::array<std::uint8_t, 10> slab;
  EXPECT_EQ(stream.read_some(slab, kSoon).error().code, Errc::io);
  EXPECT_EQ(stream.write_all(bytes_of("x"), kSoon).error().code, Errc::io);
}

TEST(Stream, a_forked_child_cannot_use_it_and_does_not_end_it) {
  const LocalServer server(echo);
  Stream stream = open(server);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto written = stream.write_all(bytes_of("child"), kSoon);
    const bool refused = !written && written.error().message.find("forked") != std::string::npos;
    stream.shutdown();
    stream.close();
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  ASSERT_TRUE(stream.write_all(bytes_of("parent"), kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream), "parent");
}

}  // namespace
}  // namespace wirespeed::net
