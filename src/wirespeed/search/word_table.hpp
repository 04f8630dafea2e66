// Gives each different word a number, in the order in which they come, and counts how often it was asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/search/paged_vector.hpp"

namespace wirespeed::search {

// A word as the table looks it up. Its first eight bytes (zeros behind a shorter word) decide nearly always.
struct WordKey {
  const char* text;
  std::uint32_t size;
  std::uint32_t hash;
  std::uint64_t head;

  // REQUIRES: eight readable bytes behind the word, which holds no zero byte
  static WordKey of(std::string_view word) noexcept;
  std::string_view word() const noexcept { return {text, size}; }
  friend bool operator==(const WordKey& a, const WordKey& b) noexcept {
    return a.hash == b.hash && a.head == b.head && a.word() == b.word();
  }
};

class WordTable {
 public:
  WordTable();

  // Asks the memory for the place where the word will be looked up.
  void prefetch(const WordKey& key) const noexcept { __builtin_prefetch(&slots_[key.hash & mask()]); }

  // The number of the word, new or known; its count grows by one.
  std::uint32_t count(const WordKey& key);

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(words_.size()); }
  std::string_view word(std::uint32_t number) const noexcept { return {words_[number].text, words_[number].size}; }
  std::uint32_t count_of(std::uint32_t number) const noexcept { return words_[number].count; }

  void release_slots() noexcept { slots_ = {}; }  // count() may not follow

 private:
  struct Slot {
    std::uint64_t head = 0;
    std::uint32_t hash = 0;
    std::uint32_t number_plus_1 = 0;  // 0: free
  };
  struct Word {
    const char* text;
    std::uint32_t size;
    std::uint32_t count;
  };

  std::size_t mask() const noexcept { return slots_.size() - 1; }
  bool holds(const Slot& slot, const WordKey& key) const noexcept;
  std::uint32_t add(Slot& slot, const WordKey& key);
  const char* keep(std::string_view word);
  void grow();

  LargeVector<Slot> slots_;
  PagedVector<Word> words_;
  std::vector<std::unique_ptr<char[]>> texts_;
  std::size_t text_left_ = 0;
};

}  // namespace wirespeed::search
