#include "wirespeed/kernels/match_column.hpp"

#include <atomic>

#include "wirespeed/kernels/key_parts.hpp"
#include "wirespeed/kernels/line_lookup.hpp"

namespace wirespeed::kernels {
namespace {

// Rows of build from the last to the first, so that each comes to stand before those with its key.
class Chains {
 public:
  explicit Chains(std::size_t rows) : rows_(rows) {}

  void link(Row row, Row next) {
    if (next == kNoRow && next_.empty()) return;
    if (next_.empty()) next_.assign(rows_, kNoRow);
    next_[row] = next;
  }
  RawVector<Row> take() { return std::move(next_); }

 private:
  std::size_t rows_;
  RawVector<Row> next_;
};

// Calls work(begin, count) for tiles of [0, rows), the last one first.
template <typename Work>
void for_tiles_backwards(std::size_t rows, Work&& work) {
  for (std::size_t end = rows; end > 0;) {
    const std::size_t begin = (end - 1) / kTile * kTile;
    work(begin, end - begin);
    end = begin;
  }
}

template <typename Keys>
void put_all(MatchTable<Keys>& table, const Keys& build, Chains& chains) {
  const bool can_miss = build.presence().can_miss();
  for_tiles_backwards(build.size(), [&](std::size_t begin, std::size_t count) {
    std::uint64_t keys[kTile];
    build.read(begin, count, keys);
    if (table.is_large()) std::for_each_n(keys, count, [&](std::uint64_t key) { table.prefetch(key); });
    for (std::size_t i = count; i-- > 0;) {
      const auto row = static_cast<Row>(begin + i);
      if (!can_miss || build.presence().is_there(row)) chains.link(row, table.put_first(keys[i], row));
    }
  });
}

template <typename Keys>
void find_all(const MatchTable<Keys>& table, const Keys& probe, std::size_t first, std::size_t rows, Row* found) {
  const bool can_miss = probe.presence().can_miss();
  for_tiles(first, first + rows, [&](std::size_t begin, std::size_t count) {
    std::uint64_t keys[kTile];
    probe.read(begin, count, keys);
    if (table.is_large()) std::for_each_n(keys, count, [&](std::uint64_t key) { table.prefetch(key); });
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = static_cast<Row>(begin + i);
      found[row] = !can_miss || probe.presence().is_there(row) ? table.find(keys[i], probe, row) : kNoRow;
    }
  });
}

// One part of both sides. Returns whether a key of build has a second row.
template <typename Keys>
bool match_part(const Keys& probe, const KeyParts& probes, const Keys& build, const KeyParts& builds, std::size_t part,
                Matches& matches) {
  const std::size_t begin = builds.begins[part];
  MatchTable<Keys> table(build, builds.begins[part + 1] - begin);
  bool repeated = false;
  for (std::size_t i = builds.begins[part + 1]; i-- > begin;) {
    const Row next = table.put_first(builds.keys[i], builds.rows[i]);
    matches.next[builds.rows[i]] = next;
    repeated |= next != kNoRow;
  }
  for (std::size_t i = probes.begins[part]; i < probes.begins[part + 1]; ++i) {
    matches.first[probes.rows[i]] = table.find(probes.keys[i], probe, probes.rows[i]);
  }
  return repeated;
}

void fill_unless_all(RawVector<Row>& rows, bool all_are_written) {
  if (!all_are_written) std::ranges::fill(rows, kNoRow);
}

}  // namespace

TextKeys::TextKeys(const column::ArrayView& column)
    : presence_(column), texts_(static_cast<std::size_t>(column.length)), hashes_(texts_.size()) {
  const TextReader reader(column);
  const KeyHash hash;
  for_tiles(0, texts_.size(), [&](std::size_t begin, std::size_t count) {
    reader.read(begin, count, texts_.data() + begin, arena_);
    for (std::size_t i = begin; i < begin + count; ++i) hashes_[i] = hash(texts_[i]);
  });
}

bool is_narrow(const WordRange& build, std::size_t probe_rows, std::size_t build_rows) noexcept {
  return !build.empty() && build.width() < 4 * build_rows + probe_rows + 256;
}

Matches match_narrow(const WordKeys& probe, const WordKeys& build, const WordRange& range) {
  RawVector<Row> rows(range.empty() ? 0 : range.width() + 1, kNoRow);
  Chains chains(build.size());
  for_tiles_backwards(build.size(), [&](std::size_t begin, std::size_t count) {
    std::uint64_t keys[kTile];
    build.read(begin, count, keys);
    const bool can_miss = build.presence().can_miss();
    for (std::size_t i = count; i-- > 0;) {
      const auto row = static_cast<Row>(begin + i);
      if (can_miss && !build.presence().is_there(row)) continue;
      chains.link(row, std::exchange(rows[keys[i] - range.least], row));
    }
  });
  Matches matches{RawVector<Row>(probe.size()), chains.take()};
  for_parts(probe.size(), [&](std::size_t first, std::size_t part) {
    const bool can_miss = probe.presence().can_miss();
    for_tiles(first, first + part, [&](std::size_t begin, std::size_t count) {
      std::uint64_t keys[kTile];
      probe.read(begin, count, keys);
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t place = keys[i] - range.least;
        const bool there = place < rows.size() && (!can_miss || probe.presence().is_there(begin + i));
        matches.first[begin + i] = there ? rows[place] : kNoRow;
      }
    });
  });
  return matches;
}

template <typename Keys>
Matches match_hashed(const Keys& probe, const Keys& build) {
  MatchTable<Keys> table(build, build.size());
  Chains chains(build.size());
  put_all(table, build, chains);
  Matches matches{RawVector<Row>(probe.size()), chains.take()};
  for_parts(probe.size(),
            [&](std::size_t begin, std::size_t count) { find_all(table, probe, begin, count, matches.first.data()); });
  return matches;
}

template <typename Keys>
Matches match_partitioned(const Keys& probe, const Keys& build) {
  const KeyParts builds = parts_of(build);
  const KeyParts probes = parts_of(probe);
  Matches matches{RawVector<Row>(probe.size()), RawVector<Row>(build.size())};
  fill_unless_all(matches.first, probes.rows.size() == probe.size());
  fill_unless_all(matches.next, builds.rows.size() == build.size());
  std::atomic<bool> repeated{false};
  parallel_for(threads_for(probe.size() + build.size()), kKeyParts, [&](std::size_t part) {
    if (match_part(probe, probes, build, builds, part, matches)) repeated.store(true, std::memory_order_relaxed);
  });
  if (!repeated.load()) matches.next.clear();
  return matches;
}

Matches match_keys(const WordKeys& probe, const WordKeys& build) {
  if (auto matches = match_by_lines(probe.words(), build.words())) return std::move(*matches);
  const WordRange range = range_of(build.words());
  if (is_narrow(range, probe.size(), build.size())) return match_narrow(probe, build, range);
  return build.size() < kPartitionedRows ? match_hashed(probe, build) : match_partitioned(probe, build);
}

Matches match_keys(const TextKeys& probe, const TextKeys& build) {
  return build.size() < kPartitionedRows ? match_hashed(probe, build) : match_partitioned(probe, build);
}

template Matches match_hashed(const WordKeys&, const WordKeys&);
template Matches match_hashed(const TextKeys&, const TextKeys&);
template Matches match_partitioned(const WordKeys&, const WordKeys&);
template Matches match_partitioned(const TextKeys&, const TextKeys&);

}  // namespace wirespeed::kernels
