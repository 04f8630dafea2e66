#include "wirespeed/s3_client/calls.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3_client/object_peer.hpp"

namespace wirespeed::s3_client {
namespace {

// Deletions of k0, k1, ... of a bucket.
struct Deletions {
  explicit Deletions(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) keys.push_back(fmt::format("k{}", i));
  }
  CallSteps steps(std::size_t index) const {
    return {.operation = "delete object", .bucket = "b", .prepare = [this, index](s3::Request& request, std::string&) {
              return s3::write_delete_object({"b", keys[index]}, {}, request);
            }};
  }
  std::vector<std::string> keys;
};

// A peer that tells how many requests it was answering at the same time.
struct Crowded {
  std::atomic<unsigned> now{0};
  std::atomic<unsigned> most{0};
  ScriptedPeer peer{[this](net::ServerSide& side, const PeerRequest& request, unsigned) {
    const unsigned here = ++now;
    for (unsigned seen = most; seen < here && !most.compare_exchange_weak(seen, here);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --now;
    const bool is_refused = request.key() == "b/k7";
    return side.write(is_refused ? answer_of("", "403 Forbidden") : answer_of("", "204 No Content"));
  }};

  std::shared_ptr<Client> client() const {
    ClientOptions options;
    options.endpoint = *s3::parse_endpoint(fmt::format("http://127.0.0.1:{}", peer.target().address.port), "us-east-1",
                                           s3::Style::path);
    options.credentials = std::make_shared<CredentialCache>(*fixed_credentials({"id", "secret", ""}));
    options.engine = quick();
    return Client::make(std::move(options));
  }
};

TEST(Calls, are_all_made_with_no_more_at_once_than_were_allowed) {
  Crowded crowd;
  const Deletions deletions(7);
  Calls calls(7, [&](std::size_t index) { return deletions.steps(index); }, 3);
  ASSERT_TRUE(crowd.client()->run(calls, soon()));
  EXPECT_EQ(crowd.peer.requests(), 7U);
  EXPECT_LE(crowd.most, 3U);
  EXPECT_EQ(calls.progress().objects.load(), 7U);
}

TEST(Calls, none_at_all_are_done_at_once) {
  Crowded crowd;
  Calls calls(0, [](std::size_t) { return CallSteps{}; }, 3);
  ASSERT_TRUE(crowd.client()->run(calls, soon()));
  EXPECT_EQ(crowd.peer.requests(), 0U);
}

TEST(Calls, the_first_error_ends_them) {
  Crowded crowd;
  const Deletions deletions(1000);
  Calls calls(1000, [&](std::size_t index) { return deletions.steps(index); }, 2);
  const auto ran = crowd.client()->run(calls, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().status(), 403);
  EXPECT_LT(crowd.peer.requests(), 20U);
}

TEST(Calls, a_refusal_that_is_none_lets_the_others_go_on) {
  Crowded crowd;
  const Deletions deletions(10);
  std::atomic<unsigned> refused = 0;
  Calls calls(
      10,
      [&](std::size_t index) {
        CallSteps steps = deletions.steps(index);
        steps.on_refusal = [&](const s3::Error&) -> Outcome<void> {
          ++refused;
          return {};
        };
        return steps;
      },
      4);
  ASSERT_TRUE(crowd.client()->run(calls, soon()));
  EXPECT_EQ(crowd.peer.requests(), 10U);
  EXPECT_EQ(refused, 1U);
}

}  // namespace
}  // namespace wirespeed::s3_client
