#include "wirespeed/perftest/measure.hpp"

#include <barrier>
#include <optional>
#include <thread>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/perftest/yaml.hpp"

namespace wirespeed::perftest {
namespace {

using Seconds = std::chrono::duration<double>;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::size_t kFewest = 3;  // runs of a round, however slow the case

// One question: its time, or why there is no answer.
Result<double> ask_once(Asker& asker, const Case& one) {
  const auto began = Clock::now();
  const auto answer = asker.ask(one.target);
  const Microseconds took = Clock::now() - began;
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 200) return took.count();
  return fail(Errc::invalid_argument, "GET {} answered {}: {}", one.target, answer->status, answer->body);
}

// What one connection does in a round.
struct Lane {
  std::unique_ptr<Asker> asker;
  std::vector<double> times;
  std::string failure;

  void run(const Case& one, std::size_t runs, const Settings& settings) {
    const auto began = Clock::now();
    for (std::size_t i = 0; i < runs && !settings.stop.requested(); ++i) {
      if (i >= kFewest && Seconds(Clock::now() - began).count() > settings.seconds_per_case) return;
      const auto took = ask_once(*asker, one);
      if (!took) {
        failure = took.error().message;
        return;
      }
      times.push_back(*took);
    }
  }
};

// The connections of one count, which stay open for all cases.
class Lanes {
 public:
  static Result<Lanes> open(const MakeAsker& make, unsigned count) {
    Lanes lanes;
    lanes.lanes_.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
      auto asker = make();
      if (!asker) return std::unexpected(asker.error());
      lanes.lanes_.push_back({std::move(*asker), {}, {}});
    }
    return lanes;
  }

  unsigned count() const noexcept { return static_cast<unsigned>(lanes_.size()); }

  // All at once. The times of all lanes; why one of them failed.
  Result<std::vector<double>> round(const Case& one, std::size_t runs, const Settings& settings) {
    std::barrier start(static_cast<std::ptrdiff_t>(lanes_.size()));
    const auto work = [&](Lane& lane) {
      start.arrive_and_wait();
      lane.run(one, runs, settings);
    };
    {
      std::vector<std::jthread> threads;
      threads.reserve(lanes_.size());
      for (std::size_t i = 1; i < lanes_.size(); ++i) threads.emplace_back(work, std::ref(lanes_[i]));
      work(lanes_.front());
    }
    return take_times();
  }

 private:
  Result<std::vector<double>> take_times() {
    std::vector<double> all;
    for (Lane& lane : lanes_) {
      if (!lane.failure.empty()) return fail(Errc::invalid_argument, "{}", std::exchange(lane.failure, {}));
      all.insert(all.end(), lane.times.begin(), lane.times.end());
      lane.times.clear();
    }
    return all;
  }

  std::vector<Lane> lanes_;
};

Result<std::vector<double>> measure_cold(const Case& one, const MakeAsker& make, const Settings& settings) {
  std::vector<double> times;
  for (std::size_t i = 0; i < settings.cold_runs; ++i) {
    if (auto ok = settings.stop.check("perftest"); !ok) return std::unexpected(ok.error());
    auto asker = make();
    if (!asker) return std::unexpected(asker.error());
    const auto took = ask_once(**asker, one);
    if (!took) return std::unexpected(took.error());
    times.push_back(*took);
  }
  return times;
}

// One case at one number of connections, round by round.
struct Row {
  Timing timing;
  std::vector<double> times;

  void take(const Result<std::vector<double>>& round) {
    if (!round) {
      timing.failure = round.error().message;
      return;
    }
    if (round->empty()) return;
    timing.rounds.push_back(median(*round));
    times.insert(times.end(), round->begin(), round->end());
  }
};

