#include "wirespeed/graph/condition.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/column/text_items.hpp"

namespace wirespeed::graph {
namespace {

using column::ArrayView;
using column::Item;

constexpr unsigned kLess = 1;
constexpr unsigned kEqual = 2;
constexpr unsigned kGreater = 4;

struct Sign {
  std::string_view text;
  Comparison comparison;
  unsigned accepted;
};

constexpr std::array<Sign, 7> kSigns{{
    {"==", Comparison::equal, kEqual},
    {"!=", Comparison::not_equal, kLess | kGreater},
    {"<", Comparison::less, kLess},
    {"<=", Comparison::less_or_equal, kLess | kEqual},
    {">", Comparison::greater, kGreater},
    {">=", Comparison::greater_or_equal, kGreater | kEqual},
    {"contains", Comparison::contains, kEqual},
}};

}  // namespace

unsigned accepted_by(Comparison comparison) noexcept {
  for (const Sign& sign : kSigns) {
    if (sign.comparison == comparison) return sign.accepted;
  }
  return 0;
}

Result<Comparison> parse_comparison(std::string_view sign) {
  for (const Sign& one : kSigns) {
    if (one.text == sign) return one.comparison;
  }
  return fail(Errc::invalid_argument, "condition: expected ==, !=, <, <=, >, >= or contains, found \"{}\"", sign);
}

bool Condition::fits_integer(std::int64_t found) const noexcept {
  return is_real_ ? fits(static_cast<double>(found), real_) : fits(found, integer_);
}

std::optional<FlagTest> Condition::as_flag_test() const noexcept {
  const bool is_bytes = values_.item == Item::boolean && values_.stride == 1;
  if (test_ != bit || values_.validity != nullptr || (!is_bytes && values_.item != Item::bit)) return std::nullopt;
  return FlagTest{values_.data, values_.first, is_bytes, {fits_integer(0), fits_integer(1)}};
}

template <typename T>
bool Condition::integer(const Condition& self, std::int64_t i) noexcept {
  if (!self.values_.is_there(i)) return false;
  const T found = column::item_at<T>(self.values_, i);
  if (!std::in_range<std::int64_t>(found)) return (self.accepted_ & kGreater) != 0;
  return self.fits_integer(static_cast<std::int64_t>(found));
}

template <typename T>
bool Condition::real(const Condition& self, std::int64_t i) noexcept {
  return self.values_.is_there(i) && self.fits(double{column::item_at<T>(self.values_, i)}, self.real_);
}

bool Condition::bit(const Condition& self, std::int64_t i) noexcept {
  return self.values_.is_there(i) && self.fits_integer(column::bit_at(self.values_, i) ? 1 : 0);
}

bool Condition::ticks(const Condition& self, std::int64_t i) noexcept {
  if (!self.values_.is_there(i)) return false;
  const auto found = column::item_at<std::int64_t>(self.values_, i);
  return found != std::numeric_limits<std::int64_t>::min() && self.fits_integer(found);
}

template <Item item>
bool Condition::text(const Condition& self, std::int64_t i) noexcept {
  if (!self.values_.is_there(i)) return false;
  if constexpr (item == Item::bytes || item == Item::ucs4) {
    return self.fits(column::utf8_text_at(self.values_, i), self.text_);
  } else {
    const std::string_view found = column::text_at(self.values_, i);
    return found.data() != nullptr && self.fits(found, std::string_view(self.text_));
  }
}

bool Condition::by_dictionary(const Condition& self, std::int64_t i) noexcept {
  if (!self.values_.is_there(i)) return false;
  const auto place = static_cast<std::size_t>(column::place_at(self.values_, i));
  return place < self.places_.size() && self.places_[place];
}

Condition::Test Condition::numbers(Item item) noexcept {
  switch (item) {
    case Item::boolean:
    case Item::bit:
      return bit;
    case Item::int8:
      return integer<std::int8_t>;
    case Item::int16:
      return integer<std::int16_t>;
    case Item::int32:
      return integer<std::int32_t>;
    case Item::int64:
      return integer<std::int64_t>;
    case Item::uint8:
      return integer<std::uint8_t>;
    case Item::uint16:
      return integer<std::uint16_t>;
    case Item::uint32:
      return integer<std::uint32_t>;
    case Item::uint64:
      return integer<std::uint64_t>;
    case Item::float32:
      return real<float>;
    case Item::float64:
      return real<double>;
    case Item::ticks:
      return ticks;
    default:
      return nullptr;
  }
}

Condition::Test Condition::texts(Item item) noexcept {
  switch (item) {
    case Item::bytes:
      return text<Item::bytes>;
    case Item::ucs4:
      return text<Item::ucs4>;
    case Item::text:
      return text<Item::text>;
    case Item::large_text:
      return text<Item::large_text>;
    case Item::text_view:
      return text<Item::text_view>;
    case Item::slices:
      return text<Item::slices>;
    default:
      return nullptr;
  }
}

bool Condition::contains(const Condition& self, std::int64_t i) noexcept {
  if (!self.values_.is_there(i)) return false;
  const auto* offsets = static_cast<const std::int64_t*>(self.values_.offsets);
  for (std::int64_t item = offsets[i]; item < offsets[i + 1]; ++item) {
    if (self.items_.front().holds(item)) return true;
  }
  return false;
}

bool Condition::is_same_list(std::int64_t i) const noexcept {
  const auto* offsets = static_cast<const std::int64_t*>(values_.offsets);
  if (offsets[i + 1] - offsets[i] != static_cast<std::int64_t>(items_.size())) return false;
  std::int64_t item = offsets[i];
  return std::ranges::all_of(items_, [&](const Condition& one) { return one.holds(item++); });
}

bool Condition::list(const Condition& self, std::int64_t i) noexcept {
  return self.values_.is_there(i) && (self.accepted_ & (self.is_same_list(i) ? kEqual : kLess)) != 0;
}

// A dictionary's values are asked once.
Result<Condition> Condition::of_dictionary(const NodeProperty& column, Comparison comparison,
                                           const ConditionValue& value) {
  const ArrayView& values = *column.values.dictionary;
  const auto one = make({column.name, values, nullptr, column.type}, comparison, value);
  if (!one) return one;
  Condition condition;
  condition.values_ = column.values;
  for (std::int64_t i = 0; i < values.length; ++i) condition.places_.push_back(one->holds(i));
  condition.test_ = by_dictionary;
  return condition;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as lists stand in lists
Result<Condition> Condition::of_list(const NodeProperty& column, Comparison comparison, const ConditionValue& value) {
  Condition condition;
  condition.values_ = column.values;
  condition.accepted_ = accepted_by(comparison);
  NodeProperty items = column.children.front();
  items.name = column.name;
  if (comparison == Comparison::contains) {
    auto item = make(items, Comparison::equal, value);
    if (!item) return item;
    condition.items_.push_back(*std::move(item));
    condition.test_ = contains;
    return condition;
  }
  const auto* wanted = std::get_if<PropertyList>(&value);
  if (wanted == nullptr || (comparison != Comparison::equal && comparison != Comparison::not_equal)) {
    return fail(Errc::invalid_argument,
                "condition on \"{}\": expected == or != and a list, or contains and an item, for lists have no order; "
                "found {}",
                column.name, kind_of(value));
  }
  condition.items_.reserve(wanted->items.size());
  for (const NamedValue& one : wanted->items) {
    auto item = make(items, Comparison::equal, one.value);
    if (!item) return item;
    condition.items_.push_back(*std::move(item));
  }
  condition.test_ = list;
  return condition;
}

void Condition::take_integer(std::int64_t value) noexcept {
  integer_ = value;
  real_ = static_cast<double>(value);
  test_ = numbers(values_.item);
}

// Between two ticks: whoever is equal to the earlier one is less.
void Condition::take_ticks(const WholeTicks& ticks) noexcept {
  take_integer(ticks.ticks);
  if (!ticks.has_rest) return;
  accepted_ = (accepted_ & ~kEqual) | ((accepted_ & kLess) != 0 ? kEqual : 0);
}

Result<void> Condition::take_value(const NodeProperty& column, const ConditionValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    text_ = *text;
    test_ = texts(values_.item);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    take_integer(*whole);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    take_integer(*flag ? 1 : 0);
  } else if (const auto* real = std::get_if<double>(&value)) {
    is_real_ = true;
    real_ = *real;
    test_ = numbers(values_.item);
  } else if (const auto* time = std::get_if<TimeValue>(&value)) {
    const auto type = time_type_of(column.type);
    if (!type) return {};
    const auto ticks = ticks_in(*time, *type);
    if (!ticks) {
      return fail(Errc::invalid_argument, "condition on \"{}\": {}", column.name, ticks.error().message);
    }
    take_ticks(*ticks);
  }
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as lists stand in lists
Result<Condition> Condition::make(const NodeProperty& column, Comparison comparison, const ConditionValue& value) {
  if (column.is_list()) return of_list(column, comparison, value);
  if (column.is_struct()) {
    return fail(
        Errc::invalid_argument,
        "condition on \"{}\": expected values that can be compared, found structs; make columns of their fields",
        column.name);
  }
  const ArrayView& values = column.values;
  if (values.dictionary != nullptr) return of_dictionary(column, comparison, value);
  Condition condition;
  condition.values_ = values;
  condition.accepted_ = accepted_by(comparison);
  if (comparison != Comparison::contains) {
    if (auto ok = condition.take_value(column, value); !ok) return std::unexpected(ok.error());
  }
  if (condition.test_ != nullptr) return condition;
  if (comparison == Comparison::contains) {
    return fail(Errc::invalid_argument, "condition on \"{}\": expected lists for contains, found other values",
                column.name);
  }
  const char* const values_are = time_type_of(column.type)      ? "times"
                                 : column::is_text(values.item) ? "text"
                                                                : "numbers";
  return fail(Errc::invalid_argument, "condition on \"{}\": expected a value to compare {} with, found {}", column.name,
              values_are, kind_of(value));
}

}  // namespace wirespeed::graph
