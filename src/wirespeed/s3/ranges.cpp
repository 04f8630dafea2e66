#include "wirespeed/s3/ranges.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

using Kind = ByteRange::Kind;

// A range may end where no object does.
constexpr std::uint64_t kMostPieces = 10'000;

struct Span {
  std::uint64_t begin;
  std::uint64_t end;
  std::size_t wanted;
};

Span within(const ByteRange& range, std::uint64_t size, std::size_t wanted) noexcept {
  switch (range.kind) {
    case Kind::whole:
      return {0, size, wanted};
    case Kind::from:
      return {std::min(range.begin, size), size, wanted};
    case Kind::suffix:
      return {size - std::min(range.begin, size), size, wanted};
    case Kind::span:
      break;
  }
  return {std::min(range.begin, size), std::min(range.end, size), wanted};
}

// Ranges whose place is known; the others become requests at once.
std::vector<Span> take_spans(std::span<const ByteRange> wanted, std::optional<std::uint64_t> object_size,
                             RangePlan& plan) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const ByteRange& range = wanted[i];
    if (!object_size && range.kind != Kind::span) {
      plan.sizes.emplace_back(std::nullopt);
      const bool is_empty = range.kind == Kind::suffix && range.begin == 0;
      if (is_empty) plan.sizes.back() = 0;
      if (!is_empty) plan.requests.push_back({range, {{.wanted = i, .size = RangeCut::kRest}}});
      continue;
    }
    const Span span = within(range, object_size.value_or(RangeCut::kRest), i);
    const bool is_empty = span.begin >= span.end;
    plan.sizes.emplace_back(is_empty ? 0 : span.end - span.begin);
    if (!is_empty) spans.push_back(span);
  }
  return spans;
}

// Spans whose union, small gaps included, is [begin, end).
struct Group {
  std::uint64_t begin;
  std::uint64_t end;
  std::size_t first;  // of the sorted spans
  std::size_t behind;
};

std::vector<Group> group(const std::vector<Span>& spans, const CoalesceOptions& options) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = spans[i];
    const bool is_near =
        !groups.empty() && (span.begin <= groups.back().end || span.begin - groups.back().end <= options.gap);
    const bool overlaps = !groups.empty() && span.begin < groups.back().end;
    const bool fits = is_near && std::max(groups.back().end, span.end) - groups.back().begin <= options.largest;
    if (overlaps || fits) {
      groups.back().end = std::max(groups.back().end, span.end);
      groups.back().behind = i + 1;
    } else {
      groups.push_back({span.begin, span.end, i, i + 1});
    }
  }
  return groups;
}

RangeRequest request_of(const std::vector<Span>& spans, const Group& group, std::uint64_t begin, std::uint64_t end) {
  RangeRequest request{ByteRange::between(begin, end), {}};
  for (std::size_t i = group.first; i < group.behind && spans[i].begin < end; ++i) {
    const Span& span = spans[i];
    const std::uint64_t from = std::max(span.begin, begin);
    const std::uint64_t to = std::min(span.end, end);
    if (from < to) request.cuts.push_back({span.wanted, from - begin, from - span.begin, to - from});
  }
  return request;
}

// Pieces of about the same size, none above the largest.
void add_requests(const std::vector<Span>& spans, const Group& group, std::uint64_t largest,
                  std::vector<RangeRequest>& requests) {
  const std::uint64_t bytes = group.end - group.begin;
  const std::uint64_t pieces = std::min((bytes - 1) / largest + 1, kMostPieces);
  const std::uint64_t each = (bytes - 1) / pieces + 1;
  for (std::uint64_t at = group.begin; at < group.end; at += std::min(each, group.end - at)) {
    requests.push_back(request_of(spans, group, at, at + std::min(each, group.end - at)));
  }
}

}  // namespace

std::uint64_t RangeCut::size_of(std::uint64_t received) const noexcept {
  return std::min(size, received - std::min(received, in_request));
}

bool RangeRequest::is_direct() const noexcept {
  if (cuts.size() != 1 || cuts[0].in_request != 0) return false;
  return range.kind != Kind::span || cuts[0].size == range.end - range.begin;
}

RangePlan plan_ranges(std::span<const ByteRange> wanted, std::optional<std::uint64_t> object_size,
                      const CoalesceOptions& options) {
  RangePlan plan;
  plan.sizes.reserve(wanted.size());
  std::vector<Span> spans = take_spans(wanted, object_size, plan);
  std::ranges::sort(
      spans, [](const Span& a, const Span& b) { return a.begin != b.begin ? a.begin < b.begin : a.wanted < b.wanted; });
  std::vector<RangeRequest> requests;
  const std::uint64_t largest = std::max<std::uint64_t>(options.largest, 1);
  for (const Group& one : group(spans, options)) add_requests(spans, one, largest, requests);
  plan.requests.insert(plan.requests.begin(), std::make_move_iterator(requests.begin()),
                       std::make_move_iterator(requests.end()));
  return plan;
}

}  // namespace wirespeed::s3
