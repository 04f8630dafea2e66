#include "wirespeed/graph/graph_merge.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "wirespeed/graph/edited_column.hpp"

namespace wirespeed::graph {
namespace {

// Label sets that grow.
class LabelBook {
 public:
  explicit LabelBook(const LabelSets& sets) : names_(sets.names), sets_(sets.sets) {
    for (std::uint32_t i = 0; i < names_.size(); ++i) name_numbers_.emplace(names_[i], i);
    for (std::uint32_t i = 0; i < sets_.size(); ++i) set_numbers_.emplace(sets_[i], i);
  }

  // The number of the set.
  std::uint32_t number_of(const std::vector<std::string>& labels) {
    std::vector<std::uint32_t> set;
    set.reserve(labels.size());
    for (const std::string& label : labels) set.push_back(number_of(label));
    std::ranges::sort(set);
    set.erase(std::ranges::unique(set).begin(), set.end());
    const auto [at, is_new] = set_numbers_.emplace(set, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) sets_.push_back(std::move(set));
    return at->second;
  }

  LabelSets take(std::vector<std::uint32_t> of_node) && {
    return {std::move(names_), std::move(sets_), std::move(of_node)};
  }
  std::size_t size() const noexcept { return sets_.size(); }

 private:
  std::uint32_t number_of(const std::string& label) {
    const auto [at, is_new] = name_numbers_.emplace(label, static_cast<std::uint32_t>(names_.size()));
    if (is_new) names_.push_back(label);
    return at->second;
  }

  std::vector<std::string> names_;
  std::vector<std::vector<std::uint32_t>> sets_;
  std::map<std::string, std::uint32_t> name_numbers_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> set_numbers_;
};

// Edges that own what an EdgeTable borrows.
struct EdgeArrays {
  std::vector<NodeId> sources;
  std::vector<NodeId> targets;
  std::vector<std::uint32_t> types;
  std::vector<double> weights;
  std::vector<std::uint32_t> rows;  // which edge it was
  std::map<std::string_view, std::vector<ChangedValue>> values;
};

// A weight is a property, too, unless there is one of that name.
bool is_weight(const EdgeGraph& base, std::string_view name, bool has_weights) {
  return has_weights && name == "weight" && base.find_relationship_property(name) == nullptr;
}

// NaN where it is none.
double number_of(const PropertyValue& value) noexcept {
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : real != nullptr ? *real : NAN;
}

class Merge {
 public:
  Merge(const EdgeGraph& base, bool has_weights)
      : base_(base), has_weights_(has_weights), nodes_(base.node_count()), is_gone_(base.relationship_count()) {
    for (const Relationships& one : base.relationships()) {
      type_numbers_.emplace(one.type, static_cast<std::uint32_t>(type_names_.size()));
      type_names_.push_back(one.type);
    }
  }

  NodeId nodes() const noexcept { return nodes_; }

  Result<void> take(const GraphChanges& changes) {
    nodes_ += changes.added_nodes;
    remove_nodes(changes.removed_nodes);
    remove_edges(changes.removed_edges);
    for (const ChangedEdge& edge : changes.added_edges) {
      added_.push_back({edge.source, edge.target, type_number(edge.type), edge.weight, {}});
      for (const NamedValue& one : edge.properties) added_.back().values.emplace_back(one.name, &one.value);
    }
    for (const ChangedLabels& one : changes.labels) labels_[one.node] = &one.labels;
    for (const ChangedProperty& one : changes.properties) values_[one.name].emplace_back(one.node, one.value);
    return change_edges(changes.edge_properties);
  }

  Result<EdgeGraph> finish() {
    EdgeArrays edges = all_edges();
    EdgeTable table;
    table.nodes = nodes_;
    table.edges = {edges.sources, edges.targets, edges.weights};
    if (type_names_.size() != 1) table.types = edges.types;
    table.type_names = type_names_;
    table.labels = all_labels();
    table.keep_edge_numbers = has_edge_numbers();
    place(table);
    if (auto ok = fill_columns(table, edges); !ok) return std::unexpected(ok.error());
    return EdgeGraph::from_edges(std::move(table));
  }

 private:
  // In the order in which they were said.
  using Values = std::vector<std::pair<std::string_view, const PropertyValue*>>;
  using Ends = std::tuple<NodeId, NodeId, std::uint32_t>;  // with the type

