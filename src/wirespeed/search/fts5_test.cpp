// SQLite's FTS5 (unicode61 remove_diacritics 2) as the oracle for words and for answers.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/index_test_support.hpp"

namespace wirespeed::search {
namespace {

using Words = std::vector<std::string>;

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) {
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(database));
    }
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& bind(int place, std::int64_t value) {
    sqlite3_bind_int64(statement_, place, value);
    return *this;
  }
  Statement& bind(int place, const std::string& value) {
    sqlite3_bind_text(statement_, place, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  bool step() { return sqlite3_step(statement_) == SQLITE_ROW; }
  void run() {
    sqlite3_step(statement_);
    sqlite3_reset(statement_);
  }
  std::int64_t number(int column) { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) { return reinterpret_cast<const char*>(sqlite3_column_text(statement_, column)); }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

class Fts5 {
 public:
  Fts5() {
    sqlite3_open(":memory:", &database_);
    run("CREATE VIRTUAL TABLE names USING fts5(name, tokenize = 'unicode61 remove_diacritics 2')");
    run("CREATE VIRTUAL TABLE tokens USING fts5vocab(names, instance)");
  }
  Fts5(const Fts5&) = delete;
  Fts5& operator=(const Fts5&) = delete;
  ~Fts5() { sqlite3_close(database_); }

  void add(const std::map<std::int64_t, std::string>& names) {
    run("BEGIN");
    Statement insert(database_, "INSERT INTO names(rowid, name) VALUES (?, ?)");
    for (const auto& [id, name] : names) insert.bind(1, id).bind(2, name).run();
    run("COMMIT");
  }

  std::map<std::int64_t, Words> words() {
    std::map<std::int64_t, Words> words;
    Statement select(database_, "SELECT doc, term FROM tokens ORDER BY doc, offset");
    while (select.step()) words[select.number(0)].push_back(select.text(1));
    return words;
  }

  std::vector<std::uint32_t> matches(const std::string& query) {
    std::vector<std::uint32_t> ids;
    Statement select(database_, "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid");
    select.bind(1, query);
    while (select.step()) ids.push_back(static_cast<std::uint32_t>(select.number(0)));
    return ids;
  }

 private:
  void run(const std::string& sql) { Statement(database_, sql).run(); }
  sqlite3* database_ = nullptr;
};

std::string to_utf8(char32_t c) {
  char bytes[4];
  return {bytes, encode_utf8(c, bytes)};
}

bool within(char32_t c, std::initializer_list<std::pair<char32_t, char32_t>> ranges) {
  return std::ranges::any_of(ranges, [c](auto range) { return c >= range.first && c <= range.second; });
}

// Scripts in which both must agree letter by letter, but for the accents that FTS5 keeps.
bool is_core(char32_t c) {
  return within(c, {{0x01, 0x2FF},  // Latin
                    {0x391, 0x3A1},
                    {0x3A3, 0x3FF},      // Greek
                    {0x400, 0x482},      // Cyrillic
                    {0x48A, 0x527},      //
                    {0x5D0, 0x5EA},      // Hebrew
                    {0x620, 0x64A},      // Arabic
                    {0x1E00, 0x1EFF},    // Latin, with accents
                    {0x3041, 0x3096},    // Hiragana
                    {0x30A1, 0x30FA},    // Katakana
                    {0x4E00, 0x9FCC},    // Han
                    {0xAC00, 0xD7A3},    // Hangul
                    {0xFF01, 0xFF9F}});  // full width
}

TEST(Fts5Words, are_ours_but_for_accents_that_it_keeps_marks_that_it_splits_at_and_newer_symbols) {
  Fts5 fts5;
  std::map<std::int64_t, std::string> names;
  for (char32_t c = 1; c < 0x10000; ++c) {
    if (c < 0xD800 || c > 0xDFFF) names[c] = "ab" + to_utf8(c) + "cd";
  }
  fts5.add(names);
  const Words split = {"ab", "cd"};
  std::array<int, 3> differences{};
  for (const auto& [c, theirs] : fts5.words()) {
    const Words ours = fold_words(names[c]);
    if (ours == theirs) continue;
    const bool folds_further = theirs.size() == 1 && fold_words(theirs[0]) == ours && ours != split;
    const bool joins_at_mark = theirs == split && ours.size() == 1;
    const bool newer_symbol = theirs.size() == 1 && ours == split;
    ASSERT_TRUE(folds_further || joins_at_mark || newer_symbol) << "U+" << std::hex << c;
    ASSERT_TRUE(folds_further || !is_core(static_cast<char32_t>(c))) << "U+" << std::hex << c;
    differences[0] += folds_further;
    differences[1] += joins_at_mark;
    differences[2] += newer_symbol;
  }
  for (const int kind : differences) EXPECT_GT(kind, 0);  // or the documentation claims too much
}

// Names as they occur: several scripts, accents, punctuation.
class Names {
 public:
  explicit Names(unsigned seed) : random_(seed) {}

  std::string name() {
    std::string name = word();
    for (std::size_t i = below(5); i-- > 0;) name += kBetween[below(kBetween.size())] + word();
    return name;
  }
  std::string word() { return kWords[std::min(below(kWords.size()), below(kWords.size()))]; }
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  inline static const std::vector<std::string> kWords = {
      "The",  "the",      "of",    "Love", "LOVE",  "Moon",   "Björk",      "bjork",  "Beyoncé", "Motörhead",
      "12",   "1999",     "Ärzte", "Die",  "Lover", "Lovely", "Sigur",      "Rós",    "Ágætis",  "byrjun",
      "東京", "東京事変", "音楽",  "Кино", "КИНО",  "Виктор", "Θεοδωρακης", "مارسيل", "خليفة",   "Ñandú",
      "Łódź", "straße",   "a",     "B",    "cest",  "la",     "vie",        "mo",     "moo",     "Mood"};
  inline static const std::vector<std::string> kBetween = {" ", " ", " ", " - ", ", ", "/", " & ", "・", "_"};
  std::mt19937 random_;
};

TEST(Fts5Answers, are_ours) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Names random(seed);
  std::vector<NamedNode> nodes;
  std::map<std::int64_t, std::string> names;
  for (std::uint32_t i = 1; i <= 6000; ++i) {
    nodes.push_back({i, 0, random.name(), static_cast<std::uint32_t>(random.below(100))});
    names[i] = nodes.back().name;
  }
  const BuiltIndex index(nodes);
  Fts5 fts5;
  fts5.add(names);
  for (int i = 0; i < 200; ++i) {
    const bool prefix = random.below(2) == 0;
    Words words = {random.word()};
    for (std::size_t more = random.below(3); more-- > 0;) words.push_back(random.word());
    std::string text, query;
    for (const std::string& word : words) {
      text += word + " ";
      query += (query.empty() ? "\"" : " AND \"") + word + "\"";
    }
    if (prefix) query += "*";
    SCOPED_TRACE(query);
    const auto found = value_or_throw(index->search(text, {.limit = 100000, .last_word_is_prefix = prefix}));
    auto ours = nodes_of(found.hits);
    std::ranges::sort(ours);
    const auto theirs = fts5.matches(query);
    ASSERT_EQ(ours, theirs);
    ASSERT_EQ(found.total, theirs.size());
  }
}

}  // namespace
}  // namespace wirespeed::search
