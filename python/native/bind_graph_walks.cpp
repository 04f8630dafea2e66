// Traversal: walks over an EdgeGraph that are described once.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>

#include <algorithm>
#include <mutex>

#include "traversal_options_binding.hpp"
#include "walk_results.hpp"
#include "wirespeed/graph/two_sided.hpp"
#include "wirespeed/graph/walk_tree.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::Wanted;

// A traversal keeps the graph, whichever of the two Python lets go of first.
struct PythonTraversal {
  std::shared_ptr<const EdgeGraph> graph;
  graph::Traversal traversal;
};

bool asks_caller(const PythonTraversal& self) { return static_cast<bool>(self.traversal.options().evaluator); }

PythonTraversal traversal(const std::shared_ptr<EdgeGraph>& self, const graph::TraversalOptions& options) {
  return {self, value_or_throw(graph::Traversal::compile(*self, options))};
}

// In place, a slice of time after the other: what a slice has walked is not walked again.
void run_to_end(graph::Walk& walk, const Limits& limits) {
  value_or_throw(run_resumable(limits, [&](const Stop& stop) { return walk.run(stop); }));
}

graph::Walk run(const PythonTraversal& self, const StartNodes& starts, Wanted wanted, const WalkBounds& bounds,
                const Limits& limits, bool with_depths = false) {
  graph::Walk walk = value_or_throw(self.traversal.open(starts_of(starts), wanted, bounds.limits(), with_depths));
  run_to_end(walk, limits);
  return walk;
}

std::uint64_t count(const PythonTraversal& self, const StartNodes& starts, const WalkBounds& bounds, Seconds timeout,
                    const CancelToken* cancel) {
  return run(self, starts, Wanted::count, bounds, {timeout, cancel}).count();
}

nb::object nodes(const PythonTraversal& self, const StartNodes& starts, const WalkBounds& bounds, Seconds timeout,
                 const CancelToken* cancel) {
  graph::Walk walk = run(self, starts, Wanted::nodes, bounds, {timeout, cancel});
  return numpy_of(run_native([&] { return walk.take_nodes(); }));
}

Arrays paths(const PythonTraversal& self, const StartNodes& starts, const WalkBounds& bounds, bool relationships,
             Seconds timeout, const CancelToken* cancel) {
  const Wanted wanted = relationships ? Wanted::relationship_paths : Wanted::paths;
  graph::Walk walk = run(self, starts, wanted, bounds, {timeout, cancel});
  return paths_of(run_native([&] { return walk.take_paths(); }), relationships);
}

nb::object table(const PythonTraversal& self, const StartNodes& starts, const WalkBounds& bounds, Seconds timeout,
                 const CancelToken* cancel) {
  graph::Walk walk = run(self, starts, Wanted::nodes, bounds, {timeout, cancel}, true);
  return table_of(*self.graph, walk.take_nodes(), walk.take_depths());
}

Arrays spanning_tree(const PythonTraversal& self, const StartNodes& starts, const WalkBounds& bounds, Seconds timeout,
                     const CancelToken* cancel) {
  return tree_of(run_question(asks_caller(self), {timeout, cancel}, [&](const Stop& stop) {
    graph::WalkLimits limits = bounds.limits();
    limits.stop = stop;
    return graph::spanning_tree(self.traversal, starts_of(starts), limits);
  }));
}

Arrays subgraph(const PythonTraversal& self, const StartNodes& starts, bool all, const WalkBounds& bounds,
                Seconds timeout, const CancelToken* cancel) {
  const auto kind = all ? graph::SubgraphKind::all : graph::SubgraphKind::walked;
  return subgraph_of(run_question(asks_caller(self), {timeout, cancel}, [&](const Stop& stop) {
    graph::WalkLimits limits = bounds.limits();
    limits.stop = stop;
    return graph::subgraph(self.traversal, starts_of(starts), kind, limits);
  }));
}

// --- bit by bit ------------------------------------------------------------------------------------------------------

// A walk under way. Its mutex is held without the interpreter, by one call at a time.
struct PythonWalk {
  std::shared_ptr<const EdgeGraph> graph;
  Wanted wanted;
  bool as_table;
  std::unique_ptr<std::mutex> mutex;
  graph::Walk walk;
  std::uint64_t given = 0;  // rows that Python has
  bool has_ended = false;
};

PythonWalk open_walk(const PythonTraversal& self, const StartNodes& starts, std::string_view what,
                     const WalkBounds& bounds) {
  const Wanted wanted = what == "paths" ? Wanted::paths : Wanted::nodes;
  const bool as_table = what == "table";
  return {self.graph, wanted, as_table, std::make_unique<std::mutex>(),
          value_or_throw(self.traversal.open(starts_of(starts), wanted, bounds.limits(), as_table))};
}

struct TakenRows {
  std::vector<NodeId> nodes;
  std::vector<std::uint32_t> depths;
  graph::Paths paths;
};

// What was found before a deadline or a token ended the last call is part of `rows`.
void allow(PythonWalk& self, std::uint64_t rows) {
  const std::uint64_t held = self.walk.count() - self.given;
  self.walk.allow(rows - std::min(rows, held));
}

// A walk that fails otherwise than by a deadline or a token is over, be it by what its evaluator throws.
Result<bool> run_on(PythonWalk& self, const Stop& stop) {
  self.has_ended = true;
  auto more = self.walk.run(stop);
  const bool may_go_on = more ? *more && !self.walk.is_complete()
                              : more.error().code == Errc::deadline || more.error().code == Errc::cancelled;
  self.has_ended = !may_go_on;
  return more;
}

