#include "resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <vector>

#include "output.hpp"
#include "wirespeed/search/fold.hpp"

namespace discography {
namespace {

using wirespeed::Result;
using wirespeed::Stop;
using wirespeed::graph::LabelId;
using wirespeed::graph::NodeId;
namespace search = wirespeed::search;

using Found = Result<std::optional<NodeId>>;

constexpr std::string_view kPerson = "Person";

std::optional<wirespeed::graph::ExternalId> parse_id(std::string_view text) {
  wirespeed::graph::ExternalId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

Result<std::vector<NodeId>> nodes_with_name(const Music& music, LabelId label, std::string_view name,
                                            const Stop& stop) {
  auto exact = music.graph().find(label, name, stop);
  if (!exact || !exact->empty()) return exact;
  const std::string folded = search::fold_name(name);
  const auto is_name = [&](NodeId node) { return search::fold_name(music.graph().node(node).name()) == folded; };
  auto alike = music.index().find_exact(static_cast<std::uint8_t>(label), name, is_name, stop);
  if (!alike) return std::unexpected(alike.error());
  if (!*alike) return std::vector<NodeId>();
  return std::vector<NodeId>{**alike};
}

void tell_choice(const Music& music, NodeId chosen, std::size_t count, std::string_view text) {
  fmt::print(stderr, "discography: {} nodes are called \"{}\"; taking the most popular, {} {}\n", count,
             printable(text), music.graph().node(chosen).label_name(), id_text(music, chosen));
}

// `what` is "Artist", or "node" for any label.
void suggest(const Music& music, std::string_view what, std::string_view text, search::LabelSet labels) {
  const auto hits = music.index().autocomplete(text, {.labels = labels, .limit = 1});
  const bool found = hits && !hits->empty();
  const std::string hint =
      found ? fmt::format("; did you mean \"{}\" ({} {})?", printable(music.name_of(hits->front().node)),
                          music.graph().node(hits->front().node).label_name(), id_text(music, hits->front().node))
            : "";
  const char* known_by = parse_id(text) ? "has the id or name" : "is called";
  fmt::print(stderr, "discography: no {} {} \"{}\"{}\n", what, known_by, printable(text), hint);
}

std::optional<NodeId> most_popular(const Music& music, const std::vector<NodeId>& nodes, std::string_view text) {
  if (nodes.empty()) return std::nullopt;
  const NodeId best = *std::ranges::max_element(nodes, {}, [&](NodeId node) { return music.popularity(node); });
  if (nodes.size() > 1) tell_choice(music, best, nodes.size(), text);
  return best;
}

Found resolve_name(const Music& music, std::string_view text, const Stop& stop) {
  std::vector<NodeId> nodes, people;
  for (std::size_t i = 0; i < music.graph().label_count(); ++i) {
    const auto label = static_cast<LabelId>(i);
    auto found = nodes_with_name(music, label, text, stop);
    if (!found) return std::unexpected(found.error());
    auto& into = music.graph().label_name(label) == kPerson ? people : nodes;
    into.insert(into.end(), found->begin(), found->end());
  }
  const auto best = most_popular(music, nodes.empty() ? people : nodes, text);
  if (!best) suggest(music, "node", text, search::kAllLabels);
  return best;
}

}  // namespace

Found resolve(const Music& music, LabelId label, std::string_view text, const Stop& stop) {
  if (const auto id = parse_id(text)) {
    if (const auto node = music.graph().find_node(label, *id)) return node;
  }
  auto nodes = nodes_with_name(music, label, text, stop);
  if (!nodes) return std::unexpected(nodes.error());
  const auto best = most_popular(music, *nodes, text);
  if (!best) suggest(music, music.graph().label_name(label), text, search::only(static_cast<std::uint8_t>(label)));
  return best;
}

Found resolve(const Music& music, std::string_view text, const Stop& stop) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    if (const auto label = music.label(text.substr(0, colon))) {
      return resolve(music, *label, text.substr(colon + 1), stop);
    }
  }
  return resolve_name(music, text, stop);
}

}  // namespace discography
