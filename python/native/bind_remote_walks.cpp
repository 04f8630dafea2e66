// RemoteTraversal: walks over providers. What each took of the store comes with its answer, as the last of a tuple.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string_view.h>

#include <mutex>

#include "graph_remote_binding.hpp"
#include "traversal_options_binding.hpp"
#include "walk_results.hpp"
#include "wirespeed/graph_remote/remote_tree.hpp"
#include "wirespeed/graph_remote/remote_two_sided.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph_remote::NodeCache;
using graph_remote::Provider;
using graph_remote::RemoteFound;
using graph_remote::RemoteId;
using graph_remote::RemoteLimits;
using graph_remote::RemotePaths;
using graph_remote::RemoteTraversal;
using graph_remote::RemoteTwoSided;
using graph_remote::Wanted;

using Roots = Items<std::int64_t>;

nb::dict report_of(const graph_remote::WalkReport& report) {
  nb::dict made;
  made["calls"] = report.calls;
  made["labels_read"] = report.labels_read;
  made["label_hits"] = report.label_hits;
  made["properties_read"] = report.properties_read;
  made["property_hits"] = report.property_hits;
  made["expanded"] = report.expanded;
  made["relationship_hits"] = report.relationship_hits;
  made["relationships"] = report.relationships;
  made["dangling"] = report.dangling;
  return made;
}

template <typename... Objects>
Arrays answer_of(const graph_remote::WalkReport& report, Objects... objects) {
  return nb::borrow<Arrays>(nb::make_tuple(std::move(objects)..., report_of(report)));
}

// A store is asked but once: a job from the start, for nothing of it should run twice.
template <typename Find>
auto found(const Find& find, const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  return run_job({timeout, cancel}, [&](const Stop& stop) {
    RemoteLimits limits = bounds.limits();
    limits.stop = stop;
    return find(limits);
  });
}

// --- whole walks -----------------------------------------------------------------------------------------------------

Arrays count(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, const WalkBounds& bounds,
             Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) { return self.count(span_of(roots), cache, limits); };
  const RemoteFound all = found(find, bounds, timeout, cancel);
  return answer_of(all.report, nb::int_(all.count));
}

Arrays nodes(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, const WalkBounds& bounds,
             Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) { return self.nodes(span_of(roots), cache, limits); };
  RemoteFound all = found(find, bounds, timeout, cancel);
  return answer_of(all.report, numpy_of(std::move(all.nodes)));
}

Arrays paths_answer(RemoteFound found, bool relationships) {
  RemotePaths& paths = found.paths;
  const nb::object by = relationships ? numpy_of(std::move(paths.relationships)) : nb::none();
  return answer_of(found.report, numpy_of(std::move(paths.offsets)), numpy_of(std::move(paths.nodes)), by);
}

Arrays paths(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, const WalkBounds& bounds,
             bool relationships, Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) {
    return self.paths(span_of(roots), cache, limits, relationships);
  };
  return paths_answer(found(find, bounds, timeout, cancel), relationships);
}

struct TakenRows {
  std::vector<RemoteId> nodes{};
  std::vector<std::uint32_t> depths{};
  RemotePaths paths{};
  graph_remote::RemoteLabels labels{};
  graph_remote::WalkReport report{};
};

Result<TakenRows> rows_of_table(const RemoteTraversal& self, const Roots& roots, NodeCache* cache,
                                const RemoteLimits& limits) {
  auto walk = self.open(span_of(roots), cache, Wanted::nodes, limits, true);
  if (!walk) return std::unexpected(std::move(walk).error());
  if (auto ended = walk->run(limits.stop); !ended) return std::unexpected(std::move(ended).error());
  TakenRows taken{.nodes = walk->take_nodes(), .depths = walk->take_depths()};
  auto labels = walk->labels_of(taken.nodes, limits.stop);
  if (!labels) return std::unexpected(std::move(labels).error());
  taken.labels = *std::move(labels);
  taken.report = walk->report();
  return taken;
}

Arrays table(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, const WalkBounds& bounds,
             Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) { return rows_of_table(self, roots, cache, limits); };
  const TakenRows taken = found(find, bounds, timeout, cancel);
  return answer_of(taken.report, table_of(taken.nodes, taken.depths, taken.labels));
}

