// For tests of tables of words: those of what the CPU has not are skipped.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/seed.hpp"
#include "wirespeed/kernels/word_lines.hpp"
#include "wirespeed/kernels/word_slots.hpp"

namespace wirespeed::kernels {

class WithWordLines : public testing::Test {
 protected:
  void SetUp() override {
    if (!kHasWordLines) GTEST_SKIP() << "the CPU has no such table";
  }
};

class WithWordSlots : public testing::Test {
 protected:
  void SetUp() override {
    if (!kHasWordSlots) GTEST_SKIP() << "the CPU has no such table";
  }
};

template <typename T>
using Values = std::vector<T>;

// By a table that is given the rows in parts.
template <template <typename> typename Table, typename T>
Found found_by_table(const Values<T>& words, std::uint32_t part) {
  const auto rows = static_cast<std::uint32_t>(words.size());
  Found found{Codes(rows), Codes(rows)};
  Table<T> table(Scratch::mine(), words.data(), rows, found.codes.data(), found.first.data());
  for (std::uint32_t row = 0; row < rows; row += part) table.put(row, std::min(row + part, rows));
  found.first.resize(table.groups());
  return found;
}

// `count` rows of words that stand in any order, each at least once.
inline Values<std::uint64_t> repeated(const Values<std::uint64_t>& words, std::size_t count, std::mt19937_64& random) {
  Values<std::uint64_t> rows = words;
  while (rows.size() < count) rows.push_back(words[random() % words.size()]);
  std::ranges::shuffle(rows, random);
  return rows;
}

// What the table's factor makes `product` of.
inline std::uint64_t word_for(std::uint64_t product) {
  std::uint64_t inverse = 1;
  for (int i = 0; i < 6; ++i) inverse *= 2 - seed().multiplier * inverse;
  return product * inverse;
}

}  // namespace wirespeed::kernels
