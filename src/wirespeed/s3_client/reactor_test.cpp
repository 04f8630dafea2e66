#include "wirespeed/s3_client/reactor.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wirespeed/s3_client/object_peer.hpp"
#include "wirespeed/s3_client/upload.hpp"

namespace wirespeed::s3_client {
namespace {

struct OneGet {
  explicit OneGet(std::string key) : kept(1), get("b", {std::move(key)}, {}, kept, OnError::stop, {10, 3}) {}
  Kept kept;
  GetObjects get;
};

// So many that have ended.
std::vector<std::shared_ptr<Operation>> ended_of(Reactor& reactor, std::size_t n) {
  std::vector<std::shared_ptr<Operation>> all;
  while (all.size() < n) {
    ::pollfd readable{reactor.descriptor(), POLLIN, 0};
    if (::poll(&readable, 1, 20'000) != 1) return all;
    for (auto& one : reactor.take_ended()) all.push_back(std::move(one));
  }
  return all;
}

TEST(Reactor, operations_of_several_threads_all_end_with_their_own_bytes) {
  ObjectPeer peer;
  for (std::size_t i = 0; i < 200; ++i) peer.put(fmt::format("b/k{}", i), some_bytes(i));
  Reactor reactor(peer.client());
  std::vector<std::shared_ptr<OneGet>> gets;
  for (std::size_t i = 0; i < 200; ++i) gets.push_back(std::make_shared<OneGet>(fmt::format("k{}", i)));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < gets.size(); i += 4) {
        EXPECT_TRUE(reactor.submit(std::shared_ptr<Operation>(gets[i], &gets[i]->get)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ended_of(reactor, gets.size()).size(), gets.size());
  for (std::size_t i = 0; i < gets.size(); ++i) EXPECT_EQ(gets[i]->kept.bytes[0], some_bytes(i));
}

TEST(Reactor, an_error_ends_its_operation_alone) {
  ObjectPeer peer;
  peer.put("b/k", "found");
  Reactor reactor(peer.client());
  const auto missing = std::make_shared<OneGet>("none");
  const auto there = std::make_shared<OneGet>("k");
  ASSERT_TRUE(reactor.submit(std::shared_ptr<Operation>(missing, &missing->get)));
  ASSERT_TRUE(reactor.submit(std::shared_ptr<Operation>(there, &there->get)));
  ASSERT_EQ(ended_of(reactor, 2).size(), 2U);
  ASSERT_TRUE(missing->get.error());
  EXPECT_EQ(missing->get.error()->status(), 404);
  EXPECT_EQ(there->kept.bytes[0], "found");
}

TEST(Reactor, an_end_with_operations_under_way_gives_them_up_and_aborts_uploads) {
  ObjectPeer peer;
  std::atomic<bool> has_begun = false;
  peer.spoil = [&](const PeerRequest& request) {
    if (request.head.find("partNumber=") == std::string::npos) return std::string();
    has_begun = true;
    return answer_of("", "503 Slow Down", "Retry-After: 20\r\n");
  };
  std::string bytes = some_bytes(2 * s3::kMinPartSize);
  MemoryParts source({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  {
    Reactor reactor(peer.client());
    ASSERT_TRUE(reactor.submit(std::make_shared<Upload>("b", "k", source, WriteOptions{}, PartOptions{1, 1})));
    while (!has_begun) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(peer.uploads(), 0U);
}

// As long as it lives this process gets no descriptors.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    ::rlimit none = before_;
    none.rlim_cur = 0;
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  ::rlimit before_{};
};

TEST(Reactor, nobody_waits_in_vain_where_its_engine_is_of_no_use_and_the_next_one_gets_another) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan asks by pipe() whether memory is readable: without descriptors no object is one";
#endif
  ObjectPeer peer;
  peer.put("b/k", "found");
  OneGet before("k");
  ASSERT_TRUE(peer.client()->run(before.get, soon()));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the peer has its descriptor for whoever comes next
  Reactor reactor(peer.client());
  const auto in_vain = std::make_shared<OneGet>("k");
  {
    const NoDescriptors none;
    ASSERT_TRUE(reactor.submit(std::shared_ptr<Operation>(in_vain, &in_vain->get)));
    std::size_t ended = 0;  // poll() would want a descriptor to be allowed
    for (int i = 0; i < 10'000 && ended == 0; ++i) {
      ended = reactor.take_ended().size();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_EQ(ended, 1U);
    ASSERT_TRUE(in_vain->get.error());
  }
  const auto next = std::make_shared<OneGet>("k");
  ASSERT_TRUE(reactor.submit(std::shared_ptr<Operation>(next, &next->get)));
  ASSERT_EQ(ended_of(reactor, 1).size(), 1U);
  EXPECT_EQ(next->kept.bytes[0], "found");
}

TEST(Client, threads_that_share_one_get_their_own_bytes) {
  ObjectPeer peer;
  const auto client = peer.client();
  for (std::size_t t = 0; t < 8; ++t) peer.put(fmt::format("b/k{}", t), some_bytes(50 + t));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 20; ++round) {
        OneGet one(fmt::format("k{}", t));
        EXPECT_TRUE(client->run(one.get, soon()));
        EXPECT_EQ(one.kept.bytes[0], some_bytes(50 + t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(peer.connections(), 8U * 3);
}

TEST(Client, calls_one_after_the_other_share_a_connection_and_a_url_between_them_costs_none) {
  ObjectPeer peer;
  peer.put("b/k", "1");
  const auto client = peer.client();
  for (int round = 0; round < 3; ++round) {
    OneGet one("k");
    ASSERT_TRUE(client->run(one.get, soon()));
    s3::Request request;
    ASSERT_TRUE(s3::write_get_object({"b", "k"}, {}, request));
    ASSERT_TRUE(client->presign(request, std::chrono::seconds(60)));
  }
  EXPECT_EQ(peer.connections(), 1U);
}

TEST(Client, goes_on_in_a_forked_child_with_connections_of_its_own) {
  ObjectPeer peer;
  peer.put("b/k", "1");
  const auto client = peer.client();
  OneGet before("k");
  ASSERT_TRUE(client->run(before.get, soon()));
  const pid_t child = ::fork();
  if (child == 0) {
    OneGet in_child("k");
    const bool ok = client->run(in_child.get, soon()).has_value() && in_child.kept.bytes[0] == "1";
    ::_exit(ok ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  OneGet after("k");
  EXPECT_TRUE(client->run(after.get, soon()));
  EXPECT_EQ(peer.connections(), 2U);
}

}  // namespace
}  // namespace wirespeed::s3_client
