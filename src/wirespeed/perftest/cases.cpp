#include "wirespeed/perftest/cases.hpp"

#include <algorithm>
#include <optional>

#include "wirespeed/perftest/yaml.hpp"

namespace wirespeed::perftest {
namespace {

constexpr std::size_t kMostPopular = 50;  // as many as one answer of suggestions holds

// What stands at `key`; an error that names the line where nothing does.
Result<std::string> text_at(const YAML::Node& map, const char* key, std::string_view where) {
  const YAML::Node found = map[key];
  if (found && found.IsScalar() && !found.Scalar().empty()) return found.Scalar();
  return fail(Errc::malformed, "{}: line {}: expected a text for \"{}\"", where, line_of(map), key);
}

// Whoever misspells a key should hear of it.
Result<void> check_keys(const YAML::Node& map, std::initializer_list<std::string_view> known, std::string_view where) {
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    if (std::ranges::find(known, key) != known.end()) continue;
    return fail(Errc::malformed, "{}: line {}: expected {}, found \"{}\"", where, line_of(entry.first),
                fmt::join(known, " or "), key);
  }
  return {};
}

Result<List> parse_popular(const std::string& name, const YAML::Node& node, std::string_view where) {
  if (auto ok = check_keys(node, {"popular", "label"}, where); !ok) return std::unexpected(ok.error());
  const auto popular = node["popular"].as<std::size_t>(0);
  if (popular == 0 || popular > kMostPopular) {
    return fail(Errc::malformed, "{}: line {}: expected popular: 1 to {}", where, line_of(node), kMostPopular);
  }
  return List{name, node["label"].as<std::string>(name), popular, {}};
}

Result<List> parse_list(const std::string& name, const YAML::Node& node, std::string_view where) {
  if (node.IsMap()) return parse_popular(name, node, where);
  if (!node.IsSequence() || node.size() == 0) {
    return fail(Errc::malformed, "{}: line {}: expected {{popular: N}} or a list of values for \"{}\"", where,
                line_of(node), name);
  }
  return List{name, "", 0, node.as<std::vector<std::string>>()};
}

Result<CaseTemplate> parse_case(const YAML::Node& node, std::string_view where) {
  if (!node.IsMap()) return fail(Errc::malformed, "{}: line {}: expected {{name:, get:}}", where, line_of(node));
  if (auto ok = check_keys(node, {"name", "get"}, where); !ok) return std::unexpected(ok.error());
  auto name = text_at(node, "name", where);
  if (!name) return std::unexpected(name.error());
  auto target = text_at(node, "get", where);
  if (!target) return std::unexpected(target.error());
  if (target->front() == '/') return CaseTemplate{std::move(*name), std::move(*target)};
  return fail(Errc::malformed, "{}: line {}: expected a target that begins with /, found \"{}\"", where, line_of(node),
              *target);
}

Result<CaseList> parse_document(const YAML::Node& document, std::string_view where) {
  if (!document.IsMap() || !document["cases"] || document["cases"].size() == 0) {
    return fail(Errc::malformed, "{}: expected \"cases:\" with at least one case, and \"lists:\"", where);
  }
  if (auto ok = check_keys(document, {"lists", "cases"}, where); !ok) return std::unexpected(ok.error());
  CaseList list;
  for (const auto& entry : document["lists"]) {
    auto parsed = parse_list(entry.first.Scalar(), entry.second, where);
    if (!parsed) return std::unexpected(parsed.error());
    list.lists.push_back(std::move(*parsed));
  }
  for (const auto& node : document["cases"]) {
    auto parsed = parse_case(node, where);
    if (!parsed) return std::unexpected(parsed.error());
    list.cases.push_back(std::move(*parsed));
  }
  return list;
}

// --- placeholders ----------------------------------------------------------------------------------------------------

struct Placeholder {
  std::size_t begin = 0;
  std::size_t size = 0;  // with its braces
  std::string_view list;
  bool next = false;
};

std::optional<Placeholder> find_placeholder(std::string_view target, std::size_t from) {
  constexpr std::string_view kNext = ".next";
  const std::size_t begin = target.find('{', from);
  const std::size_t end = target.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  std::string_view name = target.substr(begin + 1, end - begin - 1);
  const bool next = name.ends_with(kNext);
  if (next) name.remove_suffix(kNext.size());
  return Placeholder{begin, end + 1 - begin, name, next};
}

// As RFC 3986 has it in paths and queries alike.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    const bool plain = letter || (byte >= '0' && byte <= '9') || kPlain.contains(c);
    plain ? out += c : out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string filled(std::string_view target, const std::vector<std::string>& values, std::size_t i) {
  std::string out;
  std::size_t at = 0;
  while (const auto found = find_placeholder(target, at)) {
    out += target.substr(at, found->begin - at);
    out += percent_encoded(values[(i + (found->next ? 1 : 0)) % values.size()]);
    at = found->begin + found->size;
  }
  return out += target.substr(at);
}

// The list that a template is about; nullptr: it has no placeholder.
Result<const List*> list_of(const CaseList& list, const CaseTemplate& one) {
  const List* chosen = nullptr;
  std::size_t at = 0;
  while (const auto found = find_placeholder(one.target, at)) {
    const auto named = std::ranges::find(list.lists, found->list, &List::name);
    if (named == list.lists.end()) {
      return fail(Errc::malformed, "case \"{}\": there is no list \"{}\"", one.name, found->list);
    }
    if (chosen != nullptr && chosen != &*named) {
      return fail(Errc::malformed, "case \"{}\": expected placeholders of one list, found \"{}\" and \"{}\"", one.name,
                  chosen->name, named->name);
    }
    chosen = &*named;
    at = found->begin + found->size;
  }
  return chosen;
}

// --- who is popular --------------------------------------------------------------------------------------------------

struct Suggestion {
  std::string id;  // the name where there is no id
  std::uint64_t popularity = 0;
  friend bool operator==(const Suggestion&, const Suggestion&) = default;
};

Result<std::vector<Suggestion>> read_suggestions(const YAML::Node& answer) {
  std::vector<Suggestion> all;
  all.reserve(answer["hits"].size());
  for (const auto& hit : answer["hits"]) {
    const YAML::Node id = hit["id"].IsNull() ? hit["name"] : hit["id"];
    all.push_back({id.Scalar(), hit["popularity"].as<std::uint64_t>(0)});
  }
  return all;
}

Result<std::vector<Suggestion>> ask_suggestions(Asker& asker, const List& list, char letter) {
  const std::string target = fmt::format("/api/autocomplete?q={}&type={}&limit={}", letter, list.label, kMostPopular);
  auto answer = asker.ask(target);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) {
    return fail(Errc::invalid_argument, "list \"{}\": GET {} answered {}: {}", list.name, target, answer->status,
                answer->body);
  }
  return read_yaml(answer->body, target, read_suggestions);
}

