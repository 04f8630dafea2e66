// Ours: module music on the snapshot, in a process that has just opened it.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <vector>

#include "contender.hpp"
#include "wirespeed/music/collaborators.hpp"
#include "wirespeed/music/genre_tree.hpp"
#include "wirespeed/music/label_dna.hpp"
#include "wirespeed/music/similar.hpp"

namespace {

using namespace wirespeed;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kChecked = 100;  // questions of each kind that the reference answers
constexpr std::size_t kShown = 20;

using Queries = std::map<std::string, std::vector<graph::ExternalId>>;  // by kind

Queries read_queries(const std::string& folder) {
  std::ifstream file(folder + "/queries.tsv");
  if (!file) throw std::runtime_error("open " + folder + "/queries.tsv: cannot be read");
  Queries queries;
  graph::ExternalId id = 0;
  for (std::string kind; file >> kind >> id;) queries[kind].push_back(id);
  return queries;
}

double milliseconds(SteadyClock::duration took) { return std::chrono::duration<double, std::milli>(took).count(); }

template <typename Work>
double time(const Work& work) {
  const auto start = SteadyClock::now();
  work();
  return milliseconds(SteadyClock::now() - start);
}

void report(bench::Outcome& outcome, const std::string& kind, std::vector<double> times) {
  std::ranges::sort(times);
  outcome.counter(kind + "_p50_ms", times[times.size() / 2]);
  outcome.counter(kind + "_p99_ms", times[times.size() * 99 / 100]);
}

// Each question once; the sum over the first kChecked answers goes with the name of the kind.
template <typename Ask>
void measure(const std::string& kind, const std::vector<graph::NodeId>& nodes, bench::Outcome& outcome,
             const Ask& ask) {
  std::vector<double> times;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::uint64_t answer = 0;
    times.push_back(time([&] { answer = ask(nodes[i]); }));
    if (i < kChecked) sum += answer;
  }
  report(outcome, kind, std::move(times));
  outcome.answer(kind, sum);
}

std::vector<graph::NodeId> nodes_of(const music::Catalog& catalog, graph::LabelId label,
                                    const std::vector<graph::ExternalId>& ids) {
  std::vector<graph::NodeId> nodes;
  for (const graph::ExternalId id : ids) nodes.push_back(value_or_throw(catalog.graph().node(label, id)).id());
  return nodes;
}

std::vector<graph::NodeId> all_of(const music::Catalog& catalog, graph::LabelId label) {
  std::vector<graph::NodeId> nodes;
  const graph::NodeRange range = catalog.graph().range(label);
  for (graph::NodeId node = range.begin; node < range.end; ++node) nodes.push_back(node);
  return nodes;
}

std::uint64_t releases_with_year(const graph::Trend& trend) {
  std::uint64_t sum = 0;
  for (const std::uint32_t count : trend.counts) sum += count;
  return sum;
}

double sum_of_scores(const std::vector<music::Likeness>& found) {
  double sum = 0;
  for (const music::Likeness& one : found) sum += one.score;
  return sum;
}

void work(const bench::Call& call, bench::Outcome& outcome) {
  Queries queries = read_queries(call.data);
  std::optional<music::Catalog> catalog;
  outcome.counter("open_ms", time([&] { catalog.emplace(value_or_throw(music::Catalog::open(call.data))); }));
  const auto& schema = catalog->schema();
  const auto artists = nodes_of(*catalog, schema.artist, queries["artist"]);
  const auto labels = nodes_of(*catalog, schema.label, queries["label"]);
  measure("collaborators", artists, outcome, [&](graph::NodeId artist) {
    return value_or_throw(music::collaborators(*catalog, artist, {0, kShown})).total;
  });
  measure("dna", labels, outcome,
          [&](graph::NodeId label) { return value_or_throw(music::label_dna(*catalog, label)).releases; });
  measure("genre_years", all_of(*catalog, schema.genre), outcome,
          [&](graph::NodeId genre) { return releases_with_year(catalog->graph().trends(genre)); });
  std::shared_ptr<const music::Profiles> profiles;
  outcome.counter("profiles_ms", time([&] { profiles = value_or_throw(music::Profiles::build(*catalog)); }));
  outcome.counter("profiles_mb", static_cast<double>(profiles->bytes()) / (1 << 20));
  outcome.counter("tree_ms", time([&] { std::ignore = value_or_throw(music::genre_tree(*catalog)); }));
  double scores = 0;
  std::size_t asked = 0;
  measure("similar", artists, outcome, [&](graph::NodeId artist) {
    const auto found = value_or_throw(profiles->similar(artist, kShown));
    if (asked++ < kChecked) scores += sum_of_scores(found);
    return found.size();
  });
  outcome.answer("similar_hundredths", std::llround(100 * scores));
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, work); }
