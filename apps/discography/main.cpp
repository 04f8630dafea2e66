// discography: Discogs dumps in, a music graph that can be searched and walked out.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "commands.hpp"
#include "interrupt.hpp"
#include "wirespeed/base/cpu.hpp"

namespace discography {
namespace {

constexpr const char* kFooter = R"(Examples:
  discography generate --releases 20000 --seed 1 --out dumps
  discography ingest dumps --out music
  discography search music "pink floyd" --limit 5
  discography explore music artist "The Persuader"
  discography path music artist:1 "Svek"
  discography trends music genre Electronic
  discography serve music

Each command tells more: discography COMMAND --help
Exit codes: 0 found or done, 1 nothing found, 2 error, 130 interrupted.)";

void add_commands(CLI::App& app, Action& action) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "discography " WIRESPEED_VERSION);
  app.footer(kFooter);
  add_ingest(app, action);
  add_rollback(app, action);
  add_watch(app, action);
  add_generate(app, action);
  add_info(app, action);
  add_search(app, action);
  add_explore(app, action);
  add_path(app, action);
  add_trends(app, action);
  add_hash(app, action);
  add_serve(app, action);
  add_perftest(app, action);
}

int complain(const std::string& message) {
  fmt::print(stderr, "discography: {}\n", message);
  return kFailed;
}

int finish(const wirespeed::Result<int>& done) {
  if (interrupted() && !done) {
    fmt::print(stderr, "discography: interrupted\n");
    return kInterrupted;
  }
  if (!done) return complain(done.error().message);
  return *done;
}

int run(int argc, char** argv) {
  CLI::App app("Discogs dumps in, a music graph that can be searched and walked out.", "discography");
  Action action;
  add_commands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return complain(fmt::format("{}; see discography --help", error.what()));
  }
  return finish(action());
}

}  // namespace
}  // namespace discography

int main(int argc, char** argv) {
  if (auto ok = wirespeed::check_cpu(); !ok) return discography::complain(ok.error().message);
  std::signal(SIGXFSZ, SIG_IGN);  // a file too large becomes an error of write(), not a death without a word
  try {
    return discography::run(argc, argv);
  } catch (const std::exception& error) {  // memory that is not there, above all
    return discography::complain(error.what());
  }
}
