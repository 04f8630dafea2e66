// What can be searched for: every node that has a name, ranked by how many releases and masters speak of it.
#include <utility>

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

}  // namespace

Result<void> add_search(ShapeState& state) {
  IndexBuilder index;
  NameAdder adder(state, index);
  // The label with most names first, so that no thread is left alone with it.
  constexpr std::array kOrder = {NodeLabel::release, NodeLabel::person, NodeLabel::artist, NodeLabel::master,
                                 NodeLabel::label,   NodeLabel::style,  NodeLabel::genre};
  static_assert(kOrder.size() == kNodeLabelCount);
  if (auto ok = parallel_try(state, kOrder.size(), [&](std::size_t i) { return adder.add(kOrder[i]); }); !ok) return ok;
  state.input = GraphInput();
  return index.write(state.writer, state.threads);
}

}  // namespace wirespeed::discogs
