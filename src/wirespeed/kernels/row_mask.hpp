// Which rows are wanted, a bit for each, and what a column is without the others.
#pragma once

#include <span>
#include <string_view>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {

enum class Compare : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

// A value that a column is compared with: as the column's kind has it (KeyKind).
struct Scalar {
  enum class Kind : std::uint8_t { integer, natural, real, text, missing } kind = Kind::missing;
  std::int64_t integer = 0;   // also of ticks
  std::uint64_t natural = 0;  // beyond int64
  double real = 0;
  std::string_view text;
};

class RowMask {
 public:
  // All rows.
  explicit RowMask(std::size_t rows);

  std::size_t rows() const noexcept { return rows_; }
  std::size_t wanted() const noexcept;  // how many
  std::span<const std::uint64_t> words() const noexcept { return {many_.empty() ? few_ : many_.data(), size_}; }
  // REQUIRES: row < rows()
  bool wants(std::size_t row) const noexcept { return (words()[row / 64] >> (row % 64) & 1) != 0; }

  // Drops the rows where the column, of booleans, is false or null. REQUIRES: as many rows
  void keep_true(const column::ArrayView& column);
  // Drops those for which the comparison is false: of NaN, NaT and null, and with a missing value, it always is, but
  // that NaN is not equal to a number. REQUIRES: as many rows
  Result<void> keep(const column::ArrayView& column, Compare how, const Scalar& value);

  // The wanted rows by their numbers.
  RawVector<Row> numbers() const;

 private:
  void keep_bytes(const std::uint8_t* bytes) noexcept;
  template <typename Wanted>
  void keep_where(Wanted&& wanted);
  void keep_there(const column::ArrayView& column);
  void keep_words(const column::ArrayView& column, Compare how, std::uint64_t bound, KeyKind kind);
  void keep_texts(const column::ArrayView& column, Compare how, std::string_view text);

  std::span<std::uint64_t> words() noexcept { return {many_.empty() ? few_ : many_.data(), size_}; }

  static constexpr std::size_t kFew = 8;

  std::size_t rows_;
  std::size_t size_;
  std::uint64_t few_[kFew];  // of few rows, which then need no memory of their own
  RawVector<std::uint64_t> many_;
};

// A column whose wanted items of `width` bytes go side by side from `from` to `to`, which has room for as many as are
// wanted.
struct Compression {
  const std::uint8_t* from;
  std::size_t width;
  std::uint8_t* to;
};
void compress(std::span<const Compression> columns, const RowMask& mask);

namespace detail {

// The same by one thread over a part of the words: what compress() chooses from. `limit` is the end of all of `to`: up
// to there more may be written than is wanted. Returns the end.
std::uint8_t* compress_portable(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                                std::uint8_t* to, const std::uint8_t* limit);
std::uint8_t* compress_avx2(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                            std::uint8_t* to, const std::uint8_t* limit);
std::uint8_t* compress_avx512(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                              std::uint8_t* to, const std::uint8_t* limit);
bool has_avx2() noexcept;
bool has_avx512() noexcept;

}  // namespace detail

}  // namespace wirespeed::kernels
