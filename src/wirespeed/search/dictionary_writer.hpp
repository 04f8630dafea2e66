// Writes what dictionary.hpp reads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::search {

struct DictionaryBytes {
  LargeVector<std::uint8_t> words;
  LargeVector<std::uint8_t> blocks;
  LargeVector<std::uint8_t> postings;
  LargeVector<std::uint32_t> first;
};

class DictionaryWriter {
 public:
  // `posting_bytes` is what all postings will take.
  DictionaryWriter(std::size_t words, std::uint64_t posting_bytes, std::uint32_t names);

  // REQUIRES: above the word before; at most kMaxWordBytes; ranks rise and there is one
  Result<void> add(std::string_view word, std::span<const std::uint32_t> ranks);

  DictionaryBytes finish() &&;

 private:
  void begin_block();

  DictionaryBytes out_;
  std::uint32_t names_;
  std::uint64_t postings_at_ = 0;
  std::string_view before_;
};

}  // namespace wirespeed::search
