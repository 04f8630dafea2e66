// Index: names to nodes. python/wirespeed/search.py is the door that users take.
#include <nanobind/stl/filesystem.h>

#include <algorithm>

#include "graph_objects.hpp"
#include "wirespeed/search/index.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using search::LabelSet;

// Python's Index: the names, and the snapshot whose nodes they name.
struct OpenIndex {
  SnapshotPtr snapshot;
  search::Index index;
};

// Python's Hit.
struct NameHit {
  Node node;
  std::uint32_t popularity;
};

// Python's SearchResult.
struct NameResult {
  std::vector<NameHit> hits;
  std::uint64_t total;
  std::vector<std::pair<Text, std::uint64_t>> facets;
  SnapshotPtr snapshot;
};

OpenIndex open_index(SnapshotPtr snapshot) {
  search::Index index = run_native([&] { return search::Index::open(*snapshot->file); });
  return {std::move(snapshot), std::move(index)};
}

// Labels of the index are those of the graph, as far as an index can have them.
std::size_t label_count(const OpenIndex& self) noexcept {
  return std::min<std::size_t>(self.snapshot->graph.label_count(), search::kMaxLabels);
}

LabelSet label_set(const OpenIndex& self, std::optional<NamesArgument> labels) {
  if (!labels) return search::kAllLabels;
  LabelSet set = 0;
  for (const std::string& name : names_of(std::move(*labels))) {
    const std::size_t label = graph::index_of(value_or_throw(self.snapshot->graph.label(name)));
    if (label < search::kMaxLabels) set |= search::only(static_cast<std::uint8_t>(label));
  }
  return set;
}

std::uint32_t page_number(std::int64_t value, const char* name) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(count_of(value, name), UINT32_MAX));
}

std::vector<NameHit> hits_of(const OpenIndex& self, const std::vector<search::Hit>& hits) {
  std::vector<NameHit> all;
  all.reserve(hits.size());
  for (const search::Hit& hit : hits) all.push_back({{self.snapshot, hit.node}, hit.popularity});
  return all;
}

std::vector<NameHit> autocomplete(const OpenIndex& self, std::string_view text, std::optional<NamesArgument> label,
                                  std::int64_t limit, std::int64_t offset, std::optional<double> timeout,
                                  const CancelToken* cancel) {
  search::QueryOptions options{.labels = label_set(self, std::move(label)),
                               .limit = page_number(limit, "limit"),
                               .offset = page_number(offset, "offset")};
  value_or_throw(stop_of({timeout, cancel}).check("autocomplete"));
  const auto hits = run_query({timeout, cancel}, [&](const Stop& stop) {
    options.stop = stop;
    return self.index.autocomplete(text, options);
  });
  return hits_of(self, hits);
}

NameResult search_names(const OpenIndex& self, std::string_view text, std::optional<NamesArgument> label,
                        std::int64_t limit, std::int64_t offset, bool prefix, std::optional<double> timeout,
                        const CancelToken* cancel) {
  search::QueryOptions options{.labels = label_set(self, std::move(label)),
                               .limit = page_number(limit, "limit"),
                               .offset = page_number(offset, "offset"),
                               .last_word_is_prefix = prefix};
  value_or_throw(stop_of({timeout, cancel}).check("search"));
  const search::SearchResult found = run_query({timeout, cancel}, [&](const Stop& stop) {
    options.stop = stop;
    return self.index.search(text, options);
  });
  NameResult result{.hits = hits_of(self, found.hits), .total = found.total, .facets = {}, .snapshot = self.snapshot};
  for (std::size_t i = 0; i < label_count(self); ++i) {
    if (found.facets[i] == 0) continue;
    result.facets.emplace_back(Text{self.snapshot->graph.label_name(static_cast<graph::LabelId>(i))}, found.facets[i]);
  }
  return result;
}

nb::dict facets_of(const NameResult& self) {
  nb::dict facets;
  for (const auto& [label, count] : self.facets) facets[nb::cast(label)] = count;
  return facets;
}

std::vector<Text> labels_of(const OpenIndex& self) {
  std::vector<Text> labels;
  for (std::size_t i = 0; i < label_count(self); ++i) {
    if ((self.index.labels() & search::only(static_cast<std::uint8_t>(i))) == 0) continue;
    labels.push_back({self.snapshot->graph.label_name(static_cast<graph::LabelId>(i))});
  }
  return labels;
}

