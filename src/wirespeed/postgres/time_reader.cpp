#include "wirespeed/postgres/time_reader.hpp"

#include <limits>

namespace wirespeed::postgres {
namespace {

constexpr std::int64_t kSecond = 1'000'000;  // microseconds
constexpr std::int64_t kDay = 86'400 * kSecond;

// Days from 2000-01-01, in the Gregorian calendar without a beginning; year 0 is 1 BC. Years begin with March here, so
// that the day that is not always there is their last.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 730'425;
}

template <typename T>
std::optional<T> infinity(std::string_view text) noexcept {
  if (text == "infinity") return std::numeric_limits<T>::max();
  if (text == "-infinity") return std::numeric_limits<T>::min();
  return std::nullopt;
}

}  // namespace

bool TimeReader::take(char c) noexcept {
  if (left_.empty() || left_.front() != c) return false;
  left_.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> TimeReader::number(std::size_t min_digits, std::size_t max_digits) noexcept {
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; digits < max_digits && digits < left_.size() && left_[digits] >= '0' && left_[digits] <= '9'; ++digits) {
    value = value * 10 + (left_[digits] - '0');
  }
  if (digits < min_digits) return std::nullopt;
  left_.remove_prefix(digits);
  return value;
}

bool TimeReader::ends_in_bc() noexcept {
  constexpr std::string_view kEnd = " BC";
  if (!left_.ends_with(kEnd)) return false;
  left_.remove_suffix(kEnd.size());
  return true;
}

std::optional<std::int64_t> TimeReader::days() {
  const bool before_christ = ends_in_bc();
  const auto year = number(4, 7);
  if (!year || !take('-')) return std::nullopt;
  const auto month = number(2, 2);
  if (!month || *month < 1 || *month > 12 || !take('-')) return std::nullopt;
  const auto day = number(2, 2);
  if (!day || *day < 1 || *day > 31) return std::nullopt;
  return days_of(before_christ ? 1 - *year : *year, *month, *day);
}

std::optional<std::int64_t> TimeReader::clock() {
  const auto hours = number(2, 2);
  if (!hours || !take(':')) return std::nullopt;
  const auto minutes = number(2, 2);
  if (!minutes || !take(':')) return std::nullopt;
  const auto seconds = number(2, 2);
  if (!seconds) return std::nullopt;
  const std::int64_t us = ((*hours * 60 + *minutes) * 60 + *seconds) * kSecond;
  if (!take('.')) return us;
  const std::size_t before = left_.size();
  const auto fraction = number(1, 6);
  if (!fraction) return std::nullopt;
  std::int64_t unit = kSecond;
  for (std::size_t i = left_.size(); i < before; ++i) unit /= 10;
  return us + *fraction * unit;
}

// Microseconds east of UTC; 0 when the text says none.
std::optional<std::int64_t> TimeReader::offset() {
  if (left_.empty()) return 0;
  const bool west = take('-');
  if (!west && !take('+')) return std::nullopt;
  std::int64_t seconds = 0;
  for (const std::int64_t unit : {3600, 60, 1}) {
    if (unit != 3600 && !take(':')) break;
    const auto part = number(2, 2);
    if (!part) return std::nullopt;
    seconds += *part * unit;
  }
  return (west ? -seconds : seconds) * kSecond;
}

std::optional<std::int32_t> TimeReader::date() {
  if (const auto infinite = infinity<std::int32_t>(left_)) return infinite;
  const auto read = days();
  if (!read || !left_.empty() || *read > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  return static_cast<std::int32_t>(*read);
}

std::optional<std::int64_t> TimeReader::time() {
  const auto us = clock();
  if (!us || !left_.empty() || *us > kDay) return std::nullopt;
  return us;
}

std::optional<std::int64_t> TimeReader::timestamp() {
  if (const auto infinite = infinity<std::int64_t>(left_)) return infinite;
  const auto date = days();
  if (!date || !take(' ')) return std::nullopt;
  const auto us = clock();
  const auto east = us ? offset() : std::nullopt;
  constexpr std::int64_t kMaxDays = std::numeric_limits<std::int64_t>::max() / kDay - 2;
  if (!east || !left_.empty() || *date > kMaxDays || *date < -kMaxDays) return std::nullopt;
  return *date * kDay + *us - *east;
}

}  // namespace wirespeed::postgres
