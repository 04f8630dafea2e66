// Communities and layers of a NetworkX graph, found in NetworkX's order.
#include <algorithm>

#include "networkx_binding.hpp"
#include "wirespeed/graph_algorithms/louvain_levels.hpp"
#include "wirespeed/graph_algorithms/onion_layers.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph_algorithms::LouvainLevels;

void make_levels(LouvainLevels* self, const EdgeGraph& graph, bool directed, bool weighted, double resolution,
                 bool compensated) {
  const graph_algorithms::LouvainLevelOptions options{directed, weighted, resolution, compensated};
  new (self) LouvainLevels(run_native([&] { return LouvainLevels::make(graph, options); }));
}

// As a job: what it has moved when it is stopped stays moved.
bool move(LouvainLevels& self, const Items<std::uint32_t>& order, double square) {
  std::vector<bool> is_there(self.size());
  for (const std::uint32_t node : span_of(order)) {
    if (node < is_there.size()) is_there[node] = true;
  }
  if (order.size() != is_there.size() || std::ranges::find(is_there, false) != is_there.end()) {
    throw Exception(fail(Errc::invalid_argument, "order: expected each of {} nodes once", self.size()).error());
  }
  return run_job({}, [&](const Stop& stop) { return self.move(span_of(order), square, stop); });
}

double modularity_of(const LouvainLevels& self, const Items<std::uint32_t>& communities) {
  const auto numbers = span_of(communities);
  if (numbers.size() != self.communities().size() || self.size() != numbers.size()) {
    throw Exception(fail(Errc::invalid_argument, "communities: expected one for each of {} nodes before they move",
                         self.communities().size())
                        .error());
  }
  const NodeId count = numbers.empty() ? 0 : std::ranges::max(numbers) + 1;
  return run_native([&] { return self.modularity_of(numbers, count); });
}

nb::any onion_layers(const EdgeGraph& graph) {
  auto found = run_query({}, [&](const Stop& stop) { return graph_algorithms::onion_layers(graph, stop); });
  return any_of(nb::make_tuple(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.layers))));
}

}  // namespace

void bind_networkx_measures(nb::module_& m) {
  nb::class_<LouvainLevels>(m, "LouvainLevels", "Louvain's method level by level, as NetworkX does it.")
      .def("__init__", make_levels, "graph"_a, "directed"_a, "weighted"_a, "resolution"_a, "compensated"_a)
      .def("__len__", &LouvainLevels::size, "How many communities there are.")
      .def_prop_ro("total", &LouvainLevels::total, "The weight of all edges.")
      .def_prop_ro("modularity", &LouvainLevels::modularity)
      .def_prop_ro(
          "communities",
          [](const LouvainLevels& self) { return any_of(numpy_of(std::vector<std::uint32_t>(self.communities()))); })
      .def("modularity_of", modularity_of, "communities"_a, "Of communities by number, before any has moved.")
      .def("move", move, "order"_a, "square"_a, "One level; `square` is that of the total. Whether a node has moved.");
  m.def("onion_layers", onion_layers, "graph"_a, "Nodes and their layers, layer by layer.");
}

}  // namespace wirespeed::python
