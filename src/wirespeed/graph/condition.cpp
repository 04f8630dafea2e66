#include "wirespeed/graph/condition.hpp"

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

constexpr std::array<Sign, 6> kSigns{{
    {"==", Comparison::equal, kEqual},
    {"!=", Comparison::not_equal, kLess | kGreater},
    {"<", Comparison::less, kLess},
    {"<=", Comparison::less_or_equal, kLess | kEqual},
    {">", Comparison::greater, kGreater},
    {">=", Comparison::greater_or_equal, kGreater | kEqual},
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
  return fail(Errc::invalid_argument, "condition: expected ==, !=, <, <=, > or >=, found \"{}\"", sign);
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

Result<Condition> Condition::make(std::string_view property, const ArrayView& values, Comparison comparison,
                                  ConditionValue value) {
  Condition condition;
  condition.values_ = values;
  condition.accepted_ = accepted_by(comparison);
  if (values.dictionary != nullptr) {
    const auto one = make(property, *values.dictionary, comparison, std::move(value));
    if (!one) return one;
    for (std::int64_t i = 0; i < values.dictionary->length; ++i) condition.places_.push_back(one->holds(i));
    condition.test_ = by_dictionary;
    return condition;
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    condition.text_ = *text;
    condition.test_ = texts(values.item);
  } else {
    const auto* real = std::get_if<double>(&value);
    const auto* flag = std::get_if<bool>(&value);
    condition.is_real_ = real != nullptr;
    condition.integer_ = real != nullptr ? 0 : flag != nullptr ? int{*flag} : std::get<std::int64_t>(value);
    condition.real_ = real != nullptr ? *real : static_cast<double>(condition.integer_);
    condition.test_ = numbers(values.item);
  }
  if (condition.test_ != nullptr) return condition;
  return fail(Errc::invalid_argument, "condition on \"{}\": expected a value to compare {} with, found {}", property,
              column::is_text(values.item) ? "text" : "numbers", column::is_text(values.item) ? "a number" : "text");
}

}  // namespace wirespeed::graph
