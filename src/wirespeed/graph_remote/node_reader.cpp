#include "wirespeed/graph_remote/node_reader.hpp"

#include <algorithm>

namespace wirespeed::graph_remote {
namespace {

// A provider may be anybody's.
Result<void> check_answer(const char* question, std::size_t expected, std::size_t found) {
  if (expected == found) return {};
  return fail(Errc::malformed, "traversal: {}: expected the provider's answer for {} nodes, found {}", question,
              expected, found);
}

Result<void> check_told(const RelationshipNeeds& needs, const Neighbors& neighbors) {
  const std::size_t all = neighbors.targets.size();
  const bool is_whole =
      neighbors.relationships.size() == (needs.ids ? all : 0) &&
      std::ranges::all_of(neighbors.properties, [&](const Values& values) { return values.cells.size() == all; });
  if (!is_whole) {
    return fail(Errc::malformed, "traversal: relationships: expected what was asked of each of {}, found less or more",
                all);
  }
  if (std::ranges::find(neighbors.relationships, kNoRelationship) == neighbors.relationships.end()) return {};
  return fail(Errc::malformed, "traversal: relationships: expected ids above {}, found it", kNoRelationship);
}

}  // namespace

WalkReport& WalkReport::operator+=(const WalkReport& more) noexcept {
  calls += more.calls;
  labels_read += more.labels_read;
  properties_read += more.properties_read;
  expanded += more.expanded;
  relationships += more.relationships;
  dangling += more.dangling;
  label_hits += more.label_hits;
  property_hits += more.property_hits;
  return *this;
}

std::span<const RemoteId> NodeReader::pick_missing(std::span<const RemoteId> nodes) {
  nodes_.clear();
  for (const std::uint32_t place : missing_) nodes_.push_back(nodes[place]);
  return nodes_;
}

Result<void> NodeReader::labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                std::span<LabelMask> masks) {
  if (cache_ == nullptr || !cache_->options().labels) return read_labels(nodes, pages, masks);
  const NodeCache::Ticket ticket = cache_->find_labels(nodes, pages, masks, missing_);
  report_.label_hits += nodes.size() - missing_.size();
  return missing_.empty() ? Result<void>() : missing_labels(nodes, pages, masks, ticket);
}

Result<void> NodeReader::missing_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                        std::span<LabelMask> masks, NodeCache::Ticket ticket) {
  const std::size_t width = pages.size();
  masks_.assign(missing_.size() * width, 0);
  const auto unknown = pick_missing(nodes);
  if (auto ok = read_labels(unknown, pages, masks_); !ok) return ok;
  cache_->keep_labels(ticket, unknown, pages, masks_);
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    std::ranges::copy(std::span(masks_).subspan(i * width, width), masks.subspan(missing_[i] * width).begin());
  }
  return {};
}

Result<void> NodeReader::read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                     std::span<LabelMask> masks) {
  ++report_.calls;
  report_.labels_read += nodes.size();
  return session_.read_labels(nodes, pages, masks, stop_);
}

Result<void> NodeReader::verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                  std::span<std::uint8_t> verdicts) {
  if (nodes.empty()) return {};
  if (cache_ == nullptr || !cache_->options().properties) return read_values(condition, nodes, verdicts);
  const NodeCache::Ticket ticket = cache_->find_verdicts(condition, nodes, verdicts, missing_);
  report_.property_hits += nodes.size() - missing_.size();
  return missing_.empty() ? Result<void>() : missing_verdicts(condition, nodes, verdicts, ticket);
}

Result<void> NodeReader::missing_verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                          std::span<std::uint8_t> verdicts, NodeCache::Ticket ticket) {
  verdicts_.assign(missing_.size(), 0);
  const auto unknown = pick_missing(nodes);
  if (auto ok = read_values(condition, unknown, verdicts_); !ok) return ok;
  cache_->keep_values(ticket, condition.property(), unknown, values_);
  for (std::size_t i = 0; i < missing_.size(); ++i) verdicts[missing_[i]] = verdicts_[i];
  return {};
}

Result<void> NodeReader::read_values(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                     std::span<std::uint8_t> verdicts) {
  ++report_.calls;
  report_.properties_read += nodes.size();
  values_.clear();
  if (auto ok = session_.read_property(condition.property(), nodes, values_, stop_); !ok) return ok;
  if (auto ok = check_answer("property", nodes.size(), values_.cells.size()); !ok) return ok;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    verdicts[i] = condition.holds(values_.cells[i], values_.texts) ? 1 : 0;
  }
  return {};
}

Result<void> NodeReader::neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                   const RelationshipQuestions& questions, Neighbors& neighbors) {
  if (auto ok = stop_.check("traversal"); !ok) return ok;
  ++report_.calls;
  report_.expanded += nodes.size();
  const RelationshipNeeds& needs = questions.needs();
  neighbors.clear();
  neighbors.properties.resize(needs.properties.size());
  auto ok = needs.any() ? session_.read_relationships(nodes, ways, needs, neighbors, stop_)
                        : session_.read_neighbors(nodes, ways, neighbors, stop_);
  if (!ok) return ok;
  report_.relationships += neighbors.targets.size();
  ok = check_answer("relationships", nodes.size(), neighbors.offsets.size() - 1);
  if (ok) ok = check_told(needs, neighbors);
  return ok ? questions.narrow(neighbors) : ok;
}

}  // namespace wirespeed::graph_remote
