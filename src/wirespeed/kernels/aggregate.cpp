#include "wirespeed/kernels/aggregate.hpp"

#include <algorithm>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/kernels/aggregate_plan.hpp"

namespace wirespeed::kernels {
namespace {

inline constexpr std::size_t kRowsForThreads = 300'000;  // below, waking a thread up costs more than it brings
inline constexpr std::uint32_t kGroupsForThreads = 1 << 16;
inline constexpr std::uint32_t kGroupsInPart = 1 << 14;  // a multiple of 8: parts share no byte of validity

struct RowRange {
  std::size_t begin;
  std::size_t end;
};

// Thread i of `threads`, in whole stretches: no two threads share a byte of a row's validity.
RowRange rows_of_thread(std::size_t rows, unsigned i, unsigned threads) noexcept {
  const std::size_t stretches = (rows + kStretchRows - 1) / kStretchRows;
  return {stretches * i / threads * kStretchRows, std::min(rows, stretches * (i + 1) / threads * kStretchRows)};
}

// The groups that occur in these rows: those seen first come first, so it may be a part of all.
GroupRange groups_in(std::span<const std::uint32_t> codes) noexcept {
  std::uint32_t least = kNoGroup;
  std::uint32_t beyond = 0;
  for (const std::uint32_t code : codes) {
    least = std::min(least, code);
    beyond = std::max(beyond, code + 1);  // of kNoGroup 0
  }
  return least < beyond ? GroupRange{least, beyond} : GroupRange{};
}

class Aggregation {
 public:
  Aggregation(AggregatePlan& plan, const Stop& stop) : plan_(plan), stop_(stop) {}

  Result<void> run() {
    for (const unsigned phase : {0U, 1U}) {
      if (auto done = run_phase(phase); !done || plan_.is_too_narrow()) return done;
      if (phase == 0) write(plan_.between());
    }
    write(plan_.answers());
    return check();
  }

 private:
  Result<void> run_phase(unsigned phase) {
    const auto& steps = plan_.steps(phase);
    if (steps.begin() == steps.end()) return {};
    parallel_for(plan_.threads(), plan_.threads(), [&](std::size_t i) { add(steps, static_cast<unsigned>(i)); });
    if (auto checked = stop_.check("aggregate"); !checked) return checked;
    if (plan_.is_too_narrow()) return {};
    if (plan_.threads() > 1) for_groups(false, [&](GroupRange range) { merge(steps, range); });
    return {};
  }

  void add(const AggregateList<Step*>& steps, unsigned thread) const noexcept {
    const GroupView groups = plan_.groups();
    const RowRange rows = rows_of_thread(groups.codes.size(), thread, plan_.threads());
    GroupRange range{0, groups.groups};
    if (thread > 0 && groups.groups >= kGroupsForThreads) {
      range = groups_in(groups.codes.subspan(rows.begin, rows.end - rows.begin));
    }
    for (Step* step : steps) step->open(thread, range);
    for_stretches(groups, rows.begin, rows.end, [&](const Stretch& stretch) {
      for (Step* step : steps) step->add(thread, stretch);
      return !stop_.requested() && !plan_.is_too_narrow();
    });
  }

  static void merge(const AggregateList<Step*>& steps, GroupRange range) noexcept {
    for (Step* step : steps) step->merge(range);
  }

  void write(const AggregateList<Answer*>& answers) const {
    const GroupRange all{0, plan_.groups().groups};
    for (Answer* answer : answers) {
      if (answer->is_whole()) answer->write(all);
    }
    const bool is_heavy =
        std::any_of(answers.begin(), answers.end(), [](Answer* answer) { return answer->is_heavy(); });
    for_groups(is_heavy, [&](GroupRange range) {
      for (Answer* answer : answers) {
        if (!answer->is_whole()) answer->write(range);
      }
    });
  }

  // All groups, in parts where that is worth several threads.
  template <typename Work>
  void for_groups(bool is_heavy, const Work& work) const {
    const std::uint32_t groups = plan_.groups().groups;
    if (plan_.threads() == 1 || (groups < kGroupsForThreads && !is_heavy)) return work(GroupRange{0, groups});
    const std::uint32_t part = std::clamp(groups / plan_.threads() / 8, 8U, kGroupsInPart) / 8 * 8;
    const std::uint32_t parts = (groups + part - 1) / part;
    parallel_for(plan_.threads(), parts, [&](std::size_t i) {
      const auto begin = static_cast<std::uint32_t>(i) * part;
      work(GroupRange{begin, std::min(groups, begin + part)});
    });
  }

  Result<void> check() const {
    for (const Answer* answer : plan_.answers()) {
      if (answer->failed() != kNoGroup) {
        return fail(Errc::limit,
                    "aggregate: expected sums and ranges within 64 bits, found a greater one in group {}; convert the "
                    "column to floats",
                    answer->failed());
      }
    }
    return {};
  }

  AggregatePlan& plan_;
  const Stop& stop_;
};

}  // namespace

Result<void> aggregate(GroupView groups, std::span<const AggregateTask> tasks, const AggregateOptions& options) {
  const unsigned threads = groups.codes.size() >= kRowsForThreads ? std::max(1U, options.threads) : 1;
  for (const bool is_wide : {false, true}) {
    AggregatePlan plan(groups, options, threads, is_wide);
    for (const AggregateTask& task : tasks) plan.add(task);
    auto done = Aggregation(plan, options.stop).run();
    if (!plan.is_too_narrow()) return done;
  }
  return {};
}

}  // namespace wirespeed::kernels
