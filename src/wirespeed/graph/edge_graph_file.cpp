#include "wirespeed/graph/edge_graph_file.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/graph/edge_graph_description.hpp"
#include "wirespeed/graph/row_file.hpp"

namespace wirespeed::graph {
namespace {

std::string type_name(std::size_t type, const char* part) { return fmt::format("edges/types/{}/{}", type, part); }
std::string node_column_name(std::size_t column) { return fmt::format("edges/by_node/{}", column); }
std::string edge_column_name(std::size_t column) { return fmt::format("edges/by_edge/{}", column); }
constexpr const char* kKeys = "edges/keys";
constexpr const char* kClasses = "edges/classes";
constexpr const char* kNodeAt = "edges/node_at";
constexpr const char* kPlaceOf = "edges/place_of";

// --- writing ---------------------------------------------------------------------------------------------------------

ClassDescription description_of(const NodeClass& one) {
  return {one.labels, std::string(one.has_rows.begin(), one.has_rows.end())};
}

class GraphWriter {
 public:
  GraphWriter(SectionWriter& writer, const EdgeGraph& graph, const Stop& stop)
      : writer_(writer), graph_(graph), stop_(stop) {}

  Result<void> write(const GraphExtras& extras) {
    said_.nodes = graph_.node_count();
    said_.has_weights = graph_.has_weights() ? 1 : 0;
    said_.labels = graph_.labels().names;
    said_.label_sets = graph_.labels().sets;
    said_.note = extras.note;
    for (const NodeClass& one : graph_.classes().all) said_.classes.push_back(description_of(one));
    if (auto ok = write_types(); !ok) return ok;
    if (auto ok = write_places(); !ok) return ok;
    if (auto ok = write_columns(graph_.properties(), node_column_name, said_.by_node); !ok) return ok;
    if (auto ok = write_columns(graph_.relationship_properties(), edge_column_name, said_.by_edge); !ok) return ok;
    if (auto ok = write_keys(extras.keys); !ok) return ok;
    return writer_.add(kEdgeGraphDescription, encode_edge_graph(said_));
  }

 private:
  Result<void> write_types() {
    for (const Relationships& one : graph_.relationships()) {
      const std::size_t type = said_.types.size();
      said_.types.push_back({one.type, one.out.index().shape(), one.in.index().shape(), !one.edge_numbers.empty()});
      if (auto ok = save_rows(writer_, type_name(type, "out"), one.out); !ok) return ok;
      if (auto ok = stop_.check("save"); !ok) return ok;
      if (auto ok = save_rows(writer_, type_name(type, "in"), one.in); !ok) return ok;
      if (auto ok = stop_.check("save"); !ok) return ok;
      if (one.edge_numbers.empty()) continue;
      if (auto ok = writer_.add_array(type_name(type, "edge_numbers"), one.edge_numbers.span()); !ok) return ok;
    }
    return writer_.add_array(kClasses, graph_.classes().of_node.span());
  }

  Result<void> write_places() {
    const Numbering& numbering = graph_.numbering();
    if (numbering.is_identity()) return {};
    said_.is_placed = 1;
    if (auto ok = writer_.add_array(kPlaceOf, numbering.places()); !ok) return ok;
    return writer_.add_array(kNodeAt, numbering.nodes());
  }

  template <typename Name>
  Result<void> write_columns(std::span<const NodeProperty> columns, Name name, std::vector<ColumnDescription>& said) {
    for (const NodeProperty& column : columns) {
      if (auto ok = stop_.check("save"); !ok) return ok;
      auto one = save_column(writer_, name(said.size()), column);
      if (!one) return std::unexpected(one.error());
      said.push_back(*std::move(one));
    }
    return {};
  }

  Result<void> write_keys(const std::optional<NodeProperty>& keys) {
    if (!keys) return {};
    if (keys->values.length != static_cast<std::int64_t>(graph_.node_count())) {
      return fail(Errc::invalid_argument, "save: expected a key for each of {} nodes, found {}", graph_.node_count(),
                  keys->values.length);
    }
    return write_columns({&*keys, 1}, [](std::size_t) { return kKeys; }, said_.keys);
  }

