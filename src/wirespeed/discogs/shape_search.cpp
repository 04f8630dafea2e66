// What can be searched for: every node that has a name, ranked by how many releases and masters speak of it.
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "wirespeed/discogs/shape_state.hpp"
#include "wirespeed/search/builder.hpp"

namespace wirespeed::discogs {
namespace {

using search::IndexBuilder;

constexpr std::uint32_t kPopularityOfRelease = 1;

class NameAdder {
 public:
  NameAdder(ShapeState& state, IndexBuilder& index) : state_(state), index_(index) {}

  Result<void> add(NodeLabel label) {
    GraphInput& input = state_.input;
    switch (label) {
      case NodeLabel::genre:
        return add_numbered(label, state_.genres, input.genres.texts());
      case NodeLabel::style:
        return add_numbered(label, state_.styles, input.styles.texts());
      case NodeLabel::person:
        return add_numbered(label, state_.people, input.people.texts());
      case NodeLabel::artist:
        return add_stubs_and_records(label, input.artist_names, Kind::artists);
      case NodeLabel::label:
        return add_stubs_and_records(label, input.label_names, Kind::labels);
      case NodeLabel::master:
        return add_records(label, Kind::masters);
      case NodeLabel::release:
        return add_records(label, Kind::releases);
    }
    return {};
  }

 private:
  Result<void> add_name(NodeLabel label, graph::NodeId node, std::string_view name) {
    if (name.empty()) return {};
    const std::uint32_t popularity = label == NodeLabel::release ? kPopularityOfRelease : state_.popularity[node];
    return index_.add(node, static_cast<std::uint8_t>(label), name, popularity);
  }

  template <typename List>
  Result<void> add_numbered(NodeLabel label, const Numbers& numbers, const List& texts) {
    const graph::NodeId first = state_.range(label).begin;
    for (std::uint32_t i = 0; i < numbers.codes.size(); ++i) {
      if (auto ok = add_name(label, first + i, texts[numbers.codes[i]]); !ok) return ok;
    }
    return {};
  }

  Result<void> add_stubs_and_records(NodeLabel label, const StubNames& stubs, Kind kind) {
    for (std::size_t i = 0; i < stubs.ids.size(); ++i) {
      if (auto ok = add_name(label, stubs.ids[i], stubs.names[i]); !ok) return ok;
    }
    return add_records(label, kind);
  }

  Result<void> add_records(NodeLabel label, Kind kind) {
    for (RecordBlock& block : state_.input.of(kind)) {
      const RecordBlock taken = std::move(block);
      for (std::size_t i = 0; i < taken.ids.size(); ++i) {
        if (auto ok = add_name(label, taken.ids[i], taken.names[i]); !ok) return ok;
      }
    }
    return {};
  }

  ShapeState& state_;
  IndexBuilder& index_;
};

// The label with most names first, so that no thread is left alone with it.
constexpr std::array kOrder = {NodeLabel::release, NodeLabel::person, NodeLabel::artist, NodeLabel::master,
                               NodeLabel::label,   NodeLabel::style,  NodeLabel::genre};
static_assert(kOrder.size() == kNodeLabelCount);

Result<void> make_part(ShapeState& state, NodeLabel label, SectionWriter& part) {
  IndexBuilder index;
  if (auto ok = NameAdder(state, index).add(label); !ok) return ok;
  return index.write(part);
}

// Each label is a part, and the index is made of them.
Result<void> add_kept_search(ShapeState& state) {
  std::array<std::optional<SectionFile>, kNodeLabelCount> parts;
  const auto keep = [&](std::size_t i) -> Result<void> {
    const auto label = static_cast<std::size_t>(kOrder[i]);
    if (auto ok = state.stop.check("ingest"); !ok) return ok;
    auto part = state.parts->part(fmt::format("search-{}", kNodeLabelNames[label]),
                                  [&](SectionWriter& writer) { return make_part(state, kOrder[i], writer); });
    if (!part) return std::unexpected(part.error());
    parts[label].emplace(std::move(part->file));
    return {};
  };
  if (auto ok = parallel_try(state, kOrder.size(), keep); !ok) return ok;
  state.input = GraphInput();
  std::vector<SectionFile> indexes;
  indexes.reserve(parts.size());
  for (auto& part : parts) indexes.push_back(std::move(*part));
  return search::join_indexes(indexes, state.writer);
}

}  // namespace

Result<void> add_search(ShapeState& state) {
  if (state.parts != nullptr) return add_kept_search(state);
  IndexBuilder index;
  NameAdder adder(state, index);
  if (auto ok = parallel_try(state, kOrder.size(), [&](std::size_t i) { return adder.add(kOrder[i]); }); !ok) return ok;
  state.input = GraphInput();
  return index.write(state.writer, state.threads);
}

}  // namespace wirespeed::discogs