Arrays spanning_tree(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, const WalkBounds& bounds,
                     bool relationships, Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) {
    return graph_remote::spanning_tree(self, span_of(roots), cache, limits, relationships);
  };
  graph_remote::RemoteTree tree = found(find, bounds, timeout, cancel);
  const nb::object by = relationships ? numpy_of(std::move(tree.relationships)) : nb::none();
  return answer_of(tree.report, numpy_of(std::move(tree.nodes)), numpy_of(std::move(tree.parents)), by,
                   numpy_of(std::move(tree.depths)), numpy_of(std::move(tree.returned)));
}

Arrays subgraph(const RemoteTraversal& self, const Roots& roots, NodeCache* cache, bool all, const WalkBounds& bounds,
                Seconds timeout, const CancelToken* cancel) {
  const auto kind = all ? graph::SubgraphKind::all : graph::SubgraphKind::walked;
  const auto find = [&](const RemoteLimits& limits) {
    return graph_remote::subgraph(self, span_of(roots), cache, kind, limits);
  };
  graph_remote::RemoteSubgraph part = found(find, bounds, timeout, cancel);
  return answer_of(part.report, numpy_of(std::move(part.nodes)), numpy_of(std::move(part.relationships)),
                   numpy_of(std::move(part.sources)), numpy_of(std::move(part.targets)),
                   numpy_of(std::move(part.types)));
}

// --- bit by bit ------------------------------------------------------------------------------------------------------

// A walk under way. Its mutex is held without the interpreter, by one call at a time; the cache stays as long as it.
struct PythonRemoteWalk {
  Wanted wanted;
  bool as_table;
  nb::object cache;
  std::unique_ptr<std::mutex> mutex;
  graph_remote::RemoteWalk walk;
  std::uint64_t given = 0;  // rows that Python has
  bool has_ended = false;
  TakenRows taken{};  // where labels could not be read of them: those are still to be given
  graph_remote::WalkReport reported{};
};

NodeCache* cache_of(nb::handle cache) { return cache.is_none() ? nullptr : nb::cast<NodeCache*>(cache); }

PythonRemoteWalk open_walk(const RemoteTraversal& self, const Roots& roots, nb::object cache, std::string_view what,
                           const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  const Wanted wanted = what == "paths" ? Wanted::paths : Wanted::nodes;
  const bool as_table = what == "table";
  NodeCache* const kept = cache_of(cache);
  const auto open = [&](const RemoteLimits& limits) {
    return self.open(span_of(roots), kept, wanted, limits, as_table);
  };
  return {wanted, as_table, std::move(cache), std::make_unique<std::mutex>(), found(open, bounds, timeout, cancel)};
}

