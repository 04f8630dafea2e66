#include "faults.hpp"

#include <array>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

template <typename Member>
struct Known {
  std::string_view name;
  Member Faults::* place;
};

constexpr std::array<Known<std::optional<std::uint64_t>>, 5> kPlaces{{
    {"cut", &Faults::cut},
    {"reset", &Faults::reset},
    {"stall", &Faults::stall},
    {"flip", &Faults::flip},
    {"etag", &Faults::etag},
}};
constexpr std::array<Known<std::uint64_t>, 6> kNumbers{{
    {"status", &Faults::status},
    {"longer", &Faults::longer},
    {"shorter", &Faults::shorter},
    {"chunked", &Faults::chunked},
    {"drip", &Faults::drip},
    {"delay", &Faults::delay},
}};
constexpr std::array<Known<bool>, 6> kFlags{{
    {"silence", &Faults::silence},
    {"close", &Faults::close},
    {"bye", &Faults::bye},
    {"early", &Faults::early},
    {"noise", &Faults::noise},
    {"unsaid", &Faults::unsaid},
}};
constexpr std::array<Known<std::string>, 7> kTexts{{
    {"code", &Faults::code},
    {"late", &Faults::late},
    {"region", &Faults::region},
    {"location", &Faults::location},
    {"retry_after", &Faults::retry_after},
    {"checksum", &Faults::checksum},
    {"xml", &Faults::xml},
}};
constexpr std::array<std::string_view, 12> kOperations{
    "get", "head", "put", "list", "create", "part", "complete", "abort", "delete", "delete_many", "copy", "bucket"};

template <typename Member, std::size_t kSize, typename Value>
bool set(Faults& faults, const std::array<Known<Member>, kSize>& known, std::string_view name, const Value& value) {
  for (const auto& one : known) {
    if (one.name == name) return faults.*one.place = value, true;
  }
  return false;
}

bool set_number(Rule& rule, std::string_view name, std::uint64_t number) {
  if (name == "skip") return rule.skip = number, true;
  if (name == "times") return rule.times = number, true;
  if (name == "every" && number > 0) return rule.every = number, true;
  return set(rule.faults, kPlaces, name, number) || set(rule.faults, kNumbers, name, number);
}

Result<void> add_operations(Rule& rule, std::string_view names) {
  for (const std::string_view name : split(names, ',')) {
    if (std::find(kOperations.begin(), kOperations.end(), name) == kOperations.end()) {
      return fail(Errc::not_found, "fault: no operation is called {}; faults.hpp names them", name);
    }
    rule.operations.emplace(name);
  }
  return {};
}

Result<void> add_word(Rule& rule, std::string_view word) {
  const auto [name, value] = halves(word, '=');
  if (name == "on") return add_operations(rule, value);
  if (name == "key") return rule.key = value, Result<void>();
  std::uint64_t number = 0;
  const bool known = set(rule.faults, kFlags, word, true) ||
                     (!value.empty() && set(rule.faults, kTexts, name, value)) ||
                     (to_number(value, number) && set_number(rule, name, number));
  if (!known) return fail(Errc::not_found, "fault: {} is none; faults.hpp names them", word);
  return {};
}

template <typename Member, std::size_t kSize>
void add_set(Faults& faults, const Faults& more, const std::array<Known<Member>, kSize>& known) {
  for (const auto& one : known) {
    if (more.*one.place != Member()) faults.*one.place = more.*one.place;
  }
}

}  // namespace

bool Rule::takes(std::string_view operation, std::string_view target) {
  const bool about = (operations.empty() || operations.contains(operation)) && target.contains(key);
  if (!about) return false;
  const std::uint64_t number = met++;
  return number >= skip && (number - skip) % every == every - 1 && (number - skip) / every < times;
}

Result<Rule> parse_rule(std::string_view text) {
  Rule rule;
  for (const std::string_view word : split(text, ' ')) {
    if (auto added = add_word(rule, word); !added) return std::unexpected(added.error());
  }
  return rule;
}

Result<std::vector<Rule>> parse_rules(std::string_view text) {
  std::vector<Rule> rules;
  for (const std::string_view line : split(text, '\n')) {
    auto rule = parse_rule(line);
    if (!rule) return std::unexpected(rule.error());
    rules.push_back(*std::move(rule));
  }
  return rules;
}

void add(Faults& faults, const Faults& more) {
  add_set(faults, more, kPlaces);
  add_set(faults, more, kNumbers);
  add_set(faults, more, kFlags);
  add_set(faults, more, kTexts);
}

}  // namespace wirespeed::s3_stub
