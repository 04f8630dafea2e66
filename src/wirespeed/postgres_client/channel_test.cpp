#include "wirespeed/postgres_client/channel.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "wirespeed/postgres_client/candidates.hpp"
#include "wirespeed/postgres_client/scripted_postgres.hpp"

namespace wirespeed::postgres_client {
namespace {

using namespace std::chrono_literals;

const Stop kSoon = Stop::after(60s);

Channel connected(const net::LocalServer& server, std::string_view received = {}) {
  return {value_or_throw(net::connect(server.address(), {}, kSoon)), bytes_of(received)};
}

// Writes all of it in pieces, and waits until the client has gone.
auto sends(std::string text, std::size_t step) {
  return [text = std::move(text), step](net::ServerSide& side) {
    for (std::size_t at = 0; at < text.size(); at += step) {
      if (!side.write(std::string_view(text).substr(at, step))) return;
    }
    side.read_all();
  };
}

class ChannelInPieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Bytes, ChannelInPieces, testing::Values(1, 2, 3, 4, 5, 100'000));

TEST_P(ChannelInPieces, messages_come_whole_and_in_order) {
  const std::string text = message('C', "first") + message('D', std::string(5000, 'x')) + message('Z', "I");
  const net::LocalServer server(sends(text.substr(3), GetParam()));
  Channel channel = connected(server, std::string_view(text).substr(0, 3));
  for (const auto& [type, size] : {std::pair{'C', 5}, {'D', 5000}, {'Z', 1}}) {
    auto next = channel.next(kSoon);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_EQ(static_cast<char>(next->type), type);
    EXPECT_EQ(next->body.size(), static_cast<std::size_t>(size));
  }
  EXPECT_EQ(channel.next(Stop::after(5ms)).error().code, Errc::deadline);
  EXPECT_TRUE(channel.is_open());
}

TEST_P(ChannelInPieces, a_size_that_cannot_be_ends_it) {
  const net::LocalServer server(sends(std::string("C\0\0\0\3", 5), GetParam()));
  Channel channel = connected(server);
  EXPECT_EQ(channel.next(kSoon).error().code, Errc::malformed);
  EXPECT_FALSE(channel.is_open());
  EXPECT_EQ(channel.receive(kSoon).error().code, Errc::malformed);
}

TEST(Channel, what_a_message_announces_is_not_reserved) {
  const net::LocalServer server(sends(std::string("D\x3F\xFF\xFF\xFF", 5) + "little", SIZE_MAX));
  Channel channel = connected(server);
  EXPECT_EQ(channel.next(Stop::after(50ms)).error().code, Errc::deadline);
  EXPECT_EQ(channel.received().size(), 11U);
}

TEST(Channel, a_peer_that_waits_for_its_own_words_to_be_read_is_heard) {
  constexpr std::size_t kMuch = std::size_t{16} << 20;
  const net::LocalServer server([&](net::ServerSide& side) {
    if (side.write(std::string(kMuch, 'y'))) side.read_all();
  });
  Channel channel = connected(server);
  channel.output().assign(kMuch, 'x');
  ASSERT_TRUE(channel.flush(kSoon));
  EXPECT_EQ(channel.unsent(), 0U);
  while (channel.received().size() < kMuch) ASSERT_TRUE(channel.receive(kSoon));
}

TEST(Channel, a_call_that_was_cancelled_can_be_made_again) {
  const net::LocalServer server(sends(message('Z', "I"), SIZE_MAX));
  Channel channel = connected(server);
  CancelToken token;
  token.cancel();
  for (int i = 0; i < 3; ++i) {
    const auto cancelled = channel.receive({std::nullopt, &token});
    if (!cancelled) {
      EXPECT_EQ(cancelled.error().code, Errc::cancelled);
    }
  }
  EXPECT_TRUE(channel.next(kSoon));
}

TEST(Candidates, of_several_addresses_the_one_that_was_taken_is_told) {
  const postgres::Host host{.name = "db.example", .port = 5433};
  const net::Address second{"192.0.2.7", 5433, {}};
  EXPECT_EQ(pinned(host, second, 2).address, "192.0.2.7");
  EXPECT_EQ(pinned(host, second, 2).name, "db.example");
  EXPECT_EQ(pinned(host, second, 1), host);
  const postgres::Host said{.name = "db.example", .address = "192.0.2.1", .port = 5433};
  EXPECT_EQ(pinned(said, second, 2), said);
}

}  // namespace
}  // namespace wirespeed::postgres_client
