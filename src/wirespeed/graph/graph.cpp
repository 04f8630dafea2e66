#include "wirespeed/graph/graph.hpp"

#include <algorithm>

#include "wirespeed/graph/model.hpp"
#include "wirespeed/graph/path_search.hpp"
#include "wirespeed/graph/verify.hpp"
#include "wirespeed/graph/visits.hpp"

namespace wirespeed::graph {
namespace {

// "Artist, Label, Master"
template <typename T>
std::string list_names(const std::vector<T>& list) {
  std::string names;
  for (const T& member : list) names += (names.empty() ? "" : ", ") + member.name;
  return names;
}

template <typename Id, typename T>
Result<Id> find_name(const std::vector<T>& list, std::string_view name, const char* what) {
  const auto at = std::ranges::find(list, name, &T::name);
  if (at != list.end()) return static_cast<Id>(at - list.begin());
  return fail(Errc::not_found, "graph: expected a {} ({}), found \"{}\"", what, list_names(list), name);
}

// Between two looks at the clock.
constexpr std::uint32_t kNamesPerCheck = 1 << 14;

Result<std::vector<NodeId>> scan_names(const LabelModel& label, std::string_view name, const Stop& stop) {
  std::vector<NodeId> found;
  for (std::uint32_t place = 0; place < label.range.size(); ++place) {
    if (place % kNamesPerCheck == 0) {
      if (auto ok = stop.check("find"); !ok) return std::unexpected(ok.error());
    }
    if (label.names->texts[place] == name) found.push_back(label.range.begin + place);
  }
  return found;
}

void append_page(const Neighbors& neighbors, std::uint64_t& skip, std::uint64_t& left, NeighborPage& page) {
  const std::uint64_t begin = std::min<std::uint64_t>(skip, neighbors.size());
  const std::uint64_t count = std::min<std::uint64_t>(left, neighbors.size() - begin);
  skip -= begin;
  left -= count;
  page.total += neighbors.size();
  for (std::uint64_t i = begin; i < begin + count; ++i) {
    page.nodes.push_back(neighbors[i]);
    if (const std::uint32_t value = neighbors.value(i); value != kNoCode) page.values.push_back(value);
  }
}

}  // namespace

Graph::Graph(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(Graph&&) noexcept = default;
Graph::~Graph() = default;

Result<Graph> Graph::open(const std::filesystem::path& path) {
  std::error_code ignored;
  auto file = SectionFile::open(std::filesystem::is_directory(path, ignored) ? path / kSnapshotName : path);
  if (!file) return std::unexpected(file.error());
  return open(std::make_shared<const SectionFile>(std::move(*file)));
}

Result<Graph> Graph::open(std::shared_ptr<const SectionFile> file) {
  auto model = Model::open(std::move(file));
  if (!model) return std::unexpected(model.error());
  return Graph(std::move(*model));
}

Result<void> Graph::verify(const Stop& stop) const { return verify_model(*model_, stop); }

// --- what there is ---------------------------------------------------------------------------------------------------

std::size_t Graph::label_count() const noexcept { return model_->labels.size(); }
std::size_t Graph::type_count() const noexcept { return model_->types.size(); }
Result<LabelId> Graph::label(std::string_view name) const { return find_name<LabelId>(model_->labels, name, "label"); }
Result<TypeId> Graph::type(std::string_view name) const {
  return find_name<TypeId>(model_->types, name, "relationship type");
}
std::string_view Graph::label_name(LabelId label) const { return model_->labels[index_of(label)].name; }
std::string_view Graph::type_name(TypeId type) const { return model_->types[index_of(type)].name; }
std::string_view Graph::value_name(TypeId type) const { return model_->types[index_of(type)].value_name; }
NodeRange Graph::range(LabelId label) const { return model_->labels[index_of(label)].range; }
NodeRange Graph::sources(TypeId type) const { return model_->types[index_of(type)].out.own(); }
NodeRange Graph::targets(TypeId type) const { return model_->types[index_of(type)].in.own(); }

std::vector<std::string_view> Graph::property_names(LabelId label) const {
  std::vector<std::string_view> names;
  for (const Property& property : model_->labels[index_of(label)].properties) names.push_back(property.name);
  return names;
}

std::uint64_t Graph::node_count() const noexcept { return model_->node_count; }
std::uint64_t Graph::stub_count(LabelId label) const { return model_->labels[index_of(label)].stub_count; }
std::uint64_t Graph::count(LabelId label) const { return range(label).size() - stub_count(label); }
std::uint64_t Graph::relationship_rows(TypeId type) const { return model_->types[index_of(type)].rows; }
std::uint64_t Graph::relationship_count(TypeId type) const {
  return model_->types[index_of(type)].out.neighbors().size();
}
std::uint64_t Graph::relationship_count() const noexcept {
  std::uint64_t count = 0;
  for (const TypeModel& type : model_->types) count += type.out.neighbors().size();
  return count;
}
MemoryReport Graph::memory() const { return report_memory(*model_); }

// --- nodes -----------------------------------------------------------------------------------------------------------

NodeView Graph::node(NodeId node) const noexcept {
  count_visits(1, 0);
  return {*model_, node};
}

Result<NodeView> Graph::node(LabelId label, ExternalId id) const {
  const auto found = find_node(label, id);
  if (found) return node(*found);
  return fail(Errc::not_found, "graph: there is no {} with id {}", label_name(label), id);
}

std::optional<NodeId> Graph::find_node(LabelId label, ExternalId id) const noexcept {
  const LabelModel& model = model_->labels[index_of(label)];
  const auto place = model.ids.find(id);
  if (!model.has_ids || !place) return std::nullopt;
  return model.range.begin + *place;
}

Result<std::vector<NodeId>> Graph::find(LabelId label, std::string_view name, const Stop& stop) const {
  const LabelModel& model = model_->labels[index_of(label)];
  if (model.names == nullptr || name.empty()) return std::vector<NodeId>();
  if (!model.name_index.present()) return scan_names(model, name, stop);
  auto found = model.name_index.find(name, model.names->texts);
  for (NodeId& node : found) node += model.range.begin;
  return found;
}

// --- relationships ---------------------------------------------------------------------------------------------------

Neighbors Graph::neighbors(NodeId node, TypeId type, Direction direction) const noexcept {
  const Neighbors row = model_->types[index_of(type)].of(direction).of(node);
  count_visits(1, row.size());
  return row;
}

NeighborPage Graph::neighbors(NodeId node, TypeId type, Direction direction, std::uint64_t offset,
                              std::uint64_t limit) const {
  NeighborPage page;
  if (direction != Direction::in) append_page(neighbors(node, type, Direction::out), offset, limit, page);
  if (direction != Direction::out) append_page(neighbors(node, type, Direction::in), offset, limit, page);
  return page;
}

std::uint64_t Graph::degree(NodeId node, TypeId type, Direction direction) const noexcept {
  const TypeModel& model = model_->types[index_of(type)];
  std::uint64_t degree = 0;
  if (direction != Direction::in) degree += model.out.degree(node);
  if (direction != Direction::out) degree += model.in.degree(node);
  return degree;
}

std::string_view Graph::value_text(TypeId type, std::uint32_t code) const noexcept {
  return model_->types[index_of(type)].dictionary[code];
}

std::vector<Category> Graph::explore(NodeId node) const {
  std::vector<Category> categories;
  for (std::size_t type = 0; type < model_->types.size(); ++type) {
    for (const Direction direction : {Direction::out, Direction::in}) {
      const Neighbors all = model_->types[type].of(direction).of(node);
      for (std::size_t label = 0; label < model_->labels.size() && !all.empty(); ++label) {
        const NodeRange range = model_->labels[label].range;
        const std::size_t begin = all.lower_bound(range.begin);
        const std::size_t end = std::max(begin, all.lower_bound(range.end));
        if (begin == end) continue;
        count_visits(1, 0);
        categories.push_back({static_cast<TypeId>(type), direction, static_cast<LabelId>(label),
                              static_cast<std::uint32_t>(end - begin), all.subrange(begin, end - begin)});
      }
    }
  }
  return categories;
}

Result<std::optional<Path>> Graph::shortest_path(NodeId a, NodeId b, const PathOptions& options,
                                                 const Stop& stop) const {
  return search_path(*model_, a, b, options, stop);
}

Trend Graph::trends(NodeId node) const {
  for (const TrendView& trend : model_->trends) {
    if (trend.adjacency->own().contains(node)) return trend.of(node);
  }
  return {};
}

}  // namespace wirespeed::graph
