// Views of vectors, for tests.
#pragma once

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {

template <typename T>
constexpr column::Item item_type() {
  using enum column::Item;
  if constexpr (std::is_same_v<T, float>) return float32;
  if constexpr (std::is_same_v<T, double>) return float64;
  constexpr column::Item kSigned[] = {int8, int16, int32, int64};
  constexpr column::Item kUnsigned[] = {uint8, uint16, uint32, uint64};
  constexpr std::size_t kWidth = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return std::is_signed_v<T> ? kSigned[kWidth] : kUnsigned[kWidth];
}

template <typename T>
column::ArrayView view_of(const std::vector<T>& values) {
  constexpr auto kWidth = static_cast<std::int64_t>(sizeof(T));
  return {.item = item_type<T>(),
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = kWidth,
          .width = kWidth};
}

inline column::ArrayView view_of(const std::vector<std::string_view>& values) {
  return {.item = column::Item::slices,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(std::string_view),
          .width = sizeof(std::string_view)};
}

template <typename T>
column::ArrayView as_ticks(const std::vector<T>& values) {
  column::ArrayView view = view_of(values);
  view.item = column::Item::ticks;
  return view;
}

// NumPy's U of `width` characters.
class Ucs4 {
 public:
  Ucs4(const std::vector<std::u32string>& texts, std::size_t width) : width_(width), data_(texts.size() * width, 0) {
    for (std::size_t i = 0; i < texts.size(); ++i) std::ranges::copy(texts[i], data_.data() + i * width);
  }
  column::ArrayView view() const {
    column::ArrayView view = view_of(data_);
    view.item = column::Item::ucs4;
    view.stride = view.width = static_cast<std::int64_t>(4 * width_);
    view.length = static_cast<std::int64_t>(data_.size() / width_);
    return view;
  }

 private:
  std::size_t width_;
  std::vector<std::uint32_t> data_;
};

// Bits of what is there, and the column with them.
template <typename T>
struct Nullable {
  std::vector<T> values;
  std::vector<std::uint8_t> bits;

  Nullable(std::vector<T> all, const std::vector<bool>& there)
      : values(std::move(all)), bits(values.size() / 8 + 1, 0) {
    for (std::size_t i = 0; i < there.size(); ++i) bits[i / 8] |= static_cast<std::uint8_t>(there[i] << (i % 8));
  }
  column::ArrayView view() const {
    column::ArrayView view = view_of(values);
    view.validity = bits.data();
    return view;
  }
};

// A seed that a failure shows.
class Random {
 public:
  std::uint64_t operator()(std::uint64_t below) { return engine_() % below; }

  template <typename T>
  std::vector<T> numbers(std::size_t count, std::uint64_t below, std::int64_t from = 0) {
    std::vector<T> values(count);
    for (T& value : values) value = static_cast<T>(static_cast<std::int64_t>((*this)(below)) + from);
    return values;
  }
  unsigned seed() const { return seed_; }

 private:
  unsigned seed_ = std::random_device()();
  std::mt19937_64 engine_{seed_};
};

template <typename T>
std::vector<std::int64_t> listed(const RawVector<T>& rows) {
  return {rows.begin(), rows.end()};
}

using Numbers = std::vector<std::int64_t>;

}  // namespace wirespeed::kernels