// `allowed` is how many rows there may be now; 0 once the walk is told.
Result<void> walk_on(PythonWalk& self, std::uint64_t& allowed, const Stop& stop, TakenRows& taken) {
  const std::scoped_lock lock(*self.mutex);
  if (self.has_ended) return {};
  if (stop.cancel != nullptr && stop.cancel->cancelled()) return stop.check("traversal");  // however few the rows
  if (allowed != 0) allow(self, std::exchange(allowed, 0));
  if (const auto more = run_on(self, stop); !more) return std::unexpected(more.error());
  self.given = self.walk.count();
  if (self.wanted == Wanted::paths) {
    taken.paths = self.walk.take_paths();
  } else {
    taken.nodes = self.walk.take_nodes();
    taken.depths = self.walk.take_depths();
  }
  return {};
}

// None after the last.
nb::object next_rows(PythonWalk& self, std::uint64_t rows, Seconds timeout, const CancelToken* cancel) {
  if (rows == 0) {
    throw Exception(fail(Errc::invalid_argument, "batches: expected rows of at least 1, found 0").error());
  }
  TakenRows taken;
  value_or_throw(run_resumable({timeout, cancel}, [&](const Stop& stop) { return walk_on(self, rows, stop, taken); }));
  if (taken.nodes.empty() && taken.paths.size() == 0) return nb::none();
  if (self.wanted == Wanted::paths) return paths_of(std::move(taken.paths), false);
  if (self.as_table) return table_of(*self.graph, taken.nodes, taken.depths);
  return numpy_of(std::move(taken.nodes));
}

// --- both sides ------------------------------------------------------------------------------------------------------

struct PythonTwoSided {
  std::shared_ptr<const EdgeGraph> graph;
  graph::TwoSidedTraversal traversal;
  bool asks_caller;
};

PythonTwoSided two_sided(const std::shared_ptr<EdgeGraph>& self, const graph::TraversalOptions& start,
                         const graph::TraversalOptions* end, std::string_view sides, std::string_view collisions,
                         std::uint32_t min_length, std::optional<std::uint32_t> max_length) {
  const graph::TwoSidedOptions options = two_sided_options(start, end, sides, collisions, min_length, max_length);
  const bool asks_caller = options.start.evaluator || (end != nullptr && end->evaluator);
  return {self, value_or_throw(graph::TwoSidedTraversal::compile(*self, options)), asks_caller};
}

Arrays two_sided_paths(const PythonTwoSided& self, const StartNodes& starts, const StartNodes& ends,
                       const WalkBounds& bounds, bool relationships, Seconds timeout, const CancelToken* cancel) {
  graph::Paths found = run_question(self.asks_caller, {timeout, cancel}, [&](const Stop& stop) {
    graph::WalkLimits limits = bounds.limits();
    limits.stop = stop;
    return self.traversal.paths(starts_of(starts), starts_of(ends), limits);
  });
  return paths_of(std::move(found), relationships);
}

}  // namespace

void bind_edge_graph_walks(nb::module_& m, EdgeGraphClass& edge_graph) {
  bind_traversal_options(m);
  nb::class_<WalkBounds>(m, "WalkBounds", "What one call of a walk may take.")
      .def(nb::init<std::optional<std::uint64_t>, std::optional<std::uint64_t>, std::optional<std::uint64_t>>(),
           "limit"_a = nb::none(), "max_rows"_a = nb::none(), "memory"_a = nb::none());
  const auto timeout = nb::arg("timeout") = nb::none();
  const auto cancel = nb::arg("cancel") = nb::none();
  nb::class_<PythonTraversal>(m, "EdgeTraversal", "A walk that is described once and made many times.")
      .def("count", count, "starts"_a, "bounds"_a, timeout, cancel, "How many nodes it returns.")
      .def("nodes", nodes, "starts"_a, "bounds"_a, timeout, cancel, "The nodes it returns, in its order: uint32.")
      .def("paths", paths, "starts"_a, "bounds"_a, "relationships"_a, timeout, cancel,
           "Offsets (int64), nodes and relationships (uint32, or None).")
      .def("table", table, "starts"_a, "bounds"_a, timeout, cancel, "Nodes, depths and labels as columns.")
      .def("spanning_tree", spanning_tree, "starts"_a, "bounds"_a, timeout, cancel,
           "Nodes, parents, relationships, depths, whether they are returned.")
      .def("subgraph", subgraph, "starts"_a, "all"_a, "bounds"_a, timeout, cancel,
           "Nodes; relationships, their sources, targets and types.")
      .def("open", open_walk, "starts"_a, "what"_a, "bounds"_a, "A walk, to be gone through bit by bit.");
  nb::class_<PythonWalk>(m, "EdgeWalk", "A walk under way.")
      .def("next", next_rows, "rows"_a, timeout, cancel, "So many rows at most; None after the last.");
  nb::class_<PythonTwoSided>(m, "TwoSidedTraversal", "Walks from both ends that meet.")
      .def("paths", two_sided_paths, "starts"_a, "ends"_a, "bounds"_a, "relationships"_a, timeout, cancel,
           "Offsets (int64), nodes and relationships (uint32, or None).");
  edge_graph.def("traversal", traversal, "options"_a)
      .def("two_sided", two_sided, "start"_a, "end"_a.none(), "sides"_a, "collisions"_a, "min_length"_a,
           "max_length"_a.none())
      .def("relationship_ends", relationship_ends, "ids"_a, "Sources, targets, types, and edges where they are kept.");
}

}  // namespace wirespeed::python
