// Ways between two nodes of a NetworkX graph, each made when it is asked for.
#include <algorithm>
#include <variant>

#include "networkx_answers.hpp"
#include "networkx_binding.hpp"
#include "python_heuristic.hpp"
#include "wirespeed/graph_algorithms/goal_first_path.hpp"
#include "wirespeed/graph_algorithms/ranked_path_walk.hpp"
#include "wirespeed/graph_algorithms/shortest_ways.hpp"
#include "wirespeed/graph_algorithms/simple_path_walk.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph_algorithms::RankedPathWalk;
using graph_algorithms::Routes;
using graph_algorithms::ShortestWays;
using graph_algorithms::ShortestWayWalk;
using graph_algorithms::SimplePathWalk;

// Of whichever kind. Behind one generator of Python's, which only one thread runs at a time.
using PathWalk = std::variant<ShortestWayWalk, SimplePathWalk, RankedPathWalk>;

struct Paths {
  PathWalk walk;
};

// The next `count` paths, or what is left of them.
List take(Paths& paths, const NodeKeys& keys, std::size_t count, bool as_edges) {
  Routes found;
  const auto done = run_resumable({}, [&](const Stop& stop) {
    return std::visit([&](auto& walk) { return walk.add_to(found, count, stop); }, paths.walk);
  });
  if (!done) throw Exception(done.error());
  check_numbers(keys, found.nodes);
  return made_or_throw<List>(list_of_ways(keys, found, as_edges));
}

// --- all shortest ----------------------------------------------------------------------------------------------------

// None where weights below 0 contradict each other.
std::optional<ShortestWays> shortest_ways(const EdgeGraph& graph, NodeId source, bool weighted) {
  auto found = run_query({}, [&](const Stop& stop) -> Result<Result<ShortestWays>> {
    auto ways = graph_algorithms::shortest_ways(graph, source, weighted, stop);
    if (ways || ways.error().code == Errc::unsupported) return ways;
    return std::unexpected(ways.error());
  });
  if (!found) return std::nullopt;
  return *std::move(found);
}

// Where the walk meets a node; None: there is no way.
std::optional<std::size_t> place_of(const ShortestWays& ways, NodeId node) {
  const auto found = std::ranges::find(ways.nodes, node);
  if (found == ways.nodes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - ways.nodes.begin());
}

Paths ways_to(const ShortestWays& ways, std::uint32_t place) {
  if (place >= ways.nodes.size()) throw nb::index_error("ways_to: no such place");
  return {ShortestWayWalk(ways, place)};
}

// --- simple, ranked --------------------------------------------------------------------------------------------------

Paths simple_paths(const EdgeGraph& graph, NodeId source, const Items<std::uint32_t>& targets,
                   std::uint32_t max_depth) {
  return {run_query(
      {}, [&](const Stop& stop) { return SimplePathWalk::make(graph, source, span_of(targets), max_depth, stop); })};
}

Paths ranked_paths(const EdgeGraph& graph, NodeId source, NodeId target, bool weighted, bool both_ways,
                   bool compensated) {
  return {value_or_throw(RankedPathWalk::make(graph, source, target, {weighted, both_ways, compensated}))};
}

// --- towards a goal --------------------------------------------------------------------------------------------------

// Nodes and their distance; None where there is no way.
nb::any goal_first_path(const EdgeGraph& graph, NodeId source, NodeId target,
                        std::optional<nb::typed<nb::callable, double(NodeId)>> heuristic, double cutoff,
                        bool compensated) {
  graph_algorithms::GoalFirstOptions options{.heuristic = {}, .cutoff = cutoff, .compensated = compensated};
  std::optional<PythonHeuristic> python;
  if (heuristic) {
    python.emplace(*std::move(heuristic));
    options.heuristic = [&python](NodeId node) { return (*python)(node); };
  }
  try {
    const auto search = [&](const Stop& stop) {
      return graph_algorithms::goal_first_path(graph, source, target, options, stop);
    };
    // A thread of its own would wait for the interpreter at each call of the heuristic, which looks for signals itself.
    auto path = python ? value_or_throw(search({})) : run_query({}, search);
    if (!path) return any_of(nb::none());
    return any_of(nb::make_tuple(numpy_of(std::move(path->nodes)), path->distance));
  } catch (const Exception&) {
    if (python) python->rethrow();
    throw;
  }
}

}  // namespace

void bind_networkx_paths(nb::module_& m) {
  nb::class_<Paths>(m, "Paths", "Paths that are made when they are asked for.")
      .def("take", take, "keys"_a, "count"_a, "as_edges"_a = false, "Up to so many; fewer: there are no more.");
  nb::class_<ShortestWays>(m, "ShortestWays", "All shortest ways from a node.")
      .def_prop_ro("nodes", [](const ShortestWays& self) { return any_of(numpy_of(std::vector<NodeId>(self.nodes))); })
      .def_prop_ro("farthest", [](const ShortestWays& self) { return self.farthest; })
      .def("place_of", place_of, "node"_a)
      .def("ways_to", ways_to, "place"_a, nb::keep_alive<0, 1>());
  m.def("shortest_ways", shortest_ways, "graph"_a, "source"_a, "weighted"_a);
  m.def("simple_paths", simple_paths, "graph"_a, "source"_a, "targets"_a, "max_depth"_a, nb::keep_alive<0, 1>());
  m.def("ranked_paths", ranked_paths, "graph"_a, "source"_a, "target"_a, "weighted"_a, "both_ways"_a, "compensated"_a,
        nb::keep_alive<0, 1>());
  m.def("goal_first_path", goal_first_path, "graph"_a, "source"_a, "target"_a, "heuristic"_a.none(), "cutoff"_a,
        "compensated"_a);
}

}  // namespace wirespeed::python
