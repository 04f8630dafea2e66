#include "wirespeed/graph_remote/remote_count_all.hpp"

namespace wirespeed::graph_remote {
namespace {

constexpr std::size_t kAhead = 32;  // nodes whose slots are on their way to the processor

}  // namespace

Result<std::optional<std::uint64_t>> RemoteCountAll::run(std::span<const RemoteId> roots) {
  if (auto ok = enter(is_global() ? enter_once(roots) : roots, 0); !ok) return std::unexpected(std::move(ok).error());
  while (!levels_.empty()) {
    if (levels_.size() - 1 > longest_) return std::nullopt;
    if (levels_.back().empty()) {
      levels_.pop_back();
    } else if (auto ok = expand_deepest(); !ok) {
      return std::unexpected(std::move(ok).error());
    }
  }
  return count_;
}

Result<void> RemoteCountAll::expand_deepest() {
  const auto depth = static_cast<std::uint32_t>(levels_.size() - 1);
  const std::uint32_t behind = is_global() ? 1 : depth + 1;
  if (auto ok = check(held_ * sizeof(RemoteId) + neighbors_.bytes()); !ok) return ok;
  std::vector<RemoteId>& pending = levels_.back();
  const std::size_t size = std::min(plan_.batch(), pending.size());
  nodes_.assign(pending.end() - static_cast<std::ptrdiff_t>(size), pending.end());
  pending.resize(pending.size() - size);
  held_ -= size;
  if (auto ok = read_neighbors(nodes_, depth, neighbors_); !ok) return ok;
  std::span<const RemoteId> left = neighbors_.targets;
  while (!left.empty()) {
    const auto part = left.first(std::min(plan_.batch(), left.size()));
    if (auto ok = enter(is_global() ? enter_once(part) : part, behind); !ok) return ok;
    left = left.subspan(part.size());
  }
  return {};
}

std::span<const RemoteId> RemoteCountAll::enter_once(std::span<const RemoteId> nodes) {
  new_.clear();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i + kAhead < nodes.size()) seen_->prefetch(nodes[i + kAhead]);
    if (seen_->first({nodes[i]}, 0, NoTrail())) new_.push_back(nodes[i]);
  }
  return new_;
}

Result<void> RemoteCountAll::enter(std::span<const RemoteId> nodes, std::uint32_t depth) {
  flags_.assign(nodes.size(), 0);
  if (auto ok = judge_.judge(nodes, depth, flags_); !ok) return ok;
  if (levels_.size() <= depth) levels_.resize(depth + 1);
  std::vector<RemoteId>& level = levels_[depth];
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    count_ += flags_[i] & kInclude;
    if ((flags_[i] & kWalkOn) != 0) level.push_back(nodes[i]);
  }
  held_ += static_cast<std::uint64_t>(std::ranges::count_if(flags_, [](auto one) { return (one & kWalkOn) != 0; }));
  return {};
}

}  // namespace wirespeed::graph_remote
