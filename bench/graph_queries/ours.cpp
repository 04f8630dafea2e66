// Ours: module graph on the snapshot, in a process that has just opened it.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <vector>

#include "contender.hpp"
#include "wirespeed/graph/graph.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::graph;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kChecked = 100;    // queries of each kind that the reference answers
constexpr std::uint32_t kMaxDepth = 10;  // as in prepare.py
constexpr std::size_t kShown = 10;       // neighbours of each kind when exploring

struct Query {
  std::string label;
  ExternalId id;
  ExternalId other;
};
using Queries = std::map<std::string, std::vector<Query>>;  // by kind

Queries read_queries(const std::string& folder) {
  std::ifstream file(folder + "/queries.tsv");
  if (!file) throw std::runtime_error("open " + folder + "/queries.tsv: cannot be read");
  Queries queries;
  for (std::string kind, label; file >> kind >> label;) {
    ExternalId id = 0, other = 0;
    file >> id >> other;
    queries[kind].push_back({label, id, other});
  }
  return queries;
}

class Asker {
 public:
  explicit Asker(const Graph& graph)
      : graph_(graph),
        by_(value_or_throw(graph.type("BY"))),
        on_(value_or_throw(graph.type("ON"))),
        derived_from_(value_or_throw(graph.type("DERIVED_FROM"))) {}

  // Bytes of the title; all properties are read.
  std::uint64_t node(const Query& query) const {
    const NodeView node = value_or_throw(graph_.node(label(query), query.id));
    touched_ += node.properties().size();
    return node.name().size();
  }
  std::uint64_t degree(const Query& query) const {
    return graph_.degree(find(query), query.label == "Artist" ? by_ : on_, Direction::in);
  }
  // Years times releases.
  std::uint64_t trends(const Query& query) const {
    const Trend trend = graph_.trends(find(query));
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < trend.years.size(); ++i) {
      sum += static_cast<std::uint64_t>(trend.years[i]) * trend.counts[i];
    }
    return sum;
  }
  // What BY and ON lead to; the first names of every category are read.
  std::uint64_t explore(const Query& query) const {
    std::uint64_t count = 0;
    for (const Category& category : graph_.explore(find(query))) {
      const std::size_t shown = std::min(category.neighbors.size(), kShown);
      for (std::size_t i = 0; i < shown; ++i) touched_ += graph_.node(category.neighbors[i]).name().size();
      const bool counted = category.type == by_ || category.type == on_;
      if (counted && category.direction == Direction::in) count += category.count;
    }
    return count;
  }
  // Steps, or -1.
  int path(const Query& query) const {
    const NodeId other = find({query.label, query.other, 0});
    const PathOptions options{.types = {by_, on_, derived_from_}, .max_depth = kMaxDepth};
    const auto path = value_or_throw(graph_.shortest_path(find(query), other, options));
    return path ? static_cast<int>(path->steps.size()) : -1;
  }

  std::uint64_t touched() const { return touched_; }  // so that no compiler leaves the reading out

 private:
  LabelId label(const Query& query) const { return value_or_throw(graph_.label(query.label)); }
  NodeId find(const Query& query) const {
    const auto node = graph_.find_node(label(query), query.id);
    if (!node) throw std::runtime_error(fmt::format("no {} {} in the snapshot", query.label, query.id));
    return *node;
  }

  const Graph& graph_;
  TypeId by_, on_, derived_from_;
  mutable std::uint64_t touched_ = 0;
};

template <typename Ask>
std::uint64_t sum(const std::vector<Query>& queries, Ask&& ask) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < kChecked; ++i) total += ask(queries[i]);
  return total;
}

void report_answers(bench::Outcome& outcome, const Queries& queries, const Asker& asker) {
  outcome.answer("titles", sum(queries.at("node"), [&](const Query& query) { return asker.node(query); }));
  outcome.answer("degrees", sum(queries.at("degree"), [&](const Query& query) { return asker.degree(query); }));
  outcome.answer("trends", sum(queries.at("trends"), [&](const Query& query) { return asker.trends(query); }));
  outcome.answer("explored", sum(queries.at("explore"), [&](const Query& query) { return asker.explore(query); }));
  std::vector<int> paths;
  for (std::size_t i = 0; i < kChecked; ++i) paths.push_back(asker.path(queries.at("path")[i]));
  outcome.answer("paths", paths);
}

double microseconds(SteadyClock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

// Each query once: the first touch of a page is part of it.
template <typename Ask>
void report_latency(bench::Outcome& outcome, const std::string& kind, const Queries& queries, Ask&& ask) {
  std::vector<double> times;
  for (const Query& query : queries.at(kind)) {
    const auto start = SteadyClock::now();
    ask(query);
    times.push_back(microseconds(SteadyClock::now() - start));
  }
  std::sort(times.begin(), times.end());
  outcome.counter(kind + "_p50_us", times[times.size() / 2]);
  outcome.counter(kind + "_p99_us", times[times.size() * 99 / 100]);
}

void report_latencies(bench::Outcome& outcome, const Queries& queries, const Asker& asker) {
  report_latency(outcome, "node", queries, [&](const Query& query) { asker.node(query); });
  report_latency(outcome, "degree", queries, [&](const Query& query) { asker.degree(query); });
  report_latency(outcome, "trends", queries, [&](const Query& query) { asker.trends(query); });
  report_latency(outcome, "explore", queries, [&](const Query& query) { asker.explore(query); });
  report_latency(outcome, "path", queries, [&](const Query& query) { asker.path(query); });
  outcome.counter("touched", static_cast<double>(asker.touched()));
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    const Queries queries = read_queries(call.data);
    const auto start = SteadyClock::now();
    const Graph graph = value_or_throw(Graph::open(call.data));
    outcome.counter("open_ms", microseconds(SteadyClock::now() - start) / 1e3);
    const Asker asker(graph);
    if (call.checking) {
      report_answers(outcome, queries, asker);
    } else {
      report_latencies(outcome, queries, asker);
    }
  });
}
