#include "wirespeed/kernels/match.hpp"

#include "wirespeed/kernels/match_column.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

// Words that were made of several columns, as a column of their own.
struct MadeWords {
  explicit MadeWords(std::size_t rows) : words(rows, 0), there((rows + 7) / 8, 0xFF) {}

  void miss(std::size_t row) noexcept {
    there[row / 8] &= static_cast<std::uint8_t>(~(1u << (row % 8)));
    complete = false;
  }
  WordKeys keys() const {
    const ArrayView view{.item = column::Item::uint64,
                         .length = static_cast<std::int64_t>(words.size()),
                         .data = reinterpret_cast<const std::uint8_t*>(words.data()),
                         .stride = 8,
                         .width = 8,
                         .validity = complete ? nullptr : there.data()};
    return {view, KeyKind::natural};
  }

  RawVector<std::uint64_t> words;
  RawVector<std::uint8_t> there;
  bool complete = true;
};

// Rows whose key is null are a key like any other: their chain through build, its head for each in probe.
void match_nulls(const Presence& probe, const Presence& build, std::size_t build_rows, Matches& matches) {
  if (!probe.can_miss() || !build.can_miss()) return;
  Row head = kNoRow;
  for (std::size_t row = build_rows; row-- > 0;) {
    if (build.is_there(row)) continue;
    if (head != kNoRow && matches.next.empty()) matches.next.assign(build_rows, kNoRow);
    if (head != kNoRow) matches.next[row] = head;
    head = static_cast<Row>(row);
  }
  for (std::size_t row = 0; row < matches.first.size(); ++row) {
    if (!probe.is_there(row)) matches.first[row] = head;
  }
}

template <typename Keys>
Matches match_all(const Keys& probe, const Keys& build, NullMatch nulls) {
  Matches matches = match_keys(probe, build);
  if (nulls == NullMatch::equal) match_nulls(probe.presence(), build.presence(), build.size(), matches);
  return matches;
}

// Of each row of build the first one that has its key.
RawVector<Row> heads_of(const Matches& matches, std::size_t build_rows) {
  RawVector<Row> heads(build_rows);
  for (std::size_t row = 0; row < build_rows; ++row) heads[row] = static_cast<Row>(row);
  for (std::size_t row = 0; row < matches.next.size(); ++row) {
    if (matches.next[row] != kNoRow) heads[matches.next[row]] = heads[row];
  }
  return heads;
}

// Two codes of 32 bits in one word; missing where one is.
MadeWords paired(const RawVector<Row>& one, const RawVector<Row>& two) {
  MadeWords words(one.size());
  for (std::size_t row = 0; row < one.size(); ++row) {
    words.words[row] = std::uint64_t{one[row]} << 32 | two[row];
    if (one[row] == kNoRow || two[row] == kNoRow) words.miss(row);
  }
  return words;
}

// By a code for each key of each column: the row of build that has it first.
Result<Matches> match_by_codes(Columns probe, Columns build, NullMatch nulls, const char* operation) {
  const auto rows = static_cast<std::size_t>(build[0].length);
  auto matches = match(probe[0], build[0], nulls, operation);
  for (std::size_t i = 1; matches && i < probe.size(); ++i) {
    const auto more = match(probe[i], build[i], nulls, operation);
    if (!more) return std::unexpected(more.error());
    const MadeWords probes = paired(matches->first, more->first);
    const MadeWords builds = paired(heads_of(*matches, rows), heads_of(*more, rows));
    matches = match_keys(probes.keys(), builds.keys());
  }
  return matches;
}

// One column of a key that is packed: its word, less the least of build, counts `step` in the word of all.
struct PackedColumn {
  KeyKind kind;
  WordRange range;
  std::uint64_t step;
};

// How the columns fit into one word by the ranges of build; none where they do not.
std::vector<PackedColumn> packing_of(Columns build, const std::vector<KeyKind>& kinds) {
  std::vector<PackedColumn> packing;
  packing.reserve(kinds.size());
  std::uint64_t step = 1;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == KeyKind::text) return {};
    const WordRange range = range_of(WordReader(build[i], kinds[i]));
    packing.push_back({kinds[i], range, step});
    if (range.empty()) continue;
    if (range.width() == kLargestWord || __builtin_mul_overflow(step, range.width() + 1, &step)) return {};
  }
  return packing;
}

void pack_column(const WordReader& reader, const PackedColumn& packed, MadeWords& words) {
  for_tiles(0, reader.size(), [&](std::size_t begin, std::size_t count) {
    std::uint64_t tile[kTile];
    reader.read(begin, count, tile);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t above = tile[i] - packed.range.least;
      const bool known = !packed.range.empty() && above <= packed.range.width();
      words.words[begin + i] += above * packed.step;
      if (!known || (reader.presence().can_miss() && !reader.presence().is_there(begin + i))) words.miss(begin + i);
    }
  });
}

MadeWords packed(Columns columns, const std::vector<PackedColumn>& packing) {
  MadeWords words(static_cast<std::size_t>(columns[0].length));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    pack_column(WordReader(columns[i], packing[i].kind), packing[i], words);
  }
  return words;
}

Result<void> check_lengths(Columns columns, const char* side, const char* operation) {
  for (const ArrayView& column : columns) {
    if (column.length == columns[0].length) continue;
    return fail(Errc::invalid_argument, "{}: expected {} keys of one length, found {} and {} rows", operation, side,
                columns[0].length, column.length);
  }
  return check_rows(columns[0].length, operation);
}

Result<void> check_columns(Columns probe, Columns build, const char* operation) {
  if (probe.size() != build.size()) {
    return fail(Errc::invalid_argument, "{}: expected as many keys left as right, found {} and {}", operation,
                probe.size(), build.size());
  }
  if (auto ok = check_lengths(probe, "left", operation); !ok) return ok;
  return check_lengths(build, "right", operation);
}

Result<Matches> match_several(Columns probe, Columns build, NullMatch nulls, const char* operation) {
  std::vector<KeyKind> kinds;
  kinds.reserve(probe.size());
  bool can_miss = false;
  for (std::size_t i = 0; i < probe.size(); ++i) {
    const auto kind = common_kind(probe[i], build[i], operation);
    if (!kind) return std::unexpected(kind.error());
    kinds.push_back(*kind);
    can_miss |= Presence(build[i]).can_miss();
  }
  const bool nulls_are_keys = nulls == NullMatch::equal && can_miss;
  const auto packing = nulls_are_keys ? std::vector<PackedColumn>{} : packing_of(build, kinds);
  if (packing.empty()) return match_by_codes(probe, build, nulls, operation);
  const MadeWords probes = packed(probe, packing);
  const MadeWords builds = packed(build, packing);
  return match_keys(probes.keys(), builds.keys());
}

}  // namespace

Result<Matches> match(const ArrayView& probe, const ArrayView& build, NullMatch nulls, const char* operation) {
  return match(Columns(&probe, 1), Columns(&build, 1), nulls, operation);
}

Result<Matches> match(Columns probe, Columns build, NullMatch nulls, const char* operation) {
  if (auto ok = check_columns(probe, build, operation); !ok) return std::unexpected(ok.error());
  if (probe.size() > 1) return match_several(probe, build, nulls, operation);
  const auto kind = common_kind(probe[0], build[0], operation);
  if (!kind) return std::unexpected(kind.error());
  if (*kind == KeyKind::text) return match_all(TextKeys(probe[0]), TextKeys(build[0]), nulls);
  return match_all(WordKeys(probe[0], *kind), WordKeys(build[0], *kind), nulls);
}

}  // namespace wirespeed::kernels
