#include "parameters.hpp"

#include <algorithm>
#include <charconv>

#include "wirespeed/base/utf8.hpp"

namespace discography {
namespace {

using wirespeed::http::Parameter;

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Enough of it to be recognised.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 64;
  return text.size() <= kShown ? std::string(text) : fmt::format("{}...", text.substr(0, kShown));
}

Problem unknown_parameter(std::string_view name, std::span<const std::string_view> known) {
  if (known.empty()) return bad_parameter(name, "expected no parameter, found \"{}\"", shown(name));
  return bad_parameter(name, "expected one of {}, found a parameter \"{}\"", fmt::join(known, ", "), shown(name));
}

}  // namespace

std::expected<void, Problem> check_length(std::string_view name, std::string_view text) {
  const std::size_t length = wirespeed::count_code_points(text);
  if (length <= kMaxTextLength) return {};
  return std::unexpected(bad_parameter(name, "expected at most {} characters, found {}", kMaxTextLength, length));
}

std::expected<void, Problem> Parameters::check(std::span<const std::string_view> known) const {
  for (auto at = given_.begin(); at != given_.end(); ++at) {
    if (std::ranges::find(known, at->name) == known.end()) return std::unexpected(unknown_parameter(at->name, known));
    if (std::find_if(given_.begin(), at, [&](const Parameter& one) { return one.name == at->name; }) != at) {
      return std::unexpected(bad_parameter(at->name, "expected it once, found it twice"));
    }
  }
  return {};
}

std::optional<std::string_view> Parameters::find(std::string_view name) const noexcept {
  const auto at = std::ranges::find(given_, name, &Parameter::name);
  if (at == given_.end()) return std::nullopt;
  return at->value;
}

std::expected<std::uint32_t, Problem> Parameters::number(std::string_view name, Bounds bounds) const {
  const auto text = find(name);
  if (!text) return bounds.usual;
  const auto number = parse_number(*text);
  if (number && *number >= bounds.least && *number <= bounds.most) return *number;
  return std::unexpected(bad_parameter(name, "expected a whole number from {} to {}, found \"{}\"", bounds.least,
                                       bounds.most, shown(*text)));
}

std::expected<std::string_view, Problem> Parameters::text(std::string_view name) const {
  const auto text = find(name);
  if (!text || text->find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return std::unexpected(bad_parameter(name, "expected a text, found {}", text ? "an empty one" : "none"));
  }
  if (auto ok = check_length(name, *text); !ok) return std::unexpected(ok.error());
  return *text;
}

std::vector<std::string_view> Parameters::list(std::string_view name) const {
  std::vector<std::string_view> items;
  std::string_view rest = find(name).value_or("");
  items.reserve(static_cast<std::size_t>(std::ranges::count(rest, ',')) + 1);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    items.push_back(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return items;
}

}  // namespace discography
