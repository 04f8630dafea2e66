#include "wirespeed/graph/visits.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <tuple>

#include "wirespeed/graph/graph.hpp"
#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

TEST(VisitCounter, counts_rows_and_what_they_hold) {
  const VisitCounter counter;
  count_visits(1, 7);
  count_visits(2, 0);
  EXPECT_EQ(counter.visits(), (Visits{3, 7}));
}

TEST(VisitCounter, begins_at_nothing_and_sees_what_an_inner_one_sees) {
  const VisitCounter outer;
  count_visits(1, 1);
  {
    const VisitCounter inner;
    EXPECT_EQ(inner.visits(), Visits{});
    count_visits(1, 2);
    EXPECT_EQ(inner.visits(), (Visits{1, 2}));
  }
  EXPECT_EQ(outer.visits(), (Visits{2, 3}));
}

TEST(VisitCounter, counts_its_own_thread_alone) {
  const VisitCounter counter;
  std::thread([] { count_visits(5, 5); }).join();
  EXPECT_EQ(counter.visits(), Visits{});
}

class VisitsOfQuestions : public ::testing::Test {
 protected:
  ToyDirectory directory_{"visits"};
  Graph graph_ = directory_.build(fill_toy_graph);
  NodeId artist_ = named(graph_, "Artist", "Jeff Mills");
  TypeId by_ = *graph_.type("BY");
};

TEST_F(VisitsOfQuestions, a_row_of_neighbours_is_a_node_and_its_relationships) {
  const VisitCounter counter;
  const std::size_t size = graph_.neighbors(artist_, by_, Direction::in).size();
  EXPECT_GT(size, 0);
  EXPECT_EQ(counter.visits(), (Visits{1, size}));
}

TEST_F(VisitsOfQuestions, a_path_looks_at_rows_from_both_ends) {
  const NodeId release = graph_.neighbors(artist_, by_, Direction::in)[0];
  const VisitCounter counter;
  ASSERT_TRUE(graph_.shortest_path(artist_, release)->has_value());
  EXPECT_GT(counter.visits().nodes, 0);
  EXPECT_GT(counter.visits().relationships, 0);
}

TEST_F(VisitsOfQuestions, nothing_is_counted_without_a_counter) {
  std::ignore = graph_.neighbors(artist_, by_, Direction::in);
  const VisitCounter counter;
  EXPECT_EQ(counter.visits(), Visits{});
}

}  // namespace
}  // namespace wirespeed::graph
