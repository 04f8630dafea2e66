#include "wirespeed/rules/rule_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <utility>

#include "wirespeed/base/file.hpp"
#include "wirespeed/base/hash.hpp"
#include "wirespeed/rules/field.hpp"
#include "wirespeed/rules/yaml_structure.hpp"

namespace wirespeed::rules {
namespace {

using discogs::Kind;

// Carries an error out of the walk; parse_rules() catches it.
struct BadRules {
  Error error;
};

template <typename... Args>
[[noreturn]] void refuse(const YAML::Node& node, fmt::format_string<Args...> format, Args&&... args) {
  const int line = node.Mark().line;
  const std::string where = line >= 0 ? fmt::format("line {}", line + 1) : "the end";
  throw BadRules{
      {Errc::invalid_argument, fmt::format("{}: {}", where, fmt::format(format, std::forward<Args>(args)...))}};
}

// The first of two would be taken, and the other lost in silence.
void check_keys_once(const YAML::Node& map) {
  std::set<std::string> seen;
  for (const auto& pair : map) {
    const bool twice = pair.first.IsScalar() && !seen.insert(pair.first.Scalar()).second;
    if (twice) refuse(pair.first, "expected {} once, found it again", pair.first.Scalar());
  }
}

std::string quoted(const std::set<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

// The entry of one rule; all its errors name it.
class Entry {
 public:
  Entry(const YAML::Node& node, std::string section) : node_(node), section_(std::move(section)) {
    if (!node.IsMap()) refuse(node, "{}: expected a rule (name: ..., records: ..., field: ...)", section_);
    name_ = node["name"] && node["name"].IsScalar() ? node["name"].Scalar() : "";
    if (name_.empty()) refuse(node, "{}: expected a rule with a name, found none", section_);
    check_keys_once(node);
  }

  const std::string& name() const noexcept { return name_; }

  template <typename... Args>
  [[noreturn]] void bad(const YAML::Node& at, fmt::format_string<Args...> format, Args&&... args) const {
    refuse(at, "rule {}: {}", name_, fmt::format(format, std::forward<Args>(args)...));
  }

  void allow(const std::set<std::string_view>& keys) const {
    for (const auto& pair : node_) {
      if (!pair.first.IsScalar() || !keys.contains(pair.first.Scalar())) {
        bad(pair.first, "expected one of {}, found {}", quoted(keys),
            pair.first.IsScalar() ? pair.first.Scalar() : "something else");
      }
    }
  }

  bool has(const char* key) const { return static_cast<bool>(node_[key]); }
  YAML::Node at(const char* key) const {
    const YAML::Node value = node_[key];
    if (!value) bad(node_, "expected {}, found none", key);
    return value;
  }
  std::string text(const char* key) const {
    const YAML::Node value = at(key);
    if (!value.IsScalar() || value.Scalar().empty()) bad(value, "{}: expected a text", key);
    return value.Scalar();
  }

  Range range(const char* key) const {
    const YAML::Node value = at(key);
    if (!value.IsMap() || value.size() == 0) bad(value, "{}: expected min, max or both", key);
    check_keys_once(value);
    Range range;
    for (const auto& pair : value) {
      const std::string bound = pair.first.IsScalar() ? pair.first.Scalar() : "";
      if (bound != "min" && bound != "max") bad(pair.first, "{}: expected min or max, found {}", key, bound);
      std::int64_t number = 0;
      if (!YAML::convert<std::int64_t>::decode(pair.second, number)) {
        bad(pair.second, "{}: {}: expected a whole number", key, bound);
      }
      (bound == "min" ? range.min : range.max) = number;
    }
    if (range.min > range.max) bad(value, "{}: expected min up to max, found {} and {}", key, range.min, range.max);
    return range;
  }

  Pattern pattern(const char* key) const {
    const YAML::Node value = at(key);
    const Pattern pattern(text(key));
    if (const std::string error = pattern.error(); !error.empty()) {
      bad(value, "{}: expected a regular expression of RE2, found {}: {}", key, value.Scalar(), error);
    }
    return pattern;
  }

  const YAML::Node& node() const noexcept { return node_; }

 private:
  YAML::Node node_;
  std::string section_;
  std::string name_;
};

Kind kind_of(const Entry& entry) {
  const std::string word = entry.text("records");
  for (const Kind kind : {Kind::artists, Kind::labels, Kind::masters, Kind::releases}) {
    if (word == discogs::root_name(kind)) return kind;
  }
  entry.bad(entry.at("records"), "records: expected artists, labels, masters or releases, found {}", word);
}

template <typename Record>
void check_field_of(const Entry& entry, const Rule& rule) {
  const auto* const field = find_field<Record>(rule.field);
  if (field == nullptr) {
    entry.bad(entry.at("field"), "field: expected one of {}, found {}", paths<Record>(), rule.field);
  }
  if (rule.action == Action::remove_matching && !field->remove) {
    entry.bad(entry.at("field"), "remove_matching: expected a list whose items can go, found {}", rule.field);
  }
  const bool is_own_id = rule.field == "id" && rule.action == Action::nullify;
  if (is_own_id) entry.bad(entry.at("field"), "nullify_when: the record's own id has to stay");
}

void check_field(const Entry& entry, const Rule& rule) {
  switch (rule.records) {
    case Kind::artists:
      return check_field_of<discogs::Artist>(entry, rule);
    case Kind::labels:
      return check_field_of<discogs::Label>(entry, rule);
    case Kind::masters:
      return check_field_of<discogs::Master>(entry, rule);
    case Kind::releases:
      return check_field_of<discogs::Release>(entry, rule);
  }
}

Rule read_common(const Entry& entry) {
  Rule rule{.name = entry.name(), .records = kind_of(entry), .field = entry.text("field")};
  return rule;
}

Rule read_skip(const Entry& entry) {
  entry.allow({"name", "records", "field", "contains", "matching"});
  Rule rule = read_common(entry);
  rule.action = Action::skip;
  if (entry.has("contains") == entry.has("matching")) {
    entry.bad(entry.node(), "expected either contains or matching");
  }
  rule.matches = entry.has("matching") ? entry.pattern("matching") : Pattern::literal(entry.text("contains"));
  return rule;
}

Rule read_filter(const Entry& entry) {
  entry.allow({"name", "records", "field", "remove_matching", "nullify_when", "nullify_unless"});
  Rule rule = read_common(entry);
  const int actions = (entry.has("remove_matching") ? 1 : 0) + (entry.has("nullify_when") ? 1 : 0) +
                      (entry.has("nullify_unless") ? 1 : 0);
  if (actions != 1) {
    entry.bad(entry.node(), "expected one of remove_matching, nullify_when and nullify_unless, found {}", actions);
  }
  if (entry.has("remove_matching")) {
    rule.action = Action::remove_matching;
    rule.matches = entry.pattern("remove_matching");
    return rule;
  }
  rule.action = Action::nullify;
  rule.outside = entry.has("nullify_unless");
  rule.range = entry.range(rule.outside ? "nullify_unless" : "nullify_when");
  return rule;
}

Severity read_severity(const Entry& entry) {
  if (!entry.has("severity")) return Severity::warning;
  const std::string word = entry.text("severity");
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
    if (word == to_string(severity)) return severity;
  }
  entry.bad(entry.at("severity"), "severity: expected error, warning or info, found {}", word);
}

IsOneOf read_enum(const Entry& entry) {
  const YAML::Node values = entry.at("enum");
  if (!values.IsSequence() || values.size() == 0) entry.bad(values, "enum: expected a list of texts");
  IsOneOf check;
  for (const auto& value : values) {
    if (!value.IsScalar()) entry.bad(value, "enum: expected a list of texts, found another thing in it");
    check.values.insert(value.Scalar());
  }
  return check;
}

Check read_check(const Entry& entry) {
  int checks = 0;
  for (const char* key : {"required", "range", "regex", "length", "enum"}) checks += entry.has(key) ? 1 : 0;
  if (checks != 1) {
    entry.bad(entry.node(), "expected one of required, range, regex, length and enum, found {}", checks);
  }
  if (entry.has("range")) return InRange{entry.range("range")};
  if (entry.has("regex")) return Matches{entry.pattern("regex")};
  if (entry.has("length")) return HasLength{entry.range("length")};
  if (entry.has("enum")) return read_enum(entry);
  if (entry.text("required") != "true") entry.bad(entry.at("required"), "required: expected true");
  return Required{};
}

Rule read_report(const Entry& entry) {
  entry.allow({"name", "records", "field", "required", "range", "regex", "length", "enum", "severity"});
  Rule rule = read_common(entry);
  rule.action = Action::report;
  rule.severity = read_severity(entry);
  rule.check = read_check(entry);
  return rule;
}

void read_section(const YAML::Node& root, const char* section, Rule (*read)(const Entry&), RuleSet& rules) {
  const YAML::Node list = root[section];
  if (!list || list.IsNull()) return;
  if (!list.IsSequence()) refuse(list, "{}: expected a list of rules", section);
  for (const auto& node : list) {
    const Entry entry(node, section);
    if (std::ranges::find(rules.rules, entry.name(), &Rule::name) != rules.rules.end())
      entry.bad(node, "expected a name of its own");
    if (rules.rules.size() == discogs::kMostRules) entry.bad(node, "expected at most {} rules", discogs::kMostRules);
    rules.rules.push_back(read(entry));
    check_field(entry, rules.rules.back());
  }
}

RuleSet read_root(const YAML::Node& root) {
  RuleSet rules;
  if (!root.IsMap()) refuse(root, "expected skip_records, filters and rules");
  check_keys_once(root);
  for (const auto& pair : root) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
    if (key != "skip_records" && key != "filters" && key != "rules") {
      refuse(pair.first, "expected skip_records, filters or rules, found {}", key);
    }
  }
  read_section(root, "skip_records", read_skip, rules);
  read_section(root, "filters", read_filter, rules);
  read_section(root, "rules", read_report, rules);
  YAML::Emitter emitter;
  emitter << root;
  rules.hash = std::max<std::uint64_t>(hash64(bytes_of(std::string_view(emitter.c_str(), emitter.size()))), 1);
  return rules;
}

Result<RuleSet> parse(std::string_view yaml) {
  if (yaml.size() > kMostRuleFileBytes) {
    return fail(Errc::limit, "expected at most {} bytes, found {}", kMostRuleFileBytes, yaml.size());
  }
  const std::string text(yaml);
  try {
    if (auto ok = check_structure(text); !ok) return std::unexpected(ok.error());
    return read_root(YAML::Load(text));
  } catch (const BadRules& bad) {
    return std::unexpected(bad.error);
  } catch (const YAML::Exception& error) {
    return fail(Errc::malformed, "line {}: expected YAML: {}", error.mark.line + 1, error.msg);
  }
}

}  // namespace

Result<RuleSet> parse_rules(std::string_view yaml, std::string_view origin) {
  auto rules = parse(yaml);
  if (!rules) return fail(rules.error().code, "read rules {}, {}", origin, rules.error().message);
  return rules;
}

Result<RuleSet> read_rules(const std::filesystem::path& path) {
  auto yaml = read_file(path);
  if (!yaml) return fail(yaml.error().code, "read rules: {}", yaml.error().message);
  return parse_rules(*yaml, path.string());
}

}  // namespace wirespeed::rules
