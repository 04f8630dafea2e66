// discography search DIR TEXT: names that hold these words.
#include <memory>

#include "commands.hpp"
#include "interrupt.hpp"
#include "music_json.hpp"
#include "output.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace search = wirespeed::search;

constexpr const char* kFooter =
    R"(Case and accents do not count. The most popular come first: artists, labels, genres and
styles by the releases and masters that name them, masters by their versions, people by their credits.

Examples:
  discography search music "pink floyd"
  discography search music bjork --label artist --limit 3
  discography search music "dark si" --prefix --json)";

struct SearchOptions {
  std::string directory;
  std::string text;
  std::string label;
  std::uint32_t limit = 10;
  bool prefix = false;
  bool json = false;
};

std::string as_json(const Music& music, const search::SearchResult& result) {
  wirespeed::JsonWriter json;
  json.begin_object().member("total", result.total);
  add_hits(json, music, result.hits);
  json.end_object();
  return json.text() + "\n";
}

std::string as_table(const Music& music, const search::SearchResult& result) {
  Table table({{"label"}, {"id", Align::right}, {"popularity", Align::right}, {"name"}});
  for (const search::Hit& hit : result.hits) {
    const auto node = music.graph().node(hit.node);
    table.add({std::string(node.label_name()), music.id_text(hit.node), with_commas(hit.popularity),
               printable(music.name_of(hit.node))});
  }
  return table.text() + fmt::format("{} of {} names\n", result.hits.size(), with_commas(result.total));
}

Result<int> run_search(const SearchOptions& options) {
  auto music = Music::open(options.directory);
  if (!music) return std::unexpected(music.error());
  search::QueryOptions query{.limit = options.limit, .last_word_is_prefix = options.prefix, .stop = stop_on_signal()};
  if (!options.label.empty()) {
    auto label = music->label(options.label);
    if (!label) return std::unexpected(label.error());
    query.labels = search::only(static_cast<std::uint8_t>(*label));
  }
  auto result = music->index().search(options.text, query);
  if (!result) return std::unexpected(result.error());
  const int exit_code = result->total > 0 ? kFound : kNothingFound;
  return print_and_return(options.json ? as_json(*music, *result) : as_table(*music, *result), exit_code);
}

}  // namespace

void add_search(CLI::App& app, Action& action) {
  auto options = std::make_shared<SearchOptions>();
  CLI::App* command = add_command(app, action, "search", "Find names that hold all these words", options, run_search);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_option("TEXT", options->text, "Words of the name")->required();
  command->add_option("--label", options->label, "Only Artist, Label, Master, Release, Genre, Style or Person");
  command->add_option("--limit", options->limit, "Hits to show")->capture_default_str();
  command->add_flag("--prefix", options->prefix, "The last word may go on, as while typing");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
