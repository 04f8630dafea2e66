// Random changes: each version of a graph that goes on is the graph that is made of the same edges at once.
#include <map>
#include <optional>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/graph/edge_graph_file_fixture.hpp"
#include "wirespeed/graph/graph_merge.hpp"
#include "wirespeed/graph/versioned_graph.hpp"

namespace wirespeed::graph {
namespace {

const std::vector<std::string> kTypes{"A", "B", "C"};
const std::vector<std::string> kRoles{"", "lead", "side"};

// An edge with all that it may have.
struct Edge {
  NodeId source;
  NodeId target;
  std::uint32_t type;
  double weight;
  std::optional<std::int32_t> since;
  std::optional<std::string> role;
  std::optional<bool> is_old;
};

PropertyValue value_of(const std::optional<std::int32_t>& one) {
  return one ? PropertyValue(std::int64_t{*one}) : PropertyValue();
}
template <typename T>
PropertyValue value_of(const std::optional<T>& one) {
  return one ? PropertyValue(*one) : PropertyValue();
}

// What the graph should be, as plain as can be.
class Model {
 public:
  explicit Model(std::uint32_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) edges_.push_back(random_edge());
  }

  EdgeGraph graph() const {
    SampleEdges sample{.nodes = nodes_, .type_names = kTypes};
    auto columns = std::make_shared<Columns>();
    for (const Edge& one : edges_) {
      sample.add(one.source, one.target, one.type);
      sample.weights.push_back(one.weight);
      columns->add(one);
    }
    EdgeTable table = sample.table();
    table.relationship_properties = {
        {"since", columns->since(), columns}, {"role", columns->role(), columns}, {"old", columns->old(), columns}};
    return value_or_throw(EdgeGraph::from_edges(std::move(table)));
  }

  // Something of everything, done here as it is described.
  GraphChanges change() {
    GraphChanges changes;
    changes.added_nodes = below(2);
    nodes_ += changes.added_nodes;
    if (below(4) == 0) remove_node(changes);
    for (int i = 0; i < 3; ++i) remove_edges(changes);
    for (int i = 0; i < 6; ++i) add(changes);
    for (int i = 0; i < 3 && !edges_.empty(); ++i) change_edges(changes);
    return changes;
  }

 private:
  struct Columns {
    std::vector<std::int32_t> sinces;
    std::vector<std::uint8_t> sinces_there;
    std::vector<std::int8_t> roles;  // places in kRoles, -1 for none
    std::vector<std::string_view> names{kRoles.begin(), kRoles.end()};
    column::ArrayView dictionary = view_of(column::Item::slices, names);
    std::vector<std::uint8_t> olds;
    std::vector<std::uint8_t> olds_there;

    static void mark(std::vector<std::uint8_t>& bits, std::size_t i, bool is_set) {
      bits.resize(i / 8 + 1);
      if (is_set) column::set_bit(bits.data(), static_cast<std::int64_t>(i));
    }
    void add(const Edge& one) {
      const std::size_t i = sinces.size();
      sinces.push_back(one.since.value_or(0));
      mark(sinces_there, i, one.since.has_value());
      const auto role = one.role ? std::ranges::find(kRoles, *one.role) - kRoles.begin() : -1;
      roles.push_back(static_cast<std::int8_t>(role));
      mark(olds, i, one.is_old.value_or(false));
      mark(olds_there, i, one.is_old.has_value());
    }
    column::ArrayView since() const {
      column::ArrayView view = view_of(column::Item::int32, sinces);
      view.validity = sinces_there.data();
      return view;
    }
    column::ArrayView role() const {
      column::ArrayView view = view_of(column::Item::int8, roles);
      view.dictionary = &dictionary;
      return view;
    }
    column::ArrayView old() const {
      return {.item = column::Item::bit,
              .length = static_cast<std::int64_t>(sinces.size()),
              .data = olds.data(),
              .validity = olds_there.data()};
    }
  };

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

  Edge random_edge() {
    Edge one{below(nodes_), below(nodes_), below(3), below(40) / 4.0, {}, {}, {}};
    if (below(3) != 0) one.since = static_cast<std::int32_t>(below(20));
    if (below(3) != 0) one.role = kRoles[below(3)];
    if (below(3) != 0) one.is_old = below(2) == 0;
    return one;
  }

