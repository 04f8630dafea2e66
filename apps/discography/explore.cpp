// discography explore DIR LABEL ID_OR_NAME: one node, its properties and its neighbours by kind.
#include <algorithm>
#include <memory>
#include <variant>

#include "commands.hpp"
#include "interrupt.hpp"
#include "music_json.hpp"
#include "output.hpp"
#include "resolve.hpp"

namespace discography {
namespace {

using wirespeed::JsonWriter;
using wirespeed::Result;
namespace graph = wirespeed::graph;

constexpr const char* kFooter = R"(Examples:
  discography explore music artist 1
  discography explore music artist "The Persuader"
  discography explore music label Svek --limit 20
  discography explore music genre Electronic --json)";

struct ExploreOptions {
  std::string directory;
  std::string label;
  std::string node;
  std::size_t limit = 5;
  bool json = false;
};

std::string value_text(const graph::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return printable(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  const auto* list = std::get_if<graph::TextList>(&value);
  return list != nullptr ? printable(fmt::format("{}", fmt::join(*list, ", "))) : "";
}

std::string arrow(std::string_view type, graph::Direction direction) {
  return direction == graph::Direction::out ? fmt::format("-{}->", type) : fmt::format("<-{}-", type);
}

std::string as_json(const Music& music, graph::NodeId id, std::size_t limit) {
  JsonWriter json;
  begin_node(json, music, id);
  json.member("stub", music.graph().node(id).is_stub());
  add_properties(json, music, id);
  json.key("relationships").begin_array();
  for (const auto& category : music.graph().explore(id)) add_category(json, music, category, {.limit = limit});
  json.end_array().end_object();
  return json.text() + "\n";
}

std::string neighbor_names(const Music& music, const graph::Category& category, std::size_t limit) {
  std::string names;
  const std::size_t shown = std::min(limit, category.neighbors.size());
  for (std::size_t i = 0; i < shown; ++i) {
    names += (i == 0 ? "" : "; ") + printable(music.name_of(category.neighbors[i]));
    const auto role = music.graph().value_text(category.type, category.neighbors.value(i));
    if (!role.empty()) names += fmt::format(" [{}]", printable(role));
  }
  return category.count > shown ? names + "; ..." : names;
}

std::string as_text(const Music& music, graph::NodeId id, std::size_t limit) {
  const auto node = music.graph().node(id);
  std::string text = fmt::format("{} {}: {}{}\n", node.label_name(), music.id_text(id), printable(music.name_of(id)),
                                 node.is_stub() ? " (referenced, without a record)" : "");
  for (const auto& [name, value] : node.properties()) {
    const std::string shown = value_text(value);
    if (!shown.empty()) text += fmt::format("  {}: {}\n", name, shown);
  }
  Table table({{"relationship"}, {"label"}, {"count", Align::right}, {"first of them"}});
  for (const auto& category : music.graph().explore(id)) {
    table.add({arrow(music.graph().type_name(category.type), category.direction),
               std::string(music.graph().label_name(category.label)), with_commas(category.count),
               neighbor_names(music, category, limit)});
  }
  return table.empty() ? text : text + table.text();
}

Result<int> run_explore(const ExploreOptions& options) {
  auto music = Music::open(options.directory);
  if (!music) return std::unexpected(music.error());
  auto label = music->label(options.label);
  if (!label) return std::unexpected(label.error());
  auto node = resolve_or_tell(*music, *label, options.node, stop_on_signal());
  if (!node) return std::unexpected(node.error());
  if (!*node) return nothing_found(options.json);
  return print_and_return(
      options.json ? as_json(*music, **node, options.limit) : as_text(*music, **node, options.limit), kFound);
}

}  // namespace

void add_explore(CLI::App& app, Action& action) {
  auto options = std::make_shared<ExploreOptions>();
  CLI::App* command =
      add_command(app, action, "explore", "Show a node and what it is connected to", options, run_explore);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_option("LABEL", options->label, "Artist, Label, Master, Release, Genre, Style or Person")->required();
  command->add_option("ID_OR_NAME", options->node, "The Discogs id, or the name")->required();
  command->add_option("--limit", options->limit, "Neighbours to show of each kind")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
