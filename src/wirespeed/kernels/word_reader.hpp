// Numbers of any type as words of 64 bits that are equal, and in unsigned order, as the numbers are.
//
// -0.0 is 0.0; all NaN are one word, the largest; NaT is the largest, too.
#pragma once

#include <vector>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::kernels {

// As what values are compared.
enum class KeyKind : std::uint8_t {
  integer,  // of 64 bits with a sign; booleans are 0 and 1
  natural,  // of 64 bits without
  real,     // float64
  ticks,    // points or spans of time, of one unit
  text,     // bytes; characters as UTF-8
};

// What columns of both can be compared as: the same kind, integers of any width, or integers and floats as float64.
// Fails for others, and where a uint64 beyond int64 would meet negative numbers.
Result<KeyKind> common_kind(const column::ArrayView& left, const column::ArrayView& right, const char* operation);
KeyKind kind_of(const column::ArrayView& column) noexcept;

inline constexpr std::uint64_t kLargestWord = ~std::uint64_t{0};

// What a column's values are, however it stores them: the dictionary of one that has one.
inline const column::ArrayView& values_of(const column::ArrayView& column) noexcept {
  return column.dictionary == nullptr ? column : *column.dictionary;
}

// Whether each value of a column is there: null places and places of null in a dictionary are not.
class Presence {
 public:
  explicit Presence(const column::ArrayView& column);

  bool can_miss() const noexcept { return can_miss_; }
  bool is_there(std::size_t row) const noexcept {
    const auto i = static_cast<std::int64_t>(row);
    return column_.is_there(i) && (!dictionary_can_miss_ || is_there_in_dictionary(i));
  }

 private:
  bool is_there_in_dictionary(std::int64_t row) const noexcept;

  column::ArrayView column_;
  bool can_miss_;
  bool dictionary_can_miss_;
};

// The words of a column. Borrows the column's memory.
class WordReader {
 public:
  // REQUIRES: kind is not text, and is what common_kind() said of this column.
  WordReader(const column::ArrayView& column, KeyKind kind);

  std::size_t size() const noexcept { return static_cast<std::size_t>(column_.length); }
  const Presence& presence() const noexcept { return presence_; }

  // Of a null: any word.
  void read(std::size_t begin, std::size_t count, std::uint64_t* words) const noexcept {
    read_(*this, begin, count, words);
  }

 private:
  using Read = void (*)(const WordReader&, std::size_t, std::size_t, std::uint64_t*) noexcept;

  template <typename T, KeyKind kKind>
  static void read_numbers(const WordReader& self, std::size_t begin, std::size_t count, std::uint64_t* words) noexcept;
  template <KeyKind kKind>
  static void read_bits(const WordReader& self, std::size_t begin, std::size_t count, std::uint64_t* words) noexcept;
  static void read_places(const WordReader& self, std::size_t begin, std::size_t count, std::uint64_t* words) noexcept;
  template <KeyKind kKind>
  static Read reader_for(column::Item item) noexcept;
  static Read reader_for(column::Item item, KeyKind kind) noexcept;

  column::ArrayView column_;
  Presence presence_;
  Read read_;
  Read read_place_ = nullptr;
  std::vector<std::uint64_t> dictionary_;
};

// The smallest and the largest word of what is there; least > most when there is none.
struct WordRange {
  std::uint64_t least = kLargestWord;
  std::uint64_t most = 0;

  bool empty() const noexcept { return least > most; }
  std::uint64_t width() const noexcept { return most - least; }  // one less than how many there can be
  void add(std::uint64_t word) noexcept {
    least = word < least ? word : least;
    most = word > most ? word : most;
  }
};
WordRange range_of(const WordReader& words);

}  // namespace wirespeed::kernels
