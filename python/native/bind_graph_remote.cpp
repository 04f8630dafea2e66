// Walks over graphs that live elsewhere: providers, caches, traversals. python/wirespeed/graph/_remote.py is the door.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "edge_graph_binding.hpp"
#include "graph_python_provider.hpp"
#include "graph_remote_binding.hpp"
#include "wirespeed/graph_remote/neo4j_provider.hpp"
#include "wirespeed/graph_remote/node_cache.hpp"
#include "wirespeed/graph_remote/sqlite_provider.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph_remote::CacheCounts;
using graph_remote::NodeCache;
using graph_remote::Provider;

// --- providers -------------------------------------------------------------------------------------------------------

using SaidTables = nb::typed<nb::dict, nb::str, nb::any>;

std::shared_ptr<Provider> sqlite_provider(const SaidTables& said, Seconds timeout, const CancelToken* cancel) {
  graph_remote::SqliteTables tables;
  const auto take = [&](const char* name, auto& into) {
    if (said.contains(name)) into = nb::cast<std::remove_reference_t<decltype(into)>>(said[name]);
  };
  take("path", tables.path);
  take("nodes", tables.nodes);
  take("id", tables.id);
  take("labels", tables.labels);
  take("separator", tables.separator);
  take("label_table", tables.label_table);
  take("label_node", tables.label_node);
  take("label_name", tables.label_name);
  take("relationships", tables.relationships);
  take("source", tables.source);
  take("target", tables.target);
  take("type", tables.type);
  take("relationship_id", tables.relationship_id);
  take("weight", tables.weight);
  take("label_names", tables.label_names);
  take("type_names", tables.type_names);
  take("batch", tables.batch);
  return run_job({timeout, cancel},
                 [&](const Stop& stop) { return graph_remote::SqliteProvider::make(std::move(tables), stop); });
}

std::shared_ptr<Provider> neo4j_provider(const std::shared_ptr<bolt_client::Client>& client, std::string database,
                                         std::vector<std::string> label_names, std::size_t batch, std::string weight,
                                         Seconds timeout, const CancelToken* cancel) {
  const graph_remote::Neo4jOptions options{std::move(database), std::move(label_names), batch, std::move(weight)};
  return run_job({timeout, cancel},
                 [&](const Stop& stop) { return graph_remote::Neo4jProvider::make(client, options, stop); });
}

using CacheCountsOf = nb::typed<nb::dict, nb::str, nb::any>;

// --- caches ----------------------------------------------------------------------------------------------------------

nb::dict counts_of(const CacheCounts& counts) {
  nb::dict made;
  made["hits"] = counts.hits;
  made["misses"] = counts.misses;
  made["entries"] = counts.entries;
  made["bytes"] = counts.bytes;
  return made;
}

CacheCountsOf report_of(const NodeCache& self) {
  const graph_remote::CacheReport report = run_native([&] { return self.report(); });
  nb::dict made;
  made["labels"] = counts_of(report.labels);
  made["properties"] = counts_of(report.properties);
  made["relationships"] = counts_of(report.relationships);
  made["evicted"] = report.evicted;
  made["invalidated"] = report.invalidated;
  return nb::borrow<CacheCountsOf>(made);
}

void bind_cache(nb::module_& m) {
  nb::class_<NodeCache>(m, "NodeCache", "What walks have read of nodes.")
      .def(
          "__init__",
          [](NodeCache* self, bool labels, bool properties, bool relationships, std::size_t max_bytes) {
            new (self) NodeCache({labels, properties, relationships, max_bytes});
          },
          "labels"_a, "properties"_a, "relationships"_a, "max_bytes"_a)
      .def(
          "invalidate",
          [](NodeCache& self, const Items<std::int64_t>& nodes) {
            run_native([&] { self.invalidate(span_of(nodes)); });
          },
          "nodes"_a)
      .def("clear", [](NodeCache& self) { run_native([&] { self.clear(); }); })
      .def("report", [](const NodeCache& self) { return report_of(self); });
}

}  // namespace

void bind_graph_remote(nb::module_& m) {
  bind_cache(m);
  nb::class_<Provider>(m, "RemoteProvider", "A graph that lives elsewhere.")
      .def_prop_ro("labels", [](const Provider& self) { return self.names().labels; })
      .def_prop_ro("types", [](const Provider& self) { return self.names().types; });
  bind_remote_walks(m);
  m.def("sqlite_provider", sqlite_provider, "said"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none());
  // The client's class is of a module that has no stub.
  m.def(
      "neo4j_provider", neo4j_provider, "client"_a, "database"_a, "label_names"_a, "batch"_a, "weight"_a,
      "timeout"_a = nb::none(), "cancel"_a = nb::none(),
      nb::sig("def neo4j_provider(client: object, database: str, label_names: Sequence[str], batch: int, weight: str, "
              "timeout: float | None = None, cancel: CancelToken | None = None) -> RemoteProvider"));
  m.def("python_provider", python_provider, "object"_a, "labels"_a, "types"_a, "weight"_a, "batch"_a);
}

}  // namespace wirespeed::python
