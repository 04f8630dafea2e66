// Memory that a thread keeps from call to call, so that small calls ask nobody for any.
#pragma once

#include <cstdint>

#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {

// A line of a table of words: halves of hashes, 0 where there is none, and codes.
struct alignas(64) WordBucket {
  std::uint32_t tags[8];
  std::uint32_t codes[8];
};

// A line of a table of words that stand there themselves; the bit behind the last place that is used.
struct alignas(64) WordLine {
  std::uint64_t words[4];
  std::uint32_t codes[4];
  std::uint32_t end;
  std::uint32_t none[3];
};

// A short text, whole: see short_texts.hpp.
struct ShortText {
  std::uint64_t words[4];
};

// A place in a table of texts: what a text is compared with, all in half a line of the cache, and its code or kNoGroup.
// Of up to 16 bytes it is all there; else it is what whoever reads texts makes of it.
struct alignas(32) TextSlot {
  std::uint64_t head;
  std::uint64_t tail;
  const char* data;
  std::uint32_t size;
  std::uint32_t code;
};

struct Scratch {
  RawVector<std::uint64_t> words;      // of one key
  RawVector<std::uint64_t> packed;     // of several
  RawVector<std::uint32_t> first;      // a row for each group
  RawVector<std::uint32_t> key_first;  // the same, and codes, of one key of several
  RawVector<std::uint32_t> key_codes;
  RawVector<std::uint32_t> part_first;  // of a part of the rows
  RawVector<std::uint32_t> part_codes;
  RawVector<std::uint32_t> direct;  // kNoGroup everywhere between calls
  RawVector<TextSlot> text_slots;
  RawVector<ShortText> short_texts;  // of each group
  RawVector<WordBucket> buckets;
  RawVector<WordLine> lines;
  RawVector<std::uint16_t> slots;  // see word_slots.hpp
  RawVector<std::uint64_t> known;  // the word of each group

  // The thread's own.
  static Scratch& mine() noexcept;

  // Gives back what is too much to be kept.
  void trim() noexcept;
};

// At least `count` items, whatever they are.
template <typename Vector>
auto* room(Vector& vector, std::size_t count) {
  if (vector.size() < count) {
    vector.clear();
    vector.resize(count);
  }
  return vector.data();
}

}  // namespace wirespeed::kernels
