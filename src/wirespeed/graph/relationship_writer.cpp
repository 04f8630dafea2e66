#include "wirespeed/graph/relationship_writer.hpp"

#include <algorithm>
#include <type_traits>

#include "wirespeed/graph/column_writer.hpp"
#include "wirespeed/graph/packed_array.hpp"
#include "wirespeed/graph/property.hpp"
#include "wirespeed/graph/row_sort.hpp"
#include "wirespeed/graph/section_names.hpp"

namespace wirespeed::graph {
namespace {

// An entry of a row: the neighbour's place in its range, or that above the rank of the relationship's value.
using Plain = std::uint32_t;
using Valued = std::uint64_t;

template <typename Entry>
constexpr std::uint32_t neighbor_of(Entry entry) noexcept {
  return static_cast<std::uint32_t>(std::is_same_v<Entry, Plain> ? entry : Valued{entry} >> 32);
}

template <typename Entry>
constexpr Entry with_neighbor(Entry entry, std::uint32_t neighbor) noexcept {
  if constexpr (std::is_same_v<Entry, Plain>) return neighbor;
  return static_cast<Entry>(Valued{neighbor} << 32 | (Valued{entry} & 0xFFFFFFFF));
}

// The parts of sort_rows(): chunks of edges, keyed by source.
template <typename Entry>
class EdgeParts {
 public:
  EdgeParts(EdgeList& edges, const RelationshipInput& input, std::span<const std::uint32_t> ranks)
      : edges_(edges), source_begin_(input.sources.begin), target_begin_(input.targets.begin), ranks_(ranks) {}

  std::size_t size() const noexcept { return edges_.chunks().size(); }

  template <typename Visit>
  void visit(std::size_t part, const Visit& edge) const {
    const EdgeList::Chunk& chunk = edges_.chunks()[part];
    for (std::size_t i = 0; i < chunk.sources.size(); ++i) {
      Entry entry = 0;
      if constexpr (std::is_same_v<Entry, Valued>) entry = ranks_[chunk.values[i]];
      edge(chunk.sources[i] - source_begin_, with_neighbor(entry, chunk.targets[i] - target_begin_));
    }
  }
  void release(std::size_t part) { edges_.chunks()[part] = {}; }

 private:
  EdgeList& edges_;
  NodeId source_begin_;
  NodeId target_begin_;
  std::span<const std::uint32_t> ranks_;
};

// The other direction: ranges of rows, keyed by neighbour.
template <typename Entry>
class RowParts {
 public:
  explicit RowParts(const Rows<Entry>& rows) : rows_(rows), row_count_(rows.offsets.size() - 1) {}

  std::size_t size() const noexcept { return std::min<std::size_t>(row_count_, 256); }

  template <typename Visit>
  void visit(std::size_t part, const Visit& edge) const {
    const std::size_t end = row_count_ * (part + 1) / size();
    for (std::size_t row = row_count_ * part / size(); row < end; ++row) {
      for (const Entry entry : rows_.row(row)) {
        edge(neighbor_of(entry), with_neighbor(entry, static_cast<std::uint32_t>(row)));
      }
    }
  }
  void release(std::size_t) {}

 private:
  const Rows<Entry>& rows_;
  std::size_t row_count_;
};

class Writer {
 public:
  Writer(SectionWriter& writer, const RelationshipInput& input) : writer_(writer), input_(input) {}

  template <typename Entry>
  Result<RelationshipShapes> write(EdgeList edges) {
    const auto ranks = input_.dictionary == nullptr ? std::vector<std::uint32_t>() : input_.dictionary->ranks();
    EdgeParts<Entry> by_source(edges, input_, ranks);
    auto out = sort_rows<Entry>(by_source, input_.sources.size(), edges.size(), input_.threads);
    edges = EdgeList();
    RowParts<Entry> by_target(out);
    auto in = sort_rows<Entry>(by_target, input_.targets.size(), out.all().size(), input_.threads);
    const auto out_shape = write_direction(Direction::out, std::move(out));
    if (!out_shape) return std::unexpected(out_shape.error());
    const auto in_shape = write_direction(Direction::in, std::move(in));
    if (!in_shape) return std::unexpected(in_shape.error());
    return RelationshipShapes{*out_shape, *in_shape};
  }

 private:
  template <typename Entry>
  Result<RowShape> write_direction(Direction direction, Rows<Entry> rows) {
    const bool out = direction == Direction::out;
    const NodeRange own = out ? input_.sources : input_.targets;
    const NodeRange other = out ? input_.targets : input_.sources;
    const auto entries = rows.all();
    const unsigned width = packed_width(other.size() == 0 ? 0 : other.size() - 1);
    const RowIndex index(std::move(rows.offsets));
    const std::string name = type_section(input_.index, direction, "rows");
    if (auto ok = write_row_index(writer_, name, index); !ok) return std::unexpected(ok.error());
    const auto written = pack_entries(entries, width, [](Entry entry) { return neighbor_of(entry); });
    if (auto ok = writer_.add(type_section(input_.index, direction, "neighbors"), written.bytes); !ok) {
      return std::unexpected(ok.error());
    }
    const Adjacency adjacency(own, other, index.view(), PackedView(written.bytes, width), {});
    if (auto ok = write_trend(direction, adjacency); !ok) return std::unexpected(ok.error());
    if (auto ok = write_values(direction, entries); !ok) return std::unexpected(ok.error());
    return index.shape();
  }

