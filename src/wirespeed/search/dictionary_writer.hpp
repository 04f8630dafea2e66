// Writes what dictionary.hpp reads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::search {

struct DictionaryBytes {
  LargeVector<std::uint8_t> words;
  LargeVector<std::uint8_t> blocks;
  LargeVector<std::uint8_t> postings;
  LargeVector<std::uint32_t> best;
};

class DictionaryWriter {
 public:
  // A word of the i-th number is in `counts[i]` names.
  DictionaryWriter(std::span<const std::uint32_t> counts, std::uint32_t names);

  std::uint64_t posting_bytes() const noexcept { return posting_bytes_; }  // of all words

  // The next word. REQUIRES: above the word before; at most kMaxWordBytes; ranks rise, there are as many as announced,
  // and they stay until the next words are added, kBlockWords of them
  Result<void> add(std::string_view word, std::span<const std::uint32_t> ranks);

  DictionaryBytes finish() &&;

 private:
  void begin_block();
  void end_block();
  void append_word(std::string_view word);

  DictionaryBytes out_;
  std::span<const std::uint32_t> counts_;
  std::uint32_t names_;
  std::uint64_t posting_bytes_ = 0;
  std::uint64_t postings_at_ = 0;
  std::vector<std::span<const std::uint32_t>> block_;  // the ranks of its words
  std::string_view before_;
};

}  // namespace wirespeed::search
