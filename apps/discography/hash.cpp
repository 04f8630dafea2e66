// discography hash PATH...: one hash over all records, to compare two dumps at a glance.
#include <memory>
#include <numeric>

#include "commands.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "read_progress.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/discogs/content_hash.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace discogs = wirespeed::discogs;

constexpr const char* kFooter =
    R"(The hash is over the content of the records in their order: the same for .xml and .xml.gz, for several
gzip members, for any number of threads, and whether & is written as &amp; or &#38;.

Examples:
  discography hash discogs_20260801_releases.xml.gz
  discography hash dumps --threads 4 --json)";

struct HashOptions {
  std::vector<std::string> paths;
  unsigned threads = 0;
  bool json = false;
};

std::uint64_t sum(const std::uint64_t (&numbers)[discogs::kKindCount]) {
  return std::accumulate(std::begin(numbers), std::end(numbers), std::uint64_t{0});
}

std::string as_json(const discogs::HashReport& report) {
  wirespeed::JsonWriter json;
  json.begin_object().member("sha256", wirespeed::to_hex(report.digest)).member("records", sum(report.read.records));
  json.member("rejects", report.read.rejects).member("repairs", report.read.repairs);
  json.member("bytes", report.read.bytes_xml).member("bytes_in", report.read.bytes_in);
  json.member("seconds", report.read.seconds).end_object();
  return json.text() + "\n";
}

std::string as_text(const discogs::HashReport& report) {
  const auto& read = report.read;
  const double megabytes = static_cast<double>(read.bytes_xml) / 1e6;
  return fmt::format("records  {}\nbytes    {} ({} on disk)\nrate     {}, {:.0f} MB/s ({})\nsha256   {}\n",
                     with_commas(sum(read.records)), with_commas(read.bytes_xml), with_commas(read.bytes_in),
                     per_second(sum(read.records), read.seconds), megabytes / read.seconds, human_seconds(read.seconds),
                     wirespeed::to_hex(report.digest));
}

// Bad records, told when all is read: a dump that is broken in the middle is one line, and not one for each ruin before
// it.
class RejectLines {
 public:
  void add(const discogs::Reject& reject) {
    if (++count_ > kShown) return;
    text_ += fmt::format("discography: {} at byte {}: {}\n", reject.file.string(), reject.offset, reject.reason);
  }
  void print() const {
    fmt::print(stderr, "{}", text_);
    if (count_ > kShown) fmt::print(stderr, "discography: and {} more bad records\n", with_commas(count_ - kShown));
  }

 private:
  static constexpr std::uint64_t kShown = 100;
  std::uint64_t count_ = 0;
  std::string text_;
};

Result<discogs::HashReport> hash(const HashOptions& options, RejectLines& rejects) {
  auto files = discogs::find_dumps({options.paths.begin(), options.paths.end()});
  if (!files) return std::unexpected(files.error());
  discogs::Progress progress;
  const ReadProgress look(progress, "hashing");
  const ProgressDisplay display(look);
  return discogs::hash_dumps(*files, {.threads = options.threads, .stop = stop_on_signal(), .progress = &progress},
                             [&](const discogs::Reject& reject) { rejects.add(reject); });
}

Result<int> run_hash(const HashOptions& options) {
  RejectLines rejects;
  auto report = hash(options, rejects);
  if (!report) return std::unexpected(report.error());
  rejects.print();
  return print_and_return(options.json ? as_json(*report) : as_text(*report), kFound);
}

}  // namespace

void add_hash(CLI::App& app, Action& action) {
  auto options = std::make_shared<HashOptions>();
  CLI::App* command = add_command(app, action, "hash", "Print one SHA-256 over all records", options, run_hash);
  command->add_option("PATH", options->paths, "Dump files, or directories of them")->required();
  command->add_option("--threads", options->threads, "Threads; 0 for all cores")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
