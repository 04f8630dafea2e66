#include "wirespeed/graph/visits.hpp"

namespace wirespeed::graph {
namespace {

thread_local Visits of_this_thread;

}  // namespace

VisitCounter::VisitCounter() noexcept : before_(of_this_thread) {
  detail::counters.fetch_add(1, std::memory_order_relaxed);
}

VisitCounter::~VisitCounter() { detail::counters.fetch_sub(1, std::memory_order_relaxed); }

Visits VisitCounter::visits() const noexcept {
  return {of_this_thread.nodes - before_.nodes, of_this_thread.relationships - before_.relationships};
}

void detail::add_visits(std::uint64_t nodes, std::uint64_t relationships) noexcept {
  of_this_thread.nodes += nodes;
  of_this_thread.relationships += relationships;
}

}  // namespace wirespeed::graph
