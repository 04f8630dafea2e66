#include "wirespeed/music/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "wirespeed/base/hash.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::Graph;
using graph::LabelId;
using graph::NodeId;
using graph::TypeId;

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

// Finds names of a graph; of those that are missing, the first one is told.
class Finder {
 public:
  explicit Finder(const Graph& graph) : graph_(graph) {}

  LabelId label(const char* name) { return take(graph_.label(name)); }
  TypeId type(const char* name) { return take(graph_.type(name)); }
  Result<void> outcome() const { return outcome_; }

 private:
  template <typename Id>
  Id take(Result<Id> found) {
    if (found) return *found;
    if (outcome_) outcome_ = std::unexpected(std::move(found).error());
    return Id{};
  }

  const Graph& graph_;
  Result<void> outcome_;
};

// Questions count by places in these blocks.
Result<void> check_ends(const Graph& graph, const Schema& schema) {
  const graph::NodeRange tags = {graph.range(schema.genre).begin, graph.range(schema.style).end};
  const bool as_expected = graph.range(schema.genre).end == graph.range(schema.style).begin &&
                           graph.targets(schema.is) == tags && graph.targets(schema.by) == graph.range(schema.artist) &&
                           graph.targets(schema.on) == graph.range(schema.label) &&
                           graph.sources(schema.part_of) == graph.range(schema.style);
  if (as_expected) return {};
  return fail(Errc::malformed,
              "open music graph: expected BY, ON, IS and PART_OF between the labels of a dump, found others; ingest "
              "the dumps again");
}

}  // namespace

Result<Schema> Schema::of(const Graph& graph) {
  Finder find(graph);
  Schema schema{};
  schema.genre = find.label("Genre");
  schema.style = find.label("Style");
  schema.artist = find.label("Artist");
  schema.label = find.label("Label");
  schema.master = find.label("Master");
  schema.release = find.label("Release");
  schema.person = find.label("Person");
  schema.by = find.type("BY");
  schema.on = find.type("ON");
  schema.is = find.type("IS");
  schema.derived_from = find.type("DERIVED_FROM");
  schema.part_of = find.type("PART_OF");
  schema.credited_on = find.type("CREDITED_ON");
  if (auto ok = find.outcome(); !ok) return std::unexpected(std::move(ok).error());
  if (auto ok = check_ends(graph, schema); !ok) return std::unexpected(std::move(ok).error());
  return schema;
}

Result<Catalog> Catalog::open(const std::filesystem::path& directory) {
  std::error_code ignored;
  const bool is_directory = std::filesystem::is_directory(directory, ignored);
  auto opened = SectionFile::open(is_directory ? directory / graph::kSnapshotName : directory);
  if (!opened) return std::unexpected(opened.error());
  auto file = std::make_shared<const SectionFile>(std::move(*opened));
  auto graph = Graph::open(file);
  if (!graph) return std::unexpected(graph.error());
  auto index = search::Index::open(*file);
  if (!index) return std::unexpected(index.error());
  auto schema = Schema::of(*graph);
  if (!schema) return std::unexpected(schema.error());
  return Catalog(std::move(file), std::move(*graph), std::move(*index), *schema);
}

std::uint64_t Catalog::content_hash() const {
  Hash64 hash;
  for (const Section& section : file_->sections()) {
    hash.update(bytes_of(section.name));
    hash.update({reinterpret_cast<const std::uint8_t*>(&section.hash), sizeof section.hash});
  }
  return hash.finish();
}

Result<LabelId> Catalog::label(std::string_view name) const {
  const auto name_of = [this](std::size_t i) { return graph_.label_name(static_cast<LabelId>(i)); };
  auto found = find_name("label", name, graph_.label_count(), name_of);
  if (!found) return std::unexpected(found.error());
  return static_cast<LabelId>(*found);
}

Result<TypeId> Catalog::type(std::string_view name) const {
  const auto name_of = [this](std::size_t i) { return graph_.type_name(static_cast<TypeId>(i)); };
  auto found = find_name("relationship type", name, graph_.type_count(), name_of);
  if (!found) return std::unexpected(found.error());
  return static_cast<TypeId>(*found);
}

std::string Catalog::name_of(NodeId id) const {
  const auto node = graph_.node(id);
  if (!node.name().empty()) return std::string(node.name());
  return fmt::format("({} {})", node.label_name(), id_text(id));
}

std::string Catalog::id_text(NodeId node) const {
  const auto id = graph_.node(node).external_id();
  return id ? std::to_string(*id) : "-";
}

std::uint64_t Catalog::popularity(NodeId node) const {
  std::uint64_t sum = 0;
  for (const TypeId type : {schema_.by, schema_.on, schema_.is, schema_.derived_from}) {
    sum += graph_.degree(node, type, Direction::in);
  }
  return sum + graph_.degree(node, schema_.credited_on, Direction::out);
}

}  // namespace wirespeed::music
