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
constexpr std::size_t kFew = 5;        // of which a server that takes seconds for each answers these
constexpr std::uint32_t kMaxDepth = 10;
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
  if (times.empty()) return;  // nothing of this kind was asked
  std::ranges::sort(times);
  outcome.counter(kind + "_p50_ms", times[times.size() / 2]);
  outcome.counter(kind + "_p99_ms", times[times.size() * 99 / 100]);
}

// Each question once; the sum over the first kChecked answers goes with the name of the kind.
template <typename About, typename Ask>
void measure(const std::string& kind, const std::vector<About>& all, bench::Outcome& outcome, const Ask& ask) {
  std::vector<double> times;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::int64_t answer = 0;
    times.push_back(time([&] { answer = static_cast<std::int64_t>(ask(all[i])); }));
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

// Of artists that stand one behind the other.
using Pair = std::pair<graph::NodeId, graph::NodeId>;
std::vector<Pair> pairs_of(const std::vector<graph::NodeId>& nodes) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i + 1 < nodes.size(); i += 2) pairs.emplace_back(nodes[i], nodes[i + 1]);
  return pairs;
}

// Steps, or -1.
std::int64_t steps_between(const graph::Graph& graph, const graph::PathOptions& options, const Pair& ends) {
  const auto path = value_or_throw(graph.shortest_path(ends.first, ends.second, options));
  return path ? static_cast<std::int64_t>(path->steps.size()) : -1;
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
  graph::PathOptions options{.types = {}, .max_depth = kMaxDepth};
  for (const char* type : {"BY", "ON", "DERIVED_FROM"}) {
    options.types.push_back(value_or_throw(catalog->graph().type(type)));
  }
  const auto pairs = pairs_of(nodes_of(*catalog, schema.artist, queries["path"]));
  for (const char* kind : {"path", "path_again"}) {
    measure(kind, pairs, outcome, [&](const Pair& ends) { return steps_between(catalog->graph(), options, ends); });
  }
  std::shared_ptr<const music::Profiles> profiles;
  outcome.counter("profiles_ms", time([&] { profiles = value_or_throw(music::Profiles::build(*catalog)); }));
  outcome.counter("profiles_mb", static_cast<double>(profiles->bytes()) / (1 << 20));
  outcome.counter("tree_ms", time([&] { std::ignore = value_or_throw(music::genre_tree(*catalog)); }));
  double scores = 0;
  double few = 0;
  std::size_t asked = 0;
  measure("similar", artists, outcome, [&](graph::NodeId artist) {
    const auto found = value_or_throw(profiles->similar(artist, kShown));
    if (asked < kFew) few += sum_of_scores(found);
    if (asked++ < kChecked) scores += sum_of_scores(found);
    return found.size();
  });
  outcome.answer("similar_few_hundredths", std::llround(100 * few));
  outcome.answer("similar_hundredths", std::llround(100 * scores));
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, work); }
