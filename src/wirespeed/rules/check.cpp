#include "wirespeed/rules/check.hpp"

#include <re2/re2.h>

#include <charconv>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::rules {
namespace {

struct Passes {
  std::string_view value;

  bool operator()(const Required&) const { return !value.empty(); }
  bool operator()(const InRange& check) const {
    const auto number = leading_number(value);
    return number && check.range.contains(*number);
  }
  bool operator()(const Matches& check) const { return check.pattern.found_in(value); }
  bool operator()(const HasLength& check) const {
    return check.range.contains(static_cast<std::int64_t>(count_code_points(value)));
  }
  bool operator()(const IsOneOf& check) const { return check.values.contains(value); }
};

}  // namespace

Pattern::Pattern(const std::string& expression) : compiled_(std::make_shared<re2::RE2>(expression, re2::RE2::Quiet)) {}

Pattern Pattern::literal(const std::string& text) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_literal(true);
  options.set_case_sensitive(false);
  return Pattern(std::make_shared<const re2::RE2>(text, options));
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

std::string Pattern::error() const { return compiled_->ok() ? std::string() : compiled_->error(); }

std::optional<std::int64_t> leading_number(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::int64_t>::max();
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

bool passes(const Check& check, std::string_view value) {
  if (value.data() == nullptr) return !std::holds_alternative<Required>(check);
  return std::visit(Passes{value}, check);
}

}  // namespace wirespeed::rules
