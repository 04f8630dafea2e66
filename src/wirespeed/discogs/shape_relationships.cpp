// Which node is connected to which: one relationship type after the other, so that only one is in memory twice.
#include <utility>

#include "wirespeed/discogs/shape_state.hpp"

namespace wirespeed::discogs {
namespace {

using graph::Direction;
using graph::EdgeList;
using graph::NodeId;
using graph::NodeRange;
using graph::RelationshipSpec;

enum class Written : bool { from_source, from_target };  // in whose record a relationship stands

// One edge for each item of the records' lists; the lists are freed.
void add_lists(EdgeList& edges, std::vector<RecordBlock>& blocks, Lists RecordBlock::* column,
               Written written = Written::from_source) {
  for (RecordBlock& block : blocks) {
    const Lists lists = std::exchange(block.*column, {});
    for (std::size_t record = 0; record < lists.ends.size(); ++record) {
      const NodeId own = block.ids[record];
      for (const NodeId other : lists[record]) {
        written == Written::from_source ? edges.add(own, other) : edges.add(other, own);
      }
    }
  }
}

void add_parents(EdgeList& edges, std::vector<RecordBlock>& blocks) {
  for (RecordBlock& block : blocks) {
    const auto parents = std::exchange(block.parents, {});
    for (std::size_t record = 0; record < parents.size(); ++record) {
      if (parents[record] != graph::kNoNode) edges.add(block.ids[record], parents[record]);
    }
  }
}

// Items of genres and styles are codes still.
void add_tags(EdgeList& edges, const std::vector<RecordBlock>& blocks, Lists RecordBlock::* column,
              const Numbers& numbers, NodeId first) {
  for (const RecordBlock& block : blocks) {
    const Lists& lists = block.*column;
    for (std::size_t record = 0; record < lists.ends.size(); ++record) {
      for (const std::uint32_t code : lists[record]) edges.add(block.ids[record], first + numbers.by_code[code]);
    }
  }
}

bool all_equal(std::span<const std::uint32_t> list) {
  for (const std::uint32_t item : list) {
    if (item != list.front()) return false;
  }
  return true;
}

// A style belongs to a genre where a record has that genre alone; of several genres nobody can tell whose it is.
void add_part_of(EdgeList& edges, const ShapeState& state, std::vector<RecordBlock>& blocks) {
  const NodeId first_style = state.range(NodeLabel::style).begin;
  const NodeId first_genre = state.range(NodeLabel::genre).begin;
  for (RecordBlock& block : blocks) {
    const Lists genres = std::exchange(block.genres, {});
    const Lists styles = std::exchange(block.styles, {});
    for (std::size_t record = 0; record < genres.ends.size(); ++record) {
      const auto of_record = genres[record];
      if (of_record.empty() || !all_equal(of_record)) continue;
      const NodeId genre = first_genre + state.genres.by_code[of_record.front()];
      for (const std::uint32_t code : styles[record]) edges.add(first_style + state.styles.by_code[code], genre);
    }
  }
}

void count_ends(ShapeState& state, const EdgeList& edges, std::vector<std::uint32_t> EdgeList::Chunk::* ends) {
  for (const EdgeList::Chunk& chunk : edges.chunks()) {
    for (const NodeId node : chunk.*ends) ++state.popularity[node];
  }
}

Result<void> add_type(ShapeState& state, RelationshipSpec spec, EdgeList&& edges) {
  if (auto ok = state.stop.check("ingest"); !ok) return ok;
  const std::string name = spec.name;
  auto counts = state.builder.add_relationships(std::move(spec), std::move(edges));
  if (!counts) return std::unexpected(counts.error());
  state.report.types.push_back({name, counts->rows, counts->distinct});
  return {};
}

// Of types whose targets are what releases and masters speak of.
Result<void> add_counted_type(ShapeState& state, RelationshipSpec spec, EdgeList&& edges) {
  count_ends(state, edges, &EdgeList::Chunk::targets);
  return add_type(state, std::move(spec), std::move(edges));
}

graph::TrendSpec releases_per_year(Direction direction) {
  return {.counted = to_label_id(NodeLabel::release), .property = "year", .direction = direction};
}

NodeRange masters_and_releases(const ShapeState& state) {
  return {state.range(NodeLabel::master).begin, state.range(NodeLabel::release).end};
}

Result<void> add_by(ShapeState& state) {
  EdgeList edges;
  add_lists(edges, state.input.of(Kind::masters), &RecordBlock::artists);
  add_lists(edges, state.input.of(Kind::releases), &RecordBlock::artists);
  return add_counted_type(state,
                          {.name = "BY",
                           .sources = masters_and_releases(state),
                           .targets = state.range(NodeLabel::artist),
                           .trend = releases_per_year(Direction::in)},
                          std::move(edges));
}

Result<void> add_on(ShapeState& state) {
  EdgeList edges;
  add_lists(edges, state.input.of(Kind::releases), &RecordBlock::labels);
  return add_counted_type(state,
                          {.name = "ON",
                           .sources = state.range(NodeLabel::release),
                           .targets = state.range(NodeLabel::label),
                           .trend = releases_per_year(Direction::in)},
                          std::move(edges));
}

Result<void> add_is(ShapeState& state) {
  EdgeList edges;
  const NodeRange genres = state.range(NodeLabel::genre);
  const NodeRange styles = state.range(NodeLabel::style);
  for (const Kind kind : {Kind::masters, Kind::releases}) {
    add_tags(edges, state.input.of(kind), &RecordBlock::genres, state.genres, genres.begin);
    add_tags(edges, state.input.of(kind), &RecordBlock::styles, state.styles, styles.begin);
  }
  return add_counted_type(state,
                          {.name = "IS",
                           .sources = masters_and_releases(state),
                           .targets = {genres.begin, styles.end},
                           .trend = releases_per_year(Direction::in)},
                          std::move(edges));
}

Result<void> add_derived_from(ShapeState& state) {
  EdgeList edges;
  add_parents(edges, state.input.of(Kind::releases));
  return add_counted_type(state,
                          {.name = "DERIVED_FROM",
                           .sources = state.range(NodeLabel::release),
                           .targets = state.range(NodeLabel::master),
                           .trend = releases_per_year(Direction::in)},
                          std::move(edges));
}

Result<void> add_alias_of(ShapeState& state) {
  EdgeList edges;
  add_lists(edges, state.input.of(Kind::artists), &RecordBlock::aliases);
  const NodeRange artists = state.range(NodeLabel::artist);
  return add_type(state, {.name = "ALIAS_OF", .sources = artists, .targets = artists}, std::move(edges));
}

Result<void> add_member_of(ShapeState& state) {
  EdgeList edges;
  add_lists(edges, state.input.of(Kind::artists), &RecordBlock::groups);
  add_lists(edges, state.input.of(Kind::artists), &RecordBlock::members, Written::from_target);
  const NodeRange artists = state.range(NodeLabel::artist);
  return add_type(state, {.name = "MEMBER_OF", .sources = artists, .targets = artists}, std::move(edges));
}

Result<void> add_sublabel_of(ShapeState& state) {
  EdgeList edges;
  add_parents(edges, state.input.of(Kind::labels));
  add_lists(edges, state.input.of(Kind::labels), &RecordBlock::sublabels, Written::from_target);
  const NodeRange labels = state.range(NodeLabel::label);
  return add_type(state, {.name = "SUBLABEL_OF", .sources = labels, .targets = labels}, std::move(edges));
}

Result<void> add_part_of(ShapeState& state) {
  EdgeList edges;
  add_part_of(edges, state, state.input.of(Kind::masters));
  add_part_of(edges, state, state.input.of(Kind::releases));
  return add_type(
      state, {.name = "PART_OF", .sources = state.range(NodeLabel::style), .targets = state.range(NodeLabel::genre)},
      std::move(edges));
}

Result<void> add_same_as(ShapeState& state) {
  EdgeList edges;
  const NodeRange people = state.range(NodeLabel::person);
  for (const RecordBlock& block : state.input.of(Kind::releases)) {
    const auto& items = block.credits.items;
    for (std::size_t at = 0; at < items.size(); at += kCreditWidth) {
      if (items[at + 2] != graph::kNoNode) edges.add(people.begin + state.people.by_code[items[at]], items[at + 2]);
    }
  }
  return add_type(state, {.name = "SAME_AS", .sources = people, .targets = state.range(NodeLabel::artist)},
                  std::move(edges));
}

// In the order of their texts, so that its codes are state.roles' numbers and its ranks too.
graph::Dictionary take_roles(GraphInput& input, const Numbers& roles) {
  graph::Dictionary dictionary;
  for (const std::uint32_t code : roles.codes) dictionary.intern(input.roles.texts()[code]);
  input.roles = {};
  return dictionary;
}

Result<void> add_credited_on(ShapeState& state) {
  EdgeList edges;
  const NodeRange people = state.range(NodeLabel::person);
  for (RecordBlock& block : state.input.of(Kind::releases)) {
    const Lists credits = std::exchange(block.credits, {});
    for (std::size_t record = 0; record < credits.ends.size(); ++record) {
      const auto items = credits[record];
      for (std::size_t at = 0; at < items.size(); at += kCreditWidth) {
        edges.add(people.begin + state.people.by_code[items[at]], block.ids[record],
                  state.roles.by_code[items[at + 1]]);
      }
    }
  }
  count_ends(state, edges, &EdgeList::Chunk::sources);
  const graph::Dictionary roles = take_roles(state.input, state.roles);
  return add_type(state,
                  {.name = "CREDITED_ON",
                   .sources = people,
                   .targets = state.range(NodeLabel::release),
                   .value_name = "role",
                   .dictionary = &roles,
                   .trend = releases_per_year(Direction::out)},
                  std::move(edges));
}

}  // namespace

Result<void> add_relationships(ShapeState& state) {
  using Step = Result<void> (*)(ShapeState&);
  // add_is() before add_part_of(), and add_same_as() before add_credited_on(): the second of each frees the lists.
  constexpr Step kSteps[] = {add_by,        add_on,          add_is,      add_derived_from, add_alias_of,
                             add_member_of, add_sublabel_of, add_part_of, add_same_as,      add_credited_on};
  for (const Step step : kSteps) {
    if (auto ok = step(state); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::discogs
