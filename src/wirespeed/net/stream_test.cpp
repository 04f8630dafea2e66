#include "wirespeed/net/stream.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstddef>
#include <future>
#include <utility>

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

const Stop kPast{Clock::now() - 1s, nullptr};

// Sends one byte, then "late" when it is told to.
class LateServer {
 public:
  LateServer()
      : server_([future = go_on_.get_future().share()](ServerSide& side) {
          side.write("1");
          future.wait();
          side.write("late");
          side.read_all();
        }) {}
  ~LateServer() { go_on(); }
  LateServer(const LateServer&) = delete;
  LateServer& operator=(const LateServer&) = delete;

  const LocalServer& server() const noexcept { return server_; }
  void go_on() {
    if (!std::exchange(told_, true)) go_on_.set_value();
  }

 private:
  std::promise<void> go_on_;
  bool told_ = false;
  LocalServer server_;
};

std::string read_until(Stream& stream, std::size_t size) {
  std::array<std::uint8_t, 1000> slab;
  std::string text;
  while (text.size() < size) {
    const std::size_t n = value_or_throw(stream.read_some(std::span(slab).first(size - text.size()), kSoon));
    if (n == 0) break;
    text += text_of({slab.data(), n});
  }
  return text;
}

TEST(Stream, a_deadline_that_has_passed_takes_what_is_there_and_waits_for_nothing) {
  LateServer late;
  Stream stream = open(late.server());
  std::array<std::uint8_t, 10> slab;
  while (!stream.readable()) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(value_or_throw(stream.read_some(slab, kPast)), 1U);
  EXPECT_EQ(stream.read_some(slab, kPast).error().code, Errc::deadline);
  EXPECT_TRUE(value_or_throw(stream.read_now(slab)).would_block);
  late.go_on();
  EXPECT_EQ(read_until(stream, 4), "late");
}

TEST(Stream, a_deadline_that_has_passed_writes_what_the_peer_takes_at_once) {
  const LocalServer server(echo);
  Stream stream = open(server);
  EXPECT_TRUE(stream.write_all(bytes_of("small"), kPast));
  const std::string large(20'000'000, 'x');
  ByteView left = bytes_of(large);
  const auto stopped = stream.write_some(left, kPast);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::deadline);
  EXPECT_LT(left.size(), large.size());
}

TEST(Stream, in_bulk_less_than_the_mark_comes_all_the_same) {
  LateServer late;
  Stream stream = open(late.server());
  stream.set_bulk(true);
  EXPECT_EQ(read_until(stream, 1), "1");
  std::array<std::uint8_t, 10> slab;
  EXPECT_EQ(stream.read_some(slab, Stop::after(30ms)).error().code, Errc::deadline);
  late.go_on();
  EXPECT_EQ(read_until(stream, 4), "late");
}

TEST(Stream, in_bulk_a_deadline_that_has_passed_takes_what_is_there) {
  LateServer late;
  Stream stream = open(late.server());
  while (!stream.readable()) std::this_thread::sleep_for(1ms);
  stream.set_bulk(true);
  EXPECT_FALSE(stream.readable());  // for less than the mark nobody is woken
  std::array<std::uint8_t, 10> slab;
  EXPECT_EQ(value_or_throw(stream.read_some(slab, kPast)), 1U);
  stream.set_bulk(false);
  late.go_on();
  while (!stream.readable()) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(read_until(stream, 4), "late");
}

TEST(Stream, in_bulk_the_end_is_seen) {
  const LocalServer server([](ServerSide& side) { side.write("x"); });
  Stream stream = open(server);
  stream.set_bulk(true);
  EXPECT_EQ(read_all(stream), "x");
}

TEST(Stream, in_bulk_a_cancel_ends_a_read) {
  LateServer late;
  Stream stream = open(late.server());
  stream.set_bulk(true);
  CancelToken token;
  token.cancel();
  std::array<std::uint8_t, 10> slab;
  read_until(stream, 1);
  EXPECT_EQ(stream.read_some(slab, {std::nullopt, &token}).error().code, Errc::cancelled);
}

TEST(Stream, in_bulk_a_long_answer_comes_in_fewer_pieces) {
  const LocalServer server([](ServerSide& side) {
    for (int i = 0; i < 2000; ++i) side.write(std::string(8192, 'x'));
  });
  Stream stream = open(server);
  stream.set_bulk(true);
  std::vector<std::uint8_t> slab(512 * 1024);
  std::size_t total = 0;
  std::size_t reads = 0;
  while (const std::size_t n = value_or_throw(stream.read_some(slab, kSoon))) {
    total += n;
    ++reads;
  }
  EXPECT_EQ(total, 2000U * 8192U);
  EXPECT_LT(reads, 1000U);  // far below one for each piece
}

TEST(Stream, in_bulk_a_unix_socket_brings_all_of_it_too) {
  const LocalServer server(echo, testing::TempDir() + fmt::format("net_bulk_{}.sock", ::getpid()));
  Stream stream = open(server);
  stream.set_bulk(true);
  const std::string sent(2'000'000, 'x');
  ASSERT_TRUE(stream.write_all(bytes_of("hello"), kSoon));
  ASSERT_TRUE(stream.write_all(bytes_of(sent), kSoon));
  stream.shutdown();
  EXPECT_EQ(read_all(stream), "hello" + sent);
}

TEST(Stream, an_abstract_unix_socket_has_a_name_and_no_file) {
  const std::string name = fmt::format("@wirespeed_{}", ::getpid());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, name.size() - 1, 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  address.sun_path[0] = '\0';
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  const auto stream = connect(Address::unix_socket(name), {}, kSoon);
  EXPECT_TRUE(stream);
  EXPECT_EQ(value_or_throw(stream->socket().peer_user()), ::geteuid());
  ::close(listener);
}

TEST(Stream, a_name_stands_for_its_addresses) {
  const auto numbers = value_or_throw(resolve({"127.0.0.1", 7, {}}, kSoon));
  EXPECT_EQ(numbers, (std::vector<Address>{{"127.0.0.1", 7, {}}}));
  EXPECT_EQ(value_or_throw(resolve({"::1", 7, {}}, kSoon)).front().text(), "[::1]:7");
  EXPECT_FALSE(value_or_throw(resolve({"localhost", 7, {}}, kSoon)).empty());
  EXPECT_TRUE(value_or_throw(resolve(Address::unix_socket("/x"), kSoon)).front().is_unix());
  EXPECT_FALSE(resolve({"no-such-host.invalid", 1, {}}, kSoon));
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