  SectionWriter& writer_;
  const EdgeGraph& graph_;
  Stop stop_;
  EdgeGraphDescription said_;
};

}  // namespace

// --- reading ---------------------------------------------------------------------------------------------------------

class EdgeGraphReader {
 public:
  EdgeGraphReader(const std::shared_ptr<const SectionFile>& file, const Stop& stop) : sections_(file, stop) {}

  Result<SavedGraph> read() {
    if (auto ok = read_description(); !ok) return std::unexpected(ok.error());
    if (auto ok = sections_.file()->verify_padding(); !ok) return std::unexpected(ok.error());
    for (const auto step : {&EdgeGraphReader::read_types, &EdgeGraphReader::read_labels, &EdgeGraphReader::read_classes,
                            &EdgeGraphReader::read_places, &EdgeGraphReader::read_columns}) {
      if (auto ok = (this->*step)(); !ok) return std::unexpected(ok.error());
    }
    return SavedGraph{std::move(graph_), std::move(extras_)};
  }

 private:
  Result<void> read_description() {
    const SectionFile& file = *sections_.file();
    if (!file.contains(kEdgeGraphDescription)) {
      return fail(Errc::malformed, "open {}: expected a graph that save() wrote, found another section file without {}",
                  file.path().string(), kEdgeGraphDescription);
    }
    const auto bytes = file.verified_section(kEdgeGraphDescription);
    if (!bytes) return std::unexpected(bytes.error());
    auto said = decode_edge_graph(*bytes);
    if (!said) {
      return fail(said.error().code, "open {}: section {}: {}", file.path().string(), kEdgeGraphDescription,
                  said.error().message);
    }
    said_ = *std::move(said);
    graph_.nodes_ = said_.nodes;
    graph_.has_weights_ = said_.has_weights != 0;
    extras_.note = said_.note;
    return {};
  }

  // Every relationship is seen from both ends, so their sums agree; else walks that go back on their steps get lost.
  Result<void> read_types() {
    for (std::size_t type = 0; type < said_.types.size(); ++type) {
      const EdgeTypeDescription& said = said_.types[type];
      auto out = read_rows(type, "out", said.out, Direction::out);
      if (!out) return std::unexpected(out.error());
      auto in = read_rows(type, "in", said.in, Direction::in);
      if (!in) return std::unexpected(in.error());
      const bool is_same = out->rows.size() == in->rows.size() && out->pairs == in->pairs;
      if (!is_same || out->least_weight != in->least_weight) {
        return sections_.wrong(type_name(type, "in"), "expected the {} relationships of {}, found others",
                               out->rows.size(), type_name(type, "out"));
      }
      graph_.least_weight_ = std::min(graph_.least_weight_, out->least_weight);
      graph_.relationships_.push_back({said.name, std::move(out->rows), std::move(in->rows)});
      graph_.relationships_.back().first = static_cast<RelationshipId>(edges_);
      edges_ += said.out.entries;
    }
    if (edges_ > std::numeric_limits<RelationshipId>::max()) {
      return wrong("expected fewer than 2^32 relationships, found {}", edges_);
    }
    return read_edge_numbers();
  }

  Result<CheckedRows> read_rows(std::size_t type, const char* part, const RowShape& shape, Direction direction) const {
    return checked_rows(sections_, type_name(type, part), {said_.nodes, shape, said_.has_weights != 0, direction});
  }

  Result<void> read_edge_numbers() {
    for (std::size_t type = 0; type < said_.types.size(); ++type) {
      if (said_.types[type].has_edge_numbers == 0) continue;
      Relationships& one = graph_.relationships_[type];
      auto numbers = below<std::uint32_t>(type_name(type, "edge_numbers"), one.out.size(), edges_);
      if (!numbers) return std::unexpected(numbers.error());
      one.edge_numbers = *std::move(numbers);
    }
    return {};
  }

  Result<void> read_labels() {
    graph_.labels_ = {said_.labels, said_.label_sets, {}};
    for (const auto& set : said_.label_sets) {
      for (const std::uint32_t label : set) {
        if (label >= said_.labels.size())
          return wrong("expected labels below {}, found {}", said_.labels.size(), label);
      }
    }
    return {};
  }

