#include "wirespeed/base/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace wirespeed {
namespace {

using namespace std::chrono_literals;

std::vector<int> drain(BoundedQueue<int>& queue) {
  std::vector<int> values;
  int value = 0;
  while (queue.pop(1h, value) == Popped::value) values.push_back(value);
  return values;
}

TEST(BoundedQueue, values_come_out_in_order_and_then_the_end) {
  BoundedQueue<int> queue(2);
  std::thread producer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(i);
    queue.finish();
  });
  const std::vector<int> values = drain(queue);
  producer.join();
  ASSERT_EQ(values.size(), 1000U);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(values[static_cast<std::size_t>(i)], i);
}

TEST(BoundedQueue, what_was_pushed_before_the_finish_is_still_given_out) {
  BoundedQueue<int> queue(4);
  queue.push(1);
  queue.push(2);
  queue.finish();
  EXPECT_EQ(drain(queue), (std::vector{1, 2}));
}

TEST(BoundedQueue, an_empty_queue_says_that_nothing_came_yet) {
  BoundedQueue<int> queue(1);
  int value = 7;
  EXPECT_EQ(queue.pop(0ms, value), Popped::nothing_yet);
  EXPECT_EQ(value, 7);
}

TEST(BoundedQueue, a_push_that_waits_for_room_gives_up_when_the_other_side_leaves) {
  BoundedQueue<std::shared_ptr<int>> queue(1);
  const auto value = std::make_shared<int>(1);
  ASSERT_TRUE(queue.push(value));
  std::atomic<int> pushed{-1};
  std::thread producer([&] { pushed = queue.push(value) ? 1 : 0; });
  queue.abandon();
  producer.join();
  EXPECT_EQ(pushed, 0);
  EXPECT_EQ(value.use_count(), 1);
  EXPECT_FALSE(queue.push(value));
}

TEST(BoundedQueue, a_try_leaves_the_value_alone_where_there_is_no_room) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  EXPECT_TRUE(queue.try_push(first));
  EXPECT_EQ(first, nullptr);
  EXPECT_FALSE(queue.try_push(second));
  ASSERT_NE(second, nullptr);
  std::unique_ptr<int> value;
  EXPECT_EQ(queue.pop(1h, value), Popped::value);
  EXPECT_TRUE(queue.try_push(second));
  queue.abandon();
  EXPECT_FALSE(queue.try_push(value));
  EXPECT_NE(value, nullptr);
}

}  // namespace
}  // namespace wirespeed
