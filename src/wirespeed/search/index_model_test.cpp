// The index against the obvious way: look at every name.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/index_test_support.hpp"

namespace wirespeed::search {
namespace {

class Model {
 public:
  explicit Model(const std::vector<NamedNode>& names) {
    for (const NamedNode& name : names) entries_.push_back({name, fold_words(name.name), fold_name(name.name).size()});
    std::ranges::sort(entries_, {}, [](const Entry& e) {
      return std::tuple(~e.name.popularity, e.length, e.name.node, e.name.label);
    });
  }

  std::vector<Hit> matches(std::string_view text, LabelSet labels, bool last_is_prefix) const {
    const auto words = fold_words(text);
    std::vector<Hit> hits;
    for (const Entry& entry : entries_) {
      if (words.empty() || (labels & only(entry.name.label)) == 0) continue;
      if (holds(entry, words, last_is_prefix)) {
        hits.push_back({entry.name.node, entry.name.popularity, entry.name.label});
      }
    }
    return hits;
  }

 private:
  struct Entry {
    NamedNode name;
    std::vector<std::string> words;
    std::size_t length;  // names here are ASCII
  };

  static bool holds(const Entry& entry, const std::vector<std::string>& words, bool last_is_prefix) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool prefix = last_is_prefix && i + 1 == words.size();
      const auto fits = [&](const std::string& w) { return prefix ? w.starts_with(words[i]) : w == words[i]; };
      if (std::ranges::none_of(entry.words, fits)) return false;
    }
    return true;
  }

  std::vector<Entry> entries_;  // in rank order
};

// Words of few letters, so that prefixes are shared, and of very different frequency.
class RandomNames {
 public:
  RandomNames(unsigned seed, std::uint32_t words) : random_(seed) {
    for (std::uint32_t i = 0; i < words; ++i) vocabulary_.push_back(new_word());
  }

  std::uint32_t below(std::uint32_t n) { return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random_); }

  const std::string& word() {
    const double u = std::uniform_real_distribution<double>(0, 1)(random_);
    return vocabulary_[static_cast<std::size_t>(std::pow(static_cast<double>(vocabulary_.size()), u)) - 1];
  }

  std::string name() {
    std::string name;
    for (std::uint32_t i = below(5); i-- > 0;) name += word() + (below(4) == 0 ? " - " : " ");
    return name + word();
  }

  std::vector<NamedNode> names(std::uint8_t label, std::uint32_t count, std::uint32_t first_node) {
    std::vector<NamedNode> names;
    for (std::uint32_t i = 0; i < count; ++i) {
      names.push_back({first_node + i, label, name(), below(3) == 0 ? below(20000) : below(3)});
    }
    std::ranges::shuffle(names, random_);
    return names;
  }

  std::string query() {
    std::string text;
    for (std::uint32_t i = below(3); i-- > 0;) text += word() + " ";
    std::string last = word();
    return text + last.substr(0, 1 + below(static_cast<std::uint32_t>(last.size())));
  }

 private:
  std::string new_word() {
    std::string word;
    for (std::uint32_t i = 0, size = 1 + below(7); i < size; ++i) word += static_cast<char>('a' + below(4));
    return word;
  }

  std::mt19937 random_;
  std::vector<std::string> vocabulary_;
};

std::vector<Hit> page(const std::vector<Hit>& hits, std::uint32_t offset, std::uint32_t limit) {
  const std::size_t begin = std::min<std::size_t>(offset, hits.size());
  const std::size_t end = std::min<std::size_t>(begin + limit, hits.size());
  return {hits.begin() + static_cast<std::ptrdiff_t>(begin), hits.begin() + static_cast<std::ptrdiff_t>(end)};
}

struct Sizes {
  std::uint32_t names;
  std::uint32_t words;
};

class SearchModel : public testing::TestWithParam<Sizes> {};

