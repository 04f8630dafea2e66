// SQLite FTS5, contentless: row numbers are ranks, so "the ten best" is the first ten rows and the scan may stop there.
// Settings by its manual (sqlite.org/fts5.html): one transaction, automerge off while loading, 'optimize' at the end.
#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "search_names/name_task.hpp"

namespace {

constexpr const char* kTokenizer = "tokenize=\"unicode61 remove_diacritics 2\"";
constexpr int kCacheKib = 65536;

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) fail();
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;

  Statement& bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_, at, value);
    return *this;
  }
  Statement& bind(int at, const std::string& text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
  }
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail();
    return code == SQLITE_ROW;
  }
  std::int64_t number() const { return sqlite3_column_int64(statement_, 0); }
  void reset() { sqlite3_reset(statement_); }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database_)); }
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Database open_database(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open(path.c_str(), &raw);
  Database database(raw, &sqlite3_close);
  if (code != SQLITE_OK) throw std::runtime_error("sqlite: cannot open " + path);
  return database;
}

void execute(const Database& database, const std::string& sql) {
  Statement statement(database.get(), sql);
  while (statement.step()) {
  }
}

std::string options(std::string_view variant) {
  if (variant == "prefix") return ", prefix='2 3 4'";
  if (variant == "detail_none") return ", detail=none";
  return "";
}

std::vector<std::uint32_t> ranks_of(const std::string& folder) {
  const auto order = bench::read_numbers(folder + "/order.u32");
  std::vector<std::uint32_t> ranks(order.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

// Rows must come in the order of their numbers, so the names are gathered first; their memory is given back before the
// index is used, but it is part of this contender's peak.
std::vector<std::string> names_by_rank(const std::string& folder, const std::vector<std::uint32_t>& ranks) {
  std::vector<std::string> names(ranks.size());
  std::size_t node = 0;
  bench::for_each_line(folder + "/names.txt", [&](std::string& line) { names[ranks[node++]] = std::move(line); });
  return names;
}

void build(const Database& database, const std::vector<std::string>& names, std::string_view variant) {
  execute(database, "PRAGMA journal_mode=OFF");
  execute(database, "PRAGMA synchronous=OFF");
  execute(database, fmt::format("PRAGMA cache_size=-{}", kCacheKib));
  execute(database,
          fmt::format("CREATE VIRTUAL TABLE names USING fts5(name, content='', {}{})", kTokenizer, options(variant)));
  execute(database, "INSERT INTO names(names, rank) VALUES('automerge', 0)");
  execute(database, "BEGIN");
  Statement insert(database.get(), "INSERT INTO names(rowid, name) VALUES(?, ?)");
  for (std::size_t rank = 0; rank < names.size(); ++rank) {
    insert.bind(1, static_cast<std::int64_t>(rank) + 1).bind(2, names[rank]).step();
    insert.reset();
  }
  execute(database, "COMMIT");
  execute(database, "INSERT INTO names(names) VALUES('optimize')");
}

class FtsSearch final : public bench::NameSearch {
 public:
  FtsSearch(const Database& database, std::vector<std::uint32_t> order, bool bm25)
      : order_(std::move(order)),
        first_(database.get(), "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid LIMIT 10"),
        ranked_(database.get(), bm25 ? "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT 10"
                                     : "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid LIMIT 10"),
        count_(database.get(), "SELECT count(*) FROM names WHERE names MATCH ?") {}

  std::vector<std::uint32_t> autocomplete(const std::string& text) override { return run(first_, quoted(text) + " *"); }
  std::vector<std::uint32_t> two_words(const std::string& text, std::uint64_t& count) override {
    const std::string match = quoted(text);
    count_.bind(1, match).step();
    count = static_cast<std::uint64_t>(count_.number());
    count_.reset();
    return run(first_, match);
  }
  std::vector<std::uint32_t> ranked(const std::string& text) override { return run(ranked_, quoted(text)); }

 private:
  // pink fl  ->  "pink" "fl"
  static std::string quoted(const std::string& text) {
    std::string match = "\"";
    for (const char c : text) match += c == ' ' ? std::string("\" \"") : std::string(1, c);
    return match + "\"";
  }
  std::vector<std::uint32_t> run(Statement& statement, const std::string& match) {
    std::vector<std::uint32_t> nodes;
    statement.bind(1, match);
    while (statement.step()) nodes.push_back(order_[static_cast<std::size_t>(statement.number()) - 1]);
    statement.reset();
    return nodes;
  }

  std::vector<std::uint32_t> order_;
  Statement first_, ranked_, count_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    const std::string path = bench::scratch() + "/names.sqlite";
    const Database database = open_database(path);
    std::uint64_t count = 0;
    double seconds = 0;
    {
      const auto names = names_by_rank(call.data, ranks_of(call.data));
      count = names.size();
      const double start = bench::cpu_seconds();
      build(database, names, call.extra);
      seconds = bench::cpu_seconds() - start;
    }
    bench::report_build(outcome, count, seconds, std::filesystem::file_size(path) + 4 * count);
    FtsSearch search(database, bench::read_numbers(call.data + "/order.u32"), call.extra == "bm25");
    bench::report_search(outcome, call, search);
  });
}