  struct PackedBytes {
    std::vector<std::uint8_t> owned;
    ByteView bytes;  // of owned, or of the entries themselves
  };

  template <typename Entry, typename Get>
  static PackedBytes pack_entries(std::span<const Entry> entries, unsigned width, const Get& get) {
    PackedBytes packed;
    if (std::is_same_v<Entry, Plain> && width == 4) {
      packed.bytes = {reinterpret_cast<const std::uint8_t*>(entries.data()), entries.size_bytes()};
      return packed;
    }
    packed.owned.resize(entries.size() * width);
    for (std::size_t i = 0; i < entries.size(); ++i) store_packed(packed.owned.data(), i, get(entries[i]), width);
    packed.bytes = packed.owned;
    return packed;
  }

  template <typename Entry>
  Result<void> write_values(Direction direction, std::span<const Entry> entries) {
    if constexpr (std::is_same_v<Entry, Plain>) return {};
    const auto values = pack_entries(entries, code_width(static_cast<std::uint32_t>(input_.dictionary->size())),
                                     [](Entry entry) { return static_cast<std::uint32_t>(entry); });
    return writer_.add(type_section(input_.index, direction, "values"), values.bytes);
  }

  Result<void> write_trend(Direction direction, const Adjacency& adjacency);

  SectionWriter& writer_;
  const RelationshipInput& input_;
};

Result<void> Writer::write_trend(Direction direction, const Adjacency& adjacency) {
  if (input_.trend == nullptr || input_.trend->description.direction != direction) return {};
  TrendSource& trend = *input_.trend;
  std::vector<NodeId> nodes;
  for (NodeId node = adjacency.own().begin; node < adjacency.own().end; ++node) {
    if (adjacency.degree(node) > trend.description.precompute_degree) nodes.push_back(node);
  }
  std::vector<Trend> answers(nodes.size());
  parallel_for(input_.threads, nodes.size(),
               [&](std::size_t i) { answers[i] = count_by_year(adjacency.of(nodes[i]), trend.counted, trend.years); });
  std::vector<std::uint32_t> ends, counts;
  std::vector<std::int16_t> years;
  for (const Trend& answer : answers) {
    years.insert(years.end(), answer.years.begin(), answer.years.end());
    counts.insert(counts.end(), answer.counts.begin(), answer.counts.end());
    ends.push_back(static_cast<std::uint32_t>(years.size()));
  }
  trend.description.nodes = static_cast<std::uint32_t>(nodes.size());
  trend.description.cells = static_cast<std::uint32_t>(years.size());
  const auto name = [&](std::string_view part) { return trend_section(input_.trend_index, part); };
  if (auto ok = writer_.add_array<NodeId>(name("nodes"), nodes); !ok) return ok;
  if (auto ok = writer_.add_array<std::uint32_t>(name("ends"), ends); !ok) return ok;
  if (auto ok = writer_.add_array<std::int16_t>(name("years"), years); !ok) return ok;
  return writer_.add_array<std::uint32_t>(name("counts"), counts);
}

Result<void> check_endpoints(std::span<const std::uint32_t> nodes, NodeRange range, const char* end) {
  const auto outside = std::ranges::find_if(nodes, [&](NodeId node) { return !range.contains(node); });
  if (outside == nodes.end()) return {};
  return fail(Errc::invalid_argument, "expected every {} in [{}, {}), found {}", end, range.begin, range.end, *outside);
}

Result<void> check_values(const EdgeList::Chunk& chunk, const Dictionary* dictionary) {
  const std::size_t expected = dictionary == nullptr ? 0 : chunk.sources.size();
  if (chunk.values.size() != expected || chunk.targets.size() != chunk.sources.size()) {
    return fail(Errc::invalid_argument, "expected {} targets and {} values for {} edges, found {} and {}",
                chunk.sources.size(), expected, chunk.sources.size(), chunk.targets.size(), chunk.values.size());
  }
  const auto outside =
      std::ranges::find_if(chunk.values, [&](std::uint32_t code) { return code >= dictionary->size(); });
  if (outside == chunk.values.end()) return {};
  return fail(Errc::invalid_argument, "expected values below {}, the size of the dictionary, found {}",
              dictionary->size(), *outside);
}

}  // namespace

Result<void> check_edges(const RelationshipInput& input, const EdgeList& edges) {
  if (edges.size() >= kNoNode) {
    return fail(Errc::limit, "expected less than 2^32 - 1 edges of one type, found {}", edges.size());
  }
  for (const EdgeList::Chunk& chunk : edges.chunks()) {
    if (auto ok = check_endpoints(chunk.sources, input.sources, "source"); !ok) return ok;
    if (auto ok = check_endpoints(chunk.targets, input.targets, "target"); !ok) return ok;
    if (auto ok = check_values(chunk, input.dictionary); !ok) return ok;
  }
  return {};
}

Result<RelationshipShapes> write_relationships(SectionWriter& writer, const RelationshipInput& input, EdgeList edges) {
  Writer types(writer, input);
  if (input.dictionary == nullptr) return types.write<Plain>(std::move(edges));
  const auto name = type_section(input.index, "dictionary");
  if (auto ok = write_dictionary(writer, name, *input.dictionary); !ok) return std::unexpected(ok.error());
  return types.write<Valued>(std::move(edges));
}

}  // namespace wirespeed::graph
