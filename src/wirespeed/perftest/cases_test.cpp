#include "wirespeed/perftest/cases.hpp"

#include <gtest/gtest.h>

namespace wirespeed::perftest {
namespace {

// Answers every question by one text, and remembers them.
class OneAnswer final : public Asker {
 public:
  explicit OneAnswer(std::string body, int status = 200) : body_(std::move(body)), status_(status) {}
  Result<Answer> ask(const std::string& target) override {
    asked.push_back(target);
    return Answer{status_, body_};
  }

  std::vector<std::string> asked;

 private:
  std::string body_;
  int status_;
};

std::vector<std::string> targets(std::string_view yaml) {
  auto list = parse_cases(yaml, "cases.yaml");
  if (!list) return {"error: " + list.error().message};
  auto cases = expand(*list);
  if (!cases) return {"error: " + cases.error().message};
  std::vector<std::string> all;
  for (const Case& one : *cases) all.push_back(one.target);
  return all;
}

using Targets = std::vector<std::string>;

TEST(Cases, a_target_without_a_placeholder_is_asked_once) {
  EXPECT_EQ(targets("cases: [{name: stats, get: /api/stats}]"), Targets{"/api/stats"});
}

TEST(Cases, a_placeholder_stands_for_each_value_percent_encoded) {
  EXPECT_EQ(targets("lists: {w: [love, 'a b&c', Björk]}\ncases: [{name: s, get: '/s?q={w}'}]"),
            (Targets{"/s?q=love", "/s?q=a%20b%26c", "/s?q=Bj%C3%B6rk"}));
}

TEST(Cases, next_is_the_value_after_it_and_goes_round) {
  EXPECT_EQ(targets("lists: {a: [1, 2, 3]}\ncases: [{name: p, get: '/p?from={a}&to={a.next}'}]"),
            (Targets{"/p?from=1&to=2", "/p?from=2&to=3", "/p?from=3&to=1"}));
}

TEST(Cases, what_is_wrong_is_said_with_its_line) {
  EXPECT_EQ(targets("cases: []"),
            Targets{"error: cases.yaml: expected \"cases:\" with at least one case, and \"lists:\""});
  EXPECT_EQ(targets("cases:\n  - {name: a, gett: /x}"),
            Targets{"error: cases.yaml: line 2: expected name or get, found \"gett\""});
  EXPECT_EQ(targets("cases:\n  - {name: a}"), Targets{"error: cases.yaml: line 2: expected a text for \"get\""});
  EXPECT_EQ(targets("cases:\n  - {name: a, get: x}"),
            Targets{"error: cases.yaml: line 2: expected a target that begins with /, found \"x\""});
  EXPECT_EQ(targets("lists:\n  a: {popular: 0}\ncases: [{name: a, get: /x}]"),
            Targets{"error: cases.yaml: line 2: expected popular: 1 to 50"});
  EXPECT_EQ(targets("cases: [{name: a, get: '/{b}'}]"), Targets{"error: case \"a\": there is no list \"b\""});
  EXPECT_EQ(targets("lists: {b: [1], c: [2]}\ncases: [{name: a, get: '/{b}/{c}'}]"),
            Targets{"error: case \"a\": expected placeholders of one list, found \"b\" and \"c\""});
  EXPECT_TRUE(targets("cases: [")[0].starts_with("error: cases.yaml: line 1: "));
}

TEST(Cases, the_most_popular_are_found_by_suggestions) {
  auto list = parse_cases("lists: {hero: {popular: 2, label: artist}}\ncases: [{name: n, get: '/n/{hero}'}]", "x");
  ASSERT_TRUE(list);
  OneAnswer asker(R"({"hits": [{"id": 3, "name": "C", "popularity": 5}, {"id": 1, "name": "A", "popularity": 9},
                               {"id": null, "name": "no id", "popularity": 7}]})");
  ASSERT_TRUE(find_popular(*list, asker));
  EXPECT_EQ(asker.asked.size(), 26);
  EXPECT_EQ(asker.asked.front(), "/api/autocomplete?q=a&type=artist&limit=50");
  const auto cases = expand(*list);
  ASSERT_TRUE(cases);
  EXPECT_EQ(*cases, (std::vector<Case>{{"n", "/n/1"}, {"n", "/n/no%20id"}}));
}

TEST(Cases, who_cannot_be_asked_for_suggestions_is_an_error) {
  auto list = parse_cases("lists: {artist: {popular: 2}}\ncases: [{name: n, get: '/n/{artist}'}]", "x");
  ASSERT_TRUE(list);
  OneAnswer asker("refused", 401);
  const auto ok = find_popular(*list, asker);
  ASSERT_FALSE(ok);
  EXPECT_NE(ok.error().message.find("401"), std::string::npos);
}

TEST(Cases, those_that_come_with_the_program_can_be_read) {
  auto list = parse_cases(default_cases(), "default");
  ASSERT_TRUE(list) << list.error().message;
  for (List& one : list->lists) {
    if (one.popular > 0) one.values = {"1", "2"};
  }
  const auto cases = expand(*list);
  ASSERT_TRUE(cases) << cases.error().message;
  EXPECT_GT(cases->size(), 50);
}

}  // namespace
}  // namespace wirespeed::perftest
