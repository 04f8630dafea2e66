#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/column/text_items.hpp"
#include "wirespeed/graph_algorithms/degrees.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

using column::ArrayView;
using column::Item;

constexpr const char* kOperation = "group_by";

// Counts of whole numbers: in an array around the first one, for years and the like lie together, and in a map beyond.
class WholeCounts {
 public:
  void add(std::int64_t value) {
    if (near_.empty()) {
      near_.resize(2 * kReach);
      base_ = static_cast<std::uint64_t>(value) - kReach;
    }
    const std::uint64_t place = static_cast<std::uint64_t>(value) - base_;
    ++(place < near_.size() ? near_[place] : far_[value]);
  }
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < near_.size(); ++i) {
      if (near_[i] != 0) visit(static_cast<std::int64_t>(base_ + i), near_[i]);
    }
    for (const auto& [value, count] : far_) visit(value, count);
  }

 private:
  static constexpr std::uint64_t kReach = 2048;

  std::vector<std::uint64_t> near_;
  std::uint64_t base_ = 0;
  std::unordered_map<std::int64_t, std::uint64_t> far_;
};

double real_of(const ArrayView& view, std::int64_t i) noexcept {
  return view.item == Item::float32 ? double{column::item_at<float>(view, i)} : column::item_at<double>(view, i);
}

bool is_real(Item item) noexcept { return item == Item::float32 || item == Item::float64; }
bool is_truth(Item item) noexcept { return item == Item::boolean || item == Item::bit; }

// REQUIRES: the value is there
GroupValue value_of(const ArrayView& view, std::int64_t i) {
  if (view.dictionary != nullptr) {
    const std::int64_t place = column::place_at(view, i);
    return view.dictionary->is_there(place) ? value_of(*view.dictionary, place) : GroupValue();
  }
  if (is_truth(view.item)) return column::bit_at(view, i);
  if (is_real(view.item)) {
    const double value = real_of(view, i);
    return std::isnan(value) ? GroupValue() : GroupValue(value + 0.0);  // -0.0 is 0.0
  }
  if (!column::is_text(view.item)) return column::place_at(view, i);
  if (view.item == Item::slices && column::text_at(view, i).data() == nullptr) return {};
  return column::utf8_text_at(view, i);
}

// Counts by what is compared fastest: whole numbers, bits and places of dictionaries as they are, texts by their bytes.
class Counter {
 public:
  explicit Counter(const ArrayView& values) : values_(values), is_text_(column::is_text(values.item)) {}

  void add(NodeId node) {
    const auto i = static_cast<std::int64_t>(node);
    if (!values_.is_there(i)) {
      ++nulls_;
    } else if (is_text_) {
      const std::string_view text = column::whole_text_at(values_, i);
      ++(text.data() == nullptr ? nulls_ : texts_.try_emplace(text, Counted{node, 0}).first->second.count);
    } else if (is_real(values_.item)) {
      const double value = real_of(values_, i) + 0.0;
      ++(std::isnan(value) ? nulls_ : reals_[value]);
    } else {
      wholes_.add(is_truth(values_.item) ? std::int64_t{column::bit_at(values_, i)} : column::place_at(values_, i));
    }
  }

  Groups take() {
    Groups groups;
    wholes_.for_each(
        [&](std::int64_t whole, std::uint64_t count) { groups.emplace_back(value_of_whole(whole), count); });
    for (const auto& [value, count] : reals_) groups.emplace_back(value, count);
    for (const auto& [text, counted] : texts_) {
      groups.emplace_back(column::utf8_text_at(values_, static_cast<std::int64_t>(counted.first)), counted.count);
    }
    if (nulls_ != 0) groups.emplace_back(GroupValue(), nulls_);
    return in_order(std::move(groups));
  }

 private:
  struct Counted {
    NodeId first;
    std::uint64_t count;
  };

  GroupValue value_of_whole(std::int64_t whole) const {
    if (is_truth(values_.item)) return whole != 0;
    if (values_.item == Item::uint64 && whole < 0) return static_cast<double>(static_cast<std::uint64_t>(whole));
    if (values_.dictionary == nullptr) return whole;
    return values_.dictionary->is_there(whole) ? value_of(*values_.dictionary, whole) : GroupValue();
  }

  // By value, null last; equal values of a dictionary become one.
  static Groups in_order(Groups groups) {
    std::ranges::sort(groups, [](const auto& a, const auto& b) {
      const bool a_is_null = a.first.index() == 0;
      const bool b_is_null = b.first.index() == 0;
      return a_is_null || b_is_null ? !a_is_null && b_is_null : a.first < b.first;
    });
    Groups merged;
    for (auto& [value, count] : groups) {
      if (!merged.empty() && merged.back().first == value) {
        merged.back().second += count;
      } else {
        merged.emplace_back(std::move(value), count);
      }
    }
    return merged;
  }

  const ArrayView& values_;
  bool is_text_;
  std::uint64_t nulls_ = 0;
  WholeCounts wholes_;
  std::unordered_map<double, std::uint64_t> reals_;
  std::unordered_map<std::string_view, Counted> texts_;
};

Result<std::vector<NodeId>> reached(const EdgeGraph& graph, std::span<const NodeId> nodes,
                                    std::string_view relationships, Pace& pace) {
  std::vector<NodeId> from(nodes.begin(), nodes.end());
  std::ranges::sort(from);
  from.erase(std::ranges::unique(from).begin(), from.end());
  if (relationships.empty()) return from;
  graph.numbering().to_places(from);
  const auto steps = steps_of(graph, relationships);
  if (!steps) return std::unexpected(steps.error());
  for (const ManyAdjacent& adjacent : *steps) {
    auto next = step(adjacent, from, graph.node_count(), pace);
    if (!next) return next;
    from = *std::move(next);
  }
  graph.numbering().to_nodes(from);
  return from;
}

Result<const ArrayView*> values_of(const EdgeGraph& graph, std::string_view name) {
  const graph::NodeProperty* property = graph.find_property(name);
  if (property == nullptr) {
    return fail(Errc::not_found, "{}: expected a property of the graph, found \"{}\"; it has {} properties", kOperation,
                name, graph.properties().size());
  }
  if (property->is_nested()) {
    return fail(Errc::unsupported, "{}: expected numbers, booleans or texts in \"{}\", found {}", kOperation, name,
                property->is_list() ? "lists" : "structs");
  }
  const ArrayView& values = property->values;
  const Item item = values.dictionary == nullptr ? values.item : values.dictionary->item;
  if (item != Item::ticks) return &values;
  return fail(Errc::unsupported,
              "{}: expected numbers, booleans or texts in \"{}\", found times; give their years, say", kOperation,
              name);
}

}  // namespace

Result<Groups> group_by(const EdgeGraph& graph, std::span<const NodeId> nodes, std::string_view property,
                        std::string_view relationships, const Stop& stop) {
  if (auto ok = check_nodes(graph, nodes, kOperation); !ok) return std::unexpected(ok.error());
  const auto values = values_of(graph, property);
  if (!values) return std::unexpected(values.error());
  Pace pace(stop, kOperation);
  const auto members = reached(graph, nodes, relationships, pace);
  if (!members) return std::unexpected(members.error());
  Counter counter(**values);
  for (const NodeId node : *members) {
    counter.add(node);
    if (!pace.is_due(1)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  return counter.take();
}

}  // namespace wirespeed::graph_algorithms
