// discography info DIR: what is in there.
#include <memory>

#include "commands.hpp"
#include "facts.hpp"
#include "interrupt.hpp"
#include "output.hpp"

namespace discography {
namespace {

using wirespeed::Result;

constexpr const char* kFooter =
    R"(With --json: nodes, stubs (referenced, without a record), relationships (distinct) and rows (as written), records,
rejects, and bytes (of the snapshot; bytes_in are those of the dumps, bytes_xml inflated).

Examples:
  discography info music
  discography info music --json
  discography info music --verify)";

struct InfoOptions {
  std::string directory;
  bool verify = false;
  bool json = false;
};

Result<void> verify(const Music& music) {
  const auto stop = stop_on_signal();
  if (auto ok = music.file().verify(); !ok) return ok;
  return music.graph().verify(stop);
}

Result<std::string> facts_table(const Music& music) {
  const auto facts = wirespeed::discogs::read_facts(music.file());
  if (!facts) return std::unexpected(facts.error());
  return facts_text(music, *facts);
}

Result<int> run_info(const InfoOptions& options) {
  auto music = Music::open(options.directory);
  if (!music) return std::unexpected(music.error());
  if (options.verify) {
    if (auto ok = verify(*music); !ok) return std::unexpected(ok.error());
  }
  const auto told = options.json ? facts_json(*music) : facts_table(*music);
  if (!told) return std::unexpected(told.error());
  return print_and_return(*told, kFound);
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command = add_command(app, action, "info", "Tell what was ingested", options, run_info);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_flag("--verify", options->verify, "Read all of it and compare the checksums first");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
