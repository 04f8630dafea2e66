#include "wirespeed/music/label_dna.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <variant>

#include "wirespeed/music/releases.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::NodeId;

class DnaCounter {
 public:
  explicit DnaCounter(const Catalog& catalog)
      : catalog_(catalog), tags_(catalog.graph().targets(catalog.schema().is)), tag_counts_(tags_.size()) {}

  void add(NodeId release) {
    const graph::Graph& graph = catalog_.graph();
    const graph::Neighbors tags = graph.neighbors(release, catalog_.schema().is, Direction::out);
    for (std::size_t i = 0; i < tags.size(); ++i) ++tag_counts_[tags[i] - tags_.begin];
    const graph::Neighbors artists = graph.neighbors(release, catalog_.schema().by, Direction::out);
    for (std::size_t i = 0; i < artists.size(); ++i) artists_.push_back(artists[i]);
    if (const std::int64_t year = year_of(catalog_, release); year != kNoYear) ++decades_[year / 10 * 10];
    add_formats(release);
    ++releases_;
  }

  LabelDna finish() {
    LabelDna dna;
    dna.releases = releases_;
    dna.artists = count_artists();
    dna.genres = tags_in(catalog_.graph().range(catalog_.schema().genre));
    dna.styles = tags_in(catalog_.graph().range(catalog_.schema().style));
    for (const auto& [name, count] : formats_) dna.formats.push_back({name, count});
    std::ranges::sort(dna.formats, {}, [](const FormatCount& one) { return std::tuple(~one.count, one.name); });
    for (const auto& [year, count] : decades_) dna.decades.push_back({year, count});
    return dna;
  }

 private:
  // Of a release that comes as "LP, LP" one LP counts.
  void add_formats(NodeId release) {
    graph::Value formats = catalog_.graph().node(release).property("formats");
    auto* names = std::get_if<graph::TextList>(&formats);
    if (names == nullptr) return;
    std::ranges::sort(*names);
    const auto repeats = std::ranges::unique(*names);
    names->erase(repeats.begin(), repeats.end());
    for (const std::string_view name : *names) ++formats_[name];
  }

  std::uint32_t count_artists() {
    std::ranges::sort(artists_);
    return static_cast<std::uint32_t>(std::ranges::unique(artists_).begin() - artists_.begin());
  }

  std::vector<NodeCount> tags_in(graph::NodeRange range) const {
    std::vector<NodeCount> counts;
    counts.reserve(range.size());
    for (NodeId node = range.begin; node < range.end; ++node) {
      const std::uint32_t count = tags_.contains(node) ? tag_counts_[node - tags_.begin] : 0;
      if (count > 0) counts.push_back({node, count});
    }
    std::ranges::sort(counts, {}, [](const NodeCount& one) { return std::tuple(~one.count, one.node); });
    return counts;
  }

  const Catalog& catalog_;
  graph::NodeRange tags_;
  std::vector<std::uint32_t> tag_counts_;
  std::vector<NodeId> artists_;
  std::unordered_map<std::string_view, std::uint32_t> formats_;
  std::map<std::int64_t, std::uint32_t> decades_;
  std::uint32_t releases_ = 0;
};

}  // namespace

Result<LabelDna> label_dna(const Catalog& catalog, NodeId label, const Stop& stop) {
  DnaCounter counter(catalog);
  const auto visit = [&](NodeId release) { counter.add(release); };
  auto ok = for_each_release(releases_of(catalog, label, catalog.schema().on), stop, "label DNA", visit);
  if (!ok) return std::unexpected(std::move(ok).error());
  return counter.finish();
}

}  // namespace wirespeed::music
