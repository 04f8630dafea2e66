#include "wirespeed/graph_algorithms/triangle_sums.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>

#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::size_t kNodesPerTurn = 256;  // that a lane takes before the next one's turn: high ranks have most to do

// Nodes by degree, the smallest first.
std::vector<NodeId> by_degree(const SimpleRows& rows) {
  std::uint64_t greatest = 0;
  for (NodeId node = 0; node < rows.node_count(); ++node) greatest = std::max(greatest, rows.degree(node));
  std::vector<NodeId> begins(greatest + 2);
  for (NodeId node = 0; node < rows.node_count(); ++node) ++begins[rows.degree(node) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<NodeId> order(rows.node_count());
  for (NodeId node = 0; node < rows.node_count(); ++node) order[begins[rows.degree(node)]++] = node;
  return order;
}

// Rows of the neighbours of higher rank; nodes are called by their ranks here.
struct Onward {
  std::vector<NodeId> order;
  std::vector<std::uint64_t> offsets;
  LargeVector<NodeId> targets;
  LargeVector<double> values;  // none: all are 1

  Onward(const SimpleRows& rows, std::span<const double> all_values) : order(by_degree(rows)) {
    std::vector<NodeId> ranks(order.size());
    for (NodeId rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
    offsets.reserve(order.size() + 1);
    offsets.push_back(0);
    targets.reserve(rows.size() / 2 + 1);
    values.reserve(all_values.size() / 2);
    for (NodeId rank = 0; rank < order.size(); ++rank) {
      const auto row = rows.of(order[rank]);
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (ranks[row[i]] <= rank) continue;
        targets.push_back(ranks[row[i]]);
        if (!all_values.empty()) values.push_back(all_values[rows.begin(order[rank]) + i]);
      }
      offsets.push_back(targets.size());
    }
  }
  std::uint64_t degree(NodeId rank) const noexcept { return offsets[rank + std::size_t{1}] - offsets[rank]; }
};

// Marks are what the relationship to the marked node counts, 0 for no mark.
template <typename Mark, typename Sum>
class Lane {
 public:
  explicit Lane(const Onward& onward) : onward_(onward), marks_(onward.order.size()), sums_(onward.order.size()) {}

  Result<void> run(std::size_t lane, std::size_t lanes, Pace pace) {
    const std::size_t count = onward_.order.size();
    for (std::size_t first = lane * kNodesPerTurn; first < count; first += lanes * kNodesPerTurn) {
      for (std::size_t rank = first; rank < std::min(count, first + kNodesPerTurn); ++rank) {
        if (auto ok = find_at(static_cast<NodeId>(rank), pace); !ok) return ok;
      }
    }
    return {};
  }

  const std::vector<Sum>& sums() const noexcept { return sums_; }

 private:
  Mark value(std::uint64_t place) const noexcept {
    if constexpr (std::is_integral_v<Mark>)
      return 1;
    else
      return onward_.values[place];
  }

  Result<void> find_at(NodeId low, Pace& pace) {
    const std::uint64_t begin = onward_.offsets[low];
    const std::uint64_t end = onward_.offsets[low + std::size_t{1}];
    for (std::uint64_t i = begin; i < end; ++i) marks_[onward_.targets[i]] = value(i);
    Sum own{};
    for (std::uint64_t i = begin; i < end; ++i) {
      const NodeId middle = onward_.targets[i];
      own += close(middle, value(i));
      if (!pace.is_due(onward_.degree(middle) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    sums_[low] += own;
    for (std::uint64_t i = begin; i < end; ++i) marks_[onward_.targets[i]] = 0;
    return {};
  }

  // The triangles of the marks' node, `middle` and one more.
  Sum close(NodeId middle, Mark first) noexcept {
    Sum found{};
    for (std::uint64_t i = onward_.offsets[middle]; i < onward_.offsets[middle + std::size_t{1}]; ++i) {
      const NodeId high = onward_.targets[i];
      if (marks_[high] == 0) continue;
      const Sum product = Sum{first} * value(i) * marks_[high];
      sums_[high] += product;
      found += product;
    }
    sums_[middle] += found;
    return found;
  }

  const Onward& onward_;
  std::vector<Mark> marks_;
  std::vector<Sum> sums_;
};

template <typename Mark, typename Sum>
Result<std::vector<Sum>> all_sums(const SimpleRows& rows, std::span<const double> values, unsigned threads,
                                  const char* operation, const Stop& stop) {
  const Onward onward(rows, values);
  std::vector<Lane<Mark, Sum>> lanes(threads_of(threads), Lane<Mark, Sum>(onward));
  auto done =
      on_lanes(lanes.size(), [&](std::size_t i) { return lanes[i].run(i, lanes.size(), Pace(stop, operation)); });
  if (!done) return std::unexpected(done.error());
  std::vector<Sum> sums(onward.order.size());
  for (const auto& lane : lanes) {
    for (std::size_t rank = 0; rank < sums.size(); ++rank) sums[onward.order[rank]] += lane.sums()[rank];
  }
  return sums;
}

}  // namespace

Result<std::vector<std::int64_t>> count_triangles(const SimpleRows& rows, unsigned threads, const char* operation,
                                                  const Stop& stop) {
  return all_sums<std::uint8_t, std::int64_t>(rows, {}, threads, operation, stop);
}

Result<std::vector<double>> sum_triangles(const SimpleRows& rows, std::span<const double> values, unsigned threads,
                                          const char* operation, const Stop& stop) {
  return all_sums<double, double>(rows, values, threads, operation, stop);
}

}  // namespace wirespeed::graph_algorithms
