// What `ingest` and `watch` have in common: their options, and the run of a month with its reports.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/months/month_ingest.hpp"
#include "wirespeed/rules/rule.hpp"

namespace discography {

inline constexpr const char* kReportName = "report.json";

struct MonthCommandOptions {
  std::string out;
  std::string rules;  // a file; the shipped ones if empty
  bool no_rules = false;
  unsigned keep = 1;
  unsigned threads = 0;
  std::uint64_t max_errors = UINT64_MAX;
  std::int16_t last_year = 0;
  double checkpoint_seconds = 0.7;
  bool json = false;
};

void add_month_options(CLI::App& command, MonthCommandOptions& options);

wirespeed::Result<wirespeed::rules::RuleSet> load_rules(const MonthCommandOptions& options);

// Ingests and writes DIR/report.json, DIR/metrics.prom and a line of DIR/history.jsonl. Shows its progress on stderr.
// `hashes` are of files that were read just now.
wirespeed::Result<wirespeed::months::MonthReport> run_month(const std::vector<std::filesystem::path>& paths,
                                                            const MonthCommandOptions& options,
                                                            const wirespeed::rules::RuleSet& rules,
                                                            const wirespeed::months::FileHashes& hashes = {});

}  // namespace discography
