#include "wirespeed/search/shard_writer.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/search/dictionary_writer.hpp"
#include "wirespeed/search/group_plan.hpp"
#include "wirespeed/search/rank_order.hpp"

namespace wirespeed::search {
namespace {

using Bytes = LargeVector<std::uint8_t>;

Bytes to_bytes(std::span<const std::uint32_t> numbers) {
  Bytes bytes(numbers.size_bytes());
  for (std::size_t i = 0; i < numbers.size(); ++i) store_le(bytes.data() + 4 * i, numbers[i]);
  return bytes;
}

Bytes pack_in_order(PagedVector<std::uint32_t>& values, std::span<const std::uint32_t> order) {
  LargeVector<std::uint32_t> sorted(order.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) sorted[rank] = values[order[rank]];
  values.clear();
  return pack_column(sorted);
}

// Numbers of the words in byte order. The first eight bytes decide nearly every comparison.
LargeVector<std::uint32_t> sort_words(const WordTable& words) {
  struct Entry {
    std::uint64_t head;
    std::uint32_t number;
  };
  LargeVector<Entry> entries(words.size());
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    std::array<char, 8> head{};
    words.word(i).copy(head.data(), head.size());
    entries[i] = {__builtin_bswap64(load_le<std::uint64_t>(head.data())), i};
  }
  std::ranges::sort(entries, [&words](const Entry& a, const Entry& b) {
    return a.head != b.head ? a.head < b.head : words.word(a.number) < words.word(b.number);
  });
  LargeVector<std::uint32_t> sorted(entries.size());
  std::ranges::transform(entries, sorted.begin(), &Entry::number);
  return sorted;
}

class ShardWriter {
 public:
  ShardWriter(std::uint8_t label, NameStore store) : label_(label), names_(store.size()), store_(std::move(store)) {}

  Result<ShardSections> write() && {
    order_ = rank_order(store_);
    add("nodes", pack_in_order(store_.nodes, order_));
    add("popularity", pack_in_order(store_.popularity, order_));
    add("lengths", pack_in_order(store_.lengths, order_));
    number_words();
    plan_ = plan_groups(words_, counts_, names_);
    collect_postings();
    if (auto ok = write_words(); !ok) return std::unexpected(ok.error());
    result_.row = {label_, names_, static_cast<std::uint32_t>(words_.size())};
    return std::move(result_);
  }

 private:
  // What becomes of a word of the store.
  struct Target {
    std::uint32_t word;  // its number in the dictionary
    std::uint32_t group;
  };

  void add(std::string_view part, Bytes bytes) {
    result_.sections.emplace_back(section_name(label_, part), std::move(bytes));
  }

  void number_words() {
    sorted_ = sort_words(store_.words);
    words_.reserve(sorted_.size());
    counts_.reserve(sorted_.size());
    for (const std::uint32_t number : sorted_) {
      words_.push_back(store_.words.word(number));
      counts_.push_back(store_.words.count_of(number));
    }
  }

  LargeVector<Target> targets() const {
    LargeVector<Target> targets(sorted_.size());
    for (std::uint32_t i = 0; i < sorted_.size(); ++i) targets[sorted_[i]] = {i, plan_.group_of[i]};
    return targets;
  }

  // The postings of all words one behind the other, from walking over the names in the order of their ranks; and the
  // groups of each name, from the same walk.
  void collect_postings() {
    LargeVector<std::uint32_t> next(counts_.size());
    for (std::size_t i = 1; i < next.size(); ++i) next[i] = next[i - 1] + counts_[i - 1];
    ranks_.resize(store_.mentions.size());
    const bool grouped = !plan_.begins.empty();
    GroupCodesWriter codes(bits_of_codes(plan_.begins.size()), grouped ? names_ : 0, plan_.members);
    std::vector<std::uint32_t> groups;
    const auto target_of = targets();
    for (std::uint32_t rank = 0; rank < names_; ++rank) {
      prefetch_from(rank);
      const std::uint32_t name = order_[rank];
      const std::uint32_t end = store_.mentions_at[name + 1];
      groups.clear();
      for (std::uint32_t at = store_.mentions_at[name]; at < end; ++at) {
        const Target target = target_of[store_.mentions[at]];
        ranks_[next[target.word]++] = rank;
        if (target.group != kNoGroup) groups.push_back(target.group);
      }
      if (grouped) codes.add(groups);
    }
    codes.finish();
    store_.mentions.clear();
    store_.mentions_at.clear();
    order_ = {};
    add("groups", to_bytes(plan_.begins));
    add("hubs", to_bytes(plan_.hubs));
    add("codes_at", std::move(codes.codes_at));
    add("codes", std::move(codes.codes));
  }

  // Names stand in the store as they came: in the order of ranks each is a jump.
  void prefetch_from(std::uint32_t rank) const noexcept {
    constexpr std::uint32_t kFar = 32, kNear = 16;
    if (rank + kFar >= names_) return;
    __builtin_prefetch(&store_.mentions_at[order_[rank + kFar]]);
    __builtin_prefetch(&store_.mentions[store_.mentions_at[order_[rank + kNear]]]);
  }

  Result<void> write_words() {
    DictionaryWriter writer(counts_, names_);
    if (writer.posting_bytes() > std::numeric_limits<std::uint32_t>::max()) {
      return fail(Errc::limit, "write search index: label {}: expected postings below 4 GiB, found {} bytes", label_,
                  writer.posting_bytes());
    }
    const std::uint32_t* at = ranks_.data();
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (auto ok = writer.add(words_[i], {at, counts_[i]}); !ok) return ok;
      at += counts_[i];
    }
    DictionaryBytes sections = std::move(writer).finish();
    add("words", std::move(sections.words));
    add("blocks", std::move(sections.blocks));
    add("postings", std::move(sections.postings));
    add("minima", to_bytes(build_minima(sections.best)));
    add("best", to_bytes(sections.best));
    return {};
  }

  std::uint8_t label_;
  std::uint32_t names_;
  NameStore store_;
  ShardSections result_;
  LargeVector<std::uint32_t> order_;
  LargeVector<std::uint32_t> sorted_;  // the store's number of each word
  LargeVector<std::string_view> words_;
  LargeVector<std::uint32_t> counts_;
  LargeVector<std::uint32_t> ranks_;
  GroupPlan plan_;
};

}  // namespace

Result<ShardSections> write_shard(std::uint8_t label, NameStore store) {
  return ShardWriter(label, std::move(store)).write();
}

}  // namespace wirespeed::search