  struct Added {
    NodeId source;
    NodeId target;
    std::uint32_t type;
    double weight;
    Values values;
  };

  std::uint32_t type_number(const std::string& type) {
    const auto [at, is_new] = type_numbers_.emplace(type, static_cast<std::uint32_t>(type_names_.size()));
    if (is_new) type_names_.push_back(type);
    return at->second;
  }

  void remove_nodes(const std::vector<NodeId>& nodes) {
    if (nodes.empty()) return;
    removed_.resize(nodes_);
    std::vector<bool> now(nodes_);
    for (const NodeId node : nodes) {
      now[node] = true;
      removed_[node] = true;
      labels_[node] = &kNoLabels;
      for (const NodeProperty& property : base_.properties()) values_.try_emplace(property.name);
      for (auto& [name, values] : values_) values.emplace_back(node, PropertyValue());
    }
    std::erase_if(added_, [&](const Added& edge) { return now[edge.source] || now[edge.target]; });
  }

  // Those that were added before are looked through once, however many go.
  void remove_edges(const std::vector<ChangedEdge>& edges) {
    std::set<Ends> gone;
    for (const ChangedEdge& edge : edges) {
      const auto known = type_numbers_.find(edge.type);
      if (known == type_numbers_.end()) continue;
      gone.emplace(edge.source, edge.target, known->second);
      for_each_in_base(edge.source, edge.target, known->second, [&](RelationshipId id) { is_gone_[id] = true; });
    }
    if (gone.empty()) return;
    std::erase_if(added_, [&](const Added& one) { return gone.contains({one.source, one.target, one.type}); });
  }

  // Those that are left.
  template <typename Visit>
  void for_each_in_base(NodeId source, NodeId target, std::uint32_t type, Visit visit) {
    if (type >= base_.relationships().size() || source >= base_.node_count() || target >= base_.node_count()) return;
    if (is_removed(source) || is_removed(target)) return;
    const Relationships& all = base_.relationships()[type];
    const RowSpan row = all.out.span_of(base_.numbering().place_of(source));
    const NodeId place_of_target = base_.numbering().place_of(target);
    for (std::uint32_t place = row.begin; place < row.begin + row.size; ++place) {
      if (all.out.targets()[place] == place_of_target && !is_gone_[all.first + place]) visit(all.first + place);
    }
  }

  Result<void> change_edges(const std::vector<ChangedEdgeProperty>& changes) {
    if (changes.empty()) return {};
    std::map<Ends, std::vector<std::size_t>> added;
    for (std::size_t i = 0; i < added_.size(); ++i) {
      added[{added_[i].source, added_[i].target, added_[i].type}].push_back(i);
    }
    for (const ChangedEdgeProperty& one : changes) {
      std::size_t found = 0;
      const auto change = [&](Values& values) {
        values.emplace_back(one.name, &one.value);
        ++found;
      };
      if (const auto type = type_numbers_.find(one.type); type != type_numbers_.end()) {
        for_each_in_base(one.source, one.target, type->second, [&](RelationshipId id) { change(changed_[id]); });
        for (const std::size_t i : added[{one.source, one.target, type->second}]) change(added_[i].values);
      }
      if (found != 0) continue;
      return fail(Errc::not_found, "merge: \"{}\": expected a relationship {}-{}->{}, found none", one.name, one.source,
                  one.type, one.target);
    }
    return {};
  }

  bool is_removed(NodeId node) const { return node < removed_.size() && removed_[node]; }

  bool has_edge_numbers() const {
    return std::ranges::any_of(base_.relationships(), [](const auto& one) { return !one.edge_numbers.empty(); });
  }

  // Those that are left, each where it was among all edges, and those that were added.
  EdgeArrays all_edges() const {
    EdgeArrays edges;
    const std::vector<RelationshipId> ids = by_edge_number();
    const std::size_t count = ids.size() + added_.size();
    edges.sources.reserve(count);
    edges.targets.reserve(count);
    edges.types.reserve(count);
    edges.rows.reserve(count);
    if (has_weights_) edges.weights.reserve(count);
    std::vector<NodeId> sources = sources_of();
    for (std::uint32_t row = 0; row < ids.size(); ++row) add_old(edges, row, ids[row], sources[ids[row]]);
    for (const Added& one : added_) add(edges, one, one.values, kNoRow);
    return edges;
  }

