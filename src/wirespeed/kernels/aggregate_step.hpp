// What an aggregation does with the rows: steps, each with a table of cells that it adds the rows to.
//
//   phase 0    every thread adds its rows to tables of its own, which are then merged
//   phase 1    the same for what needs results of phase 0: squares of differences from the mean
//   answers    results from the merged cells, group by group
#pragma once

#include <span>

#include "wirespeed/base/error.hpp"
#include "wirespeed/kernels/aggregate_source.hpp"

namespace wirespeed::kernels {

// Groups from begin to end.
struct GroupRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class Step {
 public:
  // The thread will add rows of these groups only. Its first touch of its table.
  virtual void open(unsigned thread, GroupRange range) noexcept = 0;
  virtual void add(unsigned thread, const Stretch& stretch) noexcept = 0;
  // Brings what threads from 1 on have of these groups to thread 0's.
  virtual void merge(GroupRange range) noexcept = 0;

 protected:
  Step() = default;
  Step(const Step&) = default;
  ~Step() = default;
};

class Answer {
 public:
  virtual void write(GroupRange range) noexcept = 0;
  // Worth several threads even for few groups.
  virtual bool is_heavy() const noexcept { return false; }
  // To be written in one call, for all groups.
  virtual bool is_whole() const noexcept { return false; }
  // The group that has no answer, or kNoGroup.
  virtual std::uint32_t failed() const noexcept { return kNoGroup; }

 protected:
  Answer() = default;
  Answer(const Answer&) = default;
  ~Answer() = default;
};

// Whether some of the codes are none.
inline bool has_no_group(const std::uint32_t* codes, std::uint32_t count) noexcept {
  std::uint32_t most = 0;  // kNoGroup is greater than any
  for (std::uint32_t i = 0; i < count; ++i) most = std::max(most, codes[i]);
  return most == kNoGroup;
}

// f(stretch) for the rows from `begin` to `end`, in order, until it returns false.
template <typename F>
void for_stretches(GroupView groups, std::size_t begin, std::size_t end, const F& f) {
  for (std::size_t row = begin; row < end; row += kStretchRows) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(kStretchRows, end - row));
    const std::uint32_t* codes = groups.codes.data() + row;
    const bool has_dropped = !groups.is_complete && has_no_group(codes, count);
    if (!f(Stretch{codes, static_cast<std::uint32_t>(row), count, has_dropped})) return;
  }
}

// f(place) of each of a stretch's rows that its block has not.
template <typename F>
void for_missing(const Stretch& stretch, const RowBlock& block, const F& f) {
  if (block.places == nullptr) return;
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    if (next < block.count && block.places[next] == i) {
      ++next;
    } else {
      f(i);
    }
  }
}

// A table for each thread: whole ones, of which only the groups that it was opened for are touched.
template <typename Cell>
class Cells {
 public:
  Cells(AggregateMemory& memory, std::uint32_t groups, unsigned threads)
      : tables_(memory.array<Cell*>(threads)), ranges_(memory.array<GroupRange>(threads)) {
    for (Cell*& table : tables_) table = memory.array<Cell>(groups).data();
    std::ranges::fill(ranges_, GroupRange{});
  }

  void open(unsigned thread, GroupRange range, const Cell& empty) noexcept {
    ranges_[thread] = range;
    std::fill(tables_[thread] + range.begin, tables_[thread] + range.end, empty);
  }

  // f(cell) of each thread that has one of the group, in order.
  template <typename F>
  void each_of(std::uint32_t group, const F& f) const noexcept {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (group >= ranges_[i].begin && group < ranges_[i].end) f(tables_[i][group]);
    }
  }

  // f(group, cell) of one thread's.
  template <typename F>
  void for_each(unsigned thread, GroupRange range, const F& f) const noexcept {
    const std::uint32_t end = std::min(range.end, ranges_[thread].end);
    for (std::uint32_t group = std::max(range.begin, ranges_[thread].begin); group < end; ++group) {
      f(group, tables_[thread][group]);
    }
  }

  Cell* of(unsigned thread) const noexcept { return tables_[thread]; }

  // f(cell of thread 0, cell of another) in the order of threads.
  template <typename F>
  void merge(GroupRange range, const F& f) const noexcept {
    for (unsigned i = 1; i < tables_.size(); ++i) {
      for_each(i, range, [&](std::uint32_t group, const Cell& later) { f(tables_[0][group], later); });
    }
  }

 private:
  std::span<Cell*> tables_;
  std::span<GroupRange> ranges_;
};