class Measuring {
 public:
  Measuring(std::span<const Case> cases, const Askers& askers, const Settings& settings,
            const std::function<void(double)>& on_progress)
      : askers_(askers), settings_(settings), on_progress_(on_progress) {
    rows_.reserve(cases.size() * settings.connections.size());
    for (const Case& one : cases) {
      for (const unsigned connections : settings.connections) {
        Row& row = rows_.emplace_back();
        row.timing.asked = one;
        row.timing.connections = connections;
      }
    }
    to_do_ = rows_.size() * (settings.rounds + 1);
  }

  Result<std::vector<Timing>> run() {
    if (auto ok = run_cold(); !ok) return std::unexpected(ok.error());
    for (const unsigned connections : settings_.connections) {
      auto lanes = Lanes::open(askers_.warm, connections);
      if (!lanes) return std::unexpected(lanes.error());
      open_.push_back(std::move(*lanes));
    }
    for (std::size_t round = 0; round < settings_.rounds; ++round) {
      if (auto ok = run_round(); !ok) return std::unexpected(ok.error());
    }
    return finish();
  }

 private:
  void advance() { on_progress_(static_cast<double>(++done_) / static_cast<double>(to_do_)); }

  // First answers do not depend on how many connections there are: they are measured once for each case.
  Result<void> run_cold() {
    const std::size_t counts = settings_.connections.size();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (auto ok = settings_.stop.check("perftest"); !ok) return ok;
      Timing& timing = rows_[i].timing;
      const Timing& first = rows_[i - i % counts].timing;
      if (i % counts != 0) {
        timing.cold = first.cold;
        timing.failure = first.failure;
      } else if (auto cold = measure_cold(timing.asked, askers_.cold, settings_); cold) {
        timing.cold = std::move(*cold);
      } else {
        timing.failure = cold.error().message;
      }
      advance();
    }
    return {};
  }

  Result<void> run_round() {
    const std::size_t runs = (settings_.runs + settings_.rounds - 1) / settings_.rounds;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (auto ok = settings_.stop.check("perftest"); !ok) return ok;
      Row& row = rows_[i];
      if (row.timing.failure.empty()) row.take(open_[i % open_.size()].round(row.timing.asked, runs, settings_));
      advance();
    }
    return {};
  }

  std::vector<Timing> finish() {
    std::vector<Timing> timings;
    timings.reserve(rows_.size());
    for (Row& row : rows_) {
      row.timing.warm = summarize(row.times);
      timings.push_back(std::move(row.timing));
    }
    return timings;
  }

  const Askers& askers_;
  const Settings& settings_;
  const std::function<void(double)>& on_progress_;
  std::vector<Row> rows_;
  std::vector<Lanes> open_;
  std::size_t done_ = 0;
  std::size_t to_do_ = 0;
};

}  // namespace

double measure_yardstick() {
  constexpr std::size_t kBytes = 4 << 20;
  constexpr int kTries = 5;
  const std::vector<std::uint8_t> bytes(kBytes, 7);
  std::optional<double> best;
  std::uint64_t seen = 0;
  for (int i = 0; i < kTries; ++i) {
    const auto began = Clock::now();
    seen ^= hash64(bytes) + static_cast<std::uint64_t>(i);
    const Microseconds took = Clock::now() - began;
    best = std::min(best.value_or(took.count()), took.count());
  }
  return seen == 0 ? 0 : *best;
}

std::string snapshot_of(Asker& asker) {
  const auto answer = asker.ask("/health");
  if (!answer || answer->status != 200) return {};
  const auto read = [](const YAML::Node& health) -> Result<std::string> {
    return health["snapshot"].as<std::string>("");
  };
  return read_yaml(answer->body, "/health", read).value_or("");
}

Result<std::vector<Timing>> measure(std::span<const Case> cases, const Askers& askers, const Settings& settings,
                                    const std::function<void(double)>& on_progress) {
  if (cases.empty() || settings.connections.empty() || settings.rounds == 0) {
    return fail(Errc::invalid_argument, "perftest: expected at least one case, one connection and one round");
  }
  return Measuring(cases, askers, settings, on_progress).run();
}

}  // namespace wirespeed::perftest
