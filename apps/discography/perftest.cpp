// discography perftest URL_OR_DIR: how long answers take, and whether that has changed.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "interrupt.hpp"
#include "line_file.hpp"
#include "output.hpp"
#include "perftest/local.hpp"
#include "perftest/remote.hpp"
#include "perftest/report.hpp"
#include "token_file.hpp"
#include "utc_now.hpp"
#include "wirespeed/base/file.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/perftest/cases.hpp"
#include "wirespeed/perftest/compare.hpp"
#include "wirespeed/perftest/measure.hpp"

namespace discography {
namespace {

using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;
namespace perftest = wirespeed::perftest;

constexpr const char* kFooter =
    R"(A directory is asked in this process, without HTTP; a URL over HTTP, each connection kept open.
Cold: the first answer of a snapshot just opened (of a server: of a new connection). Warm: all others. In microseconds.

--compare FILE takes the last run of a history and exits with 1 where a case has become slower: where even its best
round is slower than the worst round of that run by more than --margin and 20 us. Put the name of the same file to
--history and to --compare, and each run is compared with the one before it.

Examples:
  discography perftest music
  discography perftest http://127.0.0.1:8042 --connections 1,16 --history perf.jsonl --compare perf.jsonl
  discography perftest --print-cases > cases.yaml
  discography perftest music --cases cases.yaml --profile)";

struct PerftestOptions {
  std::string where;
  std::string cases;
  std::string history;
  std::string compare;
  std::string token_file;
  perftest::Settings settings;
  perftest::Tolerance tolerance;
  bool print_cases = false;
  bool profile = false;
  bool json = false;
};

bool is_url(std::string_view where) { return where.starts_with("http://") || where.starts_with("https://"); }

Result<perftest::Askers> askers_of(const PerftestOptions& options) {
  if (is_url(options.where)) {
    auto token = read_token(options.token_file);
    if (!token) return std::unexpected(token.error());
    const auto connect = [where = options.where, token = *token, stop = options.settings.stop] {
      return connect_asker(where, token, stop);
    };
    return perftest::Askers{connect, connect};
  }
  auto local = open_local(options.where);
  if (!local) return std::unexpected(local.error());
  using Made = Result<std::unique_ptr<perftest::Asker>>;
  const auto warm = [local = *local]() -> Made { return local_asker(local); };
  const auto cold = [where = options.where]() -> Made {
    auto opened = open_local(where);
    if (!opened) return std::unexpected(opened.error());
    return local_asker(std::move(*opened));
  };
  return perftest::Askers{warm, cold};
}

Result<std::string> case_text(const PerftestOptions& options) {
  return options.cases.empty() ? std::string(perftest::default_cases()) : wirespeed::read_file(options.cases);
}

Result<std::vector<perftest::Case>> cases_of(const PerftestOptions& options, perftest::Asker& asker) {
  const auto text = case_text(options);
  if (!text) return std::unexpected(text.error());
  auto list = perftest::parse_cases(*text, options.cases.empty() ? "the cases of the program" : options.cases);
  if (!list) return std::unexpected(list.error());
  if (auto ok = perftest::find_popular(*list, asker); !ok) return std::unexpected(ok.error());
  return perftest::expand(*list);
}

// --- profile ---------------------------------------------------------------------------------------------------------

Result<Profiled> profile(const perftest::Case& one, perftest::Asker& asker) {
  if (const auto warm_up = asker.ask(one.target); !warm_up) return std::unexpected(warm_up.error());
  const wirespeed::graph::VisitCounter counter;
  const auto began = wirespeed::Clock::now();
  const auto answer = asker.ask(one.target);
  const std::chrono::duration<double, std::micro> took = wirespeed::Clock::now() - began;
  if (!answer) return std::unexpected(answer.error());
  return Profiled{one, answer->status, counter.visits(), took.count(), answer->body.size()};
}

Result<int> run_profile(const PerftestOptions& options, const std::vector<perftest::Case>& cases,
                        perftest::Asker& asker) {
  std::vector<Profiled> all;
  all.reserve(cases.size());
  for (const perftest::Case& one : cases) {
    if (auto ok = options.settings.stop.check("perftest"); !ok) return std::unexpected(ok.error());
    auto profiled = profile(one, asker);
    if (!profiled) return std::unexpected(profiled.error());
    all.push_back(std::move(*profiled));
  }
  return print_and_return(options.json ? profile_json(all) : profile_text(all), kFound);
}

// --- times -----------------------------------------------------------------------------------------------------------

void show_progress(double share) {
  if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\rperftest: {:3.0f} %{}", share * 100, share < 1 ? "" : "\n");
}

Result<perftest::Run> run_cases(const PerftestOptions& options, const perftest::Askers& askers, perftest::Asker& asker,
                                const std::vector<perftest::Case>& cases) {
  perftest::Run run;
  run.when = utc_now();
  run.version = WIRESPEED_VERSION;
  run.where = options.where;
  run.snapshot = perftest::snapshot_of(asker);
  run.yardstick = perftest::measure_yardstick();
  auto timings = perftest::measure(cases, askers, options.settings, show_progress);
  if (!timings) return std::unexpected(timings.error());
  run.timings = std::move(*timings);
  run.yardstick = std::min(run.yardstick, perftest::measure_yardstick());
  return run;
}

Result<std::optional<perftest::Run>> earlier_run(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    fmt::print(stderr, "discography: {} is not there yet; nothing to compare with\n", path);
    return std::nullopt;
  }
  const auto text = wirespeed::read_file(path);
  if (!text) return std::unexpected(text.error());
  auto run = perftest::last_run(*text, path);
  if (!run) return std::unexpected(run.error());
  return std::move(*run);
}