  // Which relationship each edge became; without numbers they are taken as the relationships lie.
  std::vector<RelationshipId> by_edge_number() const {
    std::vector<RelationshipId> ids(base_.relationship_count());
    for (const Relationships& one : base_.relationships()) {
      for (std::uint32_t place = 0; place < one.out.size(); ++place) {
        ids[one.edge_numbers.empty() ? one.first + place : one.edge_numbers[place]] = one.first + place;
      }
    }
    return ids;
  }

  // Of each relationship, as an id of a node.
  std::vector<NodeId> sources_of() const {
    std::vector<NodeId> sources(base_.relationship_count());
    for (const Relationships& one : base_.relationships()) {
      for (NodeId place = 0; place < base_.node_count(); ++place) {
        const RowSpan row = one.out.span_of(place);
        std::fill_n(sources.begin() + one.first + row.begin, row.size, base_.numbering().node_at(place));
      }
    }
    return sources;
  }

  void add_old(EdgeArrays& edges, std::uint32_t row, RelationshipId id, NodeId source) const {
    const auto next = std::ranges::upper_bound(base_.relationships(), id, {}, &Relationships::first);
    const auto type = static_cast<std::uint32_t>(next - base_.relationships().begin() - 1);
    const Relationships& one = base_.relationships()[type];
    const std::uint32_t place = id - one.first;
    const NodeId target = base_.numbering().node_at(one.out.targets()[place]);
    if (is_gone_[id] || is_removed(source) || is_removed(target)) return;
    const auto changed = changed_.find(id);
    add(edges, {source, target, type, base_.has_weights() ? one.out.weights()[place] : 1, {}},
        changed == changed_.end() ? Values() : changed->second, row);
  }

  void add(EdgeArrays& edges, const Added& one, const Values& values, std::uint32_t row) const {
    double weight = one.weight;
    for (const auto& [name, value] : values) {
      if (is_weight(base_, name, has_weights_)) {
        weight = number_of(*value);
      } else {
        edges.values[name].emplace_back(edges.rows.size(), *value);
      }
    }
    edges.sources.push_back(one.source);
    edges.targets.push_back(one.target);
    edges.types.push_back(one.type);
    edges.rows.push_back(row);
    if (has_weights_) edges.weights.push_back(weight);
  }

  LabelSets all_labels() const {
    LabelBook book(base_.labels());
    std::map<NodeId, std::uint32_t> changed;
    for (const auto& [node, labels] : labels_) changed.emplace(node, book.number_of(*labels));
    if (book.size() == 0) return {};
    const auto none = static_cast<std::uint32_t>(book.size());
    std::vector<std::uint32_t> of_node(nodes_, none);
    const NodeClasses& classes = base_.classes();
    for (NodeId node = 0; node < base_.node_count(); ++node) {
      const std::uint32_t set = classes.all[classes.of_node[base_.numbering().place_of(node)]].labels;
      if (set < base_.labels().sets.size()) of_node[node] = set;
    }
    for (const auto& [node, set] : changed) of_node[node] = set;
    return std::move(book).take(std::move(of_node));
  }

  void place(EdgeTable& table) const {
    table.keep_order = base_.numbering().is_identity();
    if (table.keep_order) return;
    const auto nodes = base_.numbering().nodes();
    table.order.assign(nodes.begin(), nodes.end());
    for (NodeId node = base_.node_count(); node < nodes_; ++node) table.order.push_back(node);
  }

  Result<void> fill_columns(EdgeTable& table, EdgeArrays& edges) const {
    std::vector<std::uint32_t> rows(nodes_, kNoRow);
    std::iota(rows.begin(), rows.begin() + base_.node_count(), 0U);
    auto values = values_;
    for (const NodeProperty& property : base_.properties()) {
      const auto changed = values.extract(property.name);
      const bool is_same = changed.empty() && nodes_ == base_.node_count();
      const auto some = changed.empty() ? std::vector<ChangedValue>() : changed.mapped();
      auto column = is_same ? Result<NodeProperty>(property) : edited_column(property, rows, some);
      if (!column) return std::unexpected(column.error());
      table.properties.push_back(*std::move(column));
    }
    for (const auto& [name, some] : values) {
      auto column = column_of(name, nodes_, some);
      if (!column) return std::unexpected(column.error());
      table.properties.push_back(*std::move(column));
    }
    for (const NodeProperty& property : base_.relationship_properties()) {
      auto column = edited_column(property, edges.rows, edges.values[property.name]);
      if (!column) return std::unexpected(column.error());
      table.relationship_properties.push_back(*std::move(column));
    }
    return {};
  }

