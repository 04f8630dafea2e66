// Which bit of which page a label is, for providers that are told labels by their names.
#pragma once

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {

class LabelNumbers {
 public:
  LabelNumbers() = default;
  explicit LabelNumbers(std::span<const std::string> labels) {
    for (const std::string& label : labels) numbers_.try_emplace(label, numbers_.size());
  }

  // Sets the label's bit in those of a node's pages that are asked for; does nothing for one that no walk may name.
  void add(std::string_view label, std::span<const LabelPage> pages, std::span<LabelMask> masks) const {
    const auto found = numbers_.find(label);
    if (found == numbers_.end()) return;
    const auto page = std::ranges::find(pages, static_cast<LabelPage>(found->second / kLabelsOfPage));
    if (page == pages.end()) return;
    masks[static_cast<std::size_t>(page - pages.begin())] |= LabelMask{1} << (found->second % kLabelsOfPage);
  }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> numbers_;
};

}  // namespace wirespeed::graph_remote
