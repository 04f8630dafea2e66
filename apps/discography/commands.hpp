// The commands of the program: each file beside this one adds one to the command line.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

#include "wirespeed/base/error.hpp"

namespace discography {

inline constexpr int kFound = 0;
inline constexpr int kNothingFound = 1;
inline constexpr int kFailed = 2;
inline constexpr int kInterrupted = 130;  // 128 + SIGINT, as shells count it

// What the command line asked for: set while it is parsed, run afterwards. An Error becomes one line and kFailed.
using Action = std::function<wirespeed::Result<int>()>;

void add_ingest(CLI::App& app, Action& action);
void add_rollback(CLI::App& app, Action& action);
void add_watch(CLI::App& app, Action& action);
void add_generate(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_search(CLI::App& app, Action& action);
void add_explore(CLI::App& app, Action& action);
void add_path(CLI::App& app, Action& action);
void add_trends(CLI::App& app, Action& action);
void add_hash(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_perftest(CLI::App& app, Action& action);

// A subcommand whose options are bound to the fields of `Options` and which calls run(options).
template <typename Options>
CLI::App* add_command(CLI::App& app, Action& action, const char* name, const char* description,
                      const std::shared_ptr<Options>& options, wirespeed::Result<int> (*run)(const Options&)) {
  CLI::App* const command = app.add_subcommand(name, description);
  command->callback([&action, options, run] { action = [options, run] { return run(*options); }; });
  return command;
}

}  // namespace discography
