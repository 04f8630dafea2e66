// /api/similar, /api/collaborators, /api/label-dna and /api/genre-tree: what only a music graph can be asked.
#include "../music_json.hpp"
#include "asked_node.hpp"
#include "wirespeed/music/collaborators.hpp"
#include "wirespeed/music/label_dna.hpp"
#include "wirespeed/music/similar.hpp"

namespace discography {
namespace {

using wirespeed::JsonWriter;
namespace graph = wirespeed::graph;
namespace music = wirespeed::music;

constexpr std::uint32_t kMaxOffset = 1'000'000'000;

void add_year(JsonWriter& json, const char* name, std::int64_t year) {
  json.key(name);
  year == 0 ? json.null() : json.value(year);
}

double share_of(std::uint32_t count, std::uint32_t all) {
  return all == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(all);
}

// A list of what the releases of a label have, by how many. `name(one)` says what it is.
template <typename Counts, typename Name>
void add_counts(JsonWriter& json, const char* list, const Counts& counts, std::uint32_t all, Name name) {
  json.key(list).begin_array();
  for (const auto& one : counts) {
    json.begin_object();
    name(one);
    json.member("count", one.count).member("share", share_of(one.count, all)).end_object();
  }
  json.end_array();
}

void add_dna(JsonWriter& json, const Music& catalog, const music::LabelDna& dna) {
  const auto node = [&](const music::NodeCount& one) { json.member("name", catalog.graph().node(one.node).name()); };
  add_counts(json, "genres", dna.genres, dna.releases, node);
  add_counts(json, "styles", dna.styles, dna.releases, node);
  add_counts(json, "formats", dna.formats, dna.releases,
             [&](const music::FormatCount& one) { json.member("name", one.name); });
  add_counts(json, "decades", dna.decades, dna.releases,
             [&](const music::Decade& one) { json.member("decade", one.year); });
}

void add_weights(JsonWriter& json) {
  json.key("weights").begin_object();
  for (std::size_t i = 0; i < music::kDimensions; ++i) json.member(music::kDimensionNames[i], music::kWeights[i]);
  json.end_object();
}

void add_branch(JsonWriter& json, const Music& catalog, const music::GenreBranch& branch) {
  begin_node(json, catalog, branch.genre).member("releases", branch.releases).key("styles").begin_array();
  for (const music::NodeCount& style : branch.styles) {
    begin_node(json, catalog, style.node).member("releases", style.count).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

Reply answer_similar(const Question& question) {
  const auto limit = question.parameters.number("limit", {1, 100, 20});
  if (!limit) return std::unexpected(limit.error());
  const auto artist = asked_node(question, question.music().schema().artist, question.arguments[0]);
  if (!artist) return std::unexpected(artist.error());
  const auto derived = question.epoch->derived(question.stop);
  if (!derived) return std::unexpected(derived.error());
  const auto alike = (*derived)->profiles->similar(*artist, *limit, question.stop);
  if (!alike) return std::unexpected(problem_of(alike.error()));
  JsonWriter json;
  json.begin_object().key("artist");
  add_node(json, question.music(), *artist);
  add_weights(json);
  json.key("similar").begin_array();
  for (const music::Likeness& one : *alike) {
    begin_node(json, question.music(), one.artist).member("score", one.score);
    for (std::size_t i = 0; i < music::kDimensions; ++i) json.member(music::kDimensionNames[i], one.parts[i]);
    json.end_object();
  }
  json.end_array().end_object();
  return answer(json);
}

Reply answer_collaborators(const Question& question) {
  const auto limit = question.parameters.number("limit", {1, 200, 20});
  if (!limit) return std::unexpected(limit.error());
  const auto offset = question.parameters.number("offset", {0, kMaxOffset, 0});
  if (!offset) return std::unexpected(offset.error());
  const auto artist = asked_node(question, question.music().schema().artist, question.arguments[0]);
  if (!artist) return std::unexpected(artist.error());
  const auto found = music::collaborators(question.music(), *artist, {*offset, *limit}, question.stop);
  if (!found) return std::unexpected(problem_of(found.error()));
  JsonWriter json;
  json.begin_object().key("artist");
  add_node(json, question.music(), *artist);
  json.member("total", found->total).member("limit", *limit).member("offset", *offset);
  json.key("collaborators").begin_array();
  for (const music::Collaborator& one : found->page) {
    begin_node(json, question.music(), one.artist).member("releases", one.releases);
    add_year(json, "first_year", one.first_year);
    add_year(json, "last_year", one.last_year);
    json.end_object();
  }
  json.end_array().end_object();
  return answer(json);
}

Reply answer_label_dna(const Question& question) {
  const auto label = asked_node(question, question.music().schema().label, question.arguments[0]);
  if (!label) return std::unexpected(label.error());
  const auto dna = music::label_dna(question.music(), *label, question.stop);
  if (!dna) return std::unexpected(problem_of(dna.error()));
  JsonWriter json;
  json.begin_object().key("label");
  add_node(json, question.music(), *label);
  json.member("releases", dna->releases).member("artists", dna->artists);
  add_dna(json, question.music(), *dna);
  json.end_object();
  return answer(json);
}

Reply answer_genre_tree(const Question& question) {
  const auto derived = question.epoch->derived(question.stop);
  if (!derived) return std::unexpected(derived.error());
  JsonWriter json;
  json.begin_object().key("genres").begin_array();
  for (const music::GenreBranch& branch : (*derived)->genre_tree) add_branch(json, question.music(), branch);
  json.end_array().end_object();
  return answer(json);
}

}  // namespace discography
