// What nodes are called and what is stored with them.
#include <utility>

#include "wirespeed/discogs/shape_state.hpp"

namespace wirespeed::discogs {
namespace {

using graph::TextRows;
using graph::TextUse;

// Rows of one property: the node of each, and its value.
struct NameRows {
  std::vector<graph::NodeId> nodes;
  TextRows texts;

  void add(graph::NodeId node, std::string_view text) {
    if (text.empty()) return;
    nodes.push_back(node);
    texts.add(text);
  }
};

// To the builder no nodes at all would mean "row i is node i": a label whose nodes have none of it gets a row of
// nothing.
template <typename AddNothing>
void fill_if_empty(const ShapeState& state, NodeLabel label, std::vector<graph::NodeId>& nodes,
                   AddNothing add_nothing) {
  const graph::NodeRange range = state.range(label);
  if (!nodes.empty() || range.size() == 0) return;
  nodes.push_back(range.begin);
  add_nothing();
}

Result<void> add_text(ShapeState& state, NodeLabel label, const char* property, NameRows rows, TextUse use) {
  fill_if_empty(state, label, rows.nodes, [&] { rows.texts.add(""); });
  return state.builder.add_text(to_label_id(label), property, rows.nodes, rows.texts, use);
}

std::vector<graph::NodeId> nodes_of(const std::vector<RecordBlock>& blocks) {
  std::vector<graph::NodeId> nodes;
  for (const RecordBlock& block : blocks) nodes.insert(nodes.end(), block.ids.begin(), block.ids.end());
  return nodes;
}

// Moves a column of all blocks into one piece, freeing it block by block.
template <typename T>
std::vector<T> take_column(std::vector<RecordBlock>& blocks, std::vector<T> RecordBlock::* column) {
  std::vector<T> all;
  for (RecordBlock& block : blocks) {
    const std::vector<T> part = std::exchange(block.*column, {});
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

Result<void> add_names(ShapeState& state, NodeLabel label, Kind kind, const char* property, const StubNames* stubs) {
  NameRows rows;
  for (std::size_t i = 0; stubs != nullptr && i < stubs->ids.size(); ++i) rows.add(stubs->ids[i], stubs->names[i]);
  for (const RecordBlock& block : state.input.of(kind)) {
    for (std::size_t i = 0; i < block.ids.size(); ++i) rows.add(block.ids[i], block.names[i]);
  }
  return add_text(state, label, property, std::move(rows), TextUse::indexed_name);
}

template <typename List>
Result<void> add_numbered_names(ShapeState& state, NodeLabel label, const Numbers& numbers, const List& texts) {
  TextRows rows;
  for (const std::uint32_t code : numbers.codes) rows.add(texts[code]);
  return state.builder.add_text(to_label_id(label), "name", {}, rows, TextUse::indexed_name);
}

Result<void> add_years(ShapeState& state, NodeLabel label, Kind kind) {
  auto& blocks = state.input.of(kind);
  auto years = take_column(blocks, &RecordBlock::years);
  auto nodes = nodes_of(blocks);
  fill_if_empty(state, label, nodes, [&] { years.push_back(graph::kNull<std::int16_t>); });
  return state.builder.add_i16(to_label_id(label), "year", nodes, years);
}

Result<void> add_formats(ShapeState& state) {
  auto& blocks = state.input.of(Kind::releases);
  Lists all;
  for (RecordBlock& block : blocks) {
    const Lists part = std::exchange(block.formats, {});
    const auto base = static_cast<std::uint32_t>(all.items.size());
    for (const std::uint32_t end : part.ends) all.ends.push_back(base + end);
    all.items.insert(all.items.end(), part.items.begin(), part.items.end());
  }
  return state.builder.add_text_list(to_label_id(NodeLabel::release), "formats", nodes_of(blocks), all.ends, all.items,
                                     state.input.formats);
}

Result<void> add_catalog_numbers(ShapeState& state) {
  NameRows rows;
  for (RecordBlock& block : state.input.of(Kind::releases)) {
    const TextList part = std::exchange(block.catalog_numbers, {});
    for (std::size_t i = 0; i < part.size(); ++i) rows.add(block.ids[i], part[i]);
  }
  return add_text(state, NodeLabel::release, "catalog_number", std::move(rows), TextUse::plain);
}

Result<void> add_tag_properties(ShapeState& state, NodeLabel label, const Numbers& numbers, const TextList& texts,
                                Lists RecordBlock::* column) {
  if (auto ok = add_numbered_names(state, label, numbers, texts); !ok) return ok;
  const TagFacts facts = gather_tag_facts(state.input, column, numbers);
  auto ok = state.builder.add_u32(to_label_id(label), "release_count", {}, facts.release_counts);
  if (!ok) return ok;
  return state.builder.add_i16(to_label_id(label), "first_year", {}, facts.first_years);
}

}  // namespace

Result<void> add_properties(ShapeState& state) {
  GraphInput& input = state.input;
  const std::array<Result<void>, 3> tags_and_people = {
      add_tag_properties(state, NodeLabel::genre, state.genres, input.genres.texts(), &RecordBlock::genres),
      add_tag_properties(state, NodeLabel::style, state.styles, input.styles.texts(), &RecordBlock::styles),
      add_numbered_names(state, NodeLabel::person, state.people, input.people.texts())};
  for (const auto& ok : tags_and_people) {
    if (!ok) return ok;
  }
  if (auto ok = add_names(state, NodeLabel::artist, Kind::artists, "name", &input.artist_names); !ok) return ok;
  if (auto ok = add_names(state, NodeLabel::label, Kind::labels, "name", &input.label_names); !ok) return ok;
  if (auto ok = add_names(state, NodeLabel::master, Kind::masters, "title", nullptr); !ok) return ok;
  if (auto ok = add_years(state, NodeLabel::master, Kind::masters); !ok) return ok;
  if (auto ok = add_names(state, NodeLabel::release, Kind::releases, "title", nullptr); !ok) return ok;
  if (auto ok = add_years(state, NodeLabel::release, Kind::releases); !ok) return ok;
  if (auto ok = add_formats(state); !ok) return ok;
  return add_catalog_numbers(state);
}

}  // namespace wirespeed::discogs
