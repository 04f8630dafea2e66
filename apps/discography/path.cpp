// discography path DIR FROM TO: how one node leads to another.
#include <algorithm>
#include <array>
#include <memory>

#include "commands.hpp"
#include "interrupt.hpp"
#include "music_json.hpp"
#include "output.hpp"
#include "path_types.hpp"
#include "resolve.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace graph = wirespeed::graph;

constexpr const char* kFooter = R"(An end is a name, or a label with an id or a name: artist:1, label:Svek, "Stockholm".
IS and PART_OF are left out unless asked for: by way of a genre everything is near everything.

Examples:
  discography path music artist:1 label:Svek
  discography path music "The Persuader" "Mr. James Barth & A.D." --max-depth 6
  discography path music artist:1 artist:2 --types BY,MEMBER_OF,ALIAS_OF
  discography path music genre:Rock genre:Jazz --types all --json)";

struct PathOptions {
  std::string directory;
  std::string from;
  std::string to;
  std::vector<std::string> types;
  std::uint32_t max_depth = 10;
  bool json = false;
};

std::string as_text(const Music& music, const graph::Path& path) {
  std::string text = printable(music.name_of(path.nodes.front()));
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const auto type = music.graph().type_name(path.steps[i].type);
    const bool is_out = path.steps[i].direction == graph::Direction::out;
    text += fmt::format(" {}-{}-{} {}", is_out ? "" : "<", type, is_out ? ">" : "",
                        printable(music.name_of(path.nodes[i + 1])));
  }
  return text + "\n";
}

std::string as_json(const Music& music, const graph::Path& path) {
  wirespeed::JsonWriter json;
  json.begin_object().member("length", path.steps.size());
  add_path(json, music, path);
  json.end_object();
  return json.text() + "\n";
}

Result<int> run_path(const PathOptions& options) {
  auto music = Music::open(options.directory);
  if (!music) return std::unexpected(music.error());
  auto types = chosen_types(*music, options.types);
  if (!types) return std::unexpected(types.error());
  const auto stop = stop_on_signal();
  std::array<graph::NodeId, 2> ends{};
  for (const std::size_t i : {0u, 1u}) {
    auto node = resolve_or_tell(*music, i == 0 ? options.from : options.to, stop);
    if (!node) return std::unexpected(node.error());
    if (!*node) return nothing_found(options.json);
    ends[i] = **node;
  }
  auto path = music->graph().shortest_path(ends[0], ends[1], {.types = *types, .max_depth = options.max_depth}, stop);
  if (!path) return std::unexpected(path.error());
  if (!*path) {
    fmt::print(stderr, "discography: no path of at most {} relationships\n", options.max_depth);
    return nothing_found(options.json);
  }
  return print_and_return(options.json ? as_json(*music, **path) : as_text(*music, **path), kFound);
}

}  // namespace

void add_path(CLI::App& app, Action& action) {
  auto options = std::make_shared<PathOptions>();
  CLI::App* command = add_command(app, action, "path", "Find the shortest path between two nodes", options, run_path);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_option("FROM", options->from, "A name, or label:id, or label:name")->required();
  command->add_option("TO", options->to, "The same")->required();
  command->add_option("--types", options->types, "Relationship types to follow, with commas, or all")
      ->delimiter(',')
      ->allow_extra_args(false);  // what follows is an end of the path
  command->add_option("--max-depth", options->max_depth, "Relationships on the path at most")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
