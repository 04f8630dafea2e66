// Rows of equal words, by the method that suits the words: where all arrays of factorize() end.
//
//   direct     the words' range is small: a table with a place for each possible word, no hash
//   sorted     words never fall: a group is a run
//   table      open addressing, linear probes, a seeded hash
//   radix      too many groups for the cache: rows are parted by their hash, and each part has a table that fits
//
// All give codes in first-seen order; which one is taken is seen in nothing but time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include "wirespeed/kernels/groups.hpp"
#include "wirespeed/kernels/word_shape.hpp"

namespace wirespeed::kernels {

enum class Method : std::uint8_t { direct, sorted, table, radix };

// Integers one behind the other. `flip` is XORed into each: the sign bit of signed ones, so that they are in order.
template <typename T>
struct Words {
  const T* data;
  std::size_t size;
  T flip = 0;

  T operator[](std::size_t i) const noexcept { return static_cast<T>(data[i] ^ flip); }
  Words part(std::size_t from, std::size_t count) const noexcept { return {data + from, count, flip}; }
};

// Codes of all rows, and the number of groups; first[g] is the first row of group g. `first` has room for as many as
// there are rows. `method` is for tests; it must be able to: direct needs a range that memory can hold, sorted needs
// order.
template <typename T>
std::uint32_t group_words(Words<T> words, std::uint32_t* codes, std::uint32_t* first, unsigned threads,
                          std::optional<Method> method = std::nullopt);

// REQUIRES: words.size > 0
template <typename T>
WordShape shape_of(const Words<T>& words) noexcept {
#if defined(__x86_64__)
  if (kHasAvx2 && words.size > 32 / sizeof(T)) return wide_shape_of<T, std::make_signed_t<T>>(words);
#endif
  return plain_shape_of(words);
}

extern template std::uint32_t group_words(Words<std::uint8_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                          std::optional<Method>);
extern template std::uint32_t group_words(Words<std::uint16_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                          std::optional<Method>);
extern template std::uint32_t group_words(Words<std::uint32_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                          std::optional<Method>);
extern template std::uint32_t group_words(Words<std::uint64_t>, std::uint32_t*, std::uint32_t*, unsigned,
                                          std::optional<Method>);

}  // namespace wirespeed::kernels
