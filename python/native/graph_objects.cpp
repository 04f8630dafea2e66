#include "graph_objects.hpp"

#include "wirespeed/base/hash.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using graph::Direction;
using graph::NodeId;

constexpr std::string_view kOut = "out";
constexpr std::string_view kIn = "in";
constexpr std::string_view kBoth = "both";

std::uint64_t identity_of(const SectionFile& file) {
  Hash64 hash;
  for (const Section& section : file.sections()) {
    hash.update({reinterpret_cast<const std::uint8_t*>(section.name.data()), section.name.size()});
    hash.update({reinterpret_cast<const std::uint8_t*>(&section.hash), sizeof(section.hash)});
  }
  return hash.finish();
}

// The argument's alternatives, as a node of the snapshot.
struct ToNode {
  const Snapshot& snapshot;

  Result<NodeId> operator()(const Node& node) const {
    if (node.snapshot->identity == snapshot.identity) return node.id;
    return fail(Errc::invalid_argument, "graph: expected a node of {}, found one of {}; look it up by label and id",
                snapshot.file->path().string(), node.snapshot->file->path().string());
  }

  Result<NodeId> operator()(std::int64_t dense_id) const {
    const std::uint64_t count = snapshot.graph.node_count();
    if (dense_id >= 0 && static_cast<std::uint64_t>(dense_id) < count) return static_cast<NodeId>(dense_id);
    return fail(Errc::not_found, "graph: expected a dense id of 0 to {}, found {}", count - 1, dense_id);
  }

  Result<NodeId> operator()(const std::pair<std::string, std::int64_t>& named) const {
    const auto& [label_name, id] = named;
    auto label = snapshot.graph.label(label_name);
    if (!label) return std::unexpected(std::move(label).error());
    if (id < 0 || id > UINT32_MAX) return fail(Errc::not_found, "graph: there is no {} with id {}", label_name, id);
    auto node = snapshot.graph.node(*label, static_cast<graph::ExternalId>(id));
    if (!node) return std::unexpected(std::move(node).error());
    return node->id();
  }
};

}  // namespace

Result<SnapshotPtr> Snapshot::open(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool is_directory = std::filesystem::is_directory(path, ignored);
  auto opened = SectionFile::open(is_directory ? path / graph::kSnapshotName : path);
  if (!opened) return std::unexpected(std::move(opened).error());
  auto file = std::make_shared<const SectionFile>(std::move(*opened));
  auto graph = graph::Graph::open(file);
  if (!graph) return std::unexpected(std::move(graph).error());
  const std::uint64_t identity = identity_of(*file);
  return std::make_shared<const Snapshot>(Snapshot{std::move(file), std::move(*graph), identity});
}

std::string repr_of(std::string_view text) { return nb::cast<std::string>(nb::repr(nb::cast(Text{text}))); }

std::optional<Text> name_of(const Node& node) {
  const std::string_view name = node.view().name();
  return name.empty() ? std::nullopt : std::optional(Text{name});
}

std::vector<Node> nodes_of(const SnapshotPtr& snapshot, const std::vector<NodeId>& ids) {
  std::vector<Node> nodes;
  nodes.reserve(ids.size());
  for (const NodeId id : ids) nodes.push_back({snapshot, id});
  return nodes;
}

DirectionName direction_name(Direction direction) noexcept {
  if (direction == Direction::both) return {kBoth};
  return {direction == Direction::out ? kOut : kIn};
}

NodeId node_of(const Snapshot& snapshot, const NodeArgument& node) {
  return value_or_throw(std::visit(ToNode{snapshot}, node));
}

Direction direction_of(DirectionName name) {
  for (const Direction direction : {Direction::out, Direction::in, Direction::both}) {
    if (direction_name(direction).text == name.text) return direction;
  }
  throw Exception(
      {Errc::invalid_argument, fmt::format("direction: expected out, in or both, found \"{}\"", name.text)});
}

std::vector<std::string> names_of(NamesArgument names) {
  if (auto* one = std::get_if<std::string>(&names)) return {std::move(*one)};
  return std::get<std::vector<std::string>>(std::move(names));
}

std::uint64_t count_of(std::int64_t value, const char* name) {
  if (value >= 0) return static_cast<std::uint64_t>(value);
  throw Exception({Errc::invalid_argument, fmt::format("{}: expected a number >= 0, found {}", name, value)});
}

}  // namespace wirespeed::python
