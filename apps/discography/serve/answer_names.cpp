// /api/search and /api/autocomplete: names that hold the words of a text.
#include "../music_json.hpp"
#include "asked_node.hpp"

namespace discography {
namespace {

using wirespeed::JsonWriter;
namespace search = wirespeed::search;

constexpr std::uint32_t kMaxOffset = 10'000;

// Those that `type` names, with commas; all where it is left out.
std::expected<search::LabelSet, Problem> asked_labels(const Question& question) {
  if (!question.parameters.find("type")) return search::kAllLabels;
  search::LabelSet labels = 0;
  for (const std::string_view name : question.parameters.list("type")) {
    const auto label = asked_label(question, name, "type");
    if (!label) return std::unexpected(label.error());
    labels = static_cast<search::LabelSet>(labels | search::only(static_cast<std::uint8_t>(*label)));
  }
  if (labels != 0) return labels;
  return std::unexpected(bad_parameter("type", "expected labels with commas, found an empty text"));
}

void add_facets(JsonWriter& json, const Music& music, const search::SearchResult& result) {
  json.key("facets").begin_object();
  for (std::size_t i = 0; i < music.graph().label_count() && i < result.facets.size(); ++i) {
    json.member(music.graph().label_name(static_cast<wirespeed::graph::LabelId>(i)), result.facets[i]);
  }
  json.end_object();
}

}  // namespace

Reply answer_search(const Question& question) {
  const auto text = question.parameters.text("q");
  if (!text) return std::unexpected(text.error());
  const auto labels = asked_labels(question);
  if (!labels) return std::unexpected(labels.error());
  const auto limit = question.parameters.number("limit", {0, 100, 10});
  if (!limit) return std::unexpected(limit.error());
  const auto offset = question.parameters.number("offset", {0, kMaxOffset, 0});
  if (!offset) return std::unexpected(offset.error());
  // The facets are of all labels, whatever is shown.
  const auto found = question.music().index().search(
      *text,
      {.labels = *labels, .counted = search::kAllLabels, .limit = *limit, .offset = *offset, .stop = question.stop});
  if (!found) return std::unexpected(problem_of(found.error()));
  JsonWriter json;
  json.begin_object().member("query", *text).member("total", found->total);
  json.member("limit", *limit).member("offset", *offset);
  add_facets(json, question.music(), *found);
  add_hits(json, question.music(), found->hits);
  json.end_object();
  return answer(json);
}

Reply answer_autocomplete(const Question& question) {
  const auto text = question.parameters.text("q");
  if (!text) return std::unexpected(text.error());
  const auto labels = asked_labels(question);
  if (!labels) return std::unexpected(labels.error());
  const auto limit = question.parameters.number("limit", {1, 50, 10});
  if (!limit) return std::unexpected(limit.error());
  const auto hits =
      question.music().index().autocomplete(*text, {.labels = *labels, .limit = *limit, .stop = question.stop});
  if (!hits) return std::unexpected(problem_of(hits.error()));
  JsonWriter json;
  json.begin_object().member("query", *text);
  add_hits(json, question.music(), *hits);
  json.end_object();
  return answer(json);
}

}  // namespace discography
