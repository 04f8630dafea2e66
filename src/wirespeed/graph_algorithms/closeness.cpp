#include "wirespeed/graph_algorithms/closeness.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "wirespeed/graph_algorithms/counted_search.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/level_sweep.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

enum class Measure : std::uint8_t { closeness, harmonic };

// Of one end of the searches: how many others reach it, and from how far in all.
struct Totals {
  explicit Totals(std::size_t size) : reached(size), sums(size) {}

  std::vector<std::uint32_t> reached;
  std::vector<double> sums;  // of distances, or of 1 / distance

  void add(std::size_t i, std::uint32_t others, double each) noexcept {
    reached[i] += others;
    sums[i] += others * each;
  }
  void add(const Totals& more) noexcept {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      reached[i] += more.reached[i];
      sums[i] += more.sums[i];
    }
  }
};

double term(Measure measure, double distance) noexcept {
  if (measure == Measure::closeness) return distance;
  return distance == 0 ? 0 : 1 / distance;
}

// Where all nodes are measured it is the reached end that counts, so that one search serves many of them; for a few,
// the end that was searched from.
class Searches {
 public:
  Searches(const EdgeGraph& graph, Measure measure, const ClosenessOptions& options, const Stop& stop)
      : graph_(graph), measure_(measure), options_(options), stop_(stop) {}

  Result<Totals> run() {
    auto ways = ways_of(graph_, options_.scope, operation());
    if (!ways) return std::unexpected(ways.error());
    is_by_source_ = options_.nodes && !options_.sources.nodes && !options_.sources.k;
    auto ends = pick_sources(graph_, is_by_source_ ? Sources{.nodes = options_.nodes} : options_.sources, operation());
    if (!ends) return std::unexpected(ends.error());
    ends_ = *std::move(ends);
    graph_.numbering().to_places(ends_);
    std::ranges::sort(ends_);
    if (!is_by_source_) ways = reversed(*std::move(ways));
    return options_.weighted && graph_.has_weights() ? by_weights(*ways) : by_levels(*ways);
  }

  const std::vector<NodeId>& ends() const noexcept { return ends_; }
  bool is_by_source() const noexcept { return is_by_source_; }
  const char* operation() const noexcept { return measure_ == Measure::closeness ? "closeness" : "harmonic"; }

 private:
  std::size_t size() const noexcept { return is_by_source_ ? ends_.size() : graph_.node_count(); }

  // search(totals, part, lane's state) for each part, parts shared out among lanes.
  template <typename Make, typename Search>
  Result<Totals> in_lanes(std::size_t parts, const Make& make, const Search& search) const {
    const std::size_t lanes = lanes_for(options_.threads, parts);
    std::vector<Totals> totals(lanes, Totals(size()));
    auto done = on_lanes(lanes, [&](std::size_t lane) -> Result<void> {
      auto state = make();
      Pace pace(stop_, operation());
      const Share share = share_of(parts, lane, lanes);
      for (std::size_t part = share.first; part < share.last; ++part) {
        if (auto ok = search(totals[lane], part, state, pace); !ok) return ok;
      }
      return {};
    });
    if (!done) return std::unexpected(done.error());
    for (std::size_t lane = 1; lane < lanes; ++lane) totals[0].add(totals[lane]);
    return std::move(totals[0]);
  }

  Result<Totals> by_levels(const std::vector<Way>& ways) const {
    const ManyAdjacent adjacent(rows_along(graph_, ways));
    const std::size_t parts = (ends_.size() + LevelSweep::kSources - 1) / LevelSweep::kSources;
    return in_lanes(
        parts, [&] { return LevelSweep(adjacent, graph_.node_count()); },
        [&](Totals& totals, std::size_t part, LevelSweep& sweep, Pace& pace) {
          const std::size_t first = part * LevelSweep::kSources;
          const auto sources = std::span(ends_).subspan(first, std::min(LevelSweep::kSources, ends_.size() - first));
          return sweep.run(sources, pace, [&](NodeId node, std::uint64_t from, std::uint32_t level) {
            const double each = term(measure_, level);
            if (!is_by_source_) return totals.add(node, static_cast<std::uint32_t>(std::popcount(from)), each);
            for (; from != 0; from &= from - 1) {
              totals.add(first + static_cast<std::size_t>(std::countr_zero(from)), 1, each);
            }
          });
        });
  }

