#include "wirespeed/kernels/aggregate_source.hpp"

#include "wirespeed/kernels/aggregate_items.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

// Whether all bits of `count` from `first` on are 1.
bool are_all_set(const std::uint8_t* bits, std::int64_t first, std::int64_t count) noexcept {
  std::int64_t i = first;
  const std::int64_t end = first + count;
  unsigned all = 0xff;
  for (; i < end && i % 8 != 0; ++i) all &= 0xfeU | (bits[i / 8] >> (i % 8));
  for (; i + 8 <= end; i += 8) all &= bits[i / 8];
  for (; i < end; ++i) all &= 0xfeU | (bits[i / 8] >> (i % 8));
  return all == 0xff;
}

// Not worth leaving early: the loop is vectors of compares.
template <typename T>
bool has_none(const T* items, std::uint32_t count, bool is_ticks) noexcept {
  bool found = false;
  if constexpr (std::is_floating_point_v<T>) {
    for (std::uint32_t i = 0; i < count; ++i) found |= items[i] != items[i];
  } else if (std::is_same_v<T, std::string_view> || is_ticks) {
    for (std::uint32_t i = 0; i < count; ++i) found |= is_none(items[i], is_ticks);
  }
  return found;
}

bool has_validity_in(const ArrayView& view, const Stretch& stretch) noexcept {
  return view.validity != nullptr && !are_all_set(view.validity, view.first + stretch.first_row, stretch.count);
}

void mark_valid(const ArrayView& view, const Stretch& stretch, std::uint8_t* there) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    if (!view.is_there(stretch.first_row + i)) there[i] = 0;
  }
}

void mark_grouped(const Stretch& stretch, std::uint8_t* there) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) there[i] = stretch.codes[i] != kNoGroup ? 1 : 0;
}

template <typename T>
void copy_plain(const ArrayView& view, const Stretch& stretch, T* items) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) items[i] = read_item<T>(view, stretch.first_row + i);
}

template <typename T>
void copy_from_dictionary(const ArrayView& view, const Stretch& stretch, T* items) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    const std::int64_t row = stretch.first_row + i;
    items[i] = view.is_there(row) ? read_item<T>(*view.dictionary, place_at(view, row)) : T();
  }
}

template <typename T>
void copy_items(const ArrayView& view, const Stretch& stretch, T* items) noexcept {
  if (view.dictionary != nullptr) return copy_from_dictionary(view, stretch, items);
  copy_plain(view, stretch, items);
}

void mark_in_dictionary(const ArrayView& view, const Stretch& stretch, std::uint8_t* there) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    if (there[i] != 0) there[i] = view.dictionary->is_there(place_at(view, stretch.first_row + i)) ? 1 : 0;
  }
}

bool view_can_miss(const ArrayView& view) noexcept {
  const Item item = value_item(view);
  return item == Item::float32 || item == Item::float64 || item == Item::ticks || item == Item::slices ||
         view.validity != nullptr || (view.dictionary != nullptr && view.dictionary->validity != nullptr);
}

// NaN where they are missing.
template <typename T>
void copy_doubles(const ArrayView& view, const Stretch& stretch, double* items) noexcept {
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    const std::int64_t row = stretch.first_row + i;
    const bool is_there =
        view.is_there(row) && (view.dictionary == nullptr || view.dictionary->is_there(place_at(view, row)));
    items[i] = is_there ? static_cast<double>(value_at<T>(view, row)) : std::numeric_limits<double>::quiet_NaN();
  }
}

template <typename T>
void copy_contiguous_doubles(const ArrayView& view, const Stretch& stretch, double* items) noexcept {
  const T* values = reinterpret_cast<const T*>(view.data) + stretch.first_row;
  for (std::uint32_t i = 0; i < stretch.count; ++i) items[i] = static_cast<double>(values[i]);
}

bool is_direct(const ArrayView& view) noexcept {
  return view.dictionary == nullptr && view.item != Item::bit && !column::is_text(view.item) && view.is_contiguous();
}

void doubles_of(const ArrayView& view, const Stretch& stretch, double* items) noexcept {
  with_number_type(value_item(view), [&](auto type) {
    using T = typename decltype(type)::type;
    if (is_direct(view) && view.validity == nullptr) return copy_contiguous_doubles<T>(view, stretch, items);
    copy_doubles<T>(view, stretch, items);
  });
}

}  // namespace

Item value_item(const ArrayView& view) noexcept {
  return view.dictionary != nullptr ? view.dictionary->item : view.item;
}

template <typename T>
void BlockScratch<T>::take(AggregateMemory& memory, std::uint32_t rows) {
  values = memory.array<T>(rows);
  codes = memory.array<std::uint32_t>(rows);
  places = memory.array<std::uint32_t>(rows);
  there = memory.array<std::uint8_t>(rows);
}

