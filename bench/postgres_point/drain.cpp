// The drain limit: a statement prepared once, then for each key one message to the server and one answer, nothing made
// of it.

#include <algorithm>
#include <memory>
#include <vector>

#include "postgres_read/connection.hpp"

namespace {

namespace postgres = bench::postgres;

constexpr std::int64_t kStep = 7919;  // as answers.py

class Drain {
 public:
  explicit Drain(const bench::Workload& workload) {
    const std::int64_t table_rows = bench::number(workload.at("table_rows"));
    connection_.send(postgres::parse("one", workload.at("query"), 1) + postgres::sync());
    connection_.until_ready();
    for (std::int64_t i = 0; i < bench::number(workload.at("rows")); ++i) {
      calls_.push_back(postgres::bind("one", {i * kStep % table_rows}) + postgres::execute() + postgres::sync());
    }
  }

  // The rows that came.
  std::uint64_t operator()() {
    const std::uint64_t before = connection_.messages().count('D');
    spent_.clear();
    for (const std::string& call : calls_) {
      const double began = bench::seconds(CLOCK_MONOTONIC);
      connection_.send(call);
      connection_.until_ready();
      spent_.push_back(bench::seconds(CLOCK_MONOTONIC) - began);
    }
    return connection_.messages().count('D') - before;
  }

  double microseconds(double part) {
    std::sort(spent_.begin(), spent_.end());
    return spent_[static_cast<std::size_t>(static_cast<double>(spent_.size()) * part)] * 1e6;
  }

 private:
  postgres::Connection connection_;
  std::vector<std::string> calls_;
  std::vector<double> spent_;
};

auto begin(const bench::Call& said) {
  auto drain = std::make_shared<Drain>(bench::read_workload(said.data));
  return [drain](bool checking, bench::Outcome& outcome) {
    if (checking) {
      outcome.answer("rows", (*drain)());
      return;
    }
    bench::measure_turn(*drain, outcome);
    outcome.counter("p50_us", drain->microseconds(0.5));
    outcome.counter("p99_us", drain->microseconds(0.99));
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