  void remove_node(GraphChanges& changes) {
    const NodeId node = below(nodes_);
    changes.removed_nodes.push_back(node);
    std::erase_if(edges_, [&](const Edge& one) { return one.source == node || one.target == node; });
  }

  void remove_edges(GraphChanges& changes) {
    const Edge like = edges_.empty() ? random_edge() : edges_[below(static_cast<std::uint32_t>(edges_.size()))];
    changes.removed_edges.push_back({like.source, like.target, kTypes[like.type]});
    std::erase_if(edges_, [&](const Edge& one) { return is_like(one, like); });
  }

  static bool is_like(const Edge& one, const Edge& other) {
    return one.source == other.source && one.target == other.target && one.type == other.type;
  }

  void add(GraphChanges& changes) {
    const Edge one = random_edge();
    ChangedEdge said{one.source, one.target, kTypes[one.type], one.weight, {}};
    if (one.since || below(2) == 0) said.properties.push_back({"since", value_of(one.since)});
    if (one.role) said.properties.push_back({"role", value_of(one.role)});
    if (one.is_old) said.properties.push_back({"old", value_of(one.is_old)});
    changes.added_edges.push_back(std::move(said));
    edges_.push_back(one);
  }

  void change_edges(GraphChanges& changes) {
    const Edge like = edges_[below(static_cast<std::uint32_t>(edges_.size()))];
    const Edge from = random_edge();
    const auto say = [&](const char* name, PropertyValue value) {
      changes.edge_properties.push_back({like.source, like.target, kTypes[like.type], name, std::move(value)});
    };
    say("since", value_of(from.since));
    say("role", value_of(from.role));
    say("weight", from.weight);
    for (Edge& one : edges_) {
      if (!is_like(one, like)) continue;
      one.since = from.since;
      one.role = from.role;
      one.weight = from.weight;
    }
  }

  std::mt19937 random_;
  NodeId nodes_ = 12;
  std::vector<Edge> edges_;
};

std::vector<TraversalOptions> questions() {
  std::vector<TraversalOptions> all;
  for (const Predicate& predicate : std::vector<Predicate>{
           PropertyTest{"since", Comparison::greater, std::int64_t{9}},
           PropertyTest{"since", Comparison::not_equal, std::int64_t{3}},
           PropertyTest{"role", Comparison::equal, std::string("lead")},
           PropertyTest{"role", Comparison::less, std::string("side")}, PropertyTest{"old", Comparison::equal, true},
           PropertyTest{"weight", Comparison::less_or_equal, 4.5}}) {
    all.push_back({.relationships = ">", .max_depth = 3, .relationship_where = predicate});
    all.push_back({.relationships = "A|<B", .relationship_where = predicate});
    all.push_back({.order = Order::best_first, .relationships = ">", .relationship_where = predicate});
  }
  return all;
}

void expect_same_answers(const EdgeGraph& graph, const EdgeGraph& expected) {
  ASSERT_EQ(graph.node_count(), expected.node_count());
  ASSERT_EQ(graph.relationship_count(), expected.relationship_count());
  EXPECT_EQ(graph.least_weight(), expected.least_weight());
  for (const TraversalOptions& options : questions()) {
    const auto asked = value_or_throw(Traversal::compile(graph, options));
    const auto wanted = value_or_throw(Traversal::compile(expected, options));
    for (NodeId root = 0; root < graph.node_count(); ++root) {
      const Paths found = value_or_throw(asked.paths(root, {}, true));
      const Paths right = value_or_throw(wanted.paths(root, {}, true));
      EXPECT_EQ(found.nodes, right.nodes);
      EXPECT_EQ(found.relationships, right.relationships);
    }
  }
}

TEST(GraphChanges, each_version_is_the_graph_of_its_edges) {
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    Model model(seed);
    VersionedGraph graph(model.graph());
    for (int i = 0; i < 8; ++i) {
      const auto epoch = value_or_throw(graph.apply(model.change()));
      expect_same_answers(*value_or_throw(graph.wait(epoch)).graph, model.graph());
    }
  }
}

TEST(GraphChanges, batches_that_are_merged_together_are_as_one_after_the_other) {
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    Model model(seed);
    const EdgeGraph first = model.graph();
    std::vector<GraphChanges> batches;
    for (int i = 0; i < 8; ++i) batches.push_back(model.change());
    expect_same_answers(value_or_throw(merged(first, batches, true)), model.graph());
  }
}

}  // namespace
}  // namespace wirespeed::graph
