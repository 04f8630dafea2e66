#include "wirespeed/cache/s3_fifo.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <random>
#include <unordered_map>

namespace wirespeed::cache {
namespace {

// The paper's algorithm 1, word by word, over lists that are searched from end to end.
class Model {
 public:
  explicit Model(std::uint64_t capacity) : capacity_(capacity), share_(std::max<std::uint64_t>(1, capacity / 10)) {}

  bool touch(std::uint32_t key) {
    for (auto* queue : {&small_, &main_}) {
      for (Item& item : *queue) {
        if (item.key != key) continue;
        item.freq = std::min(item.freq + 1, 3);
        return true;
      }
    }
    return false;
  }
  void insert(std::uint32_t key, std::uint64_t weight) {
    make_room(weight);
    const auto ghost = std::ranges::find(ghosts_, key);
    (ghost == ghosts_.end() ? small_ : main_).push_front({key, weight, 0});
    if (ghost != ghosts_.end()) ghosts_.erase(ghost);
  }
  void reweigh(std::uint32_t key, std::uint64_t weight) {
    for (auto* queue : {&small_, &main_}) {
      for (Item& item : *queue) {
        if (item.key == key) item.weight = weight;
      }
    }
    make_room(0);
  }
  void remove(std::uint32_t key) {
    const auto is_it = [&](const Item& item) { return item.key == key; };
    small_.remove_if(is_it);
    main_.remove_if(is_it);
  }
  bool contains(std::uint32_t key) const {
    const auto is_it = [&](const Item& item) { return item.key == key; };
    return std::ranges::any_of(small_, is_it) || std::ranges::any_of(main_, is_it);
  }
  std::uint64_t weight() const { return weight_of(small_) + weight_of(main_); }

 private:
  struct Item {
    std::uint32_t key;
    std::uint64_t weight;
    int freq;
  };
  using Queue = std::list<Item>;  // the newest first

  static std::uint64_t weight_of(const Queue& queue) {
    std::uint64_t sum = 0;
    for (const Item& item : queue) sum += item.weight;
    return sum;
  }
  void make_room(std::uint64_t needed) {
    while (small_.size() + main_.size() > 0 && weight() + needed > capacity_) {
      if (main_.empty() || (!small_.empty() && weight_of(small_) >= share_)) {
        evict_small();
      } else {
        evict_main();
      }
    }
  }
  void evict_small() {
    while (!small_.empty()) {
      Item tail = small_.back();
      small_.pop_back();
      if (tail.freq <= 1) {
        while (!ghosts_.empty() && ghosts_.size() >= small_.size() + main_.size()) ghosts_.pop_back();
        if (small_.size() + main_.size() > 0) ghosts_.push_front(tail.key);
        return;
      }
      tail.freq = 0;
      main_.push_front(tail);
      if (weight_of(main_) > capacity_ - share_) evict_main();
    }
  }
  void evict_main() {
    while (!main_.empty()) {
      Item tail = main_.back();
      main_.pop_back();
      if (tail.freq == 0) return;
      --tail.freq;
      main_.push_front(tail);
    }
  }

  std::uint64_t capacity_;
  std::uint64_t share_;
  Queue small_;
  Queue main_;
  std::list<std::uint32_t> ghosts_;
};

// Keys are places at once.
class Real {
 public:
  explicit Real(std::uint64_t capacity) : policy_(capacity) {}

  void touch(std::uint32_t key) { policy_.touch(key); }
  void insert(std::uint32_t key, std::uint64_t weight) {
    policy_.make_room(weight, victims_);
    drop();
    policy_.admit(key, std::uint64_t{key} << 32, weight);
    mark(key, true);
  }
  void reweigh(std::uint32_t key, std::uint64_t weight) {
    policy_.reweigh(key, weight, victims_);
    drop();
  }
  void remove(std::uint32_t key) {
    policy_.remove(key);
    mark(key, false);
  }
  bool contains(std::uint32_t key) const { return key < there_.size() && there_[key]; }
  std::uint64_t weight() const { return policy_.weight(); }
  std::size_t size() const { return policy_.size(); }

 private:
  void mark(std::uint32_t key, bool is_there) {
    if (key >= there_.size()) there_.resize(key + std::size_t{1});
    there_[key] = is_there;
  }
  void drop() {
    for (const std::uint32_t victim : victims_) mark(victim, false);
    victims_.clear();
  }

