// discography watch DIR_OF_DUMPS --out DIR: each new month becomes the snapshot when it is there to its end.
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "commands.hpp"
#include "ingested_date.hpp"
#include "interrupt.hpp"
#include "month_options.hpp"
#include "month_report.hpp"
#include "output.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/months/dump_months.hpp"

namespace discography {
namespace {

using wirespeed::Errc;
using wirespeed::Error;
using wirespeed::Result;
namespace months = wirespeed::months;
namespace rules = wirespeed::rules;

constexpr const char* kFooter =
    R"(Looks every --interval seconds for files discogs_YYYYMMDD_{artists,labels,masters,releases}.xml.gz and takes the
newest month that is whole: with discogs_YYYYMMDD_CHECKSUM.txt when all its files have their SHA-256, without it when
all four are there and did not change between two looks. A serving process swaps to the new snapshot by itself.

Examples:
  discography watch dumps --out music
  discography watch dumps --out music --once --json)";

constexpr auto kNap = std::chrono::milliseconds(100);

struct WatchOptions {
  std::string dumps;
  MonthCommandOptions month;
  double interval = 60;
  bool once = false;
};

void say(const std::string& text) { fmt::print(stderr, "discography: {}\n", text); }

class Watch {
 public:
  Watch(const WatchOptions& options, const rules::RuleSet& rules)
      : options_(options), rules_(rules), stop_(stop_on_signal()), newest_(ingested_date(options.month.out)) {}

  Result<int> run() {
    while (true) {
      auto done = look();
      if (stop_.requested()) return kFound;
      if (options_.once) {
        if (!done) return std::unexpected(done.error());
        return *done ? kFound : kNothingFound;
      }
      if (!done) complain(done.error().message);
      nap();
    }
  }

 private:
  // Whether a month was taken: the newest that is whole, unless a newer one was taken before. What is wrong with one
  // that is newer still is the error, all the same.
  Result<bool> look() {
    auto found = months::list_months(options_.dumps);
    if (!found) return std::unexpected(found.error());
    std::optional<Error> wrong;
    bool took = false;
    for (auto month = found->rbegin(); month != found->rend() && month->date >= newest_ && !took; ++month) {
      if (month->look == taken_look_) break;
      auto taken = take(*month);
      if (taken) {
        took = *taken;
      } else if (taken.error().code == Errc::not_found) {
        complain(taken.error().message, month->date);
      } else if (!is_of_dumps(taken.error().code)) {
        return taken;
      } else if (!wrong) {
        wrong = taken.error();
      }
    }
    if (wrong) return std::unexpected(*wrong);
    return took;
  }

  // What is wrong with files, and not with the machine that reads them: trying again does not help until they change.
  static bool is_of_dumps(Errc code) {
    return code == Errc::malformed || code == Errc::truncated || code == Errc::corrupt || code == Errc::not_found;
  }

  Result<bool> take(const months::DumpMonth& month) {
    const unsigned threads = options_.month.threads == 0 ? 2 : options_.month.threads;
    const auto whole = checks_.check(month, threads, stop_);
    if (!whole) return std::unexpected(whole.error());
    if (month.checksums.empty() && !options_.once && !is_settled(month)) return false;
    auto report = run_month({month.dumps.begin(), month.dumps.end()}, options_.month, rules_, *whole);
    if (!report) {
      if (is_of_dumps(report.error().code)) checks_.refuse(month, report.error());
      return std::unexpected(report.error());
    }
    newest_ = month.date;
    taken_look_ = month.look;
    return tell(month, *report);
  }

  // Files without checksums count as whole when nothing changed since the look before.
  bool is_settled(const months::DumpMonth& month) {
    return std::exchange(seen_looks_[month.date], month.look) == month.look;
  }

  Result<bool> tell(const months::DumpMonth& month, const months::MonthReport& report) const {
    if (!options_.month.json) {
      auto ok = print(fmt::format("{}: {}\n{}", month.date, report.same_files ? "already there" : "taken",
                                  month_text(report, rules_)));
      if (!ok) return std::unexpected(ok.error());
      return true;
    }
    wirespeed::JsonWriter json;
    json.begin_object().member("month", month.date);
    add_month(json, report, rules_);
    json.end_object();
    if (auto ok = print(json.text() + "\n"); !ok) return std::unexpected(ok.error());
    return true;
  }

  // Each complaint once, until another comes about the same month, or about what is no month's.
  void complain(const std::string& message, const std::string& month = {}) {
    if (std::exchange(complaints_[month], message) != message) say(message);
  }

  void nap() const {
    const auto end = wirespeed::Clock::now() + std::chrono::duration<double>(options_.interval);
    while (!stop_.requested() && wirespeed::Clock::now() < end) std::this_thread::sleep_for(kNap);
  }

  const WatchOptions& options_;
  const rules::RuleSet& rules_;
  wirespeed::Stop stop_;
  months::MonthChecks checks_;
  std::string newest_;      // date of the month that is there; older ones are left alone
  std::string taken_look_;  // of the last that this process took
  std::map<std::string, std::string> seen_looks_, complaints_;  // by date
};

Result<int> run_watch(const WatchOptions& options) {
  auto rules = load_rules(options.month);
  if (!rules) return std::unexpected(rules.error());
  return Watch(options, *rules).run();
}

}  // namespace

void add_watch(CLI::App& app, Action& action) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = add_command(app, action, "watch", "Ingest each new month that comes", options, run_watch);
  command->add_option("DIR_OF_DUMPS", options->dumps, "Where dumps are put")->required();
  add_month_options(*command, options->month);
  command->add_option("--interval", options->interval, "Seconds between two looks")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  command->add_flag("--once", options->once, "Look once: exit 0 if a month was taken, 1 if there was none");
  command->footer(kFooter);
}

}  // namespace discography
