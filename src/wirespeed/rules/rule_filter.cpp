#include <array>
#include <deque>
#include <functional>
#include <utility>

#include "wirespeed/rules/field.hpp"
#include "wirespeed/rules/rule.hpp"

namespace wirespeed::rules {
namespace {

using discogs::Kind;
using discogs::RuleHit;

template <typename Record>
struct BoundRule {
  const Rule* rule;
  std::uint32_t number;
  const Field<Record>* field;
};

bool matches(const Rule& rule, Text value) { return rule.matches->found_in(value); }

bool is_nullified(const Rule& rule, Text value) {
  const auto number = leading_number(value);
  return number && rule.range.contains(*number) != rule.outside;
}

// The rules of one kind of record, in their order.
template <typename Record>
class KindFilter {
 public:
  KindFilter(const RuleSet& rules, Kind kind) {
    for (std::uint32_t i = 0; i < rules.rules.size(); ++i) {
      const Rule& rule = rules.rules[i];
      if (rule.records == kind) rules_.push_back({&rule, i, find_field<Record>(rule.field)});
    }
  }

  const Record* apply(const Record& record, std::vector<RuleHit>& hits) {
    texts_.clear();
    const Record* now = &record;
    for (const BoundRule<Record>& bound : rules_) {
      switch (bound.rule->action) {
        case Action::skip:
          if (note_matches(bound, *now, hits)) return nullptr;
          break;
        case Action::remove_matching:
          if (note_matches(bound, *now, hits)) {
            bound.field->remove(own(now), [&](Text value) { return matches(*bound.rule, value); });
          }
          break;
        case Action::nullify:
          if (note_nullified(bound, *now, hits)) {
            bound.field->nullify(own(now), [&](Text value) { return is_nullified(*bound.rule, value); });
          }
          break;
        case Action::report:
          note_failures(bound, *now, hits);
          break;
      }
    }
    return now;
  }

 private:
  // The copy, made when the first rule changes something.
  Record& own(const Record*& now) {
    if (now != &copy_) copy_ = *now;
    now = &copy_;
    return copy_;
  }

  // Values of ids die with the visit, and hits outlive it.
  void note(const BoundRule<Record>& bound, Text value, std::vector<RuleHit>& hits) {
    hits.push_back({bound.number, texts_.emplace_back(value)});
  }

  template <typename IsHit>
  bool note_if(const BoundRule<Record>& bound, const Record& record, std::vector<RuleHit>& hits, IsHit is_hit) {
    bool any = false;
    const auto visit = [&](Text value) {
      if (value.data() == nullptr || !is_hit(value)) return;
      any = true;
      note(bound, value, hits);
    };
    bound.field->each(record, std::ref(visit));
    return any;
  }

  bool note_matches(const BoundRule<Record>& bound, const Record& record, std::vector<RuleHit>& hits) {
    return note_if(bound, record, hits, [&](Text value) { return matches(*bound.rule, value); });
  }
  bool note_nullified(const BoundRule<Record>& bound, const Record& record, std::vector<RuleHit>& hits) {
    return note_if(bound, record, hits, [&](Text value) { return is_nullified(*bound.rule, value); });
  }

  void note_failures(const BoundRule<Record>& bound, const Record& record, std::vector<RuleHit>& hits) {
    bool any = false;
    const auto visit = [&](Text value) {
      any = true;
      if (!passes(bound.rule->check, value)) note(bound, value, hits);
    };
    bound.field->each(record, std::ref(visit));
    if (!any && bound.field->is_list && std::holds_alternative<Required>(bound.rule->check)) note(bound, {}, hits);
  }

  std::vector<BoundRule<Record>> rules_;
  Record copy_;
  std::deque<std::string> texts_;  // a deque: views of its texts stay valid
};

class RuleFilter final : public discogs::RecordFilter {
 public:
  explicit RuleFilter(const RuleSet& rules)
      : artists_(rules, Kind::artists),
        labels_(rules, Kind::labels),
        masters_(rules, Kind::masters),
        releases_(rules, Kind::releases) {}

  const discogs::Artist* apply(const discogs::Artist& record, std::vector<RuleHit>& hits) override {
    return artists_.apply(record, hits);
  }
  const discogs::Label* apply(const discogs::Label& record, std::vector<RuleHit>& hits) override {
    return labels_.apply(record, hits);
  }
  const discogs::Master* apply(const discogs::Master& record, std::vector<RuleHit>& hits) override {
    return masters_.apply(record, hits);
  }
  const discogs::Release* apply(const discogs::Release& record, std::vector<RuleHit>& hits) override {
    return releases_.apply(record, hits);
  }

 private:
  KindFilter<discogs::Artist> artists_;
  KindFilter<discogs::Label> labels_;
  KindFilter<discogs::Master> masters_;
  KindFilter<discogs::Release> releases_;
};

}  // namespace

const char* to_string(Severity severity) noexcept {
  constexpr std::array kNames = {"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(severity)];
}

const char* to_string(Action action) noexcept {
  constexpr std::array kNames = {"skip", "remove_matching", "nullify", "report"};
  return kNames[static_cast<std::size_t>(action)];
}

std::unique_ptr<discogs::RecordFilter> make_filter(const RuleSet& rules) { return std::make_unique<RuleFilter>(rules); }

}  // namespace wirespeed::rules