template <typename T>
void BlockScratch<T>::keep_there(const Stretch& stretch, const T* items) noexcept {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    codes[kept] = stretch.codes[i];
    values[kept] = items[i];
    places[kept] = i;
    kept += there[i];
  }
  block = {{codes.data(), places.data(), stretch.first_row, kept}, values.data()};
}

template <typename T>
ColumnSource<T>::ColumnSource(AggregateMemory& memory, const ArrayView& view, unsigned threads, std::uint32_t most_rows,
                              bool is_complete)
    : BlockSource<T>(view_can_miss(view)),
      view_(view),
      is_direct_(is_direct(view)),
      scratch_(memory.array<BlockScratch<T>>(threads)) {
  for (BlockScratch<T>& scratch : scratch_) ::new (&scratch) BlockScratch<T>();
  if (is_direct_ && is_complete && !this->can_miss()) return;  // blocks show the column's own memory alone
  for (BlockScratch<T>& scratch : scratch_) scratch.take(memory, most_rows);
}

// Whether there is any; `there` is set if so.
template <typename T>
bool ColumnSource<T>::find_missing(BlockScratch<T>& scratch, const Stretch& stretch, const T* items) const noexcept {
  const bool is_ticks = value_item(view_) == Item::ticks;
  const bool has_nulls = has_validity_in(view_, stretch);
  const bool has_nones = has_none(items, stretch.count, is_ticks);
  const bool has_null_words = view_.dictionary != nullptr && view_.dictionary->validity != nullptr;
  if (!stretch.has_dropped && !has_nulls && !has_nones && !has_null_words) return false;
  std::uint8_t* there = scratch.there.data();
  mark_grouped(stretch, there);
  if (has_nulls) mark_valid(view_, stretch, there);
  if (has_null_words) mark_in_dictionary(view_, stretch, there);
  for (std::uint32_t i = 0; has_nones && i < stretch.count; ++i) {
    if (is_none(items[i], is_ticks)) there[i] = 0;
  }
  return true;
}

template <typename T>
const Block<T>& ColumnSource<T>::block(unsigned thread, const Stretch& stretch) {
  BlockScratch<T>& scratch = scratch_[thread];
  if (scratch.block.codes != nullptr && scratch.block.first_row == stretch.first_row) return scratch.block;
  const T* items = scratch.values.data();
  if (is_direct_) {
    items = reinterpret_cast<const T*>(view_.data) + stretch.first_row;
  } else {
    copy_items<T>(view_, stretch, scratch.values.data());
  }
  if (this->can_miss() || stretch.has_dropped) {
    if (find_missing(scratch, stretch, items)) {
      scratch.keep_there(stretch, items);
      return scratch.block;
    }
  }
  scratch.block = {{stretch.codes, nullptr, stretch.first_row, stretch.count}, items};
  return scratch.block;
}

template class ColumnSource<std::int8_t>;
template class ColumnSource<std::int16_t>;
template class ColumnSource<std::int32_t>;
template class ColumnSource<std::int64_t>;
template class ColumnSource<std::uint8_t>;
template class ColumnSource<std::uint16_t>;
template class ColumnSource<std::uint32_t>;
template class ColumnSource<std::uint64_t>;
template class ColumnSource<float>;
template class ColumnSource<double>;
template class ColumnSource<std::string_view>;
template class ColumnSource<std::u32string_view>;

PairSource::PairSource(AggregateMemory& memory, const ArrayView& x, const ArrayView& y, unsigned threads,
                       std::uint32_t most_rows)
    : BlockSource<Pair>(view_can_miss(x) || view_can_miss(y)),
      x_(x),
      y_(y),
      scratch_(memory.array<BlockScratch<Pair>>(threads)) {
  for (BlockScratch<Pair>& scratch : scratch_) ::new (&scratch) BlockScratch<Pair>();
  for (BlockScratch<Pair>& scratch : scratch_) scratch.take(memory, most_rows);
}

const Block<Pair>& PairSource::block(unsigned thread, const Stretch& stretch) {
  BlockScratch<Pair>& scratch = scratch_[thread];
  if (scratch.block.codes != nullptr && scratch.block.first_row == stretch.first_row) return scratch.block;
  double x[kStretchRows];
  double y[kStretchRows];
  doubles_of(x_, stretch, x);
  doubles_of(y_, stretch, y);
  bool is_whole = !stretch.has_dropped;
  for (std::uint32_t i = 0; i < stretch.count; ++i) {
    const bool is_there = x[i] == x[i] && y[i] == y[i];
    scratch.values[i] = {x[i], y[i]};
    scratch.there[i] = is_there && stretch.codes[i] != kNoGroup ? 1 : 0;
    is_whole &= is_there;
  }
  scratch.block = {{stretch.codes, nullptr, stretch.first_row, stretch.count}, scratch.values.data()};
  if (!is_whole) scratch.keep_there(stretch, scratch.values.data());
  return scratch.block;
}

}  // namespace wirespeed::kernels