Result<void> fill_popular(List& list, Asker& asker) {
  std::vector<Suggestion> all;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    auto found = ask_suggestions(asker, list, letter);
    if (!found) return std::unexpected(found.error());
    all.insert(all.end(), found->begin(), found->end());
  }
  std::ranges::sort(all, [](const Suggestion& a, const Suggestion& b) {
    return a.popularity != b.popularity ? a.popularity > b.popularity : a.id < b.id;
  });
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  all.resize(std::min(all.size(), list.popular));
  list.values.clear();
  for (Suggestion& one : all) list.values.push_back(std::move(one.id));
  return {};
}

}  // namespace

Result<CaseList> parse_cases(std::string_view text, std::string_view where) {
  return read_yaml(text, where, [&](const YAML::Node& document) { return parse_document(document, where); });
}

Result<void> find_popular(CaseList& list, Asker& asker) {
  for (List& one : list.lists) {
    if (one.popular == 0) continue;
    if (auto ok = fill_popular(one, asker); !ok) return ok;
  }
  return {};
}

Result<std::vector<Case>> expand(const CaseList& list) {
  std::vector<Case> cases;
  for (const CaseTemplate& one : list.cases) {
    auto about = list_of(list, one);
    if (!about) return std::unexpected(about.error());
    if (*about == nullptr) {
      cases.push_back({one.name, one.target});
      continue;
    }
    const auto& values = (*about)->values;
    for (std::size_t i = 0; i < values.size(); ++i) cases.push_back({one.name, filled(one.target, values, i)});
  }
  return cases;
}

}  // namespace wirespeed::perftest
