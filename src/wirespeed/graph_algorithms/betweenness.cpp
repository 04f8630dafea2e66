#include "wirespeed/graph_algorithms/betweenness.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/graph_algorithms/counted_search.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// What all of a question's searches stand on.
struct Plan {
  SimpleRows rows;
  std::vector<NodeId> sources;
  bool is_sampled;
  bool is_undirected;
  std::size_t lanes;
};

Result<Plan> plan_of(const EdgeGraph& graph, const BetweennessOptions& options, bool by_id, const char* operation,
                     const Stop& stop) {
  auto ways = ways_of(graph, options.scope, operation);
  if (!ways) return std::unexpected(ways.error());
  auto sources = pick_sources(graph, options.sources, operation);
  if (!sources) return std::unexpected(sources.error());
  if (auto ok = check_weights(graph, options.weighted, operation); !ok) return std::unexpected(ok.error());
  if (!by_id) graph.numbering().to_places(*sources);
  std::ranges::sort(*sources);
  const SimpleOptions simple{.weighing = options.weighted ? Weighing::least : Weighing::none, .by_id = by_id};
  auto rows = SimpleRows::make(graph, *ways, simple, operation, stop);
  if (!rows) return std::unexpected(rows.error());
  const bool is_sampled = sources->size() < graph.node_count();
  const std::size_t lanes = lanes_for(options.threads, sources->size());
  return Plan{*std::move(rows), *std::move(sources), is_sampled, is_undirected(*ways), lanes};
}

// The searches from a part of the sources. after(search) adds one of them up.
template <typename Search, typename After>
Result<void> search_share(const Plan& plan, std::size_t lane, const char* operation, const Stop& stop, After after) {
  Search search(plan.rows);
  Pace pace(stop, operation);
  const Share share = share_of(plan.sources.size(), lane, plan.lanes);
  for (std::size_t i = share.first; i < share.last; ++i) {
    if (auto ok = search.run(plan.sources[i], pace); !ok) return ok;
    after(search);
    if (auto ok = pace.check(); !ok) return ok;
  }
  return {};
}

std::vector<double> merged(std::vector<std::vector<double>> parts) {
  std::vector<double> sums = std::move(parts.front());
  for (std::size_t lane = 1; lane < parts.size(); ++lane) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += parts[lane][i];
  }
  return sums;
}

template <typename Search>
Result<std::vector<double>> node_sums(const Plan& plan, bool endpoints, const Stop& stop) {
  constexpr const char* kOperation = "betweenness";
  std::vector<std::vector<double>> parts(plan.lanes, std::vector<double>(plan.rows.node_count()));
  auto done = on_lanes(plan.lanes, [&](std::size_t lane) {
    std::vector<double>& sums = parts[lane];
    return search_share<Search>(plan, lane, kOperation, stop, [&](Search& search) {
      const double end = endpoints ? 1 : 0;
      search.add_up([&](NodeId node, double dependency) { sums[node] += dependency + end; },
                    [](std::uint64_t, double) {});
      sums[search.order()[0]] += end * static_cast<double>(search.order().size() - 1);
    });
  });
  if (!done) return std::unexpected(done.error());
  return merged(std::move(parts));
}

template <typename Search>
Result<std::vector<double>> edge_sums(const Plan& plan, const Stop& stop) {
  constexpr const char* kOperation = "edge_betweenness";
  std::vector<std::vector<double>> parts(plan.lanes, std::vector<double>(plan.rows.size()));
  auto done = on_lanes(plan.lanes, [&](std::size_t lane) {
    std::vector<double>& sums = parts[lane];
    return search_share<Search>(plan, lane, kOperation, stop, [&](Search& search) {
      search.add_up([](NodeId, double) {}, [&](std::uint64_t place, double part) { sums[place] += part; });
    });
  });
  if (!done) return std::unexpected(done.error());
  return merged(std::move(parts));
}

// What sums are multiplied by: from the pairs of ends that could have been counted, to all of them or to a share.
struct Scale {
  double source = 1;  // a node that was searched from is no target of its own search
  double other = 1;
};

Scale scale_of(const Plan& plan, bool normalized, bool endpoints) {
  const double ends = plan.rows.node_count() - (endpoints ? 0.0 : 1.0);
  if (ends < 2) return {};
  const double searched = plan.is_sampled ? static_cast<double>(plan.sources.size()) : ends;
  const double whole = normalized ? 1 / (ends - 1) : ends / (plan.is_undirected ? 2 : 1);
  if (!plan.is_sampled || endpoints) return {whole / searched, whole / searched};
  return {searched > 1 ? whole / (searched - 1) : double{NAN}, whole / searched};
}

// Both halves of a relationship that leads both ways, in one.
EdgeBetweenness pairs_of(const Plan& plan, const std::vector<double>& sums, double scale) {
  EdgeBetweenness found;
  const auto add = [&](NodeId source, NodeId target, double value) {
    found.sources.push_back(source);
    found.targets.push_back(target);
    found.values.push_back(value * scale);
  };
  for (NodeId node = 0; node < plan.rows.node_count(); ++node) {
    const auto row = plan.rows.of(node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double value = sums[plan.rows.begin(node) + i];
      if (!plan.is_undirected || row[i] == node) add(node, row[i], value);
      if (!plan.is_undirected || row[i] <= node) continue;
      const auto back = plan.rows.of(row[i]);
      const auto place = static_cast<std::uint64_t>(std::ranges::lower_bound(back, node) - back.begin());
      add(node, row[i], value + sums[plan.rows.begin(row[i]) + place]);
    }
  }
  return found;
}

}  // namespace

Result<std::vector<double>> betweenness(const EdgeGraph& graph, const BetweennessOptions& options, const Stop& stop) {
  const auto plan = plan_of(graph, options, false, "betweenness", stop);
  if (!plan) return std::unexpected(plan.error());
  auto sums = plan->rows.has_weights() ? node_sums<CountedDistances>(*plan, options.endpoints, stop)
                                       : node_sums<CountedLevels>(*plan, options.endpoints, stop);
  if (!sums) return sums;
  const Scale scale = scale_of(*plan, options.normalized, options.endpoints);
  auto source = plan->sources.begin();
  for (NodeId node = 0; node < sums->size(); ++node) {
    const bool is_source = source != plan->sources.end() && *source == node;
    if (is_source) ++source;
    (*sums)[node] *= is_source ? scale.source : scale.other;
  }
  return by_node(graph, std::move(sums));
}

Result<EdgeBetweenness> edge_betweenness(const EdgeGraph& graph, const BetweennessOptions& options, const Stop& stop) {
  const auto plan = plan_of(graph, options, true, "edge_betweenness", stop);
  if (!plan) return std::unexpected(plan.error());
  auto sums =
      plan->rows.has_weights() ? edge_sums<CountedDistances>(*plan, stop) : edge_sums<CountedLevels>(*plan, stop);
  if (!sums) return std::unexpected(sums.error());
  return pairs_of(*plan, *sums, scale_of(*plan, options.normalized, true).other);
}

}  // namespace wirespeed::graph_algorithms
