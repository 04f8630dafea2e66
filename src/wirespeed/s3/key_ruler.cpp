#include "wirespeed/s3/key_ruler.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kFiner = 3;  // places behind the first one that differs
constexpr std::uint64_t kMostValues = std::uint64_t{1} << 60;

bool is_in(std::string_view set, char c) noexcept { return set.find(c) != set.npos; }
bool is_word(char c) noexcept { return is_in(kDigits, c) || is_in(kUpper, c) || is_in(kLower, c); }

// What may stand in a run of letters and digits, by what does: "00a3" is hexadecimal, "x7" any of both.
std::string alphabet_of(std::string_view run) {
  const auto has = [run](std::string_view set) {
    return std::ranges::any_of(run, [&](char c) { return is_in(set, c); });
  };
  const bool digits = has(kDigits);
  std::string alphabet(digits ? kDigits : std::string_view());
  if (has(kUpper)) alphabet += kUpper.substr(0, digits && !has(kUpper.substr(6)) ? 6 : kUpper.size());
  if (has(kLower)) alphabet += kLower.substr(0, digits && !has(kLower.substr(6)) ? 6 : kLower.size());
  return alphabet;
}

// For each place of `key`.
std::vector<std::string> alphabets_of(std::string_view key) {
  std::vector<std::string> places;
  places.reserve(key.size());
  for (std::size_t at = 0; at < key.size();) {
    std::size_t end = at;
    while (end < key.size() && is_word(key[end])) ++end;
    if (end == at) {
      places.emplace_back(1, key[at++]);
    } else {
      places.resize(end, alphabet_of(key.substr(at, end - at)));
      at = end;
    }
  }
  return places;
}

}  // namespace

std::optional<KeyRuler> KeyRuler::measure(std::string_view first, std::string_view last) {
  if (first >= last) return std::nullopt;
  const auto differ = std::ranges::mismatch(first, last);
  const auto common = static_cast<std::size_t>(differ.in2 - last.begin());
  std::vector<std::string> places = alphabets_of(last);
  places.resize(std::min(places.size(), common + 1 + kFiner));
  KeyRuler ruler;
  std::size_t begin = places.size();
  while (begin > 0 && ruler.top_ <= kMostValues / places[begin - 1].size()) ruler.top_ *= places[--begin].size();
  if (begin > common) return std::nullopt;
  ruler.front_ = last.substr(0, begin);
  ruler.places_.assign(places.begin() + static_cast<std::ptrdiff_t>(begin), places.end());
  const std::uint64_t low = ruler.value_of(first);
  const std::uint64_t high = ruler.value_of(last);
  if (high <= low) return std::nullopt;
  ruler.page_ = high - low;
  return ruler;
}

std::uint64_t KeyRuler::value_of(std::string_view key) const noexcept {
  const std::string_view front = key.substr(0, front_.size());
  if (front != front_) return front < front_ ? 0 : top_ - 1;
  std::uint64_t value = 0;
  bool is_rest_least = false;  // behind the key's end, and behind what the alphabet does not have
  bool is_rest_most = false;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    const std::size_t at = front_.size() + i;
    is_rest_least |= at >= key.size();
    std::size_t digit = is_rest_most ? place.size() - 1 : 0;
    if (!is_rest_least && !is_rest_most) {
      const auto found = std::ranges::lower_bound(place, key[at]);
      digit = static_cast<std::size_t>(found - place.begin());
      is_rest_most = digit == place.size();
      is_rest_least = !is_rest_most && *found != key[at];
      if (is_rest_most) --digit;
    }
    value = value * place.size() + digit;
  }
  return value;
}

std::string KeyRuler::text_of(std::uint64_t value) const {
  std::string text = front_ + std::string(places_.size(), ' ');
  for (std::size_t i = places_.size(); i-- > 0;) {
    const Place& place = places_[i];
    text[front_.size() + i] = place[value % place.size()];
    value /= place.size();
  }
  return text;
}

double KeyRuler::pages_between(std::string_view low, std::string_view high) const noexcept {
  const std::uint64_t from = value_of(low);
  const std::uint64_t to = value_of(high);
  return to <= from ? 0 : static_cast<double>(to - from) / static_cast<double>(page_);
}

std::optional<std::string> KeyRuler::ahead(std::string_view low, double pages) const {
  const double value = static_cast<double>(value_of(low)) + pages * static_cast<double>(page_);
  if (value >= static_cast<double>(top_ - 1)) return std::nullopt;
  return text_of(static_cast<std::uint64_t>(value));
}

std::optional<std::string> KeyRuler::middle(std::string_view low, std::string_view high) const {
  const std::uint64_t from = value_of(low);
  const std::uint64_t to = value_of(high);
  if (to <= from + 1) return std::nullopt;
  return text_of(from + (to - from) / 2);
}

}  // namespace wirespeed::s3
