#include <bit>
#include <cmath>

#include "wirespeed/kernels/lookup.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

// Times of one side: words in order, and which rows have one.
struct Times {
  RawVector<std::uint64_t> words;
  RawVector<Row> rows;  // those with a time, in their order
};

// How far apart two words are; of floats as numbers.
double distance(KeyKind kind, std::uint64_t early, std::uint64_t late) noexcept {
  if (kind != KeyKind::real) return static_cast<double>(late - early);
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto number = [](std::uint64_t word) {
    return std::bit_cast<double>((word & kSign) != 0 ? word ^ kSign : ~word);
  };
  return number(late) - number(early);
}

Result<Times> times_of(const ArrayView& column, KeyKind kind, const char* side) {
  const WordReader reader(column, kind);
  Times times{RawVector<std::uint64_t>(reader.size()), {}};
  times.rows.reserve(reader.size());
  for_tiles(0, reader.size(),
            [&](std::size_t begin, std::size_t count) { reader.read(begin, count, times.words.data() + begin); });
  const bool has_nan = kind == KeyKind::real || kind == KeyKind::ticks;
  for (std::size_t row = 0; row < times.words.size(); ++row) {
    if (has_nan && times.words[row] == kLargestWord) continue;
    if (reader.presence().can_miss() && !reader.presence().is_there(row)) continue;
    if (!times.rows.empty() && times.words[row] < times.words[times.rows.back()]) {
      return fail(
          Errc::invalid_argument,
          "asof_index: expected the {} times in order, found an earlier one at {}; take both by sort_index first", side,
          row);
    }
    times.rows.push_back(static_cast<Row>(row));
  }
  return times;
}

// The right rows of each key, one behind the other, in their order; a left row looks into the part of its own.
struct Grouped {
  RawVector<Row> order;
  RawVector<Row> begins;  // of the part of each key, by the first right row that has it
  RawVector<Row> ends;
  RawVector<Row> part_of;  // each left row's key, as that first row; kNoRow where no right row has it
};

Grouped ungrouped(const Times& left, const Times& right) {
  Grouped grouped{right.rows, RawVector<Row>(1, 0), RawVector<Row>(1, static_cast<Row>(right.rows.size())), {}};
  grouped.part_of.assign(left.words.size(), 0);
  return grouped;
}

// Right rows without a time are left out of the parts.
Grouped grouped_by(const Matches& keys, const Times& right) {
  const std::size_t rows = right.words.size();
  RawVector<Row> heads(rows);
  for (std::size_t row = 0; row < rows; ++row) heads[row] = static_cast<Row>(row);
  for (std::size_t row = 0; row < keys.next.size(); ++row) {
    if (keys.next[row] != kNoRow) heads[keys.next[row]] = heads[row];
  }
  Grouped grouped{RawVector<Row>(right.rows.size()), RawVector<Row>(rows, 0), {}, keys.first};
  for (const Row row : right.rows) ++grouped.begins[heads[row]];
  Row sum = 0;
  for (Row& begin : grouped.begins) sum += std::exchange(begin, sum);
  grouped.ends = grouped.begins;
  for (const Row row : right.rows) grouped.order[grouped.ends[heads[row]]++] = row;
  return grouped;
}

class Search {
 public:
  Search(KeyKind kind, const AsOfOptions& options, const Times& right, Grouped grouped)
      : kind_(kind),
        options_(options),
        right_(right),
        grouped_(std::move(grouped)),
        behind_(grouped_.begins),
        ahead_(grouped_.begins) {}

  // Left rows come in the order of their times: the places in each part only go on.
  std::int64_t find(Row row, std::uint64_t time) noexcept {
    const Row part = grouped_.part_of[row];
    if (part == kNoRow) return kNoIndex;
    const Row before = options_.direction == AsOf::forward ? kNoRow : last_before(part, time);
    const Row after = options_.direction == AsOf::backward ? kNoRow : first_after(part, time);
    return within(nearer(before, after, time), time);
  }

 private:
  std::uint64_t time_at(Row place) const noexcept { return right_.words[grouped_.order[place]]; }

  // Where a part's search stands, after it has gone on over what is before `time`, or at it when `passes_same`.
  Row advance(RawVector<Row>& places, Row part, std::uint64_t time, bool passes_same) const noexcept {
    const Row end = grouped_.ends[part];
    Row& place = places[part];
    while (place < end && (time_at(place) < time || (passes_same && time_at(place) == time))) ++place;
    return place;
  }

  Row last_before(Row part, std::uint64_t time) noexcept {
    const Row place = advance(behind_, part, time, options_.exact);
    return place > grouped_.begins[part] ? place - 1 : kNoRow;
  }

  Row first_after(Row part, std::uint64_t time) noexcept {
    const Row place = advance(ahead_, part, time, !options_.exact);
    return place < grouped_.ends[part] ? place : kNoRow;
  }

  Row nearer(Row before, Row after, std::uint64_t time) const noexcept {
    if (before == kNoRow || after == kNoRow) return before == kNoRow ? after : before;
    return gap(after, time) < gap(before, time) ? after : before;
  }

  double gap(Row place, std::uint64_t time) const noexcept {
    const std::uint64_t other = time_at(place);
    return other < time ? distance(kind_, other, time) : distance(kind_, time, other);
  }

  std::int64_t within(Row place, std::uint64_t time) const noexcept {
    if (place == kNoRow || (options_.tolerance && gap(place, time) > *options_.tolerance)) return kNoIndex;
    return grouped_.order[place];
  }

  KeyKind kind_;
  AsOfOptions options_;
  const Times& right_;
  Grouped grouped_;
  RawVector<Row> behind_;  // of each part: the first place that is too late to look back at
  RawVector<Row> ahead_;   // and the first one that is not too early to look forward at
};

Result<Grouped> groups_for(const Times& left, const Times& right, Columns left_by, Columns right_by) {
  if (left_by.empty() && right_by.empty()) return ungrouped(left, right);
  if (left_by.empty() || right_by.empty() || left_by[0].length != static_cast<std::int64_t>(left.words.size()) ||
      right_by[0].length != static_cast<std::int64_t>(right.words.size())) {
    return fail(Errc::invalid_argument, "asof_index: expected keys on both sides, each as long as its times");
  }
  const auto keys = match(left_by, right_by, NullMatch::never, "asof_index");
  if (!keys) return std::unexpected(keys.error());
  return grouped_by(*keys, right);
}

}  // namespace

Result<RawVector<std::int64_t>> asof_rows(const ArrayView& left, const ArrayView& right, Columns left_by,
                                          Columns right_by, const AsOfOptions& options) {
  const auto kind = common_kind(left, right, "asof_index");
  if (!kind) return std::unexpected(kind.error());
  if (*kind == KeyKind::text) return fail(Errc::invalid_argument, "asof_index: expected times or numbers, found text");
  if (auto ok = check_rows(std::max(left.length, right.length), "asof_index"); !ok) return std::unexpected(ok.error());
  const auto lefts = times_of(left, *kind, "left");
  if (!lefts) return std::unexpected(lefts.error());
  const auto rights = times_of(right, *kind, "right");
  if (!rights) return std::unexpected(rights.error());
  auto grouped = groups_for(*lefts, *rights, left_by, right_by);
  if (!grouped) return std::unexpected(std::move(grouped).error());
  Search search(*kind, options, *rights, std::move(*grouped));
  RawVector<std::int64_t> found(lefts->words.size(), kNoIndex);
  for (const Row row : lefts->rows) found[row] = search.find(row, lefts->words[row]);
  return found;
}

}  // namespace wirespeed::kernels
