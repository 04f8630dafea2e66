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

WalkReport WalkReport::operator-(const WalkReport& before) const noexcept {
  WalkReport since = *this;
  since.calls -= before.calls;
  since.labels_read -= before.labels_read;
  since.properties_read -= before.properties_read;
  since.expanded -= before.expanded;
  since.relationships -= before.relationships;
  since.dangling -= before.dangling;
  since.label_hits -= before.label_hits;
  since.property_hits -= before.property_hits;
  since.relationship_hits -= before.relationship_hits;
  return since;
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

// --- relationships ---------------------------------------------------------------------------------------------------

Result<void> NodeReader::neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                   const RelationshipQuestions& questions, Neighbors& neighbors) {
  if (auto ok = stop_.check("traversal"); !ok) return ok;
  const RelationshipNeeds& needs = questions.needs();
  const bool is_kept = cache_ != nullptr && cache_->options().relationships;
  auto ok = is_kept ? kept_neighbors(nodes, ways, needs, neighbors) : read_neighbors(nodes, ways, needs, neighbors);
  return ok ? questions.narrow(neighbors) : ok;
}

Result<void> NodeReader::kept_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                        const RelationshipNeeds& needs, Neighbors& neighbors) {
  const NodeCache::QuestionNumber question = number_of(ways, needs);
  neighbors.begin(needs.properties.size());
  const NodeCache::Ticket ticket = cache_->find_neighbors(question, nodes, neighbors, missing_);
  report_.relationship_hits += nodes.size() - missing_.size();
  if (missing_.empty()) return {};
  const bool is_all = missing_.size() == nodes.size();
  Neighbors& read = is_all ? neighbors : read_;
  const auto unknown = is_all ? nodes : pick_missing(nodes);
  if (auto ok = read_neighbors(unknown, ways, needs, read); !ok) return ok;
  cache_->keep_neighbors(ticket, question, unknown, read);
  if (!is_all) merge_read(neighbors);
  return {};
}

// Puts the rows that were read where `neighbors` has empty ones.
void NodeReader::merge_read(Neighbors& neighbors) {
  std::swap(neighbors, known_);
  neighbors.begin(known_.properties.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i + 1 < known_.offsets.size(); ++i) {
    const bool was_read = next < missing_.size() && missing_[next] == i;
    merging_.gathered(was_read ? read_ : known_, was_read ? next++ : i).append_to(neighbors);
  }
}

NodeCache::QuestionNumber NodeReader::number_of(std::span<const RemoteWay> ways, const RelationshipNeeds& needs) {
  const auto found = numbers_.find(ways.data());
  return found != numbers_.end() ? found->second
                                 : numbers_.emplace(ways.data(), cache_->question(ways, needs)).first->second;
}

Result<void> NodeReader::read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                        const RelationshipNeeds& needs, Neighbors& neighbors) {
  ++report_.calls;
  report_.expanded += nodes.size();
  neighbors.begin(needs.properties.size());
  auto ok = needs.any() ? session_.read_relationships(nodes, ways, needs, neighbors, stop_)
                        : session_.read_neighbors(nodes, ways, neighbors, stop_);
  if (!ok) return ok;
  report_.relationships += neighbors.targets.size();
  ok = check_answer("relationships", nodes.size(), neighbors.offsets.size() - 1);
  return ok ? check_told(needs, neighbors) : ok;
}

}  // namespace wirespeed::graph_remote
