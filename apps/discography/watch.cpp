// discography watch DIR_OF_DUMPS --out DIR: each new month becomes the snapshot when it is there to its end.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "commands.hpp"
#include "interrupt.hpp"
#include "month_options.hpp"
#include "month_report.hpp"
#include "output.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/months/dump_months.hpp"

namespace discography {
namespace {

using wirespeed::Errc;
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
      : options_(options), rules_(rules), stop_(stop_on_signal()) {}

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
  // Whether a month was taken.
  Result<bool> look() {
    auto found = months::list_months(options_.dumps);
    if (!found) return std::unexpected(found.error());
    for (auto month = found->rbegin(); month != found->rend(); ++month) {
      if (month->date < taken_date_ || month->look == taken_look_) return false;
      auto taken = take(*month);
      if (taken || taken.error().code != Errc::not_found) return taken;
      complain(taken.error().message);
    }
    return false;
  }

  Result<bool> take(const months::DumpMonth& month) {
    if (month.look == refused_look_) return false;
    if (month.checksums.empty() && !options_.once && !is_settled(month)) return false;
    if (auto whole = months::check_whole(month, options_.month.threads == 0 ? 2 : options_.month.threads, stop_);
        !whole) {
      if (whole.error().code == Errc::corrupt) refused_look_ = month.look;
      return std::unexpected(whole.error());
    }
    auto report = run_month({month.dumps.begin(), month.dumps.end()}, options_.month, rules_);
    if (!report) return std::unexpected(report.error());
    taken_date_ = month.date;
    taken_look_ = month.look;
    return tell(month, *report);
  }

  // Files without checksums count as whole when nothing changed since the look before.
  bool is_settled(const months::DumpMonth& month) {
    const bool settled = month.look == seen_look_;
    seen_look_ = month.look;
    return settled;
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

  // Each complaint once, until another comes.
  void complain(const std::string& message) {
    if (message != complained_) say(message);
    complained_ = message;
  }

  void nap() const {
    const auto end = wirespeed::Clock::now() + std::chrono::duration<double>(options_.interval);
    while (!stop_.requested() && wirespeed::Clock::now() < end) std::this_thread::sleep_for(kNap);
  }

  const WatchOptions& options_;
  const rules::RuleSet& rules_;
  wirespeed::Stop stop_;
  std::string taken_date_, taken_look_, refused_look_, seen_look_, complained_;
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
