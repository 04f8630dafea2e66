// The drain limit: the same query over the same protocol, nothing made of what comes. Its argument says in which way:
//
//   ext     the extended protocol, binary results; woken whenever something has come
//   copy    COPY TO STDOUT in binary
//   lowat   as ext, woken for 256 KiB at a time (SO_RCVLOWAT)

#include <memory>
#include <string>

#include "postgres_read/connection.hpp"

namespace {

namespace postgres = bench::postgres;

constexpr int kLowWaterBytes = 256 << 10;

// Of a JSON list of numbers.
std::vector<std::int64_t> parameters(std::string_view text) {
  std::vector<std::int64_t> found;
  for (std::size_t at = text.find_first_of("-0123456789"); at < text.size();
       at = text.find_first_of("-0123456789", at)) {
    found.push_back(bench::number(text.substr(at)));
    at = text.find_first_of(",]", at);
  }
  return found;
}

class Drain {
 public:
  Drain(const bench::Workload& workload, std::string_view way) : copies_(way == "copy") {
    const auto values = parameters(workload.at("parameters"));
    const std::string& query = workload.at("query");
    call_ = copies_ ? postgres::query("COPY (" + query + ") TO STDOUT (FORMAT binary)")
                    : postgres::parse("", query, values.size()) + postgres::bind("", values) + postgres::describe() +
                          postgres::execute() + postgres::sync();
    if (way == "lowat") connection_.wake_for(kLowWaterBytes);
  }

  // The rows that came.
  std::uint64_t operator()() {
    const std::uint64_t before = rows();
    connection_.begin_result();
    connection_.send(call_);
    connection_.until_ready();
    return rows() - before - (copies_ ? 1 : 0);  // the end of a COPY in binary is a message of its own
  }

 private:
  std::uint64_t rows() const { return connection_.messages().count(copies_ ? 'd' : 'D'); }

  postgres::Connection connection_;
  bool copies_;
  std::string call_;
};

auto begin(const bench::Call& said) {
  auto drain = std::make_shared<Drain>(bench::read_workload(said.data), said.extra);
  return [drain](bool checking, bench::Outcome& outcome) {
    if (checking) outcome.answer("rows", (*drain)());
    if (!checking) bench::measure_turn(*drain, outcome);
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
