// How much of the graph a question looks at, for whoever wants to know why one takes long.
//
//   VisitCounter counter;               // counts what this thread looks at from here on
//   graph.shortest_path(a, b);
//   counter.visits()                    // {nodes, relationships}
//
// A node counts when it, or a row of its neighbours, is looked at: twice, where that is done twice. A relationship
// counts when a row that holds it is handed out or read.
// Without a counter anywhere this costs a load and a branch for each row.
#pragma once

#include <atomic>
#include <cstdint>

namespace wirespeed::graph {

struct Visits {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  friend bool operator==(const Visits&, const Visits&) = default;
};

// Of the thread that made it, and ends there. One inside another counts what both see.
class VisitCounter {
 public:
  VisitCounter() noexcept;
  ~VisitCounter();
  VisitCounter(const VisitCounter&) = delete;
  VisitCounter& operator=(const VisitCounter&) = delete;

  Visits visits() const noexcept;

 private:
  Visits before_;
};

namespace detail {
inline std::atomic<unsigned> counters{0};
void add_visits(std::uint64_t nodes, std::uint64_t relationships) noexcept;
}  // namespace detail

inline void count_visits(std::uint64_t nodes, std::uint64_t relationships) noexcept {
  if (detail::counters.load(std::memory_order_relaxed) != 0) [[unlikely]]
    detail::add_visits(nodes, relationships);
}

}  // namespace wirespeed::graph