// f(i) for the items of a block. What lies a stretch ahead, which is the next block's where blocks show the column's
// own memory, is asked for meanwhile: additions wait for cells, not for memory.
template <typename T, typename F>
void for_block(const Block<T>& block, const F& f) {
  constexpr std::uint32_t kLine = std::max<std::uint32_t>(1, 64 / sizeof(T));
  std::uint32_t i = 0;
  for (; i + kLine <= block.count; i += kLine) {
    __builtin_prefetch(block.values + i + kStretchRows, 0, 2);
    for (std::uint32_t k = 0; k < kLine; ++k) f(i + k);
  }
  for (; i < block.count; ++i) f(i);
}

// Adds each value that is there to the cell of its group. Op has Value, Cell and
//   Cell empty() const; void add(Cell&, Value, std::uint32_t row, std::uint32_t group) const;
//   void merge(Cell& into, const Cell& later) const;
template <typename Op>
class Reduction final : public Step {
 public:
  using Cell = typename Op::Cell;
  using Value = typename Op::Value;

  Reduction(AggregateMemory& memory, BlockSource<Value>& source, std::uint32_t groups, unsigned threads, Op op = Op())
      : source_(source), op_(op), cells_(memory, groups, threads) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, op_.empty()); }

  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const Block<Value>& block = source_.block(thread, stretch);
    const Op op = op_;
    Cell* const cells = cells_.of(thread);
    if (block.places == nullptr) return add_all(op, cells, block);
    for (std::uint32_t i = 0; i < block.count; ++i) {
      const std::uint32_t group = block.codes[i];
      op.add(cells[group], block.values[i], block.first_row + block.places[i], group);
    }
  }

  void merge(GroupRange range) noexcept override {
    cells_.merge(range, [op = op_](Cell& into, const Cell& later) { op.merge(into, later); });
  }

  const Cell* cells() const noexcept { return cells_.of(0); }

 private:
  static void add_all(const Op& op, Cell* cells, const Block<Value>& block) noexcept {
    const std::uint32_t* const codes = block.codes;
    const Value* const values = block.values;
    for_block(block, [&](std::uint32_t i) {
      const std::uint32_t group = codes[i];
      op.add(cells[group], values[i], block.first_row + i, group);
    });
  }

  BlockSource<Value>& source_;
  Op op_;
  Cells<Cell> cells_;
};

// The same of rows alone, whatever their values: void add(Cell&, std::uint32_t row) const.
template <typename Op>
class RowReduction final : public Step {
 public:
  using Cell = typename Op::Cell;

  RowReduction(AggregateMemory& memory, Source& source, std::uint32_t groups, unsigned threads)
      : source_(source), cells_(memory, groups, threads) {}

  void open(unsigned thread, GroupRange range) noexcept override { cells_.open(thread, range, Op::empty()); }

  void add(unsigned thread, const Stretch& stretch) noexcept override {
    const RowBlock& block = source_.rows(thread, stretch);
    Cell* const cells = cells_.of(thread);
    for (std::uint32_t i = 0; i < block.count; ++i) Op::add(cells[block.codes[i]], block.row(i));
  }

  void merge(GroupRange range) noexcept override { cells_.merge(range, Op::merge); }

  const Cell* cells() const noexcept { return cells_.of(0); }

 private:
  Source& source_;
  Cells<Cell> cells_;
};

}  // namespace wirespeed::kernels
