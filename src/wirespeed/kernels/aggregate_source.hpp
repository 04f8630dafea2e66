// A column as the steps of an aggregation read it: blocks of values that are there, side by side, with their codes.
//
// A block shows the column's own memory where it can. Where items lie apart, are bits or stand in a dictionary, they
// are copied; where some are missing, or rows have no group, what remains is moved together.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/aggregate_memory.hpp"
#include "wirespeed/kernels/groups.hpp"

namespace wirespeed::kernels {

inline constexpr std::uint32_t kStretchRows = 4096;  // what codes, values and tables of some steps have room for in L2

// Rows that lie side by side.
struct Stretch {
  const std::uint32_t* codes;
  std::uint32_t first_row;
  std::uint32_t count;
  bool has_dropped;  // some are kNoGroup
};

// Rows of a stretch whose values are there.
struct RowBlock {
  const std::uint32_t* codes = nullptr;
  const std::uint32_t* places = nullptr;  // row i is first_row + places[i]; none: first_row + i
  std::uint32_t first_row = 0;
  std::uint32_t count = 0;

  std::uint32_t row(std::uint32_t i) const noexcept { return first_row + (places == nullptr ? i : places[i]); }
};

template <typename T>
struct Block : RowBlock {
  const T* values = nullptr;
};

struct Pair {
  double x;
  double y;
};

// Not for several threads at once but with numbers of their own.
class Source {
 public:
  // Values can be missing.
  bool can_miss() const noexcept { return can_miss_; }
  virtual const RowBlock& rows(unsigned thread, const Stretch& stretch) = 0;

 protected:
  explicit Source(bool can_miss) noexcept : can_miss_(can_miss) {}
  Source(const Source&) = default;
  ~Source() = default;

 private:
  bool can_miss_;
};

// Valid until the same thread asks for another one.
template <typename T>
class BlockSource : public Source {
 public:
  virtual const Block<T>& block(unsigned thread, const Stretch& stretch) = 0;
  const RowBlock& rows(unsigned thread, const Stretch& stretch) final { return block(thread, stretch); }

 protected:
  using Source::Source;
  ~BlockSource() = default;
};

// What a thread makes its blocks in.
template <typename T>
struct BlockScratch {
  Block<T> block;
  std::span<T> values;
  std::span<std::uint32_t> codes;
  std::span<std::uint32_t> places;
  std::span<std::uint8_t> there;

  void take(AggregateMemory& memory, std::uint32_t rows);
  // The block of what `there` says, of a stretch's `items`.
  void keep_there(const Stretch& stretch, const T* items) noexcept;
};

// Items of a view as T: arithmetic types, std::string_view, or std::u32string_view of ucs4.
template <typename T>
class ColumnSource final : public BlockSource<T> {
 public:
  // `is_complete`: every row has a group.
  ColumnSource(AggregateMemory& memory, const column::ArrayView& view, unsigned threads, std::uint32_t most_rows,
               bool is_complete);
  const Block<T>& block(unsigned thread, const Stretch& stretch) override;

 private:
  bool find_missing(BlockScratch<T>& scratch, const Stretch& stretch, const T* items) const noexcept;

  const column::ArrayView& view_;
  bool is_direct_;
  std::span<BlockScratch<T>> scratch_;
};

// Pairs of two columns of numbers where both are there.
class PairSource final : public BlockSource<Pair> {
 public:
  PairSource(AggregateMemory& memory, const column::ArrayView& x, const column::ArrayView& y, unsigned threads,
             std::uint32_t most_rows);
  const Block<Pair>& block(unsigned thread, const Stretch& stretch) override;

 private:
  const column::ArrayView& x_;
  const column::ArrayView& y_;
  std::span<BlockScratch<Pair>> scratch_;
};

// What the items of a column are read as; of a dictionary, its values'.
column::Item value_item(const column::ArrayView& view) noexcept;

// f(std::type_identity<T>{}) with the type that ColumnSource reads numbers, booleans and ticks as.
template <typename F>
decltype(auto) with_number_type(column::Item item, F&& f) {
  switch (item) {
    case column::Item::boolean:
    case column::Item::bit:
    case column::Item::uint8:
      return f(std::type_identity<std::uint8_t>{});
    case column::Item::int8:
      return f(std::type_identity<std::int8_t>{});
    case column::Item::int16:
      return f(std::type_identity<std::int16_t>{});
    case column::Item::int32:
      return f(std::type_identity<std::int32_t>{});
    case column::Item::uint16:
      return f(std::type_identity<std::uint16_t>{});
    case column::Item::uint32:
      return f(std::type_identity<std::uint32_t>{});
    case column::Item::uint64:
      return f(std::type_identity<std::uint64_t>{});
    case column::Item::float32:
      return f(std::type_identity<float>{});
    case column::Item::float64:
      return f(std::type_identity<double>{});
    default:
      return f(std::type_identity<std::int64_t>{});
  }
}

// The same of any column.
template <typename F>
decltype(auto) with_type(column::Item item, F&& f) {
  if (item == column::Item::ucs4) return f(std::type_identity<std::u32string_view>{});
  if (column::is_text(item)) return f(std::type_identity<std::string_view>{});
  return with_number_type(item, std::forward<F>(f));
}

}  // namespace wirespeed::kernels
