#include <unistd.h>

#include <algorithm>

#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/discogs/ingest.hpp"
#include "wirespeed/music/music_fixture.hpp"

namespace wirespeed::music {
namespace {

constexpr std::uint64_t kReleases = 3000;

class GeneratedMusic {
 public:
  GeneratedMusic()
      : path_(std::filesystem::temp_directory_path() / fmt::format("wirespeed_music_{}", ::getpid())),
        catalog_(make()) {}
  ~GeneratedMusic() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  GeneratedMusic(const GeneratedMusic&) = delete;
  GeneratedMusic& operator=(const GeneratedMusic&) = delete;

  const Catalog& catalog() const noexcept { return catalog_; }

 private:
  Catalog make() const {
    value_or_throw(discogs::generate({.releases = kReleases, .seed = 5, .out = path_ / "dumps", .threads = 1}));
    const auto dumps = value_or_throw(discogs::find_dumps({path_ / "dumps"}));
    value_or_throw(discogs::ingest(dumps, path_ / "music", {.threads = 1}));
    return value_or_throw(Catalog::open(path_ / "music"));
  }

  std::filesystem::path path_;
  Catalog catalog_;
};

}  // namespace

const Catalog& generated_catalog() {
  static const GeneratedMusic kMusic;
  return kMusic.catalog();
}

graph::NodeId most_popular(const Catalog& catalog, graph::LabelId label) {
  const graph::NodeRange range = catalog.graph().range(label);
  graph::NodeId best = range.begin;
  for (graph::NodeId node = range.begin; node < range.end; ++node) {
    if (catalog.popularity(node) > catalog.popularity(best)) best = node;
  }
  return best;
}

std::vector<graph::NodeId> some_of(const Catalog& catalog, graph::LabelId label) {
  const graph::NodeRange range = catalog.graph().range(label);
  std::vector<graph::NodeId> some = {most_popular(catalog, label)};
  for (graph::NodeId node = range.begin; node < range.end; node += std::max(1U, range.size() / 40)) {
    some.push_back(node);
  }
  return some;
}

}  // namespace wirespeed::music