  static inline const std::vector<std::string> kNoLabels{};

  const EdgeGraph& base_;
  bool has_weights_;
  NodeId nodes_;
  std::vector<bool> is_gone_;  // by relationship of the base
  std::vector<bool> removed_;  // by node, ever; may be shorter
  std::vector<std::string> type_names_;
  std::map<std::string, std::uint32_t> type_numbers_;
  std::vector<Added> added_;
  std::unordered_map<RelationshipId, Values> changed_;  // of the base
  std::map<NodeId, const std::vector<std::string>*> labels_;
  std::map<std::string, std::vector<ChangedValue>> values_;
};

std::unexpected<Error> missing(const char* what, NodeId node, std::uint64_t nodes) {
  return fail(Errc::not_found, "apply: {}: expected a node below {}, found {}", what, nodes, node);
}

template <typename Edge>
Result<void> check_ends(const std::vector<Edge>& edges, const char* what, std::uint64_t nodes) {
  for (const Edge& edge : edges) {
    if (edge.source >= nodes) return missing(what, edge.source, nodes);
    if (edge.target >= nodes) return missing(what, edge.target, nodes);
  }
  return {};
}

template <typename Edge>
Result<void> check_value(const EdgeGraph& base, const Edge& edge, const std::string& name, const PropertyValue& value,
                         bool has_weights) {
  const bool is_weight_of_all = is_weight(base, name, has_weights);
  const NodeProperty* column = base.find_relationship_property(name);
  if (column == nullptr && !is_weight_of_all) {
    return fail(Errc::not_found, "apply: {}-{}->{}: expected a property of the graph's relationships, found \"{}\"",
                edge.source, edge.type, edge.target, name);
  }
  if (is_weight_of_all ? !std::isnan(number_of(value)) : can_be(*column, value)) return {};
  return fail(Errc::invalid_argument, "apply: \"{}\" of {}-{}->{}: expected a value of the column's kind, found {}",
              name, edge.source, edge.type, edge.target, kind_of(value));
}

}  // namespace

Result<void> check_changes(const GraphChanges& changes, const EdgeGraph& base, std::uint64_t nodes, bool has_weights) {
  nodes += changes.added_nodes;
  if (nodes >= kNoRow) return fail(Errc::limit, "apply: expected fewer than 2^32 - 1 nodes, found {}", nodes);
  for (const NodeId node : changes.removed_nodes) {
    if (node >= nodes) return missing("removed nodes", node, nodes);
  }
  if (auto ok = check_ends(changes.removed_edges, "removed edges", nodes); !ok) return ok;
  if (auto ok = check_ends(changes.added_edges, "added edges", nodes); !ok) return ok;
  for (const ChangedEdge& edge : changes.added_edges) {
    if (has_weights ? !std::isnan(edge.weight) : edge.weight == 1) continue;
    return fail(Errc::invalid_argument, "apply: added edges: expected {}, found {}",
                has_weights ? "a weight" : "no weight, for the graph has none", edge.weight);
  }
  for (const ChangedEdge& edge : changes.added_edges) {
    for (const NamedValue& one : edge.properties) {
      if (auto ok = check_value(base, edge, one.name, one.value, has_weights); !ok) return ok;
    }
  }
  if (auto ok = check_ends(changes.edge_properties, "edge properties", nodes); !ok) return ok;
  for (const ChangedEdgeProperty& one : changes.edge_properties) {
    if (auto ok = check_value(base, one, one.name, one.value, has_weights); !ok) return ok;
  }
  for (const ChangedLabels& one : changes.labels) {
    if (one.node >= nodes) return missing("labels", one.node, nodes);
  }
  for (const ChangedProperty& one : changes.properties) {
    if (one.node >= nodes) return missing("properties", one.node, nodes);
  }
  return {};
}

Result<EdgeGraph> merged(const EdgeGraph& base, std::span<const GraphChanges> changes, bool has_weights) {
  Merge merge(base, has_weights);
  for (const GraphChanges& one : changes) {
    if (auto ok = check_changes(one, base, merge.nodes(), has_weights); !ok) return std::unexpected(ok.error());
    if (auto ok = merge.take(one); !ok) return std::unexpected(ok.error());
  }
  return merge.finish();
}

}  // namespace wirespeed::graph
