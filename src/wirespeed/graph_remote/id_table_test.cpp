#include "wirespeed/graph_remote/id_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace wirespeed::graph_remote {
namespace {

TEST(IdTable, any_order_of_insertions_and_erasures_leaves_what_a_map_has) {
  for (const RemoteId stride : {1, 8, 64, 4096}) {
    std::mt19937 random(static_cast<unsigned>(stride));
    IdTable<std::uint32_t> table;
    std::map<RemoteId, std::uint32_t> expected;
    for (std::uint32_t step = 0; step < 20'000; ++step) {
      const RemoteId id = (static_cast<RemoteId>(random() % 700) - 350) * stride;
      if (random() % 3 == 0) {
        EXPECT_EQ(table.erase(id), expected.erase(id) == 1);
      } else {
        const auto [value, is_new] = table.insert(id);
        EXPECT_EQ(is_new, !expected.contains(id));
        *value = expected[id] = step;
      }
    }
    ASSERT_EQ(table.size(), expected.size());
    for (RemoteId i = -350; i < 350; ++i) {
      const std::uint32_t* found = table.find(i * stride);
      ASSERT_EQ(found != nullptr, expected.contains(i * stride));
      if (found != nullptr) {
        EXPECT_EQ(*found, expected[i * stride]);
      }
    }
  }
}

TEST(IdTable, the_id_that_marks_free_slots_is_an_id_like_any_other) {
  constexpr RemoteId kSmallest = std::numeric_limits<RemoteId>::min();
  IdTable<int> table;
  EXPECT_EQ(table.find(kSmallest), nullptr);
  *table.insert(kSmallest).first = 7;
  EXPECT_EQ(*table.find(kSmallest), 7);
  EXPECT_EQ(table.size(), 1U);
  EXPECT_TRUE(table.erase(kSmallest));
  EXPECT_FALSE(table.erase(kSmallest));
}

}  // namespace
}  // namespace wirespeed::graph_remote
