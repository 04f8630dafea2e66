// Breadth-first search that changes its direction, after Beamer, Asanovic and Patterson, "Direction-Optimizing
// Breadth-First Search" (2012). A step goes one of three ways, by the relationships that lead on from the frontier:
//
//   few:   from each node of the frontier; who is new is noted in a list
//   many:  likewise, but whoever is met is noted in bits, and who of them was new is looked at afterwards, word by word
//   most:  who has not been reached looks for a neighbour in the frontier
//
// Whether a node is new is read from bits, which the core's own cache holds where an array of levels would not.
#pragma once

#include <algorithm>
#include <atomic>
#include <span>
#include <utility>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"
#include "wirespeed/graph_algorithms/node_bits.hpp"

namespace wirespeed::graph_algorithms {

// `ahead` leads from the frontier onwards, `back` from a node to those whose neighbour it is. found(node, level) is
// called once for each node that is reached, by several threads at once for different ones.
template <typename Ahead, typename Back, typename Nodes, typename Found>
class LevelSearch {
 public:
  LevelSearch(NodeId nodes, const Ahead& ahead, const Back& back, Nodes allowed, Found found, unsigned threads,
              Guard guard)
      : ahead_(ahead),
        back_(back),
        allowed_(allowed),
        found_(found),
        threads_(std::max(1u, threads)),
        guard_(guard),
        nodes_(nodes),
        open_(NodeBits::all_of(nodes)),
        now_(nodes),
        next_(nodes) {}

  Result<void> run(std::span<const NodeId> roots, std::uint32_t max_depth) {
    unexplored_ = ahead_.size();
    start(roots);
    if (auto ok = guard_.check(); !ok) return ok;
    while (leading_on_ != 0 && static_cast<std::uint32_t>(level_) < max_depth) {
      ++level_;
      if (auto ok = step(); !ok) return ok;
    }
    return {};
  }

  // Those who were not reached.
  const NodeBits& open() const noexcept { return open_; }
  // Relationships from them, and from nodes as deep as the search went.
  std::uint64_t unexplored() const noexcept { return unexplored_; }

 private:
  // Most: more than this share of the relationships that were not looked at. A step back begins most rows of who is
  // left, one ahead writes a bit for each relationship.
  static constexpr std::uint64_t kShareOfMost = 8;
  // Few: less than a word of bits for each, as all words are looked at; and in small graphs this many.
  static constexpr std::uint64_t kShareOfFew = NodeBits::kWordNodes;
  static constexpr std::uint64_t kFew = 16;

  // What a thread takes at a time, and the least work for which one is started.
  static constexpr std::size_t kWordsAtATime = 1 << 8;
  static constexpr std::size_t kMostAtATime = 1 << 8;  // of a frontier, of which each lane takes several parts
  static constexpr std::size_t kPartsALane = 16;
  static constexpr std::uint64_t kWorthAThread = 1 << 17;
  static constexpr unsigned kMostLanes = 16;  // more would have more to do with their bits than with the frontier

  // How far ahead of its use memory is asked for.
  static constexpr std::size_t kOffsetsAhead = 24;
  static constexpr std::size_t kRowsAhead = 12;

  void start(std::span<const NodeId> roots) {
    frontier_.reserve(roots.size());
    for (const NodeId root : roots) {
      if (!open_.test(root)) continue;
      open_.clear(root);
      found_(root, 0);
      frontier_.push_back(root);
      leading_on_ += ahead_.degree(root);
    }
  }

  Result<void> step() {
    const bool is_due = guard_.spend(leading_on_);
    const std::uint64_t left = unexplored_;
    unexplored_ -= std::min(unexplored_, leading_on_);
    if (leading_on_ <= kFew + nodes_ / kShareOfFew) {
      step_ahead();
      return is_due ? guard_.check() : Result<void>();
    }
    leading_on_ > left / kShareOfMost ? step_back() : step_wide();
    return guard_.check();  // they leave off when they are told to
  }

  template <typename Visit>
  void for_each_ahead(std::size_t begin, std::size_t end, Visit visit) {
    for (std::size_t i = begin; i < end; ++i) {
      if (i + kOffsetsAhead < frontier_.size()) ahead_.prefetch_offsets(frontier_[i + kOffsetsAhead]);
      if (i + kRowsAhead < frontier_.size()) ahead_.prefetch_row(frontier_[i + kRowsAhead]);
      visit(frontier_[i]);
    }
  }

  void step_ahead() {
    to_list();
    found_now_.clear();
    std::uint64_t leading_on = 0;
    for_each_ahead(0, frontier_.size(), [&](NodeId node) {
      ahead_.for_each(node, [&](NodeId neighbor) {
        if (!open_.test(neighbor) || !allowed_.enters(neighbor)) return;
        open_.clear(neighbor);
        found_(neighbor, level_);
        if (!allowed_.walks_on(neighbor)) return;
        found_now_.push_back(neighbor);
        leading_on += ahead_.degree(neighbor);
      });
    });
    frontier_.swap(found_now_);
    leading_on_ = leading_on;
  }

