// Each group in one sweep over its starts and ends in order. What has added up until an interval's end, less what had
// until its start, is its own.
//
//   open     1   2   1   0        two intervals
//   a     |-------|
//   b         |-------|
//   sum      0   +1*t                an interval's own time does not count
#include "wirespeed/kernels/intervals.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "wirespeed/kernels/radix_sort.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

constexpr const char* kName = "interval_overlaps";
__extension__ using Wide = unsigned __int128;

struct Bounds {
  KeyKind kind;
  RawVector<std::uint64_t> starts;
  RawVector<std::uint64_t> ends;
  RawVector<std::uint8_t> there;
};

void read_bounds(const WordReader& reader, RawVector<std::uint64_t>& words, Bounds& bounds) {
  const bool has_nan = bounds.kind == KeyKind::real || bounds.kind == KeyKind::ticks;
  reader.read(0, reader.size(), words.data());
  for (std::size_t row = 0; row < words.size(); ++row) {
    const bool is_null = reader.presence().can_miss() && !reader.presence().is_there(row);
    if (is_null || (has_nan && words[row] == kLargestWord)) bounds.there[row] = 0;
  }
}

Result<Bounds> bounds_of(const ArrayView& starts, const ArrayView& ends) {
  const auto kind = common_kind(starts, ends, kName);
  if (!kind) return std::unexpected(kind.error());
  if (*kind == KeyKind::text) return fail(Errc::invalid_argument, "{}: expected times or numbers, found text", kName);
  if (starts.length != ends.length) {
    return fail(Errc::invalid_argument, "{}: expected as many starts as ends, found {} and {}", kName, starts.length,
                ends.length);
  }
  if (auto ok = check_rows(2 * starts.length, kName); !ok) return std::unexpected(ok.error());
  const auto rows = static_cast<std::size_t>(starts.length);
  Bounds bounds{*kind, RawVector<std::uint64_t>(rows), RawVector<std::uint64_t>(rows),
                RawVector<std::uint8_t>(rows, 1)};
  read_bounds(WordReader(starts, *kind), bounds.starts, bounds);
  read_bounds(WordReader(ends, *kind), bounds.ends, bounds);
  for (std::size_t row = 0; row < rows; ++row) {
    if (bounds.there[row] != 0 && bounds.ends[row] < bounds.starts[row]) {
      return fail(Errc::invalid_argument, "{}: expected no end before its start, found one at {}", kName, row);
    }
  }
  return bounds;
}

Result<RawVector<std::int64_t>> offsets_of(const ArrayView& column, std::size_t rows) {
  const KeyKind kind = kind_of(column);
  if (kind != KeyKind::integer && kind != KeyKind::natural) {
    return fail(Errc::invalid_argument, "{}: expected offsets that are integers, found another type", kName);
  }
  RawVector<std::int64_t> offsets(static_cast<std::size_t>(column.length));
  const WordReader reader(column, KeyKind::natural);
  reader.read(0, offsets.size(), reinterpret_cast<std::uint64_t*>(offsets.data()));
  std::int64_t last = 0;
  for (const std::int64_t offset : offsets) {
    if (offset < last || offset > static_cast<std::int64_t>(rows)) {
      return fail(Errc::invalid_argument, "{}: expected offsets that ascend from 0 to {}, found {} after {}", kName,
                  rows, offset, last);
    }
    last = offset;
  }
  return offsets;
}

// Time between two words, and sums of it: exact for integers.
struct WholeTime {
  using Sum = Wide;
  static Sum between(std::uint64_t early, std::uint64_t late) noexcept { return late - early; }
};
struct RealTime {
  using Sum = long double;
  static double number(std::uint64_t word) noexcept {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
    return std::bit_cast<double>((word & kSign) != 0 ? word ^ kSign : ~word);
  }
  static Sum between(std::uint64_t early, std::uint64_t late) noexcept {
    return static_cast<Sum>(number(late)) - static_cast<Sum>(number(early));
  }
};

