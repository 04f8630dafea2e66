// discography rollback DIR: the snapshot before serves again.
#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "output.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/months/directory_lock.hpp"
#include "wirespeed/months/snapshot_store.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace months = wirespeed::months;

constexpr const char* kFooter =
    R"(The latest snapshot of DIR/old becomes DIR/graph.snapshot, by rename, so that a serving process swaps to it; what
was there goes to DIR/undone, and --forward brings it back. The next ingest begins anew from the dumps it is given.

Examples:
  discography rollback music
  discography rollback music --forward)";

struct RollbackOptions {
  std::string directory;
  bool forward = false;
  bool json = false;
};

Result<int> run_rollback(const RollbackOptions& options) {
  const std::filesystem::path directory = options.directory;
  if (std::error_code error; !std::filesystem::is_directory(directory, error)) {
    return wirespeed::fail(wirespeed::Errc::not_found, "roll back {}: expected a directory that ingest wrote",
                           options.directory);
  }
  auto lock = months::DirectoryLock::take(directory, "roll back");
  if (!lock) return std::unexpected(lock.error());
  auto turned = options.forward ? months::roll_forward(directory) : months::roll_back(directory);
  if (!turned) return std::unexpected(turned.error());
  if (!options.json)
    return print_and_return(
        fmt::format("{} serves the snapshot {}\n", options.directory, options.forward ? "after" : "before"), kFound);
  wirespeed::JsonWriter json;
  json.begin_object().member("directory", options.directory);
  json.member("turned", options.forward ? "forward" : "back").end_object();
  return print_and_return(json.text() + "\n", kFound);
}

}  // namespace

void add_rollback(CLI::App& app, Action& action) {
  auto options = std::make_shared<RollbackOptions>();
  CLI::App* command = add_command(app, action, "rollback", "Bring the snapshot before back", options, run_rollback);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_flag("--forward", options->forward, "Bring back what was rolled back");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
