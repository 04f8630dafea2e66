// discography generate: dumps that look like the real ones, at any scale.
#include <atomic>
#include <map>
#include <memory>
#include <numeric>

#include "commands.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/discogs/generator.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace discogs = wirespeed::discogs;

constexpr const char* kFooter =
    R"(Writes discogs_20260801_{artists,labels,masters,releases}.xml.gz. The same number and seed give the
same bytes on any machine.

Examples:
  discography generate --releases 20000 --seed 1 --out dumps
  discography generate --releases 1000000 --seed 7 --out big --shape 2020
  discography generate --releases 20000 --seed 1 --out next --month 1 --changed 0.03)";

struct GenerateCommandOptions {
  discogs::GenerateOptions generate;
  std::string out;
  std::string shape = "2026";
  bool json = false;
};

const std::map<std::string, discogs::DumpShape>& shapes() {
  static const std::map<std::string, discogs::DumpShape> kShapes = {
      {"2015", discogs::DumpShape::y2015}, {"2020", discogs::DumpShape::y2020}, {"2026", discogs::DumpShape::y2026}};
  return kShapes;
}

ProgressState look(std::uint64_t records, std::uint64_t total, double seconds) {
  ProgressState state{.stage = "generating"};
  state.fraction = total == 0 ? 1 : static_cast<double>(records) / static_cast<double>(total);
  state.detail = fmt::format("{} records, {}", with_commas(records), per_second(records, seconds));
  if (records > 0) state.seconds_left = seconds * (1 / state.fraction - 1);
  return state;
}

double seconds_since(wirespeed::Clock::time_point start) {
  return std::chrono::duration<double>(wirespeed::Clock::now() - start).count();
}

std::string as_json(const discogs::GenerateReport& report, double seconds) {
  wirespeed::JsonWriter json;
  json.begin_object().key("files").begin_array();
  for (const auto& file : report.files) {
    json.begin_object().member("path", file.path.string()).member("records", file.records);
    json.member("bytes", file.gz_bytes).member("bytes_xml", file.xml_bytes).end_object();
  }
  json.end_array().member("seconds", seconds).end_object();
  return json.text() + "\n";
}

std::string as_table(const discogs::GenerateReport& report, double seconds) {
  Table table({{"records", Align::right}, {"XML", Align::right}, {"gzip", Align::right}, {"file"}});
  std::uint64_t records = 0;
  for (const auto& file : report.files) {
    records += file.records;
    table.add({with_commas(file.records), human_bytes(static_cast<double>(file.xml_bytes)),
               human_bytes(static_cast<double>(file.gz_bytes)), file.path.string()});
  }
  return table.text() + fmt::format("{} records in {}, {}\n", with_commas(records), human_seconds(seconds),
                                    per_second(records, seconds));
}

Result<int> run_generate(const GenerateCommandOptions& command) {
  std::atomic<std::uint64_t> records{0};
  discogs::GenerateOptions options = command.generate;
  options.out = command.out;
  options.shape = shapes().at(command.shape);
  options.stop = stop_on_signal();
  options.records = &records;
  const auto counts = discogs::generated_counts(options.releases);
  const std::uint64_t total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  const auto start = wirespeed::Clock::now();
  Result<discogs::GenerateReport> report;
  {
    const ProgressDisplay display([&] { return look(records, total, seconds_since(start)); });
    report = discogs::generate(options);
  }
  if (!report) return std::unexpected(report.error());
  const double seconds = seconds_since(start);
  return print_and_return(command.json ? as_json(*report, seconds) : as_table(*report, seconds), kFound);
}

}  // namespace

void add_generate(CLI::App& app, Action& action) {
  auto options = std::make_shared<GenerateCommandOptions>();
  CLI::App* command =
      add_command(app, action, "generate", "Write dumps that look like the real ones", options, run_generate);
  command->add_option("--releases", options->generate.releases, "Releases; the other records follow in proportion")
      ->required();
  command->add_option("--seed", options->generate.seed, "Another seed, other records")->capture_default_str();
  command->add_option("--out", options->out, "Directory to write to; made if need be")->required();
  command->add_option("--shape", options->shape, "The form of the dumps of that year: 2015, 2020 or 2026")
      ->check(CLI::IsMember({"2015", "2020", "2026"}))
      ->capture_default_str();
  command->add_option("--month", options->generate.month, "A later month of the same dump: 1, 2, ...")
      ->capture_default_str();
  command->add_option("--changed", options->generate.changed, "The share of records that each month writes anew")
      ->capture_default_str();
  command->add_option("--threads", options->generate.threads, "Threads; 0 for all cores")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