  S3Fifo policy_;
  std::vector<std::uint32_t> victims_;
  std::vector<bool> there_;
};

class Lru {
 public:
  explicit Lru(std::size_t capacity) : capacity_(capacity) {}
  bool ask(std::uint32_t key) {
    const auto found = at_.find(key);
    if (found != at_.end()) {
      order_.splice(order_.begin(), order_, found->second);
      return true;
    }
    if (at_.size() == capacity_) {
      at_.erase(order_.back());
      order_.pop_back();
    }
    order_.push_front(key);
    at_.emplace(key, order_.begin());
    return false;
  }

 private:
  std::size_t capacity_;
  std::list<std::uint32_t> order_;
  std::unordered_map<std::uint32_t, std::list<std::uint32_t>::iterator> at_;
};

// Ranks with a frequency of 1 / rank^alpha.
std::vector<std::uint32_t> zipf(std::size_t length, std::uint32_t keys, double alpha, std::uint64_t seed) {
  std::vector<double> sums(keys);
  double sum = 0;
  for (std::uint32_t i = 0; i < keys; ++i) sums[i] = sum += std::pow(i + 1, -alpha);
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> draw(0, sum);
  std::vector<std::uint32_t> trace(length);
  for (std::uint32_t& key : trace) {
    key = static_cast<std::uint32_t>(std::ranges::lower_bound(sums, draw(random)) - sums.begin());
  }
  return trace;
}

struct Hits {
  double s3_fifo;
  double lru;
};

Hits hit_ratios(const std::vector<std::uint32_t>& trace, std::size_t capacity) {
  Real real(capacity);
  Lru lru(capacity);
  std::size_t hits = 0;
  std::size_t lru_hits = 0;
  for (const std::uint32_t key : trace) {
    if (real.contains(key)) {
      ++hits;
      real.touch(key);
    } else {
      real.insert(key, 1);
    }
    lru_hits += lru.ask(key) ? 1 : 0;
  }
  const auto n = static_cast<double>(trace.size());
  return {static_cast<double>(hits) / n, static_cast<double>(lru_hits) / n};
}

class Capacities : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(S3Fifo, Capacities, testing::Values(1, 2, 9, 10, 37, 100));

TEST_P(Capacities, does_what_the_paper_says) {
  for (const std::uint64_t heaviest : {std::uint64_t{1}, std::min<std::uint64_t>(GetParam(), 20)}) {
    Model model(GetParam());
    Real real(GetParam());
    std::mt19937_64 random(GetParam());
    const std::vector<std::uint32_t> trace = zipf(8'000, 200, 0.9, GetParam());
    for (std::size_t step = 0; step < trace.size(); ++step) {
      const std::uint32_t key = trace[step];
      const std::uint64_t weight = 1 + random() % heaviest;
      ASSERT_EQ(model.touch(key), real.contains(key)) << step;
      if (!real.contains(key)) {
        model.insert(key, weight);
        real.insert(key, weight);
      } else if (random() % 16 == 0) {
        model.remove(key);
        real.remove(key);
      } else {
        real.touch(key);
        if (random() % 8 == 0) {
          model.reweigh(key, weight);
          real.reweigh(key, weight);
        }
      }
      ASSERT_EQ(model.weight(), real.weight()) << step;
      ASSERT_LE(real.weight(), GetParam());
    }
    for (std::uint32_t key = 0; key < 200; ++key) EXPECT_EQ(model.contains(key), real.contains(key)) << key;
  }
}

TEST(S3Fifo, hits_more_often_than_lru_on_zipf_traces) {
  for (const double alpha : {0.7, 0.9, 1.1}) {
    for (const std::size_t capacity : {100U, 1'000U, 4'000U}) {
      const Hits hits = hit_ratios(zipf(200'000, 20'000, alpha, 7), capacity);
      EXPECT_GT(hits.s3_fifo, hits.lru) << alpha << ' ' << capacity;
    }
  }
}

// What is asked for again and again stays while a table is read from end to end.
TEST(S3Fifo, a_scan_does_not_drive_out_what_is_asked_for) {
  std::vector<std::uint32_t> trace;
  for (std::uint32_t i = 0; i < 100'000; ++i) trace.push_back(i % 2 == 0 ? i / 2 % 400 : 1'000 + i);
  const Hits hits = hit_ratios(trace, 500);
  EXPECT_GT(hits.s3_fifo, 0.48);
  EXPECT_LT(hits.lru, 0.01);
}

TEST(S3Fifo, one_that_was_cleared_is_empty) {
  Real real(10);
  for (std::uint32_t key = 0; key < 5; ++key) real.insert(key, 2);
  S3Fifo policy(10);
  policy.admit(0, 0, 3);
  policy.clear();
  EXPECT_EQ(policy.weight(), 0U);
  EXPECT_EQ(policy.size(), 0U);
  EXPECT_EQ(real.size(), 5U);
}

}  // namespace
}  // namespace wirespeed::cache
