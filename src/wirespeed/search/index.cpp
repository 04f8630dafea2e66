#include "wirespeed/search/index.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>

#include "wirespeed/search/prefix_match.hpp"
#include "wirespeed/search/shard.hpp"
#include "wirespeed/search/word_match.hpp"
#include "wirespeed/search/word_reader.hpp"

namespace wirespeed::search {
namespace {

struct Candidate {
  Hit hit;
  std::uint32_t length;

  auto key() const noexcept { return std::tuple(~hit.popularity, length, hit.node, hit.label); }
  friend bool operator<(const Candidate& a, const Candidate& b) noexcept { return a.key() < b.key(); }
};

// What is asked, folded.
struct Question {
  std::vector<std::string_view> words;     // whole, each once
  std::optional<std::string_view> prefix;  // of a further word

  Question(std::span<const std::string_view> all, bool last_is_prefix) : words(all.begin(), all.end()) {
    if (last_is_prefix && !words.empty()) {
      prefix = words.back();
      words.pop_back();
    }
    std::ranges::sort(words);
    const auto again = std::ranges::unique(words);
    words.erase(again.begin(), again.end());
  }
  bool empty() const noexcept { return words.empty() && !prefix; }
};

// A question as a label knows its words.
struct Lookup {
  const Shard* shard;
  std::optional<Conjunction> words;  // the whole ones, if any
  std::optional<WordRange> prefix;   // what the beginning of a word stands for, if any
};

// Nothing when no name of the label can match.
std::optional<Lookup> look_up(const Shard& shard, const Question& question) {
  Lookup found{&shard, std::nullopt, std::nullopt};
  if (!question.words.empty()) found.words = Conjunction::of(shard.dictionary(), question.words);
  if (!question.words.empty() && !found.words) return std::nullopt;
  if (question.prefix) found.prefix = shard.dictionary().with_prefix(*question.prefix);
  if (found.prefix && found.prefix->empty()) return std::nullopt;
  return found;
}

void match(const Lookup& lookup, RankSink& sink, Pace& pace) {
  if (!lookup.words) return match_prefix(*lookup.shard, *lookup.prefix, sink, pace);
  Conjunction words = *lookup.words;
  if (!lookup.prefix) return words.match(sink, pace);
  match_prefix_beside(words, *lookup.shard, *lookup.prefix, sink, pace);
}

// The best of all shards so far.
class Ranking {
 public:
  explicit Ranking(const QueryOptions& options)
      : options_(&options), wanted_(std::uint64_t{options.offset} + options.limit) {}

  std::uint64_t wanted() const noexcept { return wanted_; }
  bool is_full() const noexcept { return best_.size() >= wanted_; }

  // Ranks of the shard from here on cannot be among the best.
  std::uint32_t useful_end(const Shard& shard) const noexcept {
    if (best_.size() < wanted_ || best_.empty()) return shard.names();
    const Candidate& last = best_.back();
    return shard.first_behind({last.hit.popularity, last.length, last.hit.node});
  }

  void add(const Shard& shard, std::span<const std::uint32_t> ranks) {
    std::vector<Candidate> more;
    more.reserve(ranks.size());
    for (const std::uint32_t rank : ranks) {
      more.push_back({{shard.node(rank), shard.popularity(rank), shard.label()}, shard.length(rank)});
    }
    std::vector<Candidate> merged;
    merged.reserve(best_.size() + more.size());
    std::ranges::merge(best_, more, std::back_inserter(merged), std::less<>());
    best_ = std::move(merged);
    if (best_.size() > wanted_) best_.resize(wanted_);
  }

  std::vector<Hit> page() const {
    std::vector<Hit> hits;
    for (std::size_t i = options_->offset; i < best_.size(); ++i) hits.push_back(best_[i].hit);
    return hits;
  }

