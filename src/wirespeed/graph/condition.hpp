// A comparison of a node's property with a value: what decides whether a walk returns it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/graph/node_property.hpp"
#include "wirespeed/graph/property_value.hpp"

namespace wirespeed::graph {

// The last of lists: one of the items is equal.
enum class Comparison : std::uint8_t { equal, not_equal, less, less_or_equal, greater, greater_or_equal, contains };

Result<Comparison> parse_comparison(std::string_view sign);  // "==", "!=", "<", "<=", ">", ">=", "contains"

using ConditionValue = PropertyValue;

// A column of flags without nulls, and what either flag means to a condition: for loops that test nothing else.
struct FlagTest {
  const std::uint8_t* data;  // a byte each, or bit `first + i`
  std::int64_t first;
  bool is_bytes;
  std::array<bool, 2> holds;  // of 0, of 1

  bool is_set(std::int64_t i) const noexcept {
    if (is_bytes) return data[i] != 0;
    return (data[(first + i) / 8] >> ((first + i) % 8) & 1) != 0;
  }
  bool operator()(std::int64_t i) const noexcept { return holds[is_set(i) ? 1 : 0]; }
};

// Bits: less, equal, greater.
unsigned accepted_by(Comparison comparison) noexcept;

template <typename T>
bool fits(unsigned accepted, const T& found, const T& wanted) noexcept {
  return (found < wanted && (accepted & 1) != 0) || (found == wanted && (accepted & 2) != 0) ||
         (wanted < found && (accepted & 4) != 0);
}

// Borrows the column. A null, NaT and NaN fulfil nothing. Times are compared in whatever units the two have, and with
// integers in the unit of the column; lists are equal to others or not, or contain an item.
class Condition {
 public:
  // Fails when values of the column cannot be compared with the value: text with numbers, structs at all.
  static Result<Condition> make(const NodeProperty& column, Comparison comparison, const ConditionValue& value);

  bool holds(std::int64_t i) const noexcept { return test_(*this, i); }

  // Where the column is one of flags, one next to the other, and none is missing.
  std::optional<FlagTest> as_flag_test() const noexcept;

 private:
  using Test = bool (*)(const Condition&, std::int64_t) noexcept;

  static Result<Condition> of_list(const NodeProperty& column, Comparison comparison, const ConditionValue& value);
  static Result<Condition> of_dictionary(const NodeProperty& column, Comparison comparison,
                                         const ConditionValue& value);
  Result<void> take_value(const NodeProperty& column, const ConditionValue& value);
  void take_ticks(const WholeTicks& ticks) noexcept;
  void take_integer(std::int64_t value) noexcept;

  static Test numbers(column::Item item) noexcept;
  static Test texts(column::Item item) noexcept;
  static bool by_dictionary(const Condition& self, std::int64_t i) noexcept;
  static bool contains(const Condition& self, std::int64_t i) noexcept;
  static bool list(const Condition& self, std::int64_t i) noexcept;
  bool is_same_list(std::int64_t i) const noexcept;
  template <typename T>
  static bool integer(const Condition& self, std::int64_t i) noexcept;
  template <typename T>
  static bool real(const Condition& self, std::int64_t i) noexcept;
  template <column::Item item>
  static bool text(const Condition& self, std::int64_t i) noexcept;
  static bool bit(const Condition& self, std::int64_t i) noexcept;
  static bool ticks(const Condition& self, std::int64_t i) noexcept;

  template <typename T>
  bool fits(const T& found, const T& wanted) const noexcept {
    return graph::fits(accepted_, found, wanted);
  }
  bool fits_integer(std::int64_t found) const noexcept;

  column::ArrayView values_;
  unsigned accepted_ = 0;  // accepted_by()
  bool is_real_ = false;   // the value has a fraction, or the column has
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::string text_;
  std::vector<bool> places_;      // of a dictionary: which of its values fulfil it
  std::vector<Condition> items_;  // of lists: equal to each item, one after the other, or to the one
  Test test_ = nullptr;
};

}  // namespace wirespeed::graph
