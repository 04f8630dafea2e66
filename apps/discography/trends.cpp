// discography trends DIR LABEL ID_OR_NAME: releases per year.
#include <algorithm>
#include <memory>

#include "commands.hpp"
#include "interrupt.hpp"
#include "music_json.hpp"
#include "output.hpp"
#include "resolve.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace graph = wirespeed::graph;

constexpr std::size_t kBarCells = 50;
constexpr const char* kFooter =
    R"(Releases that name the artist, label, genre or style (or the versions of a master, or the credits of a
person), by the year of the release. Releases without a year are not counted.

Examples:
  discography trends music artist "The Persuader"
  discography trends music genre Electronic --json)";

struct TrendsOptions {
  std::string directory;
  std::string label;
  std::string node;
  bool json = false;
};

std::string as_json(const Music& music, graph::NodeId node, const graph::Trend& trend) {
  wirespeed::JsonWriter json;
  begin_node(json, music, node).key("years").begin_object();
  for (std::size_t i = 0; i < trend.years.size(); ++i) json.member(std::to_string(trend.years[i]), trend.counts[i]);
  json.end_object().end_object();
  return json.text() + "\n";
}

std::string as_table(const Music& music, graph::NodeId node, const graph::Trend& trend) {
  const std::uint32_t most = *std::ranges::max_element(trend.counts);
  Table table({{"year"}, {"releases", Align::right}, {""}});
  for (std::size_t i = 0; i < trend.years.size(); ++i) {
    const std::size_t cells = (std::size_t{trend.counts[i]} * kBarCells + most - 1) / most;
    table.add({std::to_string(trend.years[i]), with_commas(trend.counts[i]), std::string(cells, '#')});
  }
  return fmt::format("{} {}: {}\n{}", music.graph().node(node).label_name(), music.id_text(node),
                     printable(music.name_of(node)), table.text());
}

Result<int> run_trends(const TrendsOptions& options) {
  auto music = Music::open(options.directory);
  if (!music) return std::unexpected(music.error());
  auto label = music->label(options.label);
  if (!label) return std::unexpected(label.error());
  auto node = resolve_or_tell(*music, *label, options.node, stop_on_signal());
  if (!node) return std::unexpected(node.error());
  if (!*node) return nothing_found(options.json);
  const graph::Trend trend = music->graph().trends(**node);
  const int exit_code = trend.years.empty() ? kNothingFound : kFound;
  if (options.json) return print_and_return(as_json(*music, **node, trend), exit_code);
  if (!trend.years.empty()) return print_and_return(as_table(*music, **node, trend), exit_code);
  fmt::print(stderr, "discography: {} has no releases with a year\n", printable(music->name_of(**node)));
  return exit_code;
}

}  // namespace

void add_trends(CLI::App& app, Action& action) {
  auto options = std::make_shared<TrendsOptions>();
  CLI::App* command = add_command(app, action, "trends", "Count releases per year", options, run_trends);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_option("LABEL", options->label, "Artist, Label, Master, Genre, Style or Person")->required();
  command->add_option("ID_OR_NAME", options->node, "The Discogs id, or the name")->required();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