// What was found before a deadline or a token ended the last call is part of `rows`.
Result<void> run_on(PythonRemoteWalk& self, std::uint64_t rows, const Stop& stop) {
  const std::uint64_t held = self.walk.count() - self.given;
  self.walk.allow(rows - std::min(rows, held));
  self.has_ended = true;
  const auto more = self.walk.run(stop);
  const bool is_late = !more && (more.error().code == Errc::deadline || more.error().code == Errc::cancelled);
  self.has_ended = more ? !*more || self.walk.is_complete() : !is_late;
  return more ? Result<void>() : std::unexpected(more.error());
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

Result<TakenRows> walk_on(PythonRemoteWalk& self, std::uint64_t rows, const Stop& stop) {
  const std::scoped_lock lock(*self.mutex);
  TakenRows& taken = self.taken;
  if (!self.has_ended) {
    if (auto ok = stop.check("traversal"); !ok) return std::unexpected(std::move(ok).error());
    if (auto ok = run_on(self, rows, stop); !ok) return std::unexpected(std::move(ok).error());
    append(taken.nodes, self.walk.take_nodes());
    append(taken.depths, self.walk.take_depths());
    taken.paths = self.walk.take_paths();
  }
  if (self.as_table) {
    auto labels = self.walk.labels_of(taken.nodes, stop);
    if (!labels) return std::unexpected(std::move(labels).error());
    taken.labels = *std::move(labels);
  }
  self.given = self.walk.count();
  taken.report = self.walk.report();
  return std::exchange(taken, {});
}

// (None, ...) after the last.
Arrays next_rows(PythonRemoteWalk& self, std::uint64_t rows, Seconds timeout, const CancelToken* cancel) {
  if (rows == 0) {
    throw Exception(fail(Errc::invalid_argument, "batches: expected rows of at least 1, found 0").error());
  }
  TakenRows taken = run_job({timeout, cancel}, [&](const Stop& stop) { return walk_on(self, rows, stop); });
  const bool is_empty = taken.nodes.empty() && taken.paths.size() == 0;
  const graph_remote::WalkReport report = taken.report - std::exchange(self.reported, taken.report);
  if (is_empty) return answer_of(report, nb::none());
  if (self.wanted == Wanted::paths) {
    return paths_answer({.paths = std::move(taken.paths), .report = report}, false);
  }
  if (self.as_table) return answer_of(report, table_of(taken.nodes, taken.depths, taken.labels));
  return answer_of(report, numpy_of(std::move(taken.nodes)));
}

// --- both sides ------------------------------------------------------------------------------------------------------

RemoteTraversal traversal(const std::shared_ptr<Provider>& provider, const graph::TraversalOptions& options) {
  return value_or_throw(RemoteTraversal::compile(provider, options));
}

RemoteTwoSided two_sided(const RemoteTraversal& start, const RemoteTraversal* end, std::string_view sides,
                         std::string_view collisions, std::uint32_t min_length,
                         std::optional<std::uint32_t> max_length) {
  const auto* const end_options = end == nullptr ? nullptr : &end->plan().options();
  return value_or_throw(RemoteTwoSided::compile(
      start.provider(),
      two_sided_options(start.plan().options(), end_options, sides, collisions, min_length, max_length)));
}

Arrays two_sided_paths(const RemoteTwoSided& self, const Roots& starts, const Roots& ends, NodeCache* cache,
                       const WalkBounds& bounds, bool relationships, Seconds timeout, const CancelToken* cancel) {
  const auto find = [&](const RemoteLimits& limits) {
    return self.paths(span_of(starts), span_of(ends), cache, limits);
  };
  return paths_answer(found(find, bounds, timeout, cancel), relationships);
}

}  // namespace

void bind_remote_walks(nb::module_& m) {
  const auto timeout = nb::arg("timeout") = nb::none();
  const auto cancel = nb::arg("cancel") = nb::none();
  nb::class_<RemoteTraversal>(m, "RemoteTraversal", "A walk over a provider, described once.")
      .def("count", count, "roots"_a, "cache"_a.none(), "bounds"_a, timeout, cancel)
      .def("nodes", nodes, "roots"_a, "cache"_a.none(), "bounds"_a, timeout, cancel)
      .def("paths", paths, "roots"_a, "cache"_a.none(), "bounds"_a, "relationships"_a, timeout, cancel)
      .def("table", table, "roots"_a, "cache"_a.none(), "bounds"_a, timeout, cancel)
      .def("spanning_tree", spanning_tree, "roots"_a, "cache"_a.none(), "bounds"_a, "relationships"_a, timeout, cancel)
      .def("subgraph", subgraph, "roots"_a, "cache"_a.none(), "all"_a, "bounds"_a, timeout, cancel)
      .def("open", open_walk, "roots"_a, "cache"_a.none(), "what"_a, "bounds"_a, timeout, cancel,
           "A walk, to be gone through bit by bit.");
  nb::class_<PythonRemoteWalk>(m, "RemoteWalk", "A walk over a provider under way.")
      .def("next", next_rows, "rows"_a, timeout, cancel, "So many rows at most; None after the last.");
  nb::class_<RemoteTwoSided>(m, "RemoteTwoSided", "Walks over a provider from both ends that meet.")
      .def("paths", two_sided_paths, "starts"_a, "ends"_a, "cache"_a.none(), "bounds"_a, "relationships"_a, timeout,
           cancel);
  m.def("remote_traversal", traversal, "provider"_a, "options"_a);
  m.def("remote_two_sided", two_sided, "start"_a, "end"_a.none(), "sides"_a, "collisions"_a, "min_length"_a,
        "max_length"_a.none());
}

}  // namespace wirespeed::python
