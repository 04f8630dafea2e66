#include "wirespeed/column/array_items.hpp"
#include "wirespeed/graph/edge_graph_file_fixture.hpp"
#include "wirespeed/graph/graph_merge.hpp"

namespace wirespeed::graph {
namespace {

using column::ArrayView;
using column::Item;

std::string test_name() { return testing::UnitTest::GetInstance()->current_test_info()->name(); }

class EdgeGraphFile : public testing::Test {
 protected:
  EdgeGraph saved(const EdgeGraph& graph) const { return path_.saved(graph); }
  const std::filesystem::path& path() const { return path_.path(); }

  GraphPath path_{test_name()};
};

template <typename T>
std::vector<T> list(std::span<const T> items) {
  return {items.begin(), items.end()};
}

void expect_same_rows(NodeId nodes, const Rows& a, const Rows& b) {
  EXPECT_EQ(a.form(), b.form());
  EXPECT_EQ(list(a.targets()), list(b.targets()));
  EXPECT_EQ(list(a.weights()), list(b.weights()));
  for (NodeId node = 0; node < nodes; ++node) {
    EXPECT_EQ(a.span_of(node).begin, b.span_of(node).begin);
    EXPECT_EQ(a.degree(node), b.degree(node));
  }
  for (std::uint32_t place = 0; place < a.size(); ++place) EXPECT_EQ(a.owner_of(place), b.owner_of(place));
}

void expect_same(const EdgeGraph& a, const EdgeGraph& b) {
  ASSERT_EQ(a.node_count(), b.node_count());
  ASSERT_EQ(a.relationships().size(), b.relationships().size());
  for (std::size_t type = 0; type < a.relationships().size(); ++type) {
    const Relationships& one = a.relationships()[type];
    const Relationships& other = b.relationships()[type];
    EXPECT_EQ(one.type, other.type);
    EXPECT_EQ(one.first, other.first);
    EXPECT_EQ(list(one.edge_numbers.span()), list(other.edge_numbers.span()));
    expect_same_rows(a.node_count(), one.out, other.out);
    expect_same_rows(a.node_count(), one.in, other.in);
    EXPECT_EQ(list(one.places_of_in(a.node_count(), a.numbering())),
              list(other.places_of_in(b.node_count(), b.numbering())));
  }
  EXPECT_EQ(list(a.numbering().nodes()), list(b.numbering().nodes()));
  EXPECT_EQ(list(a.numbering().places()), list(b.numbering().places()));
  EXPECT_EQ(a.labels().names, b.labels().names);
  EXPECT_EQ(a.labels().sets, b.labels().sets);
  EXPECT_EQ(list(a.classes().of_node.span()), list(b.classes().of_node.span()));
  ASSERT_EQ(a.classes().all.size(), b.classes().all.size());
  for (std::size_t i = 0; i < a.classes().all.size(); ++i) {
    EXPECT_EQ(a.classes().all[i].labels, b.classes().all[i].labels);
    EXPECT_EQ(a.classes().all[i].has_rows, b.classes().all[i].has_rows);
  }
  EXPECT_EQ(a.has_weights(), b.has_weights());
  EXPECT_EQ(a.least_weight(), b.least_weight());
  EXPECT_EQ(a.topology_bytes(), b.topology_bytes());
}

// The nodes whose property is so.
std::vector<NodeId> where(const EdgeGraph& graph, std::string property, Comparison comparison, ConditionValue value) {
  const auto test = PropertyTest{std::move(property), comparison, std::move(value)};
  const auto condition =
      value_or_throw(Condition::make(*graph.find_property(test.property), test.comparison, test.value));
  std::vector<NodeId> found;
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    if (condition.holds(node)) found.push_back(node);
  }
  return found;
}

EdgeGraph with_property(const ArrayView& values) {
  EdgeTable table{.nodes = static_cast<NodeId>(values.length)};
  table.properties = {{"p", values, nullptr}};
  return value_or_throw(EdgeGraph::from_edges(std::move(table)));
}

TEST_F(EdgeGraphFile, a_graph_is_the_same_after_it_was_saved_and_opened) {
  for (const SampleEdges& edges : samples()) {
    const EdgeGraph graph = edges.graph();
    expect_same(graph, saved(graph));
  }
  const EdgeGraph graph = rich_graph();
  expect_same(graph, saved(graph));
}

TEST_F(EdgeGraphFile, a_graph_without_nodes_can_be_saved) {
  const EdgeGraph graph = value_or_throw(EdgeGraph::from_edges({}));
  expect_same(graph, saved(graph));
}

TEST_F(EdgeGraphFile, a_large_graph_is_checked_in_parts) {
  for (const EdgeGraph& graph :
       {random_edges(1, 100'000, 300'000).graph(), random_edges(2, 300'000, 100'000, 2).graph()}) {
    expect_same(graph, saved(graph));
  }
}

TEST_F(EdgeGraphFile, an_opened_graph_saves_itself_again_byte_for_byte) {
  const EdgeGraph first = saved(rich_graph());
  const std::string bytes = path_.bytes();
  const EdgeGraph second = saved(first);
  EXPECT_EQ(path_.bytes(), bytes);
  expect_same(first, second);
}

TEST_F(EdgeGraphFile, walks_answer_the_same_whatever_they_ask) {
  const EdgeGraph graph = rich_graph();
  const EdgeGraph same = saved(graph);
  const Predicate old = PropertyTest{"age", Comparison::greater, std::int64_t{9}};
  const Predicate late = PropertyTest{"since", Comparison::greater, 3.0};
  for (const TraversalOptions& options : {TraversalOptions{.relationships = "A|B>|<C"},
                                          TraversalOptions{.relationships = ">", .relationship_where = late},
                                          TraversalOptions{.labels = "-M", .where = old}}) {
    for (NodeId root = 0; root < graph.node_count(); ++root) {
      const auto asked = [&](const EdgeGraph& one) {
        return value_or_throw(value_or_throw(Traversal::compile(one, options)).nodes(root));
      };
      EXPECT_EQ(asked(graph), asked(same));
    }
  }
}

template <typename T>
class NumberColumns : public EdgeGraphFile {};

using Numbers = testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                               std::uint32_t, std::uint64_t, float, double>;
TYPED_TEST_SUITE(NumberColumns, Numbers);

template <typename T>
Item item_of() {
  if constexpr (std::is_same_v<T, float>) return Item::float32;
  if constexpr (std::is_same_v<T, double>) return Item::float64;
  constexpr int kLog = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return static_cast<Item>(static_cast<int>(std::is_signed_v<T> ? Item::int8 : Item::uint8) + kLog);
}

TYPED_TEST(NumberColumns, are_kept_with_their_nulls_strides_and_offsets) {
  const std::vector<TypeParam> values{5, 0, 7, 0, 9, 0, 11, 0};
  ArrayView view = view_of(item_of<TypeParam>(), values);
  view.length = 4;
  view.stride = 2 * sizeof(TypeParam);
  const std::uint8_t validity[] = {0b0110'1000};  // of items 3 to 6: yes, no, yes, yes
  view.validity = validity;
  view.first = 3;
  const EdgeGraph graph = with_property(view);
  const EdgeGraph same = this->saved(graph);
  EXPECT_TRUE(same.properties()[0].values.is_contiguous());
  for (const int value : {5, 7, 9, 11}) {
    EXPECT_EQ(where(same, "p", Comparison::equal, std::int64_t{value}),
              where(graph, "p", Comparison::equal, std::int64_t{value}));
  }
  EXPECT_EQ(where(same, "p", Comparison::greater, std::int64_t{0}), (std::vector<NodeId>{0, 2, 3}));
}

TEST_F(EdgeGraphFile, times_keep_what_is_none) {
  const std::vector<std::int64_t> times{5, INT64_MIN, 7};
  EXPECT_EQ(where(saved(with_property(view_of(Item::ticks, times))), "p", Comparison::less, std::int64_t{9}),
            (std::vector<NodeId>{0, 2}));
}

TEST_F(EdgeGraphFile, flags_are_kept_as_bytes_and_as_bits) {
  const std::vector<std::uint8_t> flags{1, 0, 1};
  EXPECT_EQ(where(saved(with_property(view_of(Item::boolean, flags))), "p", Comparison::equal, true),
            (std::vector<NodeId>{0, 2}));
  const std::vector<std::uint8_t> bits{0b0010'1000};
  const ArrayView view{.item = Item::bit, .length = 3, .data = bits.data(), .first = 3};
  const EdgeGraph same = saved(with_property(view));
  EXPECT_EQ(where(same, "p", Comparison::equal, true), (std::vector<NodeId>{0, 2}));
  EXPECT_EQ(same.properties()[0].values.validity, nullptr);
}

TEST_F(EdgeGraphFile, texts_of_arrow_are_kept_from_their_first_one_on) {
  const std::string letters = "ignoredannbob";
  const std::vector<std::int32_t> offsets{0, 7, 10, 10, 13};
  const std::uint8_t validity[] = {0b1010};
  const ArrayView view{.item = Item::text,
                       .length = 3,
                       .data = reinterpret_cast<const std::uint8_t*>(letters.data()),
                       .offsets = offsets.data() + 1,
                       .validity = validity,
                       .first = 1};
  const EdgeGraph same = saved(with_property(view));
  EXPECT_EQ(where(same, "p", Comparison::equal, "ann"), (std::vector<NodeId>{0}));
  EXPECT_EQ(where(same, "p", Comparison::greater_or_equal, ""), (std::vector<NodeId>{0, 2}));
}

TEST_F(EdgeGraphFile, large_texts_are_kept) {
  const std::string letters = "annbob";
  const std::vector<std::int64_t> offsets{0, 3, 6};
  const ArrayView view{.item = Item::large_text,
                       .length = 2,
                       .data = reinterpret_cast<const std::uint8_t*>(letters.data()),
                       .offsets = offsets.data()};
  const EdgeGraph same = saved(with_property(view));
  EXPECT_EQ(same.properties()[0].values.item, Item::large_text);
  EXPECT_EQ(where(same, "p", Comparison::equal, "bob"), (std::vector<NodeId>{1}));
}

TEST_F(EdgeGraphFile, slices_and_views_of_texts_become_texts) {
  const std::vector<std::string_view> slices{"ann", {}, "", "bob"};
  const EdgeGraph same = saved(with_property(view_of(Item::slices, slices)));
  EXPECT_EQ(same.properties()[0].values.item, Item::text);
  EXPECT_EQ(where(same, "p", Comparison::equal, "bob"), (std::vector<NodeId>{3}));
  EXPECT_EQ(where(same, "p", Comparison::equal, ""), (std::vector<NodeId>{2}));

  const std::string far = "a text that is too long to lie in its view";
  const void* const buffers[] = {far.data()};
  struct View {
    std::int32_t size;
    char begin[4];
    std::int32_t buffer;
    std::int32_t offset;
  };
  const std::vector<View> views{{2, "ab", 0, 0}, {static_cast<std::int32_t>(far.size()), "a t", 0, 0}};
  ArrayView view = view_of(Item::text_view, views);
  view.width = 0;
  view.buffers = buffers;
  EXPECT_EQ(where(saved(with_property(view)), "p", Comparison::equal, far), (std::vector<NodeId>{1}));
}

TEST_F(EdgeGraphFile, texts_of_one_width_are_kept) {
  const std::string padded("annbo\0eve", 9);
  const ArrayView narrow{.item = Item::bytes,
                         .length = 3,
                         .data = reinterpret_cast<const std::uint8_t*>(padded.data()),
                         .stride = 3,
                         .width = 3};
  EXPECT_EQ(where(saved(with_property(narrow)), "p", Comparison::equal, "bo"), (std::vector<NodeId>{1}));
  const std::u32string wide(U"a\0éß", 4);
  const ArrayView characters{.item = Item::ucs4,
                             .length = 2,
                             .data = reinterpret_cast<const std::uint8_t*>(wide.data()),
                             .stride = 8,
                             .width = 8};
  EXPECT_EQ(where(saved(with_property(characters)), "p", Comparison::equal, "éß"), (std::vector<NodeId>{1}));
}

TEST_F(EdgeGraphFile, dictionaries_are_kept_and_places_outside_of_them_are_nulls) {
  const EdgeGraph same = saved(rich_graph());
  const ArrayView& kind = same.find_property("kind")->values;
  ASSERT_NE(kind.dictionary, nullptr);
  EXPECT_EQ(where(same, "kind", Comparison::equal, "y"), (std::vector<NodeId>{1, 4, 7}));
  EXPECT_FALSE(kind.is_there(3));
  EXPECT_FALSE(kind.is_there(8));
}

// Every value, as text.
std::string shown(const NodeProperty& column, std::int64_t i) {  // NOLINT(misc-no-recursion)
  if (!column.values.is_there(i)) return "null";
  std::string text;
  if (column.is_list()) {
    for (std::int64_t item = column.list_offsets()[i]; item < column.list_offsets()[i + 1]; ++item) {
      text += shown(column.children[0], item) + " ";
    }
    return "[" + text + "]";
  }
  if (column.is_struct()) {
    for (const NodeProperty& field : column.children) text += field.name + "=" + shown(field, i) + " ";
    return "{" + text + "}";
  }
  if (!column::is_text(column.values.item)) return std::to_string(column::place_at(column.values, i));
  const std::string_view found = column::text_at(column.values, i);
  return found.data() == nullptr ? "null" : std::string(found);
}

std::vector<std::string> shown(const NodeProperty& column) {
  std::vector<std::string> all;
  for (std::int64_t i = 0; i < column.values.length; ++i) all.push_back(shown(column, i));
  return all;
}

TEST_F(EdgeGraphFile, lists_and_structs_are_kept_and_can_be_compared) {
  const EdgeGraph graph = rich_graph();
  EXPECT_EQ(shown(*graph.find_property("listed"))[1], "[null 3 ]");
  EXPECT_EQ(shown(*graph.find_property("fielded"))[0], "{town=Oslo listed=[1 ] }");
  const EdgeGraph same = saved(graph);
  for (const char* name : {"listed", "fielded"}) {
    EXPECT_EQ(shown(*same.find_property(name)), shown(*graph.find_property(name)));
  }
  EXPECT_EQ(same.find_property("listed")->list_offsets()[0], 0);
  const PropertyValue day = TimeValue{{TimeKind::moment, TimeUnit::hour}, 3 * 24};
  EXPECT_EQ(where(same, "listed", Comparison::contains, day), (std::vector<NodeId>{1}));
}

TEST_F(EdgeGraphFile, lists_and_structs_go_with_their_nodes_and_change) {
  const PropertyValue days = PropertyList{{{{}, std::int64_t{7}}, {{}, PropertyValue()}}};
  const GraphChanges changes{.added_nodes = 1,
                             .removed_nodes = {4},
                             .properties = {{10, "listed", days},
                                            {0, "fielded", PropertyFields{{{"town", "Graz"}, {"listed", days}}}},
                                            {1, "new", PropertyList{{{{}, "a"}, {{}, "b"}}}}}};
  const EdgeGraph graph = value_or_throw(merged(rich_graph(), {&changes, 1}, true));
  auto listed_before = shown(*rich_graph().find_property("listed"));
  listed_before[4] = "null";
  listed_before.push_back("[7 null ]");
  EXPECT_EQ(shown(*graph.find_property("listed")), listed_before);
  EXPECT_EQ(shown(*graph.find_property("fielded"))[0], "{town=Graz listed=[7 null ] }");
  EXPECT_EQ(shown(*graph.find_property("fielded"))[10], "null");
  EXPECT_EQ(where(graph, "new", Comparison::contains, "b"), (std::vector<NodeId>{1}));
  EXPECT_EQ(shown(*saved(graph).find_property("new")), shown(*graph.find_property("new")));
}

TEST_F(EdgeGraphFile, values_that_lists_and_structs_cannot_have_are_refused) {
  for (const PropertyValue& value :
       std::vector<PropertyValue>{"a", PropertyList{{{{}, "a"}}}, PropertyFields{{{"town", "Graz"}}},
                                  TimeValue{{TimeKind::moment, TimeUnit::day}, 1}}) {
    const GraphChanges changes{.properties = {{3, "listed", value}}};
    EXPECT_EQ(merged(rich_graph(), {&changes, 1}, true).error().code, Errc::invalid_argument);
  }
  const GraphChanges changes{.properties = {{3, "fielded", PropertyFields{{{"street", "A"}}}}}};
  EXPECT_NE(merged(rich_graph(), {&changes, 1}, true).error().message.find("found a struct"), std::string::npos);
}

TEST_F(EdgeGraphFile, times_of_other_units_become_those_of_their_column_where_nothing_is_lost) {
  const std::vector<std::int32_t> days{1, 2};
  EdgeTable table{.nodes = 2};
  table.properties = {{"day", view_of(Item::int32, days), nullptr, "tdD"}};
  const EdgeGraph base = value_or_throw(EdgeGraph::from_edges(std::move(table)));
  const auto at = [&](std::int64_t seconds) {
    const GraphChanges changes{.properties = {{0, "day", TimeValue{{TimeKind::moment, TimeUnit::second}, seconds}}}};
    return merged(base, {&changes, 1}, false);
  };
  EXPECT_EQ(shown(*value_or_throw(at(86'400 * 7)).find_property("day")), (std::vector<std::string>{"7", "2"}));
  EXPECT_FALSE(at(86'401));
}

TEST_F(EdgeGraphFile, columns_that_stand_too_deep_within_others_are_refused) {
  NodeProperty column = listed();
  for (std::size_t i = 0; i < kMaxNesting; ++i) {
    NodeProperty outer{"p", {.item = Item::boolean, .length = 10}, nullptr, kStructType};
    outer.children.push_back(std::move(column));
    column = std::move(outer);
  }
  EdgeTable table{.nodes = 10};
  table.properties = {column.children[0]};
  value_or_throw(value_or_throw(EdgeGraph::from_edges(table)).save(path()));
  EXPECT_TRUE(EdgeGraph::open(path()));
  table.properties = {column};
  EXPECT_EQ(value_or_throw(EdgeGraph::from_edges(table)).save(path()).error().code, Errc::limit);
}

TEST_F(EdgeGraphFile, a_dictionary_of_a_dictionary_is_refused) {
  const std::vector<std::int8_t> codes{0};
  ArrayView inner = view_of(Item::int8, codes);
  ArrayView middle = inner;
  middle.dictionary = &inner;
  ArrayView outer = inner;
  outer.dictionary = &middle;
  EXPECT_EQ(with_property(outer).save(path()).error().code, Errc::unsupported);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(EdgeGraphFile, keys_and_a_note_are_kept_beside_the_graph) {
  const std::vector<std::int64_t> ids{30, 10, 20, 5, 6, 7, 8, 9, 11, 12};
  const GraphExtras extras{.keys = NodeProperty{"numbers", view_of(Item::int64, ids), nullptr}, .note = "of May"};
  value_or_throw(save_edge_graph(rich_graph(), path(), extras));
  const SavedGraph saved = value_or_throw(open_edge_graph(path()));
  EXPECT_EQ(saved.extras.note, "of May");
  ASSERT_TRUE(saved.extras.keys);
  EXPECT_EQ(saved.extras.keys->name, "numbers");
  const auto* kept = reinterpret_cast<const std::int64_t*>(saved.extras.keys->values.data);
  EXPECT_EQ(std::vector<std::int64_t>(kept, kept + ids.size()), ids);
}

TEST_F(EdgeGraphFile, keys_are_one_for_each_node) {
  const std::vector<std::int64_t> ids{1, 2};
  const GraphExtras extras{.keys = NodeProperty{"", view_of(Item::int64, ids), nullptr}};
  EXPECT_EQ(save_edge_graph(rich_graph(), path(), extras).error().message,
            "save: expected a key for each of 10 nodes, found 2");
}

TEST_F(EdgeGraphFile, a_graph_keeps_its_file_when_another_takes_its_name) {
  const EdgeGraph first = saved(rich_graph());
  const EdgeGraph second = saved(random_edges(3, 50, 200).graph());
  expect_same(first, rich_graph());
  EXPECT_EQ(second.node_count(), 50U);
}

TEST_F(EdgeGraphFile, a_graph_that_cannot_be_written_leaves_the_old_file) {
  const EdgeGraph graph = saved(rich_graph());
  const std::string before = path_.bytes();
  CancelToken token;
  token.cancel();
  EXPECT_EQ(graph.save(path(), Stop{.cancel = &token}).error().code, Errc::cancelled);
  EXPECT_EQ(path_.bytes(), before);
  EXPECT_FALSE(std::filesystem::exists(path().string() + ".tmp"));
  EXPECT_EQ(EdgeGraph::open(path(), Stop{.cancel = &token}).error().code, Errc::cancelled);
}

TEST_F(EdgeGraphFile, errors_name_the_file) {
  EXPECT_NE(EdgeGraph::open(path()).error().message.find(path().string()), std::string::npos);
  EXPECT_NE(rich_graph().save(path() / "x").error().message.find(path().string()), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::graph
