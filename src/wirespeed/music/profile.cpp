#include "wirespeed/music/profile.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/music/releases.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::NodeId;

constexpr std::size_t index_of(Dimension dimension) noexcept { return static_cast<std::size_t>(dimension); }

void count_sorted(std::vector<NodeId>& seen, std::vector<NodeCount>& counts) {
  std::ranges::sort(seen);
  counts.clear();
  for (const NodeId node : seen) {
    if (counts.empty() || counts.back().node != node) counts.push_back({node, 0});
    ++counts.back().count;
  }
}

}  // namespace

double Profile::length(std::size_t dimension) const {
  double squares = 0;
  for (const NodeCount& one : counts[dimension]) squares += static_cast<double>(one.count) * one.count;
  return std::sqrt(squares);
}

ProfileReader::ProfileReader(const Catalog& catalog)
    : catalog_(catalog), genres_(catalog.graph().range(catalog.schema().genre)) {}

graph::NodeRange ProfileReader::features(Dimension dimension) const {
  const Schema& schema = catalog_.schema();
  switch (dimension) {
    case Dimension::genres:
      return genres_;
    case Dimension::styles:
      return catalog_.graph().range(schema.style);
    case Dimension::labels:
      return catalog_.graph().range(schema.label);
    case Dimension::collaborators:
      break;
  }
  return catalog_.graph().range(schema.artist);
}

void ProfileReader::add(NodeId release, NodeId artist) {
  const graph::Graph& graph = catalog_.graph();
  const Schema& schema = catalog_.schema();
  const graph::Neighbors tags = graph.neighbors(release, schema.is, Direction::out);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    seen_[index_of(genres_.contains(tags[i]) ? Dimension::genres : Dimension::styles)].push_back(tags[i]);
  }
  const graph::Neighbors labels = graph.neighbors(release, schema.on, Direction::out);
  for (std::size_t i = 0; i < labels.size(); ++i) seen_[index_of(Dimension::labels)].push_back(labels[i]);
  const graph::Neighbors artists = graph.neighbors(release, schema.by, Direction::out);
  for (std::size_t i = 0; i < artists.size(); ++i) {
    if (artists[i] != artist) seen_[index_of(Dimension::collaborators)].push_back(artists[i]);
  }
}

Result<const Profile*> ProfileReader::read(NodeId artist, const Stop& stop) {
  for (auto& nodes : seen_) nodes.clear();
  const auto visit = [&](NodeId release) { add(release, artist); };
  auto ok = for_each_release(releases_of(catalog_, artist, catalog_.schema().by), stop, "profile", visit);
  if (!ok) return std::unexpected(std::move(ok).error());
  for (std::size_t i = 0; i < kDimensions; ++i) count_sorted(seen_[i], profile_.counts[i]);
  return &profile_;
}

}  // namespace wirespeed::music
