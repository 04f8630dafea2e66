#include "wirespeed/discogs/graph_batch.hpp"

#include <algorithm>
#include <utility>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::discogs {
namespace {

constexpr Id kMaxId = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kYearDigits = 4;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

Ignored& Ignored::operator+=(const Ignored& other) noexcept {
  no_id += other.no_id;
  id_too_large += other.id_too_large;
  no_name += other.no_name;
  return *this;
}

std::int16_t parse_year(Text date, std::int16_t last_year) noexcept {
  constexpr std::int16_t kNone = graph::kNull<std::int16_t>;
  if (date.size() < kYearDigits || !std::all_of(date.begin(), date.begin() + kYearDigits, is_digit)) return kNone;
  int year = 0;
  for (std::size_t i = 0; i < kYearDigits; ++i) year = year * 10 + (date[i] - '0');
  return year >= kFirstYear && year <= last_year ? static_cast<std::int16_t>(year) : kNone;
}

bool GraphExtractor::SeenIds::insert(std::uint32_t id) {
  if ((count_ + 1) * 2 > slots_.size()) grow();
  std::size_t at = id * 2654435769U;  // 2^32 / golden ratio spreads runs of ids
  for (;; ++at) {
    std::uint32_t& slot = slots_[at & (slots_.size() - 1)];
    if (slot == id) return false;
    if (slot != 0) continue;
    slot = id;
    ++count_;
    return true;
  }
}

void GraphExtractor::SeenIds::clear() {
  std::ranges::fill(slots_, 0U);
  count_ = 0;
}

void GraphExtractor::SeenIds::grow() {
  std::vector<std::uint32_t> old(slots_.empty() ? 256 : slots_.size() * 2);
  old.swap(slots_);
  count_ = 0;
  for (const std::uint32_t id : old) {
    if (id != 0) insert(id);
  }
}

const char* GraphExtractor::refusal() { return refused_ ? "expected a record id from 1 to 4294967295" : nullptr; }

bool GraphExtractor::open_record(Id id, Text name) {
  refused_ = id <= 0 || id > kMaxId;
  if (refused_) return false;
  batch_.block.ids.push_back(static_cast<std::uint32_t>(id));
  batch_.block.names.append(name);
  return true;
}

std::uint32_t GraphExtractor::reference(Id id) noexcept {
  if (id > 0 && id <= kMaxId) return static_cast<std::uint32_t>(id);
  ++(id == 0 || id == kNoId ? batch_.ignored.no_id : batch_.ignored.id_too_large);
  return kNoReference;
}

void GraphExtractor::name_reference(std::uint32_t id, Text name, SeenIds& seen, NamedReferences& names) {
  if (name.empty() || !seen.insert(id)) return;
  names.ids.push_back(id);
  names.names.append(name);
}

void GraphExtractor::refer(Lists& lists, Id id, Text name, SeenIds& seen, NamedReferences& names) {
  const std::uint32_t target = reference(id);
  if (target == kNoReference) return;
  lists.items.push_back(target);
  name_reference(target, name, seen, names);
}

void GraphExtractor::refer_all(Lists& lists, const std::vector<NamedId>& targets, SeenIds& seen,
                               NamedReferences& names) {
  for (const NamedId& target : targets) refer(lists, target.id, target.name, seen, names);
  lists.close_list();
}

void GraphExtractor::add_codes(Lists& lists, const std::vector<Text>& texts, TextCodes& codes) {
  for (const Text text : texts) {
    if (text.empty()) {
      ++batch_.ignored.no_name;
    } else {
      lists.items.push_back(codes.code(text));
    }
  }
  lists.close_list();
}

void GraphExtractor::add_artists(const std::vector<Credit>& artists) {
  for (const Credit& artist : artists) {
    refer(batch_.block.artists, artist.id, artist.name, seen_artists_, batch_.artist_names);
  }
  batch_.block.artists.close_list();
}

void GraphExtractor::add_labels(const Release& release) {
  for (const LabelCredit& label : release.labels) {
    refer(batch_.block.labels, label.id, label.name, seen_labels_, batch_.label_names);
  }
  batch_.block.labels.close_list();
  batch_.block.catalog_numbers.append(release.labels.empty() ? Text() : release.labels.front().catno);
}

void GraphExtractor::add_formats(const Release& release) {
  Lists& lists = batch_.block.formats;
  for (const Format& format : release.formats) {
    if (format.name.empty()) {
      ++batch_.ignored.no_name;
    } else {
      lists.items.push_back(formats_.code(format.name));
    }
  }
  lists.close_list();
}

void GraphExtractor::add_credits(const Release& release) {
  Lists& credits = batch_.block.credits;
  for (const Credit& credit : release.extra_artists) {
    if (credit.name.empty()) {
      ++batch_.ignored.no_name;
      continue;
    }
    // Without an id the credit still has a Person; it is only nobody's SAME_AS.
    const std::uint32_t artist = credit.id == kNoId || credit.id == 0 ? kNoReference : reference(credit.id);
    credits.items.insert(credits.items.end(), {people_.code(credit.name), roles_.code(credit.role), artist});
    if (artist != kNoReference) name_reference(artist, credit.name, seen_artists_, batch_.artist_names);
  }
  credits.close_list();
}

void GraphExtractor::on_artist(const Artist& artist) {
  if (!open_record(artist.id, artist.name)) return;
  RecordBlock& block = batch_.block;
  refer_all(block.aliases, artist.aliases, seen_artists_, batch_.artist_names);
  refer_all(block.members, artist.members, seen_artists_, batch_.artist_names);
  refer_all(block.groups, artist.groups, seen_artists_, batch_.artist_names);
}

void GraphExtractor::on_label(const Label& label) {
  if (!open_record(label.id, label.name)) return;
  refer_all(batch_.block.sublabels, label.sublabels, seen_labels_, batch_.label_names);
  const bool has_parent = label.parent.id != kNoId || !label.parent.name.empty();
  const std::uint32_t parent = has_parent ? reference(label.parent.id) : kNoReference;
  batch_.block.parents.push_back(parent);
  if (parent != kNoReference) name_reference(parent, label.parent.name, seen_labels_, batch_.label_names);
}

void GraphExtractor::on_master(const Master& master) {
  if (!open_record(master.id, master.title)) return;
  batch_.block.years.push_back(parse_year(master.year, last_year_));
  add_artists(master.artists);
  add_codes(batch_.block.genres, master.genres, genres_);
  add_codes(batch_.block.styles, master.styles, styles_);
}

void GraphExtractor::on_release(const Release& release) {
  if (!open_record(release.id, release.title)) return;
  RecordBlock& block = batch_.block;
  block.years.push_back(parse_year(release.released, last_year_));
  const bool has_master = release.master_id != kNoId && release.master_id != 0;  // 0 is written for none
  block.parents.push_back(has_master ? reference(release.master_id) : kNoReference);
  add_artists(release.artists);
  add_labels(release);
  add_codes(block.genres, release.genres, genres_);
  add_codes(block.styles, release.styles, styles_);
  add_formats(release);
  add_credits(release);
}

void GraphExtractor::take(Kind kind, GraphBatch& batch) {
  // Copies have the exact size; the originals keep their capacity for the next batch.
  batch.block = batch_.block;
  batch.block.kind = kind;
  batch.genres = genres_.texts();
  batch.styles = styles_.texts();
  batch.formats = formats_.texts();
  batch.roles = roles_.texts();
  batch.roles_hashes = roles_.hashes();
  batch.people = people_.texts();
  batch.people_hashes = people_.hashes();
  batch.artist_names = batch_.artist_names;
  batch.label_names = batch_.label_names;
  batch.ignored = batch_.ignored;
  clear();
}

void GraphExtractor::clear() {
  batch_.block.clear();
  batch_.artist_names.clear();
  batch_.label_names.clear();
  batch_.ignored = {};
  for (TextCodes* codes : {&genres_, &styles_, &formats_, &roles_, &people_}) codes->clear();
  seen_artists_.clear();
  seen_labels_.clear();
}

std::unique_ptr<BatchResult> GraphWorker::process(const Batch& batch) {
  auto result = std::make_unique<GraphBatch>();
  parser_.parse(batch, extractor_, *result);
  extractor_.take(batch.file->kind, *result);
  return result;
}

}  // namespace wirespeed::discogs
