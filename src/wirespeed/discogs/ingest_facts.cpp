#include "wirespeed/discogs/ingest_facts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace wirespeed::discogs {
namespace {

constexpr std::string_view kSection = "meta/ingest";

// The one list of names: visit(name, number&) for each fact. Facts is IngestFacts, const or not.
template <typename Facts, typename Visit>
void for_each_fact(Facts& facts, const Visit& visit) {
  for (int kind = 0; kind < kKindCount; ++kind) {
    const char* name = root_name(static_cast<Kind>(kind));
    visit(fmt::format("records.{}", name), facts.records[static_cast<std::size_t>(kind)]);
    visit(fmt::format("superseded.{}", name), facts.superseded[static_cast<std::size_t>(kind)]);
  }
  visit("rejects", facts.rejects);
  visit("repairs", facts.repairs);
  visit("ignored.no_id", facts.ignored.no_id);
  visit("ignored.id_too_large", facts.ignored.id_too_large);
  visit("ignored.no_name", facts.ignored.no_name);
  visit("bytes_in", facts.bytes_in);
  visit("bytes_xml", facts.bytes_xml);
  visit("last_year", facts.last_year);
}

Result<std::uint64_t> parse_number(std::string_view line, std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return fail(Errc::malformed, "section {}: expected \"name number\", found \"{}\"", kSection, line);
  }
  return number;
}

Result<void> set_fact(IngestFacts& facts, std::string_view line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  auto number = parse_number(line, line.substr(std::min(space + 1, line.size())));
  if (!number) return std::unexpected(number.error());
  for_each_fact(facts, [&](std::string_view name, std::uint64_t& fact) {
    if (name == line.substr(0, space)) fact = *number;
  });
  return {};
}

}  // namespace

std::string to_text(const IngestFacts& facts) {
  std::string text;
  for_each_fact(facts, [&](std::string_view name, std::uint64_t number) {
    fmt::format_to(std::back_inserter(text), "{} {}\n", name, number);
  });
  return text;
}

Result<IngestFacts> parse_facts(std::string_view text) {
  IngestFacts facts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto ok = set_fact(facts, text.substr(0, end)); !ok) return std::unexpected(ok.error());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return facts;
}

Result<void> write_facts(const IngestFacts& facts, SectionWriter& writer) {
  return writer.add(kSection, bytes_of(to_text(facts)));
}

Result<IngestFacts> read_facts(const SectionFile& file) {
  auto bytes = file.section(kSection);
  if (!bytes) return std::unexpected(bytes.error());
  auto facts = parse_facts(text_of(*bytes));
  if (!facts) return fail(facts.error().code, "open {}: {}", file.path().string(), facts.error().message);
  return facts;
}

}  // namespace wirespeed::discogs