 private:
  const QueryOptions* options_;
  std::uint64_t wanted_;
  std::vector<Candidate> best_;
};

// Those asked for, the one with the most popular name first: its hits tell the others where they need not look.
std::vector<const Shard*> select_shards(std::span<const Shard> shards, LabelSet labels) {
  std::vector<const Shard*> selected;
  for (const Shard& shard : shards) {
    if ((labels & only(shard.label())) != 0) selected.push_back(&shard);
  }
  std::ranges::sort(selected, {}, [](const Shard* s) { return std::pair(~s->popularity(0), s->label()); });
  return selected;
}

std::vector<Lookup> look_up(std::span<const Shard> shards, LabelSet labels, const Question& question) {
  std::vector<Lookup> lookups;
  for (const Shard* shard : select_shards(shards, labels)) {
    if (auto found = look_up(*shard, question)) lookups.push_back(std::move(*found));
  }
  return lookups;
}

// Where the names end, in the order of all labels, that should hold enough hits; nothing when that takes most of them.
std::optional<Shard::Standing> likely_end(std::span<const Lookup> lookups, std::uint64_t wanted) {
  constexpr double kSafety = 1.6;  // then 14 in 15 times it does
  double hits = 0;
  for (const Lookup& lookup : lookups) {
    if (!lookup.words || !lookup.prefix) return std::nullopt;
    hits += expected_hits(*lookup.words, *lookup.shard, *lookup.prefix);
  }
  const double share = kSafety * static_cast<double>(wanted) / std::max(hits, 1.0);
  if (lookups.size() < 2 || share > 0.5) return std::nullopt;
  const Shard& largest = *std::ranges::max(lookups, {}, [](const Lookup& l) { return l.shard->names(); }).shard;
  return largest.standing(static_cast<std::uint32_t>(share * largest.names()));
}

// Looks in each label up to there. Is that enough for all that are wanted?
bool complete_before(const Shard::Standing& end, std::span<const Lookup> lookups, Ranking& ranking, Pace& pace) {
  for (const Lookup& lookup : lookups) {
    const Shard& shard = *lookup.shard;
    RankSink sink(ranking.wanted(), std::min(shard.first_behind(end), ranking.useful_end(shard)), false);
    match(lookup, sink, pace);
    ranking.add(shard, sink.ranks());
  }
  return ranking.is_full() && !pace.stopped();
}

void answer_all(std::span<const Lookup> lookups, LabelSet labels, bool counts, Ranking& ranking, SearchResult& result,
                Pace& pace) {
  for (const Lookup& lookup : lookups) {
    const Shard& shard = *lookup.shard;
    const bool is_hit = (labels & only(shard.label())) != 0;
    RankSink sink(is_hit ? ranking.wanted() : 0, counts ? shard.names() : ranking.useful_end(shard), counts);
    match(lookup, sink, pace);
    if (pace.stopped()) return;
    ranking.add(shard, sink.ranks());
    result.facets[shard.label()] = sink.total();
    if (is_hit) result.total += sink.total();
  }
}

Result<SearchResult> answer(std::span<const Shard> shards, const Question& question, const QueryOptions& options,
                            bool counts, const char* operation) {
  SearchResult result;
  Pace pace(options.stop);
  Ranking ranking(options);
  if (auto ok = options.stop.check(operation); !ok) return std::unexpected(ok.error());
  if (question.empty()) return result;
  const auto all = static_cast<LabelSet>(options.labels | (counts ? options.counted : 0));
  const auto lookups = look_up(shards, all, question);
  const auto end = counts ? std::nullopt : likely_end(lookups, ranking.wanted());
  if (!end || !complete_before(*end, lookups, ranking, pace)) {
    ranking = Ranking(options);
    answer_all(lookups, options.labels, counts, ranking, result, pace);
  }
  if (pace.stopped()) {
    if (auto ok = options.stop.check(operation); !ok) return std::unexpected(ok.error());
  }
  result.hits = ranking.page();
  return result;
}

Result<std::vector<LabelRow>> read_labels(const SectionLookup& sections) {
  const auto bytes = sections(kLabelsSection);
  if (!bytes) return std::unexpected(bytes.error());
  const NumberView numbers(*bytes);
  if (numbers.size() < 2 || numbers[0] != kFormatVersion) {
    return fail(Errc::unsupported, "open search index: expected format {}, found {}; write the snapshot again",
                kFormatVersion, numbers.size() == 0 ? 0 : numbers[0]);
  }
  constexpr std::size_t kRowNumbers = sizeof(LabelRow) / 4;
  if (numbers[1] > kMaxLabels || numbers.size() != 2 + numbers[1] * kRowNumbers) {
    return fail(Errc::malformed, "open search index: section {}: {} labels do not fit {} bytes", kLabelsSection,
                numbers[1], bytes->size());
  }
  std::vector<LabelRow> rows;
  for (std::size_t i = 0; i < numbers[1]; ++i) {
    const auto row = load_le<LabelRow>(bytes->data() + 8 + i * sizeof(LabelRow));
    if (row.label >= kMaxLabels || row.names == 0 || (i > 0 && row.label <= rows.back().label)) {
      return fail(Errc::malformed,
                  "open search index: section {}: row {} has label {} and {} names; expected rising "
                  "labels below {}, each with names",
                  kLabelsSection, i, row.label, row.names, kMaxLabels);
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

Result<Index> Index::open(const SectionFile& file) {
  return open([&file](std::string_view name) { return file.section(name); });
}

Result<Index> Index::open(const SectionLookup& sections) {
  const auto rows = read_labels(sections);
  if (!rows) return std::unexpected(rows.error());
  auto shards = std::make_shared<std::vector<Shard>>();
  for (const LabelRow& row : *rows) {
    auto shard = Shard::open(row, sections);
    if (!shard) return std::unexpected(shard.error());
    shards->push_back(*shard);
  }
  return Index(std::move(shards));
}

std::uint64_t Index::name_count() const noexcept {
  std::uint64_t count = 0;
  for (const Shard& shard : *shards_) count += shard.names();
  return count;
}

std::uint64_t Index::name_count(std::uint8_t label) const noexcept {
  const auto shard = std::ranges::find(*shards_, label, &Shard::label);
  return shard == shards_->end() ? 0 : shard->names();
}

LabelSet Index::labels() const noexcept {
  LabelSet labels = 0;
  for (const Shard& shard : *shards_) labels = static_cast<LabelSet>(labels | only(shard.label()));
  return labels;
}

Result<std::vector<Hit>> Index::autocomplete(std::string_view text, const QueryOptions& options) const {
  WordReader reader;
  reader.read(text);
  auto result = answer(*shards_, Question(reader.words(), true), options, false, "autocomplete");
  if (!result) return std::unexpected(std::move(result).error());
  return std::move(result->hits);
}

Result<SearchResult> Index::search(std::string_view text, const QueryOptions& options) const {
  WordReader reader;
  reader.read(text);
  return answer(*shards_, Question(reader.words(), options.last_word_is_prefix), options, true, "search");
}

Result<std::optional<std::uint32_t>> Index::find_exact(std::uint8_t label, std::string_view name,
                                                       const NameCheck& is_name, const Stop& stop) const {
  if (auto ok = stop.check("find"); !ok) return std::unexpected(ok.error());
  WordReader reader;
  reader.read(name);
  const Question question(reader.words(), false);
  const auto shard = std::ranges::find(*shards_, label, &Shard::label);
  if (shard == shards_->end() || question.empty()) return std::nullopt;
  auto words = Conjunction::of(shard->dictionary(), question.words);
  if (!words) return std::nullopt;
  Pace pace(stop);
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t rank = words->seek(0); rank != kNoRank && !pace.step();) {
    const std::uint32_t next = shard->leap_to_length(rank, reader.length());
    if (next == rank) nodes.push_back(shard->node(rank));
    rank = words->seek(std::max(next, rank + 1));
  }
  if (pace.stopped()) {
    if (auto ok = stop.check("find"); !ok) return std::unexpected(ok.error());
  }
  std::ranges::sort(nodes);
  const auto found = std::ranges::find_if(nodes, is_name);
  return found == nodes.end() ? std::nullopt : std::optional(*found);
}

}  // namespace wirespeed::search
