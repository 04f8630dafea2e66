// What the contenders of search_names share: reading the data, checking answers, timing queries.
#pragma once

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "contender.hpp"

namespace bench {

inline constexpr std::size_t kChecked = 200;  // queries of each kind that the reference answers
inline constexpr std::size_t kTop = 10;
inline constexpr int kPasses = 3;                   // of which a query's best counts
inline constexpr std::chrono::seconds kWarmUp{15};  // for one kind of query

// Reads a file a line at a time, so that the names are not part of anybody's memory.
template <typename Visit>
void for_each_line(const std::string& path, Visit&& visit) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("open " + path + ": cannot be read");
  for (std::string line; std::getline(file, line);) visit(line);
}

inline std::vector<std::uint32_t> read_numbers(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("open " + path + ": cannot be read");
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(file.tellg()) / 4);
  file.seekg(0);
  file.read(reinterpret_cast<char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * 4));
  return numbers;
}

using Queries = std::map<std::string, std::vector<std::string>>;  // by kind

inline Queries read_queries(const std::string& folder) {
  Queries queries;
  for_each_line(folder + "/queries.tsv", [&](const std::string& line) {
    const std::size_t tab = line.find('\t');
    queries[line.substr(0, tab)].push_back(line.substr(tab + 1));
  });
  return queries;
}

inline double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

inline double peak_mb() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

// One number over the ten best nodes of many queries, in their order (reference.py has its twin).
class TopSum {
 public:
  void add(const std::vector<std::uint32_t>& nodes) {
    for (const std::uint32_t node : nodes) value_ = value_ * 31 + node + 1;
    value_ *= 31;
  }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

inline void report_build(Outcome& outcome, std::uint64_t names, double seconds, std::uint64_t bytes) {
  outcome.counter("names_per_cpu_s", static_cast<double>(names) / seconds);
  outcome.counter("bytes_per_name", static_cast<double>(bytes) / static_cast<double>(names));
  outcome.counter("build_peak_mb", peak_mb());
}

// Runs the queries once, to warm up; returns how many fit into the time that one kind may take.
template <typename Search>
std::size_t warm_up(const std::vector<std::string>& queries, Search&& search) {
  const auto end = std::chrono::steady_clock::now() + kWarmUp;
  std::size_t done = 0;
  while (done < queries.size() && std::chrono::steady_clock::now() < end) search(queries[done++]);
  return done;
}

// Microseconds of each query, the best of kPasses, as p50, p90 and p99. A contender that is too slow for all of them
// is asked as many as it was warmed up with.
template <typename Search>
void report_latency(Outcome& outcome, const std::string& kind, const std::vector<std::string>& queries,
                    Search&& search) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> best(warm_up(queries, search), 1e18);
  for (int pass = 0; pass < kPasses; ++pass) {
    for (std::size_t i = 0; i < best.size(); ++i) {
      const auto start = Clock::now();
      search(queries[i]);
      best[i] = std::min(best[i], std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
  }
  std::sort(best.begin(), best.end());
  for (const std::size_t percent : {50u, 90u, 99u}) {
    outcome.counter(fmt::format("{}_p{}_us", kind, percent),
                    best[std::min(best.size() * percent / 100, best.size() - 1)]);
  }
}

// What is asked of a contender. Nodes come best first, ten at most.
class NameSearch {
 public:
  virtual ~NameSearch() = default;
  virtual std::vector<std::uint32_t> autocomplete(const std::string& text) = 0;
  virtual std::vector<std::uint32_t> two_words(const std::string& text, std::uint64_t& count) = 0;
  virtual std::vector<std::uint32_t> ranked(const std::string& text) = 0;
};

inline void report_answers(Outcome& outcome, const Queries& queries, NameSearch& search) {
  TopSum autocomplete, two_words, ranked;
  std::uint64_t total = 0, count = 0;
  for (std::size_t i = 0; i < kChecked; ++i) {
    autocomplete.add(search.autocomplete(queries.at("autocomplete")[i]));
    two_words.add(search.two_words(queries.at("two_words")[i], count));
    total += count;
    ranked.add(search.ranked(queries.at("ranked")[i]));
  }
  outcome.answer("autocomplete_top", autocomplete.value());
  outcome.answer("two_words_count", total);
  outcome.answer("two_words_top", two_words.value());
  outcome.answer("ranked_top", ranked.value());
}

// The whole task after the build.
inline void report_search(Outcome& outcome, const Call& call, NameSearch& search) {
  const Queries queries = read_queries(call.data);
  report_answers(outcome, queries, search);
  if (call.checking) return;
  report_latency(outcome, "autocomplete", queries.at("autocomplete"),
                 [&](const std::string& text) { search.autocomplete(text); });
  report_latency(outcome, "two_words", queries.at("two_words"), [&](const std::string& text) {
    std::uint64_t count = 0;
    search.two_words(text, count);
  });
  report_latency(outcome, "ranked", queries.at("ranked"), [&](const std::string& text) { search.ranked(text); });
}

}  // namespace bench
