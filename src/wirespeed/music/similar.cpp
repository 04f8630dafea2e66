#include "wirespeed/music/similar.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "wirespeed/graph/visits.hpp"
#include "wirespeed/music/profile.hpp"

namespace wirespeed::music {
namespace {

using graph::NodeId;

double score_of(const std::array<double, kDimensions>& parts) noexcept {
  double score = 0;
  for (std::size_t i = 0; i < kDimensions; ++i) score += kWeights[i] * parts[i];
  return score;
}

bool is_before(const Likeness& a, const Likeness& b) noexcept {
  return std::tuple(b.score, a.artist) < std::tuple(a.score, b.artist);
}

// The best of those that come, at most so many.
class Best {
 public:
  explicit Best(std::size_t limit) : limit_(limit) { heap_.reserve(limit + 1); }

  // A score that cannot enter any more.
  double floor() const noexcept { return heap_.size() < limit_ ? 0 : heap_.front().score; }

  void add(const Likeness& one) {
    heap_.push_back(one);
    std::ranges::push_heap(heap_, is_before);
    if (heap_.size() <= limit_) return;
    std::ranges::pop_heap(heap_, is_before);
    heap_.pop_back();
  }

  std::vector<Likeness> take() {
    std::ranges::sort(heap_, is_before);
    return std::move(heap_);
  }

 private:
  std::size_t limit_;
  std::vector<Likeness> heap_;  // the worst at the front
};

}  // namespace

// --- building --------------------------------------------------------------------------------------------------------

// First the rows of all artists one after the other, then turned around into lists by feature.
class ProfileBuilder {
 public:
  explicit ProfileBuilder(Profiles& profiles)
      : profiles_(profiles), reader_(profiles.catalog_), artists_(profiles.artists_) {}

  Result<void> run(const Stop& stop) {
    for (std::size_t i = 0; i < kDimensions; ++i) {
      auto& lists = profiles_.lists_[i];
      lists.features = reader_.features(static_cast<Dimension>(i));
      lists.offsets.assign(lists.features.size() + std::size_t{1}, 0);
    }
    for (NodeId artist = artists_.begin; artist < artists_.end; ++artist) {
      if (auto ok = add(artist, stop); !ok) return ok;
    }
    for (std::size_t i = 0; i < kDimensions; ++i) turn(i);
    return {};
  }

 private:
  struct Cell {
    std::uint32_t feature;
    float share;
  };
  struct Rows {
    std::vector<Cell> cells;
    std::vector<std::uint64_t> ends;  // of each artist's cells
  };

  Result<void> add(NodeId artist, const Stop& stop) {
    const auto profile = reader_.read(artist, stop);
    if (!profile) return std::unexpected(profile.error());
    for (std::size_t i = 0; i < kDimensions; ++i) {
      const double length = (*profile)->length(i);
      auto& lists = profiles_.lists_[i];
      for (const NodeCount& one : (*profile)->counts[i]) {
        const std::uint32_t feature = one.node - lists.features.begin;
        rows_[i].cells.push_back({feature, static_cast<float>(one.count / length)});
        ++lists.offsets[feature + std::size_t{1}];
      }
      rows_[i].ends.push_back(rows_[i].cells.size());
    }
    return {};
  }

  void turn(std::size_t dimension) {
    auto& lists = profiles_.lists_[dimension];
    const Rows rows = std::exchange(rows_[dimension], {});
    for (std::size_t i = 1; i < lists.offsets.size(); ++i) lists.offsets[i] += lists.offsets[i - 1];
    lists.entries.resize(rows.cells.size());
    std::vector<std::uint64_t> next(lists.offsets.begin(), lists.offsets.end() - 1);
    std::uint64_t cell = 0;
    for (std::uint32_t artist = 0; artist < artists_.size(); ++artist) {
      for (; cell < rows.ends[artist]; ++cell) {
        lists.entries[next[rows.cells[cell].feature]++] = {artist, rows.cells[cell].share};
      }
    }
  }

