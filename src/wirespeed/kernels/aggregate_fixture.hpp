// Columns and groups for tests of aggregates, and the obvious way to aggregate.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "wirespeed/kernels/aggregate.hpp"

namespace wirespeed::kernels::fixture {

using column::ArrayView;
using column::Item;

template <typename T>
constexpr Item item_for() {
  if (std::is_same_v<T, float>) return Item::float32;
  if (std::is_same_v<T, double>) return Item::float64;
  constexpr int kWidth = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return static_cast<Item>(static_cast<int>(std::is_signed_v<T> ? Item::int8 : Item::uint8) + kWidth);
}

inline std::vector<std::uint8_t> bits_of(const std::vector<bool>& flags, std::int64_t first) {
  std::vector<std::uint8_t> bits((flags.size() + static_cast<std::size_t>(first)) / 8 + 1);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::size_t at = i + static_cast<std::size_t>(first);
    if (flags[i]) bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | 1U << (at % 8));
  }
  return bits;
}

// A column that owns its memory. Items that are not there hold any value.
template <typename T>
class Column {
 public:
  explicit Column(std::vector<std::optional<T>> items, Item item = item_for<T>()) : items_(std::move(items)) {
    for (const auto& value : items_) values_.push_back(value.value_or(T(77)));
    view_ = {.item = item, .length = size(), .data = bytes(values_), .stride = sizeof(T), .width = sizeof(T)};
    add_validity(5);
  }
  Column(const Column&) = delete;  // its view points into it
  Column& operator=(const Column&) = delete;

  // The same items, `step` apart, back to front when it is negative.
  Column& strided(std::int64_t step) {
    const auto count = static_cast<std::size_t>(size());
    const auto gap = static_cast<std::size_t>(std::abs(step));
    std::vector<T> spaced(count * gap + 1, T(55));
    for (std::size_t i = 0; i < count; ++i) spaced[(step > 0 ? i : count - 1 - i) * gap] = values_[i];
    values_ = std::move(spaced);
    view_.data = bytes(values_) + (step > 0 || count == 0 ? 0 : (count - 1) * gap * sizeof(T));
    view_.stride = step * static_cast<std::int64_t>(sizeof(T));
    return *this;
  }

  // The same items through a dictionary, in which one more is null.
  Column& encoded() {
    places_.clear();
    for (std::size_t i = 0; i < items_.size(); ++i)
      places_.push_back(static_cast<std::int32_t>(items_[i] ? i : items_.size()));
    values_.push_back(T(33));
    std::vector<bool> flags(items_.size(), true);
    flags.push_back(false);
    word_bits_ = bits_of(flags, 0);
    dictionary_ = view_;
    dictionary_.length = size() + 1;
    dictionary_.data = bytes(values_);
    dictionary_.validity = word_bits_.data();
    dictionary_.first = 0;
    view_ = {.item = Item::int32,
             .length = size(),
             .data = bytes(places_),
             .stride = 4,
             .width = 4,
             .dictionary = &dictionary_};
    return *this;
  }

  const ArrayView& view() const { return view_; }
  const std::vector<std::optional<T>>& items() const { return items_; }
  std::int64_t size() const { return static_cast<std::int64_t>(items_.size()); }

 private:
  template <typename V>
  static const std::uint8_t* bytes(const std::vector<V>& values) {
    return reinterpret_cast<const std::uint8_t*>(values.data());
  }
  void add_validity(std::int64_t first) {
    std::vector<bool> flags;
    for (const auto& value : items_) flags.push_back(value.has_value());
    if (std::ranges::find(flags, false) == flags.end()) return;
    bits_ = bits_of(flags, first);
    view_.validity = bits_.data();
    view_.first = first;
  }

  std::vector<std::optional<T>> items_;
  std::vector<T> values_;
  std::vector<std::int32_t> places_;
  std::vector<std::uint8_t> bits_;
  std::vector<std::uint8_t> word_bits_;
  ArrayView dictionary_;
  ArrayView view_;
};

