// The small parts: bitmaps with ranks, ids, rows, sets of nodes, sorted edges.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "wirespeed/graph/edge_list.hpp"
#include "wirespeed/graph/id_map.hpp"
#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph/path_side.hpp"
#include "wirespeed/graph/radix_sort.hpp"
#include "wirespeed/graph/row_index.hpp"
#include "wirespeed/graph/row_sort.hpp"
#include "wirespeed/graph/sort_ids.hpp"

namespace wirespeed::graph {
namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t bound) { return static_cast<std::uint32_t>(random() % bound); }

TEST(BitRank, rank_and_select_are_each_others_inverse) {
  BitRank bits(2000);
  const std::vector<std::uint64_t> set = {0, 1, 63, 64, 511, 512, 1300, 1999};
  for (const std::uint64_t i : set) bits.set(i);
  bits.seal();
  for (std::uint32_t k = 0; k < set.size(); ++k) {
    EXPECT_EQ(bits.view().select(k), set[k]);
    EXPECT_EQ(bits.view().rank(set[k]), k);
  }
  EXPECT_EQ(bits.view().select(static_cast<std::uint32_t>(set.size())), 2000u) << "no such bit";
}

TEST(IdSplit, dense_ids_are_a_bitmap_and_one_wild_id_does_not_widen_it) {
  std::vector<ExternalId> ids;
  for (ExternalId id = 1; id <= 10'000; ++id) ids.push_back(2 * id);
  EXPECT_EQ(split_ids(ids).head_count, 10'000u);
  ids.push_back(4'294'967'295);
  EXPECT_EQ(split_ids(ids).universe, 20'001u);
  EXPECT_EQ(split_ids(ids).head_count, 10'000u);
}

TEST(IdSplit, ids_far_apart_are_a_list) {
  EXPECT_EQ(split_ids(std::vector<ExternalId>{1'000'000, 2'000'000, 3'000'000}).head_count, 0u);
}

void expect_rows(const std::vector<std::uint32_t>& offsets, RowForm form) {
  const RowIndex index(offsets);
  EXPECT_EQ(index.shape().form, form);
  for (std::uint32_t i = 0; i + 1 < offsets.size(); ++i) {
    const RowSpan row = index.view().row(i);
    EXPECT_EQ(row.size, offsets[i + 1] - offsets[i]);
    EXPECT_TRUE(row.size == 0 || row.begin == offsets[i]) << "row " << i;
  }
  EXPECT_EQ(index.view().row(static_cast<std::uint32_t>(offsets.size())).size, 0u) << "beyond the rows";
}

TEST(RowIndex, full_rows_are_dense) { expect_rows({0, 2, 3, 3, 7}, RowForm::dense); }

TEST(RowIndex, rows_of_one_entry_at_most_need_no_offsets) { expect_rows({0, 1, 1, 2, 2, 3}, RowForm::unit); }

TEST(RowIndex, few_filled_rows_are_sparse) {
  std::vector<std::uint32_t> offsets(3000, 2);
  offsets[0] = 0;
  offsets.push_back(5);
  offsets.push_back(5);
  expect_rows(offsets, RowForm::sparse);
}

TEST(NodeSet, holds_what_was_added_while_it_grows_from_table_to_bitmap) {
  std::mt19937 random(7);
  NodeSet nodes(100'000);
  std::set<NodeId> expected;
  for (int i = 0; i < 20'000; ++i) {
    const NodeId node = below(random, 100'000);
    EXPECT_EQ(nodes.add(node), expected.insert(node).second);
  }
  for (NodeId node = 0; node < 100'000; ++node) ASSERT_EQ(nodes.contains(node), expected.contains(node)) << node;
}

TEST(RadixSort, is_sort_for_few_and_many_whatever_their_digits) {
  std::mt19937_64 random(1);
  for (const std::size_t count : {0, 1, 500, 5000}) {
    for (const std::uint64_t mask : {~std::uint64_t{0}, std::uint64_t{0xFF}, std::uint64_t{0xFFF} << 50}) {
      std::vector<std::uint64_t> numbers(count);
      for (std::uint64_t& one : numbers) one = random() & mask;
      std::vector<std::uint64_t> expected = numbers;
      std::ranges::sort(expected);
      radix_sort(numbers);
      EXPECT_EQ(numbers, expected);
    }
  }
}

TEST(SortDistinct, is_sort_and_unique_for_few_and_many) {
  std::mt19937 random(7);
  for (const std::size_t size : {0, 1, 100, 5000}) {
    std::vector<NodeId> ids(size);
    for (NodeId& id : ids) id = below(random, below(random, 4) == 0 ? 50 : 4'000'000'000);
    const std::set<NodeId> expected(ids.begin(), ids.end());
    sort_distinct(ids);
    EXPECT_TRUE(std::ranges::equal(ids, expected)) << size;
  }
}

TEST(FirstCommon, is_the_smallest_of_the_intersection) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<NodeId> a, b, both;
    for (NodeId id = 0; id < 500; ++id) {
      if (below(random, 300) < static_cast<std::uint32_t>(round)) a.push_back(id);
      if (below(random, 100) < 8) b.push_back(id);
    }
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    EXPECT_EQ(first_common(as_neighbors(a), as_neighbors(b)), both.empty() ? kNoNode : both[0]) << "round " << round;
  }
}

// Parts of edges for sort_rows().
struct Parts {
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> parts;
  std::size_t size() const { return parts.size(); }
  template <typename Visit>
  void visit(std::size_t part, const Visit& edge) const {
    for (const auto& [key, entry] : parts[part]) edge(key, entry);
  }
  void release(std::size_t part) { parts[part].clear(); }
};

TEST(SortRows, many_edges_over_many_partitions_become_sets_for_any_number_of_threads) {
  for (const unsigned threads : {1u, 3u}) {
    std::mt19937 random(7);
    constexpr std::uint32_t kRows = 5000;
    Parts parts;
    std::vector<std::set<std::uint32_t>> expected(kRows);
    std::size_t edges = 0;
    for (int part = 0; part < 20; ++part) {
      auto& list = parts.parts.emplace_back();
      for (int i = 0; i < 10'000; ++i, ++edges) {
        const std::uint32_t key = below(random, 3) == 0 ? 42 : below(random, kRows);
        list.emplace_back(key, below(random, 300));
        expected[key].insert(list.back().second);
      }
    }
    const auto rows = sort_rows<std::uint32_t>(parts, kRows, edges, threads);
    for (std::uint32_t row = 0; row < kRows; ++row)
      ASSERT_TRUE(std::ranges::equal(rows.row(row), expected[row])) << row;
  }
}

TEST(EdgeList, keeps_the_order_over_chunks_and_appends) {
  EdgeList edges = EdgeList::from_arrays(std::vector<std::uint32_t>(70'000, 1), std::vector<std::uint32_t>(70'000, 2));
  EdgeList more;
  more.add(3, 4);
  edges.append(std::move(more));
  edges.add(5, 6);
  EXPECT_EQ(edges.size(), 70'002u);
  EXPECT_EQ(edges.chunks()[1].sources.size(), 70'000 - EdgeList::kChunkEdges);
  EXPECT_EQ(edges.chunks().back().targets, (std::vector<std::uint32_t>{4, 6}));
}

}  // namespace
}  // namespace wirespeed::graph
