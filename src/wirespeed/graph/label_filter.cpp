#include "wirespeed/graph/label_filter.hpp"

#include "wirespeed/graph/pattern_text.hpp"

namespace wirespeed::graph {
namespace {

LabelGroup& group_of(LabelStep& step, char sign) noexcept {
  if (sign == '-') return step.deny;
  if (sign == '/') return step.stop;
  return sign == '>' ? step.end : step.allow;
}

// A:B in its parts; a colon behind a backslash is part of a label. False when one of them is empty.
bool read_together(std::string_view text, std::vector<std::string>& labels) {
  if (text.starts_with(':')) text.remove_prefix(1);
  labels.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ':';
    if (text[i] == ':') {
      labels.emplace_back();
    } else {
      labels.back() += text[escaped ? ++i : i];
    }
  }
  for (std::string& label : labels) label = std::string(trimmed(label));
  return std::ranges::none_of(labels, &std::string::empty);
}

bool add(std::string_view text, LabelStep& step) {
  if (text.empty()) return false;
  const bool has_sign = std::string_view("-/>+").find(text.front()) != std::string_view::npos;
  LabelGroup& group = group_of(step, text.front());
  if (has_sign) text = trimmed(text.substr(1));
  if (text == "*") {
    group.any = true;
    return true;
  }
  return read_together(text, group.alternatives.emplace_back());
}

}  // namespace

Result<LabelFilter> LabelFilter::parse(std::string_view pattern) {
  LabelFilter filter;
  if (trimmed(pattern).empty()) {
    filter.steps_.emplace_back();
    return filter;
  }
  const bool whole = each_part(pattern, ',', [&](std::string_view text) {
    LabelStep& step = filter.steps_.emplace_back();
    return each_part(text, '|', [&](std::string_view alternative) { return add(alternative, step); });
  });
  if (!whole) {
    return fail(Errc::invalid_argument,
                "traversal: labels: expected a label, found nothing between two separators; * is any label");
  }
  for (const LabelStep& step : filter.steps_) {
    filter.returns_ends_only_ = filter.returns_ends_only_ || step.stop.given() || step.end.given();
  }
  return filter;
}

std::vector<std::string> labels_named(const LabelFilter& filter) {
  std::vector<std::string> names;
  for (const LabelStep& step : filter.steps()) {
    for (const LabelGroup* group : {&step.deny, &step.stop, &step.end, &step.allow}) {
      for (const auto& together : group->alternatives) names.insert(names.end(), together.begin(), together.end());
    }
  }
  return names;
}

}  // namespace wirespeed::graph
