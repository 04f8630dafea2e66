// What a rule asks of a value.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace re2 {
class RE2;
}

namespace wirespeed::rules {

// Bounds that are part of the range.
struct Range {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();

  bool contains(std::int64_t n) const noexcept { return n >= min && n <= max; }
};

// An expression of RE2, found anywhere in a text unless it is anchored. Takes linear time whatever the text is.
class Pattern {
 public:
  explicit Pattern(const std::string& expression);
  // These characters as they are, whatever the case of letters.
  static Pattern literal(const std::string& text);

  bool found_in(std::string_view text) const;
  std::string error() const;  // empty if the expression is one

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

struct Required {};
struct InRange {
  Range range;
};
struct Matches {
  Pattern pattern;
};
struct HasLength {  // in characters
  Range range;
};
struct IsOneOf {
  std::set<std::string, std::less<>> values;
};
using Check = std::variant<Required, InRange, Matches, HasLength, IsOneOf>;

// The number that a text begins with, so 1999 for the date 1999-03-00; nothing where no digit stands there.
std::optional<std::int64_t> leading_number(std::string_view text) noexcept;

// Whether a value is as it should be. An absent one is, unless it is required.
bool passes(const Check& check, std::string_view value);

}  // namespace wirespeed::rules
