#include "wirespeed/graph/label_filter.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "wirespeed/graph/pattern_text.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::string_view kSigns = "-/>+";  // in the order in which they are tried

// Labels behind each sign; a star stands for all.
struct Turn {
  struct Group {
    std::vector<std::uint32_t> labels;
    bool any = false;

    bool given() const noexcept { return any || !labels.empty(); }
    bool fits(std::span<const std::uint32_t> set) const noexcept {
      return any ||
             std::ranges::any_of(set, [&](std::uint32_t label) { return std::ranges::count(labels, label) > 0; });
    }
  };
  std::array<Group, kSigns.size()> groups;

  Verdict of(std::span<const std::uint32_t> set) const noexcept {
    const auto& [deny, stop, end, allow] = groups;
    if (deny.fits(set)) return {false, false, false};
    if (stop.fits(set)) return {true, false, true};
    if (end.fits(set)) return {true, true, false};
    const bool walk_on = !allow.given() || allow.fits(set);
    return {walk_on && !stop.given() && !end.given(), walk_on, false};
  }
};

Result<void> add(const LabelSets& labels, std::string_view text, Turn& turn) {
  const std::size_t sign = text.empty() ? std::string_view::npos : kSigns.find(text.front());
  if (sign != std::string_view::npos) text = trimmed(text.substr(1));
  Turn::Group& group = turn.groups[sign == std::string_view::npos ? kSigns.find('+') : sign];
  if (text == "*") {
    group.any = true;
    return {};
  }
  const auto found = std::ranges::find(labels.names, text);
  if (found == labels.names.end()) {
    return fail(Errc::not_found, "traversal: labels: expected one of [{}], found \"{}\"", fmt::join(labels.names, ", "),
                text);
  }
  group.labels.push_back(static_cast<std::uint32_t>(found - labels.names.begin()));
  return {};
}

}  // namespace

Result<LabelFilter> LabelFilter::parse(const LabelSets& labels, std::string_view pattern) {
  LabelFilter filter;
  if (trimmed(pattern).empty()) {
    filter.turns_.emplace_back(labels.sets.size() + 1);
    return filter;
  }
  Result<void> all;
  each_part(pattern, ',', [&](std::string_view text) {
    Turn turn;
    const bool whole = each_part(text, '|', [&](std::string_view alternative) {
      all = add(labels, alternative, turn);
      return all.has_value();
    });
    std::vector<Verdict>& verdicts = filter.turns_.emplace_back();
    for (const auto& set : labels.sets) verdicts.push_back(turn.of(set));
    verdicts.push_back(turn.of({}));
    return whole;
  });
  if (!all) return std::unexpected(std::move(all).error());
  return filter;
}

}  // namespace wirespeed::graph
