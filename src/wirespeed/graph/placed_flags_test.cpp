#include "wirespeed/graph/placed_flags.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace wirespeed::graph {
namespace {

// The last node lies first; each second node has the flag.
class TurnedFlags {
 public:
  const std::uint64_t* of(const std::string& property) const { return flags_.get(property, test(), numbering_); }
  bool is_set(const std::uint64_t* bits, NodeId node) const {
    const NodeId place = numbering_.place_of(node);
    return (bits[place / 64] >> (place % 64) & 1) != 0;
  }

 private:
  static constexpr NodeId kNodes = 10'000;

  static std::vector<NodeId> turned() {
    std::vector<NodeId> nodes(kNodes);
    std::iota(nodes.rbegin(), nodes.rend(), NodeId{0});
    return nodes;
  }
  FlagTest test() const { return {bits_.data(), 0, false, {false, true}}; }

  std::vector<std::uint8_t> bits_ = std::vector<std::uint8_t>(kNodes / 8 + 1, 0x55);
  Numbering numbering_{turned()};
  PlacedFlags flags_;
};

TEST(PlacedFlags, a_flag_is_found_by_the_place_of_its_node) {
  const TurnedFlags flags;
  const std::uint64_t* const bits = flags.of("is_live");
  EXPECT_TRUE(flags.is_set(bits, 0));
  EXPECT_FALSE(flags.is_set(bits, 1));
  EXPECT_TRUE(flags.is_set(bits, 9'998));
  EXPECT_EQ(flags.of("is_live"), bits);
}

TEST(PlacedFlags, a_fork_amid_the_walks_of_others_leaves_them_usable) {
  const TurnedFlags flags;
  std::atomic<bool> done{false};
  std::thread other([&] {
    for (int i = 0; !done; ++i) flags.of("flag " + std::to_string(i % 1'000));
  });
  int status = 0;
  for (int i = 0; i < 100 && status == 0; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(20);
      flags.of("flag of a child");
      ::_exit(0);
    }
    if (::waitpid(child, &status, 0) != child) status = -1;
  }
  EXPECT_EQ(status, 0);
  done = true;
  other.join();
}

}  // namespace
}  // namespace wirespeed::graph