Result<int> tell(const PerftestOptions& options, const perftest::Run& run, const std::optional<perftest::Run>& before) {
  std::string text = options.json ? perftest::to_json(run) : timings_text(run);
  bool worse = run.failed();
  if (before) {
    const auto changes = perftest::compare(*before, run, options.tolerance);
    const std::string told = changes_text(*before, run, changes);
    options.json ? fmt::print(stderr, "{}", told) : void(text += told);
    worse = worse || perftest::regressed(changes);
  }
  return print_and_return(text, worse ? kNothingFound : kFound);
}

Result<int> run_perftest(const PerftestOptions& given) {
  if (given.print_cases) return print_and_return(perftest::default_cases(), kFound);
  if (given.where.empty()) return fail(Errc::invalid_argument, "perftest: expected a directory or a URL");
  if (given.profile && is_url(given.where)) {
    return fail(Errc::invalid_argument,
                "perftest --profile: expected the directory, found {}; a server does not tell "
                "what it visits",
                given.where);
  }
  PerftestOptions options = given;
  options.settings.stop = stop_on_signal();
  const auto before = earlier_run(options.compare);
  if (!before) return std::unexpected(before.error());
  const auto askers = askers_of(options);
  if (!askers) return std::unexpected(askers.error());
  auto asker = askers->warm();
  if (!asker) return std::unexpected(asker.error());
  const auto cases = cases_of(options, **asker);
  if (!cases) return std::unexpected(cases.error());
  if (options.profile) return run_profile(options, *cases, **asker);
  const auto run = run_cases(options, *askers, **asker, *cases);
  if (!run) return std::unexpected(run.error());
  if (!options.history.empty()) {
    if (auto ok = append_line(options.history, perftest::to_json(*run)); !ok) return std::unexpected(ok.error());
  }
  return tell(options, *run, *before);
}

}  // namespace

void add_perftest(CLI::App& app, Action& action) {
  auto options = std::make_shared<PerftestOptions>();
  auto& settings = options->settings;
  CLI::App* command = add_command(app, action, "perftest", "Measure how long answers take", options, run_perftest);
  command->add_option("URL_OR_DIR", options->where, "A server, or what ingest wrote");
  command->add_option("--cases", options->cases, "What to ask, in YAML");
  command->add_flag("--print-cases", options->print_cases, "Print what is asked without --cases, to be edited");
  command->add_option("--runs", settings.runs, "Of each case on each connection")->check(CLI::Range(1, 1000000));
  command->add_option("--rounds", settings.rounds, "Over which they are spread")->check(CLI::Range(1, 1000));
  command->add_option("--cold-runs", settings.cold_runs, "First answers of each case")->check(CLI::Range(0, 1000));
  command->add_option("--connections", settings.connections, "At a time, with commas: each number is a row")
      ->delimiter(',')
      ->allow_extra_args(false)  // what follows is not another number
      ->check(CLI::Range(1, 1024));
  command->add_option("--history", options->history, "Append the run to this file, a line of JSON");
  command->add_option("--compare", options->compare, "Exit with 1 where slower than the last run of this history");
  command->add_option("--margin", options->tolerance.margin, "By which a case may be slower")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--token-file", options->token_file, "With the bearer token of the server");
  command->add_flag("--profile", options->profile, "Print what each question visits instead; needs DIR");
  command->add_flag("--json", options->json, "Print JSON");
  for (const char* name : {"--runs", "--rounds", "--cold-runs", "--connections", "--margin"}) {
    command->get_option(name)->capture_default_str();
  }
  command->footer(kFooter);
}

}  // namespace discography
