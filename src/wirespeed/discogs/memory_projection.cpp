#include "wirespeed/discogs/memory_projection.hpp"

#include <array>
#include <bit>
#include <string_view>

namespace wirespeed::discogs {
namespace {

constexpr double kBytesPerUnknownNode = 32;
constexpr double kBytesPerUnknownRelationship = 8;

struct PublishedLabel {
  std::string_view name;
  std::uint32_t nodes;
};
constexpr std::array<PublishedLabel, 6> kLabels = {{{"Genre", 16},
                                                    {"Style", 757},
                                                    {"Artist", 9'957'079},
                                                    {"Label", 2'349'729},
                                                    {"Master", 2'530'697},
                                                    {"Release", 18'952'204}}};

constexpr std::uint32_t nodes_of(std::string_view label) noexcept {
  for (const PublishedLabel& published : kLabels) {
    if (published.name == label) return published.nodes;
  }
  return 0;
}

constexpr std::uint32_t kArtists = nodes_of("Artist");
constexpr std::uint32_t kLabelNodes = nodes_of("Label");
constexpr std::uint32_t kMasters = nodes_of("Master");
constexpr std::uint32_t kReleases = nodes_of("Release");
constexpr std::uint32_t kGenres = nodes_of("Genre");
constexpr std::uint32_t kStyles = nodes_of("Style");

struct PublishedType {
  std::string_view name;
  std::uint32_t relationships;
  std::uint32_t sources;
  std::uint32_t targets;
};
constexpr std::array<PublishedType, 8> kTypes = {{{"BY", 26'000'000, kMasters + kReleases, kArtists},
                                                  {"ON", 20'600'000, kReleases, kLabelNodes},
                                                  {"IS", 61'200'000, kMasters + kReleases, kGenres + kStyles},
                                                  {"DERIVED_FROM", 19'000'000, kReleases, kMasters},
                                                  {"ALIAS_OF", 4'900'000, kArtists, kArtists},
                                                  {"MEMBER_OF", 2'300'000, kArtists, kArtists},
                                                  {"SUBLABEL_OF", 278'000, kLabelNodes, kLabelNodes},
                                                  {"PART_OF", 10'000, kStyles, kGenres}}};

double ratio(std::uint64_t bytes, std::uint64_t count) {
  return static_cast<double>(bytes) / static_cast<double>(count);
}

double node_bytes(const graph::MemoryReport& measured, const PublishedLabel& published) {
  for (const auto& label : measured.labels) {
    if (label.name != published.name || label.nodes == 0) continue;
    return ratio(label.ids + label.names + label.other, label.nodes) * published.nodes;
  }
  return kBytesPerUnknownNode * published.nodes;
}

// Bits of one relationship's two entries, one in each direction.
std::uint64_t bits(std::uint32_t sources, std::uint32_t targets) {
  return static_cast<std::uint64_t>(std::bit_width(sources)) + static_cast<std::uint64_t>(std::bit_width(targets));
}

double type_bytes(const graph::Graph& graph, const graph::MemoryReport::Type& measured,
                  const PublishedType& published) {
  const auto type = graph.type(published.name);
  if (!type || measured.relationships == 0) return kBytesPerUnknownRelationship * published.relationships;
  const double growth =
      ratio(bits(published.sources, published.targets), bits(graph.sources(*type).size(), graph.targets(*type).size()));
  const std::uint64_t ends = std::uint64_t{published.sources} + published.targets;
  return ratio(measured.neighbors, measured.relationships) * growth * published.relationships +
         ratio(measured.rows, measured.ends) * static_cast<double>(ends);
}

double type_bytes(const graph::Graph& graph, const graph::MemoryReport& measured, const PublishedType& published) {
  for (const auto& type : measured.types) {
    if (type.name == published.name) return type_bytes(graph, type, published);
  }
  return kBytesPerUnknownRelationship * published.relationships;
}

}  // namespace

MemoryProjection project_published(const graph::Graph& graph) {
  const graph::MemoryReport measured = graph.memory();
  MemoryProjection projection;
  double nodes = 0, topology = 0;
  for (const PublishedLabel& label : kLabels) {
    projection.nodes += label.nodes;
    nodes += node_bytes(measured, label);
  }
  for (const PublishedType& type : kTypes) {
    projection.relationships += type.relationships;
    topology += type_bytes(graph, measured, type);
  }
  projection.node_bytes = static_cast<std::uint64_t>(nodes);
  projection.topology_bytes = static_cast<std::uint64_t>(topology);
  return projection;
}

}  // namespace wirespeed::discogs