  Profiles& profiles_;
  ProfileReader reader_;
  graph::NodeRange artists_;
  std::array<Rows, kDimensions> rows_;
};

Profiles::Profiles(const Catalog& catalog)
    : catalog_(catalog), artists_(catalog.graph().range(catalog.schema().artist)) {}

Result<std::shared_ptr<const Profiles>> Profiles::build(const Catalog& catalog, const Stop& stop) {
  std::shared_ptr<Profiles> profiles(new Profiles(catalog));
  if (auto ok = ProfileBuilder(*profiles).run(stop); !ok) return std::unexpected(std::move(ok).error());
  return profiles;
}

std::uint64_t Profiles::bytes() const noexcept {
  std::uint64_t bytes = 0;
  for (const Lists& lists : lists_) {
    bytes += lists.offsets.size() * sizeof(std::uint64_t) + lists.entries.size() * sizeof(Entry);
  }
  return bytes;
}

// --- asking ----------------------------------------------------------------------------------------------------------

// The scores of one question, all 0 at first. Their memory goes from one question to the next; what several questions
// at once have more goes back to the system.
class Profiles::Lent {
 public:
  explicit Lent(const Profiles& profiles) : profiles_(profiles) {
    {
      const std::lock_guard lock(profiles.mutex_);
      scores_.swap(profiles.free_);
    }
    scores_.assign(profiles.artists_.size(), 0);
  }
  ~Lent() {
    const std::lock_guard lock(profiles_.mutex_);
    scores_.swap(profiles_.free_);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  Scores& operator*() noexcept { return scores_; }

 private:
  const Profiles& profiles_;
  Scores scores_;
};

std::span<const Profiles::Entry> Profiles::list(std::size_t dimension, NodeId feature) const {
  const Lists& lists = lists_[dimension];
  const std::size_t place = feature - lists.features.begin;
  return std::span(lists.entries).subspan(lists.offsets[place], lists.offsets[place + 1] - lists.offsets[place]);
}

Result<void> Profiles::add_up(const Profile& profile, Scores& scores, const Stop& stop) const {
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const double factor = kWeights[i] / profile.length(i);
    for (const NodeCount& one : profile.counts[i]) {
      if (auto ok = stop.check("similar artists"); !ok) return ok;
      const auto share = static_cast<float>(one.count * factor);
      const auto entries = list(i, one.node);
      graph::count_visits(1, entries.size());
      for (const Entry& entry : entries) scores[entry.artist] += share * entry.share;
    }
  }
  return {};
}

std::vector<Likeness> Profiles::best(NodeId artist, std::size_t count, const Scores& scores) const {
  Best best(count);
  for (std::uint32_t place = 0; place < artists_.size(); ++place) {
    const auto score = static_cast<double>(scores[place]);
    if (score > best.floor() && artists_.begin + place != artist) best.add({artists_.begin + place, score, {}});
  }
  return best.take();
}

// A second pass over the same lists: for artists on thousands of labels, looking each of them up in each list takes
// longer.
void Profiles::fill_parts(const Profile& profile, std::vector<Likeness>& found) const {
  std::vector<std::uint8_t> slots(artists_.size());  // 0: not found, else 1 + its place among those
  for (std::size_t i = 0; i < found.size(); ++i) {
    slots[found[i].artist - artists_.begin] = static_cast<std::uint8_t>(i + 1);
  }
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const double length = profile.length(i);
    for (const NodeCount& own : profile.counts[i]) {
      for (const Entry& entry : list(i, own.node)) {
        const std::uint8_t slot = slots[entry.artist];
        if (slot != 0) found[slot - 1U].parts[i] += own.count / length * static_cast<double>(entry.share);
      }
    }
  }
  for (Likeness& one : found) one.score = score_of(one.parts);
}

Result<std::vector<Likeness>> Profiles::similar(NodeId artist, std::size_t limit, const Stop& stop) const {
  constexpr std::size_t kSpare = 8;  // sums of floats may be in another order than their exact scores
  static_assert(kMaxSimilar + kSpare <= UINT8_MAX);
  ProfileReader reader(catalog_);
  const auto profile = reader.read(artist, stop);
  if (!profile) return std::unexpected(profile.error());
  Lent scores(*this);
  if (auto ok = add_up(**profile, *scores, stop); !ok) return std::unexpected(std::move(ok).error());
  std::vector<Likeness> found = best(artist, limit + kSpare, *scores);
  fill_parts(**profile, found);
  std::ranges::sort(found, is_before);
  found.resize(std::min(found.size(), limit));
  return found;
}

}  // namespace wirespeed::music