std::uint64_t name_count(const OpenIndex& self, std::optional<std::string> label) {
  if (!label) return self.index.name_count();
  const std::size_t id = graph::index_of(value_or_throw(self.snapshot->graph.label(*label)));
  return id < search::kMaxLabels ? self.index.name_count(static_cast<std::uint8_t>(id)) : 0;
}

void bind_hits(nb::module_& m) {
  nb::class_<NameHit>(m, "Hit", "A node whose name fits.")
      .def_ro("node", &NameHit::node)
      .def_prop_ro("label", [](const NameHit& self) { return Text{self.node.view().label_name()}; })
      .def_prop_ro(
          "id", [](const NameHit& self) { return self.node.view().external_id(); },
          "The id inside its label; None for labels without ids.")
      .def_prop_ro(
          "name", [](const NameHit& self) { return name_of(self.node); }, "As the graph has it.")
      .def_ro("popularity", &NameHit::popularity,
              "What hits are ranked by: how many relationships speak of the node, as counted when it was indexed.")
      .def("__repr__", [](const NameHit& self) {
        return fmt::format("Hit({}, popularity={})", nb::cast<std::string>(nb::repr(nb::cast(self.node))),
                           self.popularity);
      });
  nb::class_<NameResult>(m, "SearchResult", "A page of hits, and how many there are in all.")
      .def_ro("hits", &NameResult::hits, "The most popular first, then the shorter name, then the smaller dense id.")
      .def_ro("total", &NameResult::total, "Names that fit, exact.")
      .def_prop_ro("facets", facets_of, nb::for_getter(nb::sig("def facets(self) -> dict[str, int]")),
                   "The total by label; labels without a hit are left out.")
      .def("__len__", [](const NameResult& self) { return self.hits.size(); })
      .def(
          "__iter__", [](const NameResult& self) { return nb::iter(nb::cast(self.hits)); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[Hit]"))
      .def("__repr__", [](const NameResult& self) {
        return fmt::format("SearchResult({} of {} hits)", self.hits.size(), self.total);
      });
}

}  // namespace

void bind_search(nb::module_& m) {
  bind_hits(m);
  nb::class_<OpenIndex>(m, "Index",
                        "The names of a snapshot's nodes. Constant: any number of threads may ask at once.\n\n"
                        "Case and accents do not count. ``label`` is one label, several, or None for all; ``timeout``\n"
                        "is in seconds.")
      .def("autocomplete", autocomplete, "text"_a, "label"_a = nb::none(), "limit"_a = 10, "offset"_a = 0,
           nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "Names that hold every word of ``text``, the last one as the beginning of a word, the most popular\n"
           "first. No words: no hits.\n\n"
           ":raises NotFoundError: there is no such label; the message lists them.\n"
           ":raises TimeoutError, CancelledError: ``timeout`` seconds passed, ``cancel`` was set.")
      .def("search", search_names, "text"_a, "label"_a = nb::none(), "limit"_a = 10, "offset"_a = 0, nb::kw_only(),
           "prefix"_a = false, "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "Names that hold every word of ``text``, ``limit`` of them from ``offset`` on, and their exact number.\n"
           "``prefix``: the last word may go on. Errors as autocomplete().")
      .def_prop_ro("labels", labels_of, "The labels that have names.")
      .def("name_count", name_count, "label"_a = nb::none(), "Names of the label, or all.")
      .def_prop_ro(
          "graph", [](const OpenIndex& self) { return OpenGraph{self.snapshot}; }, "The graph of the same snapshot.")
      .def("__repr__", [](const OpenIndex& self) {
        return fmt::format("Index({}, {} names)", repr_of(self.snapshot->file->path().string()),
                           self.index.name_count());
      });
  m.def(
      "open_index",
      [](const std::filesystem::path& path) { return open_index(run_native([&] { return Snapshot::open(path); })); },
      "path"_a, nb::sig("def open_index(path: str | os.PathLike[str]) -> Index"));
  m.def("index_of", [](const OpenGraph& graph) { return open_index(graph.snapshot); }, "graph"_a);
}

}  // namespace wirespeed::python
