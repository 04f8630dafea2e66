#include "wirespeed/s3/list_fanout.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::s3 {
namespace {

// A string with nothing but few keys between it and `key`, for start_after: what it gives before `key` is dropped.
// "dir/" has "dir." and the highest character behind that.
std::string shortly_before(std::string_view key) {
  std::size_t last = key.size();
  while (last > 0 && (static_cast<unsigned char>(key[last - 1]) & 0xC0) == 0x80) --last;
  if (last == 0) return {};
  std::string text(key.substr(0, last - 1));
  const CodePoint point = decode_utf8(key.substr(last - 1));
  char32_t before = point.value - 1;
  if (before == 0xDFFF) before = 0xD7FF;
  if (!point.valid || before <= 0x20) return text;
  std::array<char, 4> utf8{};
  text.append(utf8.data(), encode_utf8(before, utf8.data()));
  constexpr std::string_view kHighest = "\xEF\xBF\xBD";
  return text.append(kHighest);
}

// The least string behind `key`.
std::string behind(std::string key) { return key.append(1, '\0'); }

std::size_t first_from(const EntryList& entries, std::string_view key) {
  std::size_t low = 0;
  std::size_t high = entries.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (entries[middle].key < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

ListFanout::ListFanout(FanoutOptions options) : options_(std::move(options)) {
  ListQuery query{.prefix = options_.prefix, .start_after = options_.start_after, .page_size = options_.page_size};
  segments_.push_back({.number = ++last_segment_,
                       .cursor = ListCursor(ListApi::objects_v2, std::move(query)),
                       .first = {},
                       .last = options_.start_after});
}

// --- asking ----------------------------------------------------------------------------------------------------------

std::optional<ListFanout::Task> ListFanout::next() {
  if (asked_.size() >= std::max(options_.at_once, 1u)) return std::nullopt;
  if (auto page = next_page()) return page;
  if (pages_ == 0 || !in_order_) return std::nullopt;
  return next_split();
}

// Who comes first may always go on. Of the room, who comes last may use half; who has little before it, so that its
// turn comes soon, nearly all.
bool ListFanout::may_hold(std::size_t held_before) const noexcept { return held_ + held_before < options_.most_held; }

std::optional<ListFanout::Task> ListFanout::next_page() {
  std::size_t held_before = 0;
  for (Segment& segment : segments_) {
    const bool is_first = &segment == &segments_.front();
    held_before += segment.held;
    if (segment.fetching || segment.ended || (!is_first && !may_hold(held_before))) continue;
    return ask_page(segment);
  }
  return std::nullopt;
}

ListFanout::Task ListFanout::ask_page(Segment& segment) {
  segment.fetching = true;
  asked_.emplace(++last_id_, Asked{segment.number, std::nullopt});
  return {last_id_, segment.cursor.parameters()};
}

ListFanout::Task ListFanout::ask_probe(Segment& segment, std::string prefix) {
  segment.probing = true;
  const ListCursor cursor(ListApi::objects_v2, {.prefix = prefix,
                                                .delimiter = options_.delimiter,
                                                .start_after = segment.last,
                                                .page_size = options_.page_size});
  asked_.emplace(++last_id_, Asked{segment.number, std::move(prefix)});
  return {last_id_, cursor.parameters()};
}

// --- splitting -------------------------------------------------------------------------------------------------------

// Of all segments that can be split, that with most to come.
std::optional<ListFanout::Task> ListFanout::next_split() {
  Place best = segments_.end();
  Split best_split;
  std::size_t held_before = 0;
  for (auto at = segments_.begin(); at != segments_.end(); ++at) {
    held_before += at->held;
    if (at->ended || !may_hold(held_before)) continue;
    const Split split = way_to_split(*at);
    if (split.way == Split::Way::none || split.pages <= best_split.pages) continue;
    best = at;
    best_split = split;
  }
  return best == segments_.end() ? std::nullopt : split(best, best_split.way);
}

ListFanout::Split ListFanout::way_to_split(const Segment& segment) const {
  using Way = Split::Way;
  if (!segment.branches.empty()) {
    const double each = static_cast<double>(pages_) / static_cast<double>(branches_passed_ + 1);
    const double pages = static_cast<double>(segment.branches.size()) * each;
    return pages < kWorthwhile ? Split{} : Split{Way::branch, pages};
  }
  if (segment.probing) return {};
  if (!segment.guessed && probe_prefix(segment)) return {Way::probe, kWorthwhile};
  if (!segment.ruler || !may_guess()) return {};
  const bool is_bounded = !segment.stop.empty() && segment.ruler->reaches(segment.stop);
  if (is_bounded) {
    const double pages = segment.ruler->pages_between(segment.last, segment.stop) - 1;  // one is under way
    return pages < kWorthGuessing || guess(segment, Way::middle).empty() ? Split{} : Split{Way::middle, pages};
  }
  if (segment.came < kPagesBeforeLeap && !segment.guessed) return {};
  if (segment.guessed && segment.jump > kFarthestJump) return {};
  return guess(segment, Way::leap).empty() ? Split{} : Split{Way::leap, 2 * segment.jump};
}

// Each guess that hits nothing costs a page: ten at first, then one for every four pages.
bool ListFanout::may_guess() const noexcept { return wasted_ * 4 <= pages_ + 40; }

// The directory of the last key, one level below the one that was looked into.
std::optional<std::string> ListFanout::probe_prefix(const Segment& segment) const {
  if (options_.delimiter.empty()) return std::nullopt;
  if (!segment.probed) return options_.prefix;
  if (segment.more_branches) return segment.probed;
  const std::string_view last = segment.last;
  const auto differ = std::ranges::mismatch(last, *segment.probed);
  const std::size_t common = static_cast<std::size_t>(differ.in1 - last.begin());
  const std::size_t slash = last.find(options_.delimiter, std::max(common, options_.prefix.size()));
  if (slash == last.npos) return std::nullopt;
  return std::string(last.substr(0, slash + options_.delimiter.size()));
}

// A key between what has come and the end, or nothing.
std::string ListFanout::guess(const Segment& segment, Split::Way way) const {
  const auto key = way == Split::Way::middle ? segment.ruler->middle(segment.last, segment.stop)
                                             : segment.ruler->ahead(segment.last, segment.jump);
  const bool is_inside =
      key && *key > segment.last && *key >= segment.first && (segment.stop.empty() || behind(*key) < segment.stop);
  return is_inside ? *key : std::string();
}

std::optional<ListFanout::Task> ListFanout::split(Place place, Split::Way way) {
  if (way == Split::Way::probe) return ask_probe(*place, *probe_prefix(*place));
  if (way == Split::Way::branch) {
    const std::string first = place->branches[place->branches.size() / 2];
    return split_at(place, first, shortly_before(first));
  }
  std::string key = guess(*place, way);
  std::string first = behind(key);
  auto task = split_at(place, std::move(first), std::move(key));
  Segment& made = *std::next(place);
  made.guessed = true;
  made.jump = way == Split::Way::leap ? 2 * place->jump : kFirstJump;
  place->jump = kFirstJump;
  return task;
}

// What is in front of `first` stays with the segment, the rest is a new one behind it.
std::optional<ListFanout::Task> ListFanout::split_at(Place place, std::string first, std::string start_after) {
  ListQuery query{.prefix = options_.prefix, .start_after = start_after, .page_size = options_.page_size};
  Segment made{.number = ++last_segment_,
               .cursor = ListCursor(ListApi::objects_v2, std::move(query)),
               .first = first,
               .stop = std::move(place->stop),
               .last = std::move(start_after),
               .probed = place->probed,
               .more_branches = place->more_branches,
               .ruler = place->ruler};
  const auto middle = std::ranges::lower_bound(place->branches, first);
  made.branches.assign(middle, place->branches.end());
  place->branches.erase(middle, place->branches.end());
  if (!made.branches.empty() && made.branches.front() == first) made.branches.pop_front();
  place->more_branches = false;
  place->stop = std::move(first);
  return ask_page(*segments_.insert(std::next(place), std::move(made)));
}

// --- taking ----------------------------------------------------------------------------------------------------------

ListFanout::Place ListFanout::find(std::uint64_t number) {
  return std::ranges::find(segments_, number, &Segment::number);
}

Result<void> ListFanout::take(std::uint64_t id, EntryList entries, const ListPage& page) {
  const auto found = asked_.find(id);
  if (found == asked_.end()) {
    return fail(Errc::invalid_argument, "list in parallel: expected the page of a task under way, found number {}", id);
  }
  const Asked asked = std::move(found->second);
  asked_.erase(found);
  ++pages_;
  in_order_ &= page.sorted;
  if (asked.probe) {
    ++probes_;
    take_probe(asked.segment, *asked.probe, entries, page);
    return {};
  }
  return take_page(*find(asked.segment), std::move(entries), page);
}

Result<void> ListFanout::take_page(Segment& segment, EntryList entries, const ListPage& page) {
  segment.fetching = false;
  const bool was_guessed = std::exchange(segment.guessed, false);
  ++segment.came;
  if (!entries.empty() && !segment.last.empty()) in_order_ &= entries[0].key > segment.last;
  if (!in_order_ && last_segment_ > 1) {
    return fail(Errc::unsupported,
                "list \"{}\" in parallel: expected keys in byte order, found others; this server's keys can only be "
                "listed one page after the other",
                excerpt(options_.prefix));
  }
  if (entries.size() > 1) {
    segment.ruler = KeyRuler::measure(entries[0].key, entries[entries.size() - 1].key);
  }
  if (!entries.empty()) segment.last = std::max(segment.last, std::string(entries[entries.size() - 1].key));
  if (in_order_) {
    const std::size_t from = first_from(entries, segment.first);
    const std::size_t to = segment.stop.empty() ? entries.size() : first_from(entries, segment.stop);
    segment.ended = to < entries.size() || (!segment.stop.empty() && segment.last >= segment.stop);
    entries.keep(from, std::max(from, to));
  }
  if (was_guessed && entries.empty()) ++wasted_;
  drop_passed_branches(segment);
  segment.held += entries.size();
  held_ += entries.size();
  if (!entries.empty()) segment.pages.push_back(std::move(entries));
  if (segment.ended) return {};
  auto advanced = segment.cursor.advance(page);
  if (advanced) segment.ended = segment.cursor.done();
  return advanced;
}

void ListFanout::drop_passed_branches(Segment& segment) {
  while (!segment.branches.empty() && segment.branches.front() <= segment.last) {
    segment.branches.pop_front();
    ++branches_passed_;
  }
}

// Prefixes are places to split for whoever has them now: the one who asked may have been split meanwhile.
void ListFanout::take_probe(std::uint64_t segment, const std::string& prefix, const EntryList& entries,
                            const ListPage& page) {
  if (const Place asker = find(segment); asker != segments_.end()) {
    asker->probing = false;
    asker->probed = prefix;
    asker->more_branches = page.truncated && entries.prefixes().size() > 0;
  }
  if (!in_order_) return;
  auto at = segments_.begin();
  for (std::size_t i = 0; i < entries.prefixes().size(); ++i) {
    const std::string_view branch = entries.prefixes()[i];
    while (at != segments_.end() && !at->stop.empty() && at->stop <= branch) ++at;
    if (at == segments_.end()) return;
    const bool is_new = at->branches.empty() || at->branches.back() < branch;
    if (!at->ended && is_new && at->last < branch && at->first < branch) at->branches.emplace_back(branch);
  }
}

bool ListFanout::ready(EntryList& out) {
  while (!segments_.empty()) {
    Segment& segment = segments_.front();
    if (!segment.pages.empty()) {
      out = std::move(segment.pages.front());
      segment.pages.pop_front();
      segment.held -= out.size();
      held_ -= out.size();
      return true;
    }
    if (!segment.ended || segment.fetching) return false;
    segments_.pop_front();
  }
  return false;
}

}  // namespace wirespeed::s3
