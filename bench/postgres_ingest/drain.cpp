// The drain limit: the same rows by COPY in binary, encoded before the clock starts: what is left is sending them and
// the server's own work.

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "postgres_read/connection.hpp"

namespace {

namespace postgres = bench::postgres;

constexpr std::size_t kPieceBytes = 64 << 10;

class Drain {
 public:
  explicit Drain(const bench::Workload& workload) : table_("target_" + std::to_string(::getpid())) {
    run("CREATE TABLE " + table_ + " (LIKE " + workload.at("table") + ")");
    postgres::Connection source;
    source.keep_copied();
    source.send(postgres::query("COPY " + workload.at("table") + " TO STDOUT (FORMAT binary)"));
    source.until_ready();
    const std::string& rows = source.messages().kept();
    for (std::size_t at = 0; at < rows.size(); at += kPieceBytes) {
      pieces_.push_back(postgres::Message('d').raw(std::string_view(rows).substr(at, kPieceBytes)).done());
    }
  }

  void operator()() {
    connection_.send(postgres::query("COPY " + table_ + " FROM STDIN (FORMAT binary)"));
    connection_.until('G');
    for (const std::string& piece : pieces_) connection_.send(piece);
    connection_.send(postgres::Message('c').done());
    connection_.until_ready();
  }

  // The rows that are there.
  std::uint64_t rows() {
    const std::uint64_t before = connection_.messages().count('D');
    run("SELECT 1 FROM " + table_);
    return connection_.messages().count('D') - before;
  }
  void empty() { run("TRUNCATE " + table_); }

 private:
  void run(const std::string& text) {
    connection_.send(postgres::query(text));
    connection_.until_ready();
  }

  postgres::Connection connection_;
  std::string table_;
  std::vector<std::string> pieces_;
};

auto begin(const bench::Call& said) {
  auto drain = std::make_shared<Drain>(bench::read_workload(said.data));
  return [drain](bool checking, bench::Outcome& outcome) {
    if (checking) {
      (*drain)();
      outcome.answer("rows", drain->rows());
    } else {
      bench::measure_turn(*drain, outcome);
    }
    drain->empty();
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
