#include "music.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace discography {
namespace {

using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;
using wirespeed::SectionFile;
using wirespeed::graph::Direction;
using wirespeed::graph::Graph;
using wirespeed::graph::LabelId;
using wirespeed::graph::NodeId;
using wirespeed::graph::TypeId;

bool equals_in_any_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The number of the name among `count` names; an error that lists them.
template <typename NameOf>
Result<std::size_t> find_name(const char* what, std::string_view name, std::size_t count, NameOf name_of) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    if (equals_in_any_case(name, name_of(i))) return i;
    all += fmt::format("{}{}", i == 0 ? "" : ", ", name_of(i));
  }
  return fail(Errc::invalid_argument, "expected a {} of {}, found \"{}\"", what, all, name);
}

}  // namespace

Result<Music> Music::open(const std::filesystem::path& directory) {
  const bool is_directory = std::filesystem::is_directory(directory);
  auto opened = SectionFile::open(is_directory ? directory / wirespeed::graph::kSnapshotName : directory);
  if (!opened) return std::unexpected(opened.error());
  auto file = std::make_shared<const SectionFile>(std::move(*opened));
  auto graph = Graph::open(file);
  if (!graph) return std::unexpected(graph.error());
  auto index = wirespeed::search::Index::open(*file);
  if (!index) return std::unexpected(index.error());
  return Music(std::move(file), std::move(*graph), std::move(*index));
}

Result<LabelId> Music::label(std::string_view name) const {
  const auto name_of = [this](std::size_t i) { return graph_.label_name(static_cast<LabelId>(i)); };
  auto found = find_name("label", name, graph_.label_count(), name_of);
  if (!found) return std::unexpected(found.error());
  return static_cast<LabelId>(*found);
}

Result<TypeId> Music::type(std::string_view name) const {
  const auto name_of = [this](std::size_t i) { return graph_.type_name(static_cast<TypeId>(i)); };
  auto found = find_name("relationship type", name, graph_.type_count(), name_of);
  if (!found) return std::unexpected(found.error());
  return static_cast<TypeId>(*found);
}

std::string Music::name_of(NodeId id) const {
  const auto node = graph_.node(id);
  if (!node.name().empty()) return std::string(node.name());
  return fmt::format("({} {})", node.label_name(), id_text(*this, id));
}

std::uint64_t Music::popularity(NodeId node) const {
  struct Counted {
    std::string_view type;
    Direction direction;
  };
  constexpr std::array<Counted, 5> kCounted = {{{"BY", Direction::in},
                                                {"ON", Direction::in},
                                                {"IS", Direction::in},
                                                {"DERIVED_FROM", Direction::in},
                                                {"CREDITED_ON", Direction::out}}};
  std::uint64_t sum = 0;
  for (const Counted& counted : kCounted) {
    if (const auto type = graph_.type(counted.type)) sum += graph_.degree(node, *type, counted.direction);
  }
  return sum;
}

void add_node_members(wirespeed::JsonWriter& json, const Music& music, NodeId id) {
  const auto node = music.graph().node(id);
  json.member("label", node.label_name()).key("id");
  const auto external = node.external_id();
  external ? json.value(*external) : json.null();
  json.key("name");
  node.name().empty() ? json.null() : json.value(node.name());
}

std::string id_text(const Music& music, NodeId node) {
  const auto id = music.graph().node(node).external_id();
  return id ? std::to_string(*id) : "-";
}

}  // namespace discography