// A group's events, in order; `row` of an event is twice its interval's, and one more for an end.
void sort_events(const Bounds& bounds, std::size_t begin, std::size_t end, RawVector<WordItem>& events) {
  events.clear();
  WordRange range;
  for (std::size_t row = begin; row < end; ++row) {
    if (bounds.there[row] == 0) continue;
    range.add(bounds.starts[row]);
    range.add(bounds.ends[row]);
  }
  for (std::size_t row = begin; row < end; ++row) {
    if (bounds.there[row] == 0) continue;
    events.push_back({bounds.starts[row] - range.least, static_cast<Row>(2 * row)});
    events.push_back({bounds.ends[row] - range.least, static_cast<Row>(2 * row + 1)});
  }
  if (!events.empty()) sort_by_word(events, static_cast<unsigned>(std::bit_width(range.width())));
  for (WordItem& event : events) event.word += range.least;
}

template <typename Time>
class Sweep {
 public:
  using Sum = typename Time::Sum;

  Sweep(const Bounds& bounds, Overlap kind) : bounds_(bounds), kind_(kind), begun_(bounds.starts.size()) {}

  // Calls put(row, sum) for each interval of the rows.
  template <typename Put>
  void group(std::size_t begin, std::size_t end, Put&& put) {
    sort_events(bounds_, begin, end, events_);
    Sum sum = 0;
    std::uint64_t open = 0;
    std::uint64_t last = events_.empty() ? 0 : events_.front().word;
    for (const WordItem& event : events_) {
      sum += weight(open) * Time::between(last, event.word);
      last = event.word;
      const std::size_t row = event.row / 2;
      if (event.row % 2 == 0) {
        begun_[row] = sum;
        ++open;
      } else {
        put(row, own(row, sum - begun_[row]));
        --open;
      }
    }
  }

 private:
  Sum weight(std::uint64_t open) const noexcept {
    return kind_ == Overlap::sum ? static_cast<Sum>(open) : static_cast<Sum>(open > 1 ? 1 : 0);
  }
  Sum own(std::size_t row, Sum sum) const noexcept {
    return kind_ == Overlap::sum ? sum - Time::between(bounds_.starts[row], bounds_.ends[row]) : sum;
  }

  const Bounds& bounds_;
  Overlap kind_;
  RawVector<Sum> begun_;  // the sum at each interval's start
  RawVector<WordItem> events_;
};

template <typename Time, typename Put>
void sweep_groups(const Bounds& bounds, const RawVector<std::int64_t>& offsets, Overlap kind, Put&& put) {
  Sweep<Time> sweep(bounds, kind);
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    sweep.group(static_cast<std::size_t>(offsets[i - 1]), static_cast<std::size_t>(offsets[i]), put);
  }
}

}  // namespace

Result<Overlaps> interval_overlaps(const ArrayView& starts, const ArrayView& ends, const ArrayView& offsets,
                                   Overlap kind) {
  const auto bounds = bounds_of(starts, ends);
  if (!bounds) return std::unexpected(bounds.error());
  const auto groups = offsets_of(offsets, bounds->starts.size());
  if (!groups) return std::unexpected(groups.error());
  Overlaps overlaps;
  if (bounds->kind == KeyKind::real) {
    overlaps.real.assign(bounds->starts.size(), 0);
    sweep_groups<RealTime>(*bounds, *groups, kind,
                           [&](std::size_t row, long double sum) { overlaps.real[row] = static_cast<double>(sum); });
    return overlaps;
  }
  overlaps.whole.assign(bounds->starts.size(), 0);
  bool fits = true;
  sweep_groups<WholeTime>(*bounds, *groups, kind, [&](std::size_t row, Wide sum) {
    fits &= sum <= static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
    overlaps.whole[row] = static_cast<std::int64_t>(sum);
  });
  if (!fits) return fail(Errc::limit, "{}: a sum leaves int64; take the overlaps as floats", kName);
  return overlaps;
}

}  // namespace wirespeed::kernels
