// The names of one label while they are added: numbers instead of words, nothing sorted yet.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/paged_vector.hpp"
#include "wirespeed/search/word_reader.hpp"
#include "wirespeed/search/word_table.hpp"

namespace wirespeed::search {

class NameStore {
 public:
  void add(std::uint32_t node, std::string_view name, std::uint32_t popularity);

  // Must be called after the last add() and before anything below.
  void finish();

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(nodes.size()); }
  std::uint64_t mention_count() const noexcept { return mentions.size() + pending_count_; }

  // The numbers of the words of a name, each once: mentions[mentions_at[i]], ..., mentions[mentions_at[i + 1] - 1].
  PagedVector<std::uint32_t> nodes;
  PagedVector<std::uint32_t> popularity;
  PagedVector<std::uint32_t> lengths;
  PagedVector<std::uint32_t> mentions_at;
  PagedVector<std::uint32_t> mentions;
  WordTable words;

 private:
  static constexpr std::size_t kPendingWords = 64;
  struct Pending {
    WordKey key;
    std::array<char, kMaxWordBytes> text;
  };

  void append_few(std::span<const std::string_view> name_words);
  void append(const WordKey& key);
  void look_up_pending();

  // Words wait until there are many, so that the memory behind their places in the table comes while others are read.
  WordReader reader_;
  std::unique_ptr<std::array<Pending, kPendingWords>> pending_ = std::make_unique<std::array<Pending, kPendingWords>>();
  std::size_t pending_count_ = 0;
  std::vector<std::string_view> sorted_;
};

}  // namespace wirespeed::search