  // Each lane notes whom it meets in bits of its own, new or not: no lane waits for another, and no branch is guessed.
  void step_wide() {
    const unsigned lanes = leading_on_ > kWorthAThread ? std::min(threads_, kMostLanes) : 1;
    to_list();
    next_.clear();
    while (met_.size() + 1 < lanes) met_.emplace_back(nodes_);
    std::atomic<std::size_t> next{0};
    const std::size_t at_a_time = std::clamp<std::size_t>(frontier_.size() / (kPartsALane * lanes), 1, kMostAtATime);
    parallel_for(lanes, lanes,
                 [&](std::size_t lane) { note_met(next, at_a_time, lane == 0 ? next_ : met_[lane - 1]); });
    leading_on_ = on_words(lanes, [&](std::size_t word, std::size_t /*end*/) {
      std::uint64_t met = next_.word(word);
      for (NodeBits& others : met_) met |= std::exchange(others.word(word), 0);
      return settle(word, met & open_.word(word));
    });
    std::swap(now_, next_);
    is_list_ = false;
  }

  void note_met(std::atomic<std::size_t>& next, std::size_t at_a_time, NodeBits& met) {
    while (!guard_.stop().requested()) {
      const std::size_t begin = next.fetch_add(at_a_time, std::memory_order_relaxed);
      if (begin >= frontier_.size()) return;
      for_each_ahead(begin, std::min(frontier_.size(), begin + at_a_time),
                     [&](NodeId node) { ahead_.for_each(node, [&](NodeId neighbor) { met.set(neighbor); }); });
    }
  }

  void step_back() {
    to_bits();
    leading_on_ = on_words(nodes_ > kWorthAThread ? threads_ : 1, [&](std::size_t word, std::size_t end) {
      if (word + 1 < end) for_each_bit(looking(word + 1), word + 1, [&](NodeId node) { back_.prefetch_row(node); });
      return settle(word, look_back(word));
    });
    std::swap(now_, next_);
    is_list_ = false;
  }

  // Who of a word is next to the frontier.
  std::uint64_t look_back(std::size_t word) const {
    std::uint64_t found = 0;
    for_each_bit(looking(word), word, [&](NodeId node) {
      if (!allowed_.enters(node)) return;
      if (back_.meets(node, [&](NodeId from) { return now_.test(from); })) found |= NodeBits::bit_of(node);
    });
    return found;
  }

  void to_list() {
    if (std::exchange(is_list_, true)) return;
    frontier_.clear();
    for (std::size_t word = 0; word < now_.words(); ++word) {
      for_each_bit(now_.word(word), word, [&](NodeId node) { frontier_.push_back(node); });
    }
  }

  void to_bits() {
    if (!std::exchange(is_list_, false)) return;
    now_.clear();
    for (const NodeId node : frontier_) now_.set(node);
  }

  std::uint64_t looking(std::size_t word) const noexcept { return open_.word(word) & back_.filled(word); }

  // Calls work(word, end) for all words of the bits, each once; the sum of what it returns. Those up to `end` are its
  // thread's own.
  template <typename Work>
  std::uint64_t on_words(unsigned lanes, const Work& work) {
    std::atomic<std::uint64_t> sum{0};
    const std::size_t words = open_.words();
    parallel_for(lanes, (words + kWordsAtATime - 1) / kWordsAtATime, [&](std::size_t part) {
      if (guard_.stop().requested()) return;
      const std::size_t end = std::min(words, (part + 1) * kWordsAtATime);
      std::uint64_t of_part = 0;
      for (std::size_t word = part * kWordsAtATime; word < end; ++word) of_part += work(word, end);
      sum.fetch_add(of_part, std::memory_order_relaxed);
    });
    return sum.load(std::memory_order_relaxed);
  }

  // Nodes of a word that were found are the next frontier's; what leads on from them.
  std::uint64_t settle(std::size_t word, std::uint64_t found) {
    std::uint64_t leading_on = 0;
    std::uint64_t refused = 0;
    std::uint64_t ending = 0;
    for_each_bit(found, word, [&](NodeId node) {
      if (!allowed_.enters(node)) {
        refused |= NodeBits::bit_of(node);
        return;
      }
      found_(node, level_);
      if (allowed_.walks_on(node)) {
        leading_on += ahead_.degree(node);
      } else {
        ending |= NodeBits::bit_of(node);
      }
    });
    open_.word(word) &= ~(found & ~refused);
    next_.word(word) = found & ~refused & ~ending;
    return leading_on;
  }

  const Ahead& ahead_;
  const Back& back_;
  Nodes allowed_;
  Found found_;
  unsigned threads_;
  Guard guard_;
  NodeId nodes_;
  NodeBits open_;
  NodeBits now_;                  // the frontier, or
  std::vector<NodeId> frontier_;  // the same as a list
  bool is_list_ = true;
  NodeBits next_;
  std::vector<NodeBits> met_;  // in a step from many nodes, of each thread but the first
  std::vector<NodeId> found_now_;
  std::int32_t level_ = 0;
  std::uint64_t leading_on_ = 0;  // relationships from the frontier
  std::uint64_t unexplored_ = 0;
};

}  // namespace wirespeed::graph_algorithms
