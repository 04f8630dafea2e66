#include "wirespeed/music/resolve.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "wirespeed/search/fold.hpp"

namespace wirespeed::music {
namespace {

using graph::LabelId;
using graph::NodeId;

Result<std::vector<NodeId>> nodes_with_name(const Catalog& catalog, LabelId label, std::string_view name,
                                            const Stop& stop) {
  auto exact = catalog.graph().find(label, name, stop);
  if (!exact || !exact->empty()) return exact;
  const std::string folded = search::fold_name(name);
  const auto is_name = [&](NodeId node) { return search::fold_name(catalog.graph().node(node).name()) == folded; };
  auto alike = catalog.index().find_exact(static_cast<std::uint8_t>(label), name, is_name, stop);
  if (!alike) return std::unexpected(alike.error());
  if (!*alike) return std::vector<NodeId>();
  return std::vector<NodeId>{**alike};
}

Resolved most_popular(const Catalog& catalog, const std::vector<NodeId>& nodes) {
  if (nodes.empty()) return {};
  const NodeId best = *std::ranges::max_element(nodes, {}, [&](NodeId node) { return catalog.popularity(node); });
  return {best, nodes.size()};
}

Result<Resolved> resolve_name(const Catalog& catalog, std::string_view text, const Stop& stop) {
  std::vector<NodeId> nodes, people;
  for (std::size_t i = 0; i < catalog.graph().label_count(); ++i) {
    const auto label = static_cast<LabelId>(i);
    auto found = nodes_with_name(catalog, label, text, stop);
    if (!found) return std::unexpected(found.error());
    auto& into = label == catalog.schema().person ? people : nodes;
    into.insert(into.end(), found->begin(), found->end());
  }
  return most_popular(catalog, nodes.empty() ? people : nodes);
}

}  // namespace

std::optional<graph::ExternalId> parse_id(std::string_view text) noexcept {
  graph::ExternalId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

Result<Resolved> resolve(const Catalog& catalog, LabelId label, std::string_view text, const Stop& stop) {
  if (const auto id = parse_id(text)) {
    if (const auto node = catalog.graph().find_node(label, *id)) return Resolved{*node, 1};
  }
  auto nodes = nodes_with_name(catalog, label, text, stop);
  if (!nodes) return std::unexpected(nodes.error());
  return most_popular(catalog, *nodes);
}

Result<Resolved> resolve(const Catalog& catalog, std::string_view text, const Stop& stop) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    if (const auto label = catalog.label(text.substr(0, colon))) {
      return resolve(catalog, *label, text.substr(colon + 1), stop);
    }
  }
  return resolve_name(catalog, text, stop);
}

Result<std::optional<NodeId>> suggest(const Catalog& catalog, std::string_view text, search::LabelSet labels,
                                      const Stop& stop) {
  auto hits = catalog.index().autocomplete(text, {.labels = labels, .limit = 1, .stop = stop});
  if (!hits) return std::unexpected(std::move(hits).error());
  return hits->empty() ? std::nullopt : std::optional(hits->front().node);
}

}  // namespace wirespeed::music