  Result<Totals> by_weights(const std::vector<Way>& ways) const {
    if (auto ok = check_weights(graph_, true, operation()); !ok) return std::unexpected(ok.error());
    const auto rows = SimpleRows::make(graph_, ways, {.weighing = Weighing::least, .loops = false}, operation(), stop_);
    if (!rows) return std::unexpected(rows.error());
    return in_lanes(
        ends_.size(), [&] { return CountedDistances(*rows); },
        [&](Totals& totals, std::size_t part, CountedDistances& search, Pace& pace) -> Result<void> {
          if (auto ok = search.run(ends_[part], pace); !ok) return ok;
          for (const NodeId node : search.order()) {
            if (node == ends_[part]) continue;
            totals.add(is_by_source_ ? part : node, 1, term(measure_, search.distance(node)));
          }
          return {};
        });
  }

  const EdgeGraph& graph_;
  Measure measure_;
  const ClosenessOptions& options_;
  const Stop& stop_;
  std::vector<NodeId> ends_;
  bool is_by_source_ = false;
};

double closeness_of(double reached, double sum, double others, bool improved) noexcept {
  if (!(sum > 0)) return 0;
  return reached / sum * (improved ? reached / others : 1);
}

// What the totals of all nodes come to, by how many others each could have been reached from.
std::vector<double> values_of(const EdgeGraph& graph, Measure measure, const ClosenessOptions& options,
                              const Searches& searches, const Totals& totals) {
  std::vector<double> values(totals.sums.size());
  const bool is_scaled = options.sources.k.has_value();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_own = searches.is_by_source() || std::ranges::binary_search(searches.ends(), static_cast<NodeId>(i));
    const double whole = graph.node_count() - 1.0;
    const double others =
        searches.is_by_source() ? whole : static_cast<double>(searches.ends().size()) - (is_own ? 1 : 0);
    if (measure == Measure::closeness) {
      values[i] = closeness_of(totals.reached[i], totals.sums[i], others, options.improved);
    } else {
      values[i] = totals.sums[i] * (is_scaled && others > 0 ? whole / others : 1);
    }
  }
  return values;
}

Result<std::vector<double>> measured(const EdgeGraph& graph, Measure measure, const ClosenessOptions& options,
                                     const Stop& stop) {
  Searches searches(graph, measure, options, stop);
  const auto asked = options.nodes.value_or(std::span<const NodeId>());
  if (auto ok = check_nodes(graph, asked, searches.operation()); !ok) return std::unexpected(ok.error());
  const auto totals = searches.run();
  if (!totals) return std::unexpected(totals.error());
  std::vector<double> values = values_of(graph, measure, options, searches, *totals);
  if (!options.nodes) return graph.numbering().by_node(std::move(values));
  std::vector<double> picked(options.nodes->size());
  std::ranges::transform(*options.nodes, picked.begin(), [&](NodeId node) {
    const NodeId place = graph.numbering().place_of(node);
    if (!searches.is_by_source()) return values[place];
    return values[static_cast<std::size_t>(std::ranges::lower_bound(searches.ends(), place) - searches.ends().begin())];
  });
  return picked;
}

}  // namespace

Result<std::vector<double>> closeness(const EdgeGraph& graph, const ClosenessOptions& options, const Stop& stop) {
  return measured(graph, Measure::closeness, options, stop);
}

Result<std::vector<double>> harmonic(const EdgeGraph& graph, const ClosenessOptions& options, const Stop& stop) {
  return measured(graph, Measure::harmonic, options, stop);
}

}  // namespace wirespeed::graph_algorithms
