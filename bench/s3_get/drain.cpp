// The drain limit: the product's requests, signed beforehand, over the workload's number of connections, and the bytes
// of the answers thrown away, or received into memory that is warm, or into memory that the system gives for each call.

#include "s3_get/requests.hpp"
#include "s3_get/signed_gets.hpp"

namespace {

namespace s3 = bench::s3;

enum class Where { nowhere, warm, fresh };

class Drain {
 public:
  Drain(const bench::Call& call, Where where)
      : workload_(bench::read_workload(call.data)),
        lines_(s3::read_lines(call.data + ".requests")),
        gets_(workload_),
        client_(s3::address_of(workload_), static_cast<std::size_t>(bench::number(workload_.at("connections")))),
        where_(where) {
    for (const s3::Line& line : lines_) bytes_ += line.size;
    if (where_ == Where::warm) warm_ = std::make_unique<s3::Pages>(bytes_);
    if (where_ == Where::warm) warm_->touch();
  }

  // For the next turn: what is signed in its head is good for a quarter of an hour.
  void sign() {
    heads_.clear();
    for (const s3::Line& line : lines_) heads_.push_back(gets_.head(line));
  }

  std::uint64_t operator()() {
    if (where_ == Where::nowhere) return into(nullptr);
    if (where_ == Where::warm) return into(warm_->data());
    s3::Pages fresh(bytes_);
    return into(fresh.data());
  }

 private:
  // The bytes that were asked for; an answer of another size would never end, or end the connection.
  std::uint64_t into(char* destination) {
    std::size_t number = 0;
    std::uint64_t asked = 0;
    client_.run(
        [&](std::size_t, s3::Request& request) {
          if (number == heads_.size()) return false;
          request = {heads_[number], {}, destination == nullptr ? nullptr : destination + asked};
          asked += lines_[number++].size;
          return true;
        },
        [](std::size_t, std::string_view) {});
    return asked;
  }

  bench::Workload workload_;
  std::vector<s3::Line> lines_;
  s3::SignedGets gets_;
  std::vector<std::string> heads_;
  s3::Client client_;
  Where where_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<s3::Pages> warm_;
};

auto begin(const bench::Call& said) {
  const Where where = said.extra == "into" ? Where::warm : said.extra == "fresh" ? Where::fresh : Where::nowhere;
  auto drain = std::make_shared<Drain>(said, where);
  return [drain](bool checking, bench::Outcome& outcome) {
    drain->sign();
    if (checking) {
      outcome.answer("bytes", (*drain)());
    } else {
      bench::measure_turn(*drain, outcome);
    }
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