// Results with what is missing as nothing.
template <typename Out>
using Answers = std::vector<std::optional<Out>>;

inline std::size_t extent_of(const AggregateTask& task, GroupView groups) {
  const auto shape = shape_of(task);
  if (!shape) return 0;
  if (shape->extent == Extent::row) return groups.codes.size();
  return std::size_t{groups.groups} * (shape->extent == Extent::pick ? task.picks : 1);
}

template <typename Out>
Result<Answers<Out>> ask(GroupView groups, AggregateTask task, unsigned threads = 1) {
  if (auto shape = shape_of(task); !shape) return std::unexpected(shape.error());
  const std::size_t count = extent_of(task, groups);
  std::vector<Out> items(count);
  std::vector<std::uint8_t> validity(count / 8 + 1, 0xff);
  task.result = items.data();
  task.validity = validity.data();
  if (auto done = aggregate(groups, {&task, 1}, {.threads = threads}); !done) return std::unexpected(done.error());
  Answers<Out> answers(count);
  for (std::size_t i = 0; i < count; ++i) {
    if ((validity[i / 8] >> (i % 8) & 1) != 0) answers[i] = items[i];
  }
  return answers;
}

// f(std::type_identity<Out>{}) for the type that results of an item have.
template <typename F>
decltype(auto) with_result_type(Item item, F&& f) {
  switch (item) {
    case Item::boolean:
    case Item::uint8:
      return f(std::type_identity<std::uint8_t>{});
    case Item::int8:
      return f(std::type_identity<std::int8_t>{});
    case Item::int16:
      return f(std::type_identity<std::int16_t>{});
    case Item::int32:
      return f(std::type_identity<std::int32_t>{});
    case Item::uint16:
      return f(std::type_identity<std::uint16_t>{});
    case Item::uint32:
      return f(std::type_identity<std::uint32_t>{});
    case Item::uint64:
      return f(std::type_identity<std::uint64_t>{});
    case Item::float32:
      return f(std::type_identity<float>{});
    case Item::float64:
      return f(std::type_identity<double>{});
    default:
      return f(std::type_identity<std::int64_t>{});
  }
}

// Values that are there, by group, with their rows.
template <typename T>
struct Member {
  T value;
  std::int64_t row;
};
template <typename T>
std::vector<std::vector<Member<T>>> members(GroupView groups, const Column<T>& column) {
  std::vector<std::vector<Member<T>>> found(groups.groups);
  for (std::size_t i = 0; i < groups.codes.size(); ++i) {
    const auto& value = column.items()[i];
    if (groups.codes[i] == kNoGroup || !value || *value != *value) continue;
    found[groups.codes[i]].push_back({*value, static_cast<std::int64_t>(i)});
  }
  return found;
}

class Aggregates : public ::testing::Test {
 protected:
  Aggregates() { trace_.emplace(__FILE__, __LINE__, fmt::format("seed {}", seed_)); }

  std::uint32_t below(std::uint32_t n) { return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random_); }

  // Each group has a row; one row in ten has none if `drops`.
  std::vector<std::uint32_t> codes(std::size_t rows, std::uint32_t groups, bool drops) {
    std::vector<std::uint32_t> made(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      made[i] = i < groups ? static_cast<std::uint32_t>(i) : drops && below(10) == 0 ? kNoGroup : below(groups);
    }
    return made;
  }

  template <typename T>
  std::vector<std::optional<T>> numbers(std::size_t rows, std::uint32_t nulls_in_ten) {
    std::vector<std::optional<T>> made(rows);
    for (auto& value : made) {
      if (below(10) >= nulls_in_ten)
        value = static_cast<T>(static_cast<int>(below(100)) - (std::is_signed_v<T> ? 50 : 0));
    }
    return made;
  }

  unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::optional<::testing::ScopedTrace> trace_;
};

}  // namespace wirespeed::kernels::fixture
