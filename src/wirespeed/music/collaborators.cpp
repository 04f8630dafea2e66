#include "wirespeed/music/collaborators.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/music/releases.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::NodeId;

struct Meeting {
  NodeId artist;
  std::int64_t year;
};

Result<std::vector<Meeting>> find_meetings(const Catalog& catalog, NodeId artist, const Stop& stop) {
  std::vector<Meeting> meetings;
  const auto by = catalog.schema().by;
  const auto visit = [&](NodeId release) {
    const graph::Neighbors artists = catalog.graph().neighbors(release, by, Direction::out);
    if (artists.size() < 2) return;
    const std::int64_t year = year_of(catalog, release);
    for (std::size_t i = 0; i < artists.size(); ++i) {
      if (artists[i] != artist) meetings.push_back({artists[i], year});
    }
  };
  auto ok = for_each_release(releases_of(catalog, artist, by), stop, "collaborators", visit);
  if (!ok) return std::unexpected(std::move(ok).error());
  return meetings;
}

void add_year(Collaborator& collaborator, std::int64_t year) {
  if (year == kNoYear) return;
  if (collaborator.first_year == 0) collaborator.first_year = year;
  collaborator.last_year = year;
}

// REQUIRES: ascending by artist, then year
std::vector<Collaborator> count(const std::vector<Meeting>& meetings) {
  std::vector<Collaborator> counted;
  for (const Meeting& meeting : meetings) {
    if (counted.empty() || counted.back().artist != meeting.artist) counted.push_back({meeting.artist, 0, 0, 0});
    ++counted.back().releases;
    add_year(counted.back(), meeting.year);
  }
  return counted;
}

bool is_before(const Collaborator& a, const Collaborator& b) {
  return std::tuple(b.releases, a.artist) < std::tuple(a.releases, b.artist);
}

}  // namespace

Result<Collaborators> collaborators(const Catalog& catalog, NodeId artist, Page page, const Stop& stop) {
  auto meetings = find_meetings(catalog, artist, stop);
  if (!meetings) return std::unexpected(std::move(meetings).error());
  std::ranges::sort(*meetings, {}, [](const Meeting& one) { return std::tuple(one.artist, one.year); });
  std::vector<Collaborator> all = count(*meetings);
  const std::size_t begin = std::min(page.offset, all.size());
  const std::size_t end = begin + std::min(page.limit, all.size() - begin);
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(end), all.end(), is_before);
  return Collaborators{
      {all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)}, all.size()};
}

}  // namespace wirespeed::music
