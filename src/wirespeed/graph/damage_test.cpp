// A snapshot that was cut or altered: an error, or an answer; never a crash (the sanitizers look on).
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

class DamageTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_.build(fill_toy_graph);
    whole_ = value_or_throw(read_file(directory_.snapshot()));
  }
  void replace(std::string_view bytes) { std::ofstream(directory_.snapshot(), std::ios::binary) << bytes; }

  static void ask_about_node(const Graph& graph, NodeId node) {
    const NodeView view = graph.node(node);
    (void)view.properties();
    (void)view.external_id();
    (void)graph.find(view.label(), view.name());
    (void)graph.trends(node);
    for (const Category& category : graph.explore(node)) (void)names(graph, category.neighbors);
    for (std::uint16_t type = 0; type < graph.type_count(); ++type) {
      const Neighbors row = graph.neighbors(node, TypeId{type}, Direction::out);
      for (std::size_t i = 0; i < row.size(); ++i) (void)graph.value_text(TypeId{type}, row.value(i));
    }
  }

  // Every kind of question, answers unread. In a graph that claims to be large: about its first nodes.
  static void ask_everything(const Graph& graph) {
    const auto count = static_cast<NodeId>(std::min<std::uint64_t>(graph.node_count(), 16));
    for (NodeId node = 0; node < count; ++node) {
      ask_about_node(graph, node);
      (void)graph.shortest_path(node, count - 1 - node, {.hub_degree = node % 3});
    }
    for (std::uint16_t label = 0; label < graph.label_count(); ++label) {
      for (const ExternalId id : {0u, 7u, 194u, 4000000000u}) (void)graph.find_node(LabelId{label}, id);
    }
    (void)graph.memory();
  }

  // True if anything noticed.
  bool noticed() {
    const auto graph = Graph::open(directory_.path());
    if (!graph) return true;
    ask_everything(*graph);
    return !graph->verify();
  }

  ToyDirectory directory_{testing::UnitTest::GetInstance()->current_test_info()->name()};
  std::string whole_;
};

TEST_F(DamageTest, every_truncation_is_an_error_at_open) {
  for (std::size_t size = 0; size < whole_.size(); size += 1 + size / 97) {
    replace(std::string_view(whole_).substr(0, size));
    EXPECT_FALSE(Graph::open(directory_.path())) << "cut to " << size;
  }
}

TEST_F(DamageTest, every_altered_byte_of_a_section_is_noticed_by_verify_and_survived_by_questions) {
  const auto file = value_or_throw(SectionFile::open(directory_.snapshot()));
  for (const Section& section : file.sections()) {
    for (std::size_t i = section.offset; i < section.offset + section.size; ++i) {
      std::string altered = whole_;
      altered[i] = static_cast<char>(altered[i] ^ (i % 2 == 0 ? 0xFF : 0x01));
      replace(altered);
      EXPECT_TRUE(noticed()) << section.name << " byte " << i - section.offset;
    }
  }
}

// Its checksum is not read at open, so its bytes are believed as far as they can be.
TEST_F(DamageTest, a_description_that_lies_is_refused_or_survived) {
  const auto file = value_or_throw(SectionFile::open(directory_.snapshot()));
  const auto description = std::ranges::find(file.sections(), "graph/description", &Section::name);
  for (std::size_t i = description->offset; i < description->offset + description->size; ++i) {
    for (const char value : {'\x00', '\x01', '\x7F', '\xFF'}) {
      std::string altered = whole_;
      altered[i] = value;
      replace(altered);
      EXPECT_EQ(noticed(), altered != whole_);
    }
  }
}

// Sections whose checksums fit but whose content was made by somebody else.
class ForgeryTest : public DamageTest {
 protected:
  // The same file, but for one section.
  void forge(std::string_view name, ByteView bytes) {
    const auto file = value_or_throw(SectionFile::open(directory_.snapshot()));
    const auto copy = directory_.path() / "forged";
    auto writer = value_or_throw(SectionWriter::create(copy));
    for (const Section& section : file.sections()) {
      value_or_throw(
          writer.add(section.name, section.name == name ? bytes : value_or_throw(file.section(section.name))));
    }
    value_or_throw(writer.commit());
    std::filesystem::rename(copy, directory_.snapshot());
  }
};

TEST_F(ForgeryTest, an_array_of_another_length_is_refused_by_name) {
  const std::uint8_t none[] = {0, 0, 0, 0};
  forge("graph/types/0/in/neighbors", none);
  EXPECT_NE(Graph::open(directory_.path()).error().message.find("graph/types/0/in/neighbors: expected"),
            std::string::npos);
}

TEST_F(ForgeryTest, verify_finds_a_neighbour_outside_its_range) {
  const std::uint8_t far[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  forge("graph/types/0/in/neighbors", far);
  const auto graph = value_or_throw(Graph::open(directory_.path()));
  ask_everything(graph);
  EXPECT_NE(graph.verify().error().message.find("BY: a neighbour lies outside its range"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::graph
