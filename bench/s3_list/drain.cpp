// The drain limit: page after page of each prefix, of whose text nothing is read but the token of the next.

#include "s3_get/requests.hpp"

namespace {

namespace s3 = bench::s3;

std::string between(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = text.substr(at + from.size());
  return std::string(rest.substr(0, rest.find(to)));
}

std::string encoded(std::string_view text) {
  std::string found;
  for (const char one : text) {
    found += std::isalnum(static_cast<unsigned char>(one)) ? std::string(1, one)
                                                           : fmt::format("%{:02X}", static_cast<unsigned char>(one));
  }
  return found;
}

class Drain {
 public:
  explicit Drain(const bench::Call& call)
      : workload_(bench::read_workload(call.data)),
        address_(s3::address_of(workload_)),
        lines_(s3::read_lines(call.data + ".requests")),
        client_(address_, static_cast<std::size_t>(bench::number(workload_.at("connections")))) {}

  std::uint64_t operator()() {
    std::vector<std::string> base(64), next(64);  // of each connection
    std::size_t number = 0;
    std::uint64_t keys = 0;
    client_.run(
        [&](std::size_t connection, s3::Request& request) {
          std::string target = std::exchange(next[connection], "");
          if (target.empty() && number == lines_.size()) return false;
          if (target.empty()) target = base[connection] = lines_[number++].target;
          request = {s3::head_of("GET", target, address_, ""), {}, nullptr};
          return true;
        },
        [&](std::size_t connection, std::string_view start) {
          keys += static_cast<std::uint64_t>(bench::number(between(start, "<KeyCount>", "<")));
          const std::string token = between(start, "<NextContinuationToken>", "<");
          if (!token.empty()) next[connection] = base[connection] + "&continuation-token=" + encoded(token);
        });
    return keys;
  }

 private:
  bench::Workload workload_;
  std::string address_;
  std::vector<s3::Line> lines_;
  s3::Client client_;
};

auto begin(const bench::Call& said) {
  auto drain = std::make_shared<Drain>(said);
  return [drain](bool checking, bench::Outcome& outcome) {
    if (checking) {
      outcome.answer("keys", (*drain)());
    } else {
      bench::measure_turn(*drain, outcome);
    }
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
