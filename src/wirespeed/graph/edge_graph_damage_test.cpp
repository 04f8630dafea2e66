// The file of a graph that was cut, altered or forged: an error, or answers; never a crash (the sanitizers look on).
#include "wirespeed/base/section_file_fixture.hpp"
#include "wirespeed/graph/edge_graph_file_fixture.hpp"
#include "wirespeed/graph/edited_column.hpp"

namespace wirespeed::graph {
namespace {

class EdgeGraphDamage : public testing::Test {
 protected:
  void SetUp() override {
    const std::vector<std::string_view> ids{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    const GraphExtras extras{.keys = NodeProperty{"", view_of(column::Item::slices, ids), nullptr}, .note = "n"};
    value_or_throw(save_edge_graph(rich_graph(), path_.path(), extras));
    whole_ = path_.bytes();
  }

  Result<SavedGraph> open() const { return open_edge_graph(path_.path()); }
  std::string error() const { return open().error().message; }

  template <typename T>
  std::vector<T> section(std::string_view name) const {
    const auto file = value_or_throw(SectionFile::open(path_.path()));
    const auto items = value_or_throw(file.array<T>(name));
    return {items.begin(), items.end()};
  }
  template <typename T>
  void forge(std::string_view name, const std::vector<T>& items) const {
    path_.forge(name, {reinterpret_cast<const std::uint8_t*>(items.data()), items.size() * sizeof(T)});
  }

  GraphPath path_{testing::UnitTest::GetInstance()->current_test_info()->name()};
  std::string whole_;
};

// Whatever leads from one array into another.
void ask_everything(const EdgeGraph& graph) {
  const NodeId count = std::min<NodeId>(graph.node_count(), 16);
  for (const char* relationships : {"", ">", "A|<B"}) {
    const TraversalOptions options{.relationships = relationships, .max_depth = 3};
    const auto traversal = Traversal::compile(graph, options);
    for (NodeId root = 0; traversal && root < count; ++root) {
      const auto found = traversal->paths(root, {}, true);
      for (std::size_t i = 0; found && i < found->nodes.size(); ++i) ASSERT_LT(found->nodes[i], graph.node_count());
    }
  }
  for (const Relationships& one : graph.relationships()) {
    for (const std::uint32_t place : one.places_of_in(graph.node_count(), graph.numbering())) {
      ASSERT_LT(place, one.out.size());
    }
  }
  for (const NodeProperty& property : graph.properties()) {
    for (const ConditionValue& value : {ConditionValue(std::int64_t{9}), ConditionValue("ann")}) {
      for (const Comparison comparison : {Comparison::less, Comparison::contains}) {
        const auto condition = Condition::make(property, comparison, value);
        for (NodeId node = 0; condition && node < graph.node_count(); ++node) (void)condition->holds(node);
      }
    }
    (void)edited_column(property, std::vector<std::uint32_t>(graph.node_count()), {});
  }
}

TEST_F(EdgeGraphDamage, every_truncation_is_an_error) {
  std::vector<std::size_t> sizes;
  for (std::size_t size = 0; size < whole_.size(); size += 1 + size / 97) sizes.push_back(size);
  const auto sections = value_or_throw(SectionFile::open(path_.path())).sections();
  for (const Section& section : sections) {
    for (const std::size_t edge : {section.offset, section.offset + section.size}) {
      sizes.insert(sizes.end(), {edge - 1, edge, edge + 1});
    }
  }
  for (const std::size_t size : sizes) {
    path_.replace(std::string_view(whole_).substr(0, size));
    ASSERT_FALSE(open()) << "cut to " << size;
  }
}

TEST_F(EdgeGraphDamage, every_altered_byte_is_an_error) {
  for (std::size_t i = 0; i < whole_.size(); ++i) {
    std::string altered = whole_;
    altered[i] = static_cast<char>(altered[i] ^ (i % 2 == 0 ? 0xFF : 0x01));
    path_.replace(altered);
    ASSERT_FALSE(open()) << "byte " << i;
  }
}

TEST_F(EdgeGraphDamage, a_forged_byte_of_any_section_is_refused_or_survived) {
  const auto file = value_or_throw(SectionFile::open(path_.path()));
  for (const Section& section : file.sections()) {
    for (std::size_t i = 0; i < section.size; ++i) {
      for (const int value : {0x01, 0xFF}) {
        std::string altered = whole_;
        altered[section.offset + i] = static_cast<char>(value);
        path_.replace(resealed(std::move(altered), file.sections()));
        if (const auto opened = open(); opened) ask_everything(opened->graph);
      }
    }
  }
}

TEST_F(EdgeGraphDamage, a_section_of_another_length_is_refused_by_name) {
  const auto file = value_or_throw(SectionFile::open(path_.path()));
  for (const Section& section : file.sections()) {
    auto bytes = this->section<std::uint8_t>(section.name);
    const auto same = bytes;
    bytes.insert(bytes.end(), 8, 0);
    forge(section.name, bytes);
    EXPECT_NE(error().find(section.name), std::string::npos) << error();
    forge(section.name, same);
  }
}

TEST_F(EdgeGraphDamage, relationships_that_only_one_end_knows_are_refused) {
  auto targets = section<NodeId>("edges/types/0/out/targets");
  targets.front() = (targets.front() + 1) % 10;
  forge("edges/types/0/out/targets", targets);
  EXPECT_NE(error().find("expected the 6 relationships of edges/types/0/out, found others"), std::string::npos)
      << error();
}

// A search along them would find ever shorter ways.
TEST_F(EdgeGraphDamage, a_negative_weight_that_only_one_end_knows_is_refused) {
  auto weights = section<double>("edges/types/0/in/weights");
  weights.front() = -1;
  forge("edges/types/0/in/weights", weights);
  EXPECT_NE(error().find("of edges/types/0/out, found others"), std::string::npos) << error();
}

TEST_F(EdgeGraphDamage, places_that_are_no_order_are_refused) {
  auto places = section<NodeId>("edges/place_of");
  places[1] = places[0];
  forge("edges/place_of", places);
  EXPECT_NE(error().find("expected the node whose place is"), std::string::npos) << error();
}

TEST_F(EdgeGraphDamage, another_section_file_is_refused_by_what_it_is_not) {
  auto writer = value_or_throw(SectionWriter::create(path_.path()));
  value_or_throw(writer.add("other", bytes_of("abc")));
  value_or_throw(writer.commit());
  EXPECT_NE(error().find("expected a graph that save() wrote"), std::string::npos) << error();
}

TEST_F(EdgeGraphDamage, another_version_is_refused_with_both_numbers) {
  auto description = section<std::uint8_t>("edges/description");
  description[0] = 9;
  forge("edges/description", description);
  const Error found = open().error();
  EXPECT_EQ(found.code, Errc::unsupported);
  EXPECT_NE(found.message.find("expected a version up to 2, found 9; save the graph again"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::graph
