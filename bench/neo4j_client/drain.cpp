// The drain limit: the same bytes there and back, those that are sent packed beforehand, nothing made of what comes.

#include <algorithm>
#include <memory>

#include "contender.hpp"
#include "neo4j_driver/bolt_drain.hpp"
#include "neo4j_driver/drain_call.hpp"

namespace {

using bench::number;
using bench::read_workload;
using bench::Workload;
using wirespeed::packstream::List;
using wirespeed::packstream::Map;
using wirespeed::packstream::Value;

constexpr std::int64_t kFetchSize = 10'000;  // the product's
constexpr std::int64_t kBatchRows = 10'000;
constexpr int kWarmTurns = 3;  // a server that has just started compiles what it runs

Map mixed_row(std::int64_t row) {
  const std::string text = fmt::format("value {}", row);
  return {{"c0", row},
          {"c1", static_cast<double>(row) / 2},
          {"c2", text},
          {"c3", row % 2 == 0},
          {"c4", row % 10 == 0 ? Value() : Value(text)}};
}

Map person_row(std::int64_t row) {
  using wirespeed::packstream::Structure;
  return {{"name", fmt::format("name {}", row)},
          {"email", fmt::format("person{}@example.org", row)},
          {"city", fmt::format("city {}", row % 100)},
          {"age", row % 90},
          {"visits", row * 1009},
          {"score", static_cast<double>(row) / 2},
          {"active", row % 2 == 0},
          {"joined", Structure{'D', {10'000 + row % 10'000}}}};
}

using MakeRow = Map (*)(std::int64_t);

Map batch(MakeRow make, std::int64_t first, std::int64_t last) {
  List rows;
  for (std::int64_t row = first; row < last; ++row) rows.emplace_back(make(row));
  return {{"rows", std::move(rows)}};
}

bool does_send(const Workload& workload) { return workload.at("kind").starts_with("ingest"); }

// The calls of one turn, over one connection.
class Turn {
 public:
  Turn(const Workload& workload, std::uint16_t port) : drain_(port, workload.at("query"), {}, kFetchSize) {
    const bool sends = does_send(workload);
    const MakeRow make = workload.at("kind") == "ingest" ? mixed_row : person_row;
    const std::int64_t rows = number(workload.at("rows"));
    const std::string& query = workload.at("query");
    if (!sends) calls_.push_back(bench::Drain::packed(query, {}, kFetchSize));
    for (std::int64_t first = 0; sends && first < rows; first += kBatchRows) {
      const Map sent = batch(make, first, std::min(first + kBatchRows, rows));
      calls_.push_back(bench::Drain::packed(query, sent, kFetchSize));
    }
  }

  std::uint64_t operator()() {
    std::uint64_t records = 0;
    for (const bench::Bytes& call : calls_) records += drain_.call(call);
    return records;
  }

 private:
  bench::Drain drain_;
  std::vector<bench::Bytes> calls_;
};

// What was created is counted by reading it, and deleted outside of the clock.
class Tidy {
 public:
  explicit Tidy(std::uint16_t port)
      : there_(port, "MATCH (p:Bench) RETURN 1", {}, kFetchSize),
        delete_(port, "MATCH (p:Bench) DELETE p", {}, kFetchSize) {}

  std::uint64_t operator()(bool checking) {
    const std::uint64_t rows = checking ? there_.call() : 0;
    delete_.call();
    return rows;
  }

 private:
  bench::Drain there_;
  bench::Drain delete_;
};

auto begin(const bench::Call& said) {
  const Workload workload = read_workload(said.data);
  const std::uint16_t port = bench::port_of(workload);
  auto turn = std::make_shared<Turn>(workload, port);
  auto tidy = does_send(workload) ? std::make_shared<Tidy>(port) : nullptr;
  for (int i = 0; tidy && i < kWarmTurns; ++i) {
    (*turn)();
    (*tidy)(false);
  }
  return [turn, tidy](bool checking, bench::Outcome& outcome) {
    std::uint64_t rows = 0;
    if (checking) rows = (*turn)();
    if (!checking) bench::measure_turn(*turn, outcome);
    if (tidy) rows = (*tidy)(checking);
    if (checking) outcome.answer("rows", rows);
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