  Result<void> read_classes() {
    auto of_node = below<std::uint16_t>(kClasses, said_.nodes, said_.classes.size());
    if (!of_node) return std::unexpected(of_node.error());
    graph_.classes_.of_node = *std::move(of_node);
    for (const ClassDescription& one : said_.classes) {
      if (one.labels > said_.label_sets.size()) {
        return wrong("expected sets of labels up to {}, found {}", said_.label_sets.size(), one.labels);
      }
      if (one.has_rows.size() != 2 * said_.types.size()) {
        return wrong("expected classes of {} rows, found {}", 2 * said_.types.size(), one.has_rows.size());
      }
      graph_.classes_.all.push_back({one.labels, std::vector<bool>(one.has_rows.begin(), one.has_rows.end())});
    }
    return {};
  }

  Result<void> read_places() {
    if (said_.is_placed == 0) return {};
    auto place_of = sections_.array<NodeId>(kPlaceOf, said_.nodes);
    if (!place_of) return std::unexpected(place_of.error());
    NodeId place = 0;
    const auto check = [&](std::span<const NodeId> nodes) -> Result<void> {
      for (const NodeId node : nodes) {
        const bool agrees = node < said_.nodes && (*place_of)[node] == place;
        if (!agrees) return sections_.wrong(kNodeAt, "expected the node whose place is {}, found {}", place, node);
        ++place;
      }
      return {};
    };
    auto node_at = sections_.array<NodeId>(kNodeAt, said_.nodes, check);
    if (!node_at) return std::unexpected(node_at.error());
    graph_.numbering_ = Numbering(*std::move(node_at), *std::move(place_of));
    return {};
  }

  Result<void> read_columns() {
    if (auto ok = read_all(said_.by_node, node_column_name, said_.nodes, graph_.properties_); !ok) return ok;
    if (auto ok = read_all(said_.by_edge, edge_column_name, edges_, graph_.relationship_properties_); !ok) return ok;
    std::vector<NodeProperty> keys;
    const auto name = [](std::size_t) { return std::string(kKeys); };
    if (auto ok = read_all(said_.keys, name, said_.nodes, keys); !ok) return ok;
    if (!keys.empty()) extras_.keys = std::move(keys.front());
    return {};
  }

  template <typename Name>
  Result<void> read_all(const std::vector<ColumnDescription>& said, Name name, std::uint64_t length,
                        std::vector<NodeProperty>& columns) {
    for (const ColumnDescription& one : said) {
      if (one.values.length != length) {
        return wrong("\"{}\": expected {} values, found {}", one.name, length, one.values.length);
      }
      auto column = checked_column(sections_, name(columns.size()), one);
      if (!column) return std::unexpected(column.error());
      columns.push_back(*std::move(column));
    }
    return {};
  }

  // Numbers that are places in something.
  template <typename T>
  Result<SharedArray<T>> below(const std::string& name, std::uint64_t count, std::uint64_t end) const {
    const auto check = [&](std::span<const T> numbers) -> Result<void> {
      const T largest = std::ranges::max(numbers);
      if (largest < end) return {};
      return sections_.wrong(name, "expected numbers below {}, found {}", end, largest);
    };
    return sections_.array<T>(name, count, check);
  }

  template <typename... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
    return sections_.wrong(kEdgeGraphDescription, format, std::forward<Args>(args)...);
  }

  CheckedSections sections_;
  EdgeGraphDescription said_;
  std::uint64_t edges_ = 0;
  EdgeGraph graph_;
  GraphExtras extras_;
};

Result<void> save_edge_graph(const EdgeGraph& graph, const std::filesystem::path& path, const GraphExtras& extras,
                             const Stop& stop) {
  auto writer = SectionWriter::create(path);
  if (!writer) return std::unexpected(writer.error());
  if (auto ok = GraphWriter(*writer, graph, stop).write(extras); !ok) return ok;
  return writer->commit();
}

Result<SavedGraph> open_edge_graph(const std::filesystem::path& path, const Stop& stop) {
  auto file = SectionFile::open(path);
  if (!file) return std::unexpected(file.error());
  return EdgeGraphReader(std::make_shared<const SectionFile>(std::move(*file)), stop).read();
}

Result<void> EdgeGraph::save(const std::filesystem::path& path, const Stop& stop) const {
  return save_edge_graph(*this, path, {}, stop);
}

Result<EdgeGraph> EdgeGraph::open(const std::filesystem::path& path, const Stop& stop) {
  auto saved = open_edge_graph(path, stop);
  if (!saved) return std::unexpected(saved.error());
  return std::move(saved->graph);
}

}  // namespace wirespeed::graph
