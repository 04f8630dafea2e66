// Which node is connected to which: one relationship type after the other, so that only one is in memory twice.
#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
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

struct Counted {
  NodeLabel first, last;
};

struct Step {
  const char* name;
  Result<void> (*add)(ShapeState& state);
  std::optional<Counted> counted{};  // the nodes whose popularity it tells, and no other type does
};

// IS before PART_OF, and SAME_AS before CREDITED_ON: the second of each frees the lists.
constexpr Step kSteps[] = {{"BY", add_by, Counted{NodeLabel::artist, NodeLabel::artist}},
                           {"ON", add_on, Counted{NodeLabel::label, NodeLabel::label}},
                           {"IS", add_is, Counted{NodeLabel::genre, NodeLabel::style}},
                           {"DERIVED_FROM", add_derived_from, Counted{NodeLabel::master, NodeLabel::master}},
                           {"ALIAS_OF", add_alias_of},
                           {"MEMBER_OF", add_member_of},
                           {"SUBLABEL_OF", add_sublabel_of},
                           {"PART_OF", add_part_of},
                           {"SAME_AS", add_same_as},
                           {"CREDITED_ON", add_credited_on, Counted{NodeLabel::person, NodeLabel::person}}};

constexpr std::string_view kDescribed = "part/type";
constexpr std::string_view kPopularity = "part/popularity";

std::span<std::uint32_t> popularity_of(ShapeState& state, const Step& step) {
  if (!step.counted) return {};
  const std::uint32_t begin = state.range(step.counted->first).begin;
  return std::span(state.popularity).subspan(begin, state.range(step.counted->last).end - begin);
}

Result<void> make_part(ShapeState& state, const Step& step, SectionWriter& part) {
  state.builder.write_to(part);
  auto ok = step.add(state);
  state.builder.write_to(state.writer);
  if (!ok) return ok;
  if (ok = part.add(kDescribed, state.builder.described()); !ok) return ok;
  return part.add_array<std::uint32_t>(kPopularity, popularity_of(state, step));
}

// What make_part() did in the run that made it.
Result<void> take_part(ShapeState& state, const Step& step, const SectionFile& part) {
  const auto described = part.section(kDescribed);
  if (!described) return std::unexpected(described.error());
  const auto counts = state.builder.take_relationships(*described);
  if (!counts) return std::unexpected(counts.error());
  state.report.types.push_back({step.name, counts->rows, counts->distinct});
  const auto popularity = part.array<std::uint32_t>(kPopularity);
  if (!popularity) return std::unexpected(popularity.error());
  const auto mine = popularity_of(state, step);
  if (popularity->size() == mine.size()) {
    std::ranges::copy(*popularity, mine.begin());
    return {};
  }
  return fail(Errc::corrupt, "open {}: expected how often {} nodes are spoken of, found {}", part.path().string(),
              mine.size(), popularity->size());
}

Result<void> add_kept(ShapeState& state, const Step& step) {
  if (auto ok = state.stop.check("ingest"); !ok) return ok;
  const auto make = [&](SectionWriter& writer) { return make_part(state, step, writer); };
  const auto part = state.parts->part(step.name, make);
  if (!part) return std::unexpected(part.error());
  if (!part->made) {
    if (auto ok = take_part(state, step, part->file); !ok) return ok;
  }
  return copy_part(part->file, state.writer);
}

}  // namespace

Result<void> add_relationships(ShapeState& state) {
  for (const Step& step : kSteps) {
    if (auto ok = state.parts != nullptr ? add_kept(state, step) : step.add(state); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::discogs
