// Edges in any order become rows: for each key its entries, ascending and distinct. The heart of the CSR build.
//
// A counting sort in two steps, so that no step writes to more places than the caches hold:
//   1. edges are dealt into at most 512 partitions of neighbouring keys, in their order (each thread deals its share of
//      the parts; per-thread counts tell beforehand where)
//   2. each partition is sorted by key inside the cache, its rows sorted and freed of duplicates
// The result does not depend on the number of threads: rows are sorted sets.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "wirespeed/base/parallel.hpp"

namespace wirespeed::graph {

// Rows of Entry: row i is entries[offsets[i] .. offsets[i + 1]).
template <typename Entry>
struct Rows {
  std::vector<std::uint32_t> offsets;
  std::unique_ptr<Entry[]> entries;

  std::span<const Entry> all() const noexcept { return {entries.get(), offsets.back()}; }
  std::span<const Entry> row(std::size_t i) const noexcept {
    return {entries.get() + offsets[i], offsets[i + 1] - offsets[i]};
  }
};

// Parts is where edges come from:
//   std::size_t size() const;                               parts; they may be visited at the same time
//   void visit(std::size_t part, auto&& edge) const;        calls edge(key, entry) for each, the same each time
//   void release(std::size_t part);                         it will not be visited again
template <typename Entry, typename Parts>
class RowSorter {
 public:
  // REQUIRES: keys are below `rows`, `edges` is the number of edges in `parts` and below 2^32.
  RowSorter(Parts& parts, std::uint32_t rows, std::size_t edges, unsigned threads)
      : parts_(parts), rows_(rows), edges_(edges), threads_(threads) {
    const std::size_t wanted = std::clamp<std::size_t>(edges / kPartitionEdges, 1, kMaxPartitions);
    while ((std::uint64_t{rows} >> shift_) >= wanted && shift_ < 31) ++shift_;
    partitions_ = static_cast<std::size_t>(std::uint64_t{rows} >> shift_) + 1;
    shares_ = std::min<std::size_t>(parts.size(), threads <= 1 ? 1 : 4 * std::size_t{threads});
  }

  Rows<Entry> sort() {
    deal();
    result_.offsets.assign(std::size_t{rows_} + 1, 0);
    parallel_for(threads_, partitions_, [&](std::size_t partition) { sort_partition(partition); });
    keys_.reset();
    close_gaps();
    return std::move(result_);
  }

 private:
  static constexpr std::size_t kPartitionEdges = std::size_t{1} << 15;
  static constexpr std::size_t kMaxPartitions = 512;

  template <typename Visit>
  void visit_share(std::size_t share, const Visit& visit) {
    const std::size_t begin = parts_.size() * share / shares_;
    const std::size_t end = parts_.size() * (share + 1) / shares_;
    for (std::size_t part = begin; part < end; ++part) visit(part);
  }

  void deal() {
    std::vector<std::vector<std::size_t>> places(shares_, std::vector<std::size_t>(partitions_));
    parallel_for(threads_, shares_, [&](std::size_t share) {
      std::size_t* counts = places[share].data();
      visit_share(share, [&](std::size_t part) {
        parts_.visit(part, [&](std::uint32_t key, Entry) { ++counts[key >> shift_]; });
      });
    });
    to_places(places);
    keys_ = std::make_unique_for_overwrite<std::uint32_t[]>(edges_);
    result_.entries = std::make_unique_for_overwrite<Entry[]>(edges_);
    parallel_for(threads_, shares_, [&](std::size_t share) {
      std::size_t* place = places[share].data();
      visit_share(share, [&](std::size_t part) {
        parts_.visit(part, [&](std::uint32_t key, Entry entry) {
          const std::size_t at = place[key >> shift_]++;
          keys_[at] = key;
          result_.entries[at] = entry;
        });
        parts_.release(part);
      });
    });
  }

  // Counts by share and partition become first places: partition by partition, inside each share by share.
  void to_places(std::vector<std::vector<std::size_t>>& counts) {
    begins_.resize(partitions_ + 1);
    std::size_t at = 0;
    for (std::size_t partition = 0; partition < partitions_; ++partition) {
      begins_[partition] = at;
      for (auto& share : counts) at += std::exchange(share[partition], at);
    }
    begins_[partitions_] = at;
  }

  std::uint32_t first_row(std::size_t partition) const noexcept {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{partition} << shift_, rows_));
  }

  // Leaves the partition's distinct entries at its begin, and each row's number of them in offsets[row + 1].
  void sort_partition(std::size_t partition) {
    const std::size_t begin = begins_[partition];
    const std::size_t size = begins_[partition + 1] - begin;
    const std::uint32_t first = first_row(partition);
    const std::uint32_t row_count = first_row(partition + 1) - first;
    std::vector<std::uint32_t> place(std::size_t{row_count} + 1);
    const std::uint32_t* keys = keys_.get() + begin;
    Entry* entries = result_.entries.get() + begin;
    for (std::size_t i = 0; i < size; ++i) ++place[keys[i] - first + 1];
    std::partial_sum(place.begin(), place.end(), place.begin());
    const auto sorted = std::make_unique_for_overwrite<Entry[]>(size);
    for (std::size_t i = 0; i < size; ++i) sorted[place[keys[i] - first]++] = entries[i];
    Entry* out = entries;
    for (std::uint32_t row = 0, at = 0; row < row_count; ++row) {
      Entry* const row_out = out;
      out = copy_distinct(sorted.get() + at, sorted.get() + place[row], out);
      result_.offsets[std::size_t{first} + row + 1] = static_cast<std::uint32_t>(out - row_out);
      at = place[row];
    }
  }

  static Entry* copy_distinct(Entry* begin, Entry* end, Entry* out) {
    if (end - begin == 1) {
      *out = *begin;
      return out + 1;
    }
    if (!std::is_sorted(begin, end)) std::sort(begin, end);
    return std::unique_copy(begin, end, out);
  }

  // Row counts become offsets, and partitions move together over the places of their duplicates.
  void close_gaps() {
    auto& offsets = result_.offsets;
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    for (std::size_t partition = 0; partition < partitions_; ++partition) {
      const std::size_t to = offsets[first_row(partition)];
      const std::size_t size = offsets[first_row(partition + 1)] - to;
      Entry* from = result_.entries.get() + begins_[partition];
      if (begins_[partition] != to) std::copy(from, from + size, result_.entries.get() + to);
    }
  }

  Parts& parts_;
  std::uint32_t rows_;
  std::size_t edges_;
  unsigned threads_;
  unsigned shift_ = 0;
  std::size_t partitions_ = 1;
  std::size_t shares_ = 1;
  std::vector<std::size_t> begins_;
  std::unique_ptr<std::uint32_t[]> keys_;
  Rows<Entry> result_;
};

template <typename Entry, typename Parts>
Rows<Entry> sort_rows(Parts& parts, std::uint32_t rows, std::size_t edges, unsigned threads) {
  return RowSorter<Entry, Parts>(parts, rows, edges, threads).sort();
}

}  // namespace wirespeed::graph
