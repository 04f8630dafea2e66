#include "wirespeed/music/genre_tree.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/music/releases.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::NodeId;

Result<GenreBranch> branch(const Catalog& catalog, NodeId genre, const Stop& stop) {
  const graph::Graph& graph = catalog.graph();
  const Schema& schema = catalog.schema();
  const graph::NodeRange tags = graph.targets(schema.is);
  std::vector<std::uint32_t> counts(tags.size());
  const graph::Neighbors releases = releases_of(catalog, genre, schema.is);
  auto ok = for_each_release(releases, stop, "genre tree", [&](NodeId release) {
    const graph::Neighbors row = graph.neighbors(release, schema.is, Direction::out);
    for (std::size_t i = 0; i < row.size(); ++i) ++counts[row[i] - tags.begin];
  });
  if (!ok) return std::unexpected(std::move(ok).error());
  GenreBranch made{genre, static_cast<std::uint32_t>(releases.size()), {}};
  const graph::Neighbors styles = graph.neighbors(genre, schema.part_of, Direction::in);
  made.styles.reserve(styles.size());
  for (std::size_t i = 0; i < styles.size(); ++i) {
    made.styles.push_back({styles[i], tags.contains(styles[i]) ? counts[styles[i] - tags.begin] : 0});
  }
  std::ranges::sort(made.styles, {}, [](const NodeCount& one) { return std::tuple(~one.count, one.node); });
  return made;
}

}  // namespace

Result<std::vector<GenreBranch>> genre_tree(const Catalog& catalog, const Stop& stop) {
  std::vector<GenreBranch> tree;
  const graph::NodeRange genres = catalog.graph().range(catalog.schema().genre);
  tree.reserve(genres.size());
  for (NodeId genre = genres.begin; genre < genres.end; ++genre) {
    auto made = branch(catalog, genre, stop);
    if (!made) return std::unexpected(std::move(made).error());
    tree.push_back(std::move(*made));
  }
  std::ranges::sort(tree, {}, [](const GenreBranch& one) { return std::tuple(~one.releases, one.genre); });
  return tree;
}

}  // namespace wirespeed::music
