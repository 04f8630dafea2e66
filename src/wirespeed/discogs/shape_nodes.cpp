// Which nodes there are: labels with their ids and stubs, and the ids of the blocks as nodes.
#include <algorithm>
#include <array>
#include <functional>

#include "wirespeed/discogs/shape_state.hpp"

namespace wirespeed::discogs {
namespace {

using Ids = std::vector<std::uint32_t>;

void insert_all(IdSet& set, const Ids& ids) {
  for (const std::uint32_t id : ids) {
    if (id != kNoReference) set.insert(id);
  }
}

Ids referenced_artists(const GraphInput& input) {
  IdSet ids;
  for (const RecordBlock& block : input.of(Kind::artists)) {
    for (const Lists* lists : {&block.aliases, &block.members, &block.groups}) insert_all(ids, lists->items);
  }
  for (const Kind kind : {Kind::masters, Kind::releases}) {
    for (const RecordBlock& block : input.of(kind)) insert_all(ids, block.artists.items);
  }
  for (const RecordBlock& block : input.of(Kind::releases)) {
    const Ids& credits = block.credits.items;
    for (std::size_t at = 2; at < credits.size(); at += kCreditWidth) {
      if (credits[at] != kNoReference) ids.insert(credits[at]);
    }
  }
  return ids.members();
}

Ids referenced_labels(const GraphInput& input) {
  IdSet ids;
  for (const RecordBlock& block : input.of(Kind::labels)) {
    insert_all(ids, block.sublabels.items);
    insert_all(ids, block.parents);
  }
  for (const RecordBlock& block : input.of(Kind::releases)) insert_all(ids, block.labels.items);
  return ids.members();
}

Ids referenced_masters(const GraphInput& input) {
  IdSet ids;
  for (const RecordBlock& block : input.of(Kind::releases)) insert_all(ids, block.parents);
  return ids.members();
}

// Only names of stubs are of use: of ids that have no record and are still referenced.
void keep_stubs(StubNames& names, const IdSet& records, const Ids& referenced) {
  StubNames kept;
  for (std::size_t i = 0; i < names.ids.size(); ++i) {
    const std::uint32_t id = names.ids[i];
    if (records.contains(id) || !std::ranges::binary_search(referenced, id)) continue;
    kept.ids.push_back(id);
    kept.names.append(names.names[i]);
  }
  names = std::move(kept);
}

Result<void> add_numbered_label(ShapeState& state, NodeLabel label, const Numbers& numbers) {
  const char* name = kNodeLabelNames[static_cast<std::size_t>(label)];
  const auto count = static_cast<std::uint32_t>(numbers.codes.size());
  if (auto added = state.builder.add_label(name, count); !added) return std::unexpected(added.error());
  state.report.labels.push_back({name, count, 0});
  return {};
}

Result<void> add_record_label(ShapeState& state, NodeLabel label, Kind kind, const Ids& referenced) {
  const char* name = kNodeLabelNames[static_cast<std::size_t>(label)];
  const Ids records = state.input.records[static_cast<std::size_t>(kind)].members();
  auto added = state.builder.add_label(name, records, referenced);
  if (!added) return std::unexpected(added.error());
  state.report.labels.push_back({name, records.size(), state.builder.stubs(*added)});
  return {};
}

// Every `stride`-th number from items[first] on is an id or kNoReference.
Result<void> translate_optional(const graph::Builder& builder, NodeLabel label, Ids& items, std::size_t first = 0,
                                std::size_t stride = 1) {
  Ids ids;
  for (std::size_t at = first; at < items.size(); at += stride) {
    if (items[at] != kNoReference) ids.push_back(items[at]);
  }
  if (auto ok = builder.to_nodes(to_label_id(label), ids); !ok) return ok;
  std::size_t next = 0;
  for (std::size_t at = first; at < items.size(); at += stride) {
    items[at] = items[at] == kNoReference ? graph::kNoNode : ids[next++];
  }
  return {};
}

constexpr std::array<NodeLabel, kKindCount> kLabelOfKind = {NodeLabel::artist, NodeLabel::label, NodeLabel::master,
                                                            NodeLabel::release};

Result<void> translate_block(const graph::Builder& builder, RecordBlock& block) {
  const NodeLabel own = kLabelOfKind[static_cast<std::size_t>(block.kind)];
  const NodeLabel parent = block.kind == Kind::labels ? NodeLabel::label : NodeLabel::master;
  const auto to_nodes = [&](NodeLabel label, Ids& ids) { return builder.to_nodes(to_label_id(label), ids); };
  if (auto ok = to_nodes(own, block.ids); !ok) return ok;
  for (Lists* lists : {&block.artists, &block.aliases, &block.members, &block.groups}) {
    if (auto ok = to_nodes(NodeLabel::artist, lists->items); !ok) return ok;
  }
  for (Lists* lists : {&block.labels, &block.sublabels}) {
    if (auto ok = to_nodes(NodeLabel::label, lists->items); !ok) return ok;
  }
  if (auto ok = translate_optional(builder, parent, block.parents); !ok) return ok;
  return translate_optional(builder, NodeLabel::artist, block.credits.items, 2, kCreditWidth);
}

}  // namespace

Result<void> add_labels(ShapeState& state) {
  GraphInput& input = state.input;
  Ids artists, labels, masters;
  const std::array<std::function<void()>, 7> tasks = {
      [&] { artists = referenced_artists(input); }, [&] { state.roles = number_roles(input); },
      [&] { state.people = number_people(input); }, [&] { labels = referenced_labels(input); },
      [&] { masters = referenced_masters(input); }, [&] { state.genres = number_genres(input); },
      [&] { state.styles = number_styles(input); }};
  parallel_for(state.threads, tasks.size(), [&](std::size_t i) { tasks[i](); });
  keep_stubs(input.artist_names, input.records[static_cast<std::size_t>(Kind::artists)], artists);
  keep_stubs(input.label_names, input.records[static_cast<std::size_t>(Kind::labels)], labels);
  if (auto ok = add_numbered_label(state, NodeLabel::genre, state.genres); !ok) return ok;
  if (auto ok = add_numbered_label(state, NodeLabel::style, state.styles); !ok) return ok;
  if (auto ok = add_record_label(state, NodeLabel::artist, Kind::artists, artists); !ok) return ok;
  if (auto ok = add_record_label(state, NodeLabel::label, Kind::labels, labels); !ok) return ok;
  if (auto ok = add_record_label(state, NodeLabel::master, Kind::masters, masters); !ok) return ok;
  if (auto ok = add_record_label(state, NodeLabel::release, Kind::releases, {}); !ok) return ok;
  if (auto ok = add_numbered_label(state, NodeLabel::person, state.people); !ok) return ok;
  state.popularity.assign(state.range(NodeLabel::person).end, 0);
  return {};
}

Result<void> translate_ids(ShapeState& state) {
  const auto to_nodes = [&](NodeLabel label, Ids& ids) { return state.builder.to_nodes(to_label_id(label), ids); };
  if (auto ok = to_nodes(NodeLabel::artist, state.input.artist_names.ids); !ok) return ok;
  if (auto ok = to_nodes(NodeLabel::label, state.input.label_names.ids); !ok) return ok;
  for (auto& blocks : state.input.blocks) {
    const auto translate = [&](std::size_t i) { return translate_block(state.builder, blocks[i]); };
    if (auto ok = parallel_try(state, blocks.size(), translate); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::discogs