// On both sides of where groups, bitmaps and minima of several levels begin; with few words, nearly all of them hubs,
// and with many, nearly all of them in groups.
INSTANTIATE_TEST_SUITE_P(Names, SearchModel,
                         testing::Values(Sizes{1, 400}, Sizes{70, 400}, Sizes{1000, 400}, Sizes{5000, 400},
                                         Sizes{20000, 400}, Sizes{20000, 10000}));

TEST_P(SearchModel, every_answer_is_that_of_looking_at_every_name) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  RandomNames random(seed, GetParam().words);
  std::vector<NamedNode> names = random.names(0, GetParam().names, 0);
  for (const std::uint8_t label : {std::uint8_t{3}, std::uint8_t{15}}) {
    const auto more = random.names(label, 1 + GetParam().names / 10, static_cast<std::uint32_t>(names.size()));
    names.insert(names.end(), more.begin(), more.end());
  }
  const Model model(names);
  const BuiltIndex index(names);
  for (int i = 0; i < 300; ++i) {
    const std::string text = random.query();
    const LabelSet labels = random.below(3) == 0 ? only(3) : kAllLabels;
    const LabelSet counted = random.below(2) == 0 ? kAllLabels : 0;
    const bool prefix = random.below(2) == 0;
    const std::uint32_t limit = random.below(8) == 0 ? 10000 : 10;
    const std::uint32_t offset = random.below(4) == 0 ? random.below(30) : 0;
    SCOPED_TRACE(fmt::format("\"{}\" labels {} prefix {} limit {} offset {}", text, labels, prefix, limit, offset));
    const auto completed =
        value_or_throw(index->autocomplete(text, {.labels = labels, .limit = limit, .offset = offset}));
    ASSERT_EQ(completed, page(model.matches(text, labels, true), offset, limit));
    const auto found = value_or_throw(index->search(
        text, {.labels = labels, .counted = counted, .limit = limit, .offset = offset, .last_word_is_prefix = prefix}));
    const auto expected = model.matches(text, labels, prefix);
    ASSERT_EQ(found.total, expected.size());
    ASSERT_EQ(found.hits, page(expected, offset, limit));
    const auto matching = model.matches(text, static_cast<LabelSet>(labels | counted), prefix);
    for (const std::uint8_t label : {std::uint8_t{0}, std::uint8_t{3}, std::uint8_t{15}}) {
      ASSERT_EQ(found.facets[label], static_cast<std::uint64_t>(std::ranges::count(matching, label, &Hit::label)));
    }
  }
}

TEST_P(SearchModel, find_exact_gives_the_smallest_node_of_that_name) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  RandomNames random(seed, GetParam().words);
  const std::vector<NamedNode> names = random.names(1, GetParam().names, 0);
  const BuiltIndex index(names);
  for (int i = 0; i < 50; ++i) {
    const std::string name = fold_name(names[random.below(GetParam().names)].name);
    std::vector<std::uint32_t> same;
    for (const NamedNode& other : names) {
      if (fold_name(other.name) == name) same.push_back(other.node);
    }
    const auto is_name = [&](std::uint32_t node) { return std::ranges::count(same, node) != 0; };
    ASSERT_EQ(value_or_throw(index->find_exact(1, name, is_name)), std::ranges::min(same)) << name;
  }
}

TEST(IndexBytes, do_not_depend_on_threads_nor_on_the_order_of_adding) {
  RandomNames random(7, 400);
  std::vector<NamedNode> names;
  for (std::uint8_t label = 0; label < 5; ++label) {
    const auto more = random.names(label, 5000, label * 5000u);
    names.insert(names.end(), more.begin(), more.end());
  }
  const std::string one = BuiltIndex(names, 1).bytes();
  EXPECT_EQ(one, BuiltIndex(names, 4).bytes());
  std::ranges::reverse(names);
  EXPECT_EQ(one, BuiltIndex(names, 2).bytes());
}

}  // namespace
}  // namespace wirespeed::search
