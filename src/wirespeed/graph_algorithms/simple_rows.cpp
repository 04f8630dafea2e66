#include "wirespeed/graph_algorithms/simple_rows.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

// Sources are gone through in order, and each is put into the rows of those whose neighbour it is: rows
// become sorted by themselves, and a repetition is what a row ends with already. Once to count, once to fill.
class SimpleRowsMaker {
 public:
  SimpleRowsMaker(const EdgeGraph& graph, const std::vector<Way>& ways, const SimpleOptions& options)
      : numbering_(graph.numbering()), nodes_(graph.node_count()), options_(options) {
    options_.by_id = options_.by_id && !numbering_.is_identity();
    if (!graph.has_weights() && options_.weighing == Weighing::least) options_.weighing = Weighing::none;
    if (!graph.has_weights() && options_.weighing == Weighing::sum) options_.weighing = Weighing::count;
    for (const Way& way : reversed(ways)) {
      const bool seen_before = way.direction == Direction::in && is_undirected_type(ways, way.type);
      parts_.push_back({&graph.relationships()[way.type].rows(way.direction), options.loops && !seen_before});
    }
  }

  Result<SimpleRows> make(const char* operation, const Stop& stop) {
    Pace pace(stop, operation);
    rows_.offsets_.assign(nodes_ + std::size_t{1}, 0);
    if (auto ok = count(pace); !ok) return std::unexpected(ok.error());
    std::partial_sum(rows_.offsets_.begin(), rows_.offsets_.end(), rows_.offsets_.begin());
    rows_.targets_.resize(rows_.offsets_.back());
    if (options_.weighing != Weighing::none) rows_.weights_.resize(rows_.offsets_.back());
    if (auto ok = fill(pace); !ok) return std::unexpected(ok.error());
    return std::move(rows_);
  }

 private:
  struct Part {
    const Rows* rows;
    bool keeps_loops;
  };

  static bool is_undirected_type(const std::vector<Way>& ways, std::uint32_t type) {
    return std::ranges::count(ways, type, &Way::type) == 2;
  }

  // visit(source, row, weight) for each relationship, sources ascending.
  template <typename Visit>
  Result<void> each(Pace& pace, Visit visit) const {
    for (NodeId source = 0; source < nodes_; ++source) {
      std::uint64_t steps = 1;
      for (const Part& part : parts_) {
        const NodeId place = options_.by_id ? numbering_.place_of(source) : source;
        const auto neighbors = part.rows->of(place);
        const auto weights = part.rows->weights_of(place);
        for (std::size_t i = 0; i < neighbors.size(); ++i) {
          if (neighbors[i] == place && !part.keeps_loops) continue;
          visit(source, options_.by_id ? numbering_.node_at(neighbors[i]) : neighbors[i], weight_at(weights, i));
        }
        steps += neighbors.size();
      }
      if (!pace.is_due(steps)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  Result<void> count(Pace& pace) {
    std::vector<NodeId> last(nodes_, kNoNode);
    return each(pace, [&](NodeId source, NodeId row, double) {
      rows_.offsets_[row + std::size_t{1}] += last[row] == source ? 0 : 1;
      last[row] = source;
    });
  }

  Result<void> fill(Pace& pace) {
    std::vector<std::uint64_t> ends(rows_.offsets_.begin(), rows_.offsets_.end() - 1);
    return each(pace, [&](NodeId source, NodeId row, double weight) {
      const bool is_repeated = ends[row] > rows_.offsets_[row] && rows_.targets_[ends[row] - 1] == source;
      if (!is_repeated) rows_.targets_[ends[row]++] = source;
      if (options_.weighing != Weighing::none) weigh(rows_.weights_[ends[row] - 1], weight, is_repeated);
    });
  }

  void weigh(double& kept, double weight, bool is_repeated) const noexcept {
    if (options_.weighing == Weighing::count) weight = 1;
    if (!is_repeated) {
      kept = weight;
    } else if (options_.weighing == Weighing::least) {
      kept = std::min(kept, weight);
    } else {
      kept += weight;
    }
  }

  const graph::Numbering& numbering_;
  NodeId nodes_;
  SimpleOptions options_;
  std::vector<Part> parts_;
  SimpleRows rows_;
};

Result<SimpleRows> SimpleRows::make(const EdgeGraph& graph, const std::vector<Way>& ways, const SimpleOptions& options,
                                    const char* operation, const Stop& stop) {
  return SimpleRowsMaker(graph, ways, options).make(operation, stop);
}

}  // namespace wirespeed::graph_algorithms
