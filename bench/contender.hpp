// What a contender written in C++ includes: its whole side of the protocol (bench/README.md).
//
//   int main(int argc, char** argv) {
//     return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
//       outcome.answer("records", count(call.data));
//     });
//   }
//
// A failure is thrown as std::runtime_error: its text becomes the row's verdict.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace bench {

struct Call {
  bool checking;           // answers are being compared, nothing is timed
  std::string data;        // path of the prepared data
  std::string_view extra;  // the first argument that task.toml gives to this contender, or empty
};

// A folder of this run alone, empty when it starts and removed when it ends.
inline std::string scratch() {
  const char* folder = std::getenv("WIRESPEED_BENCH_SCRATCH");
  if (folder == nullptr) throw std::runtime_error("WIRESPEED_BENCH_SCRATCH is not set: call this through bench/run");
  return folder;
}

// Thrown where a contender is not available here; the text is printed in its row.
struct CannotRun : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// host:port of a server that task.toml names; `name` in capitals.
inline std::string server(const std::string& name) {
  const char* address = std::getenv(("WIRESPEED_BENCH_SERVER_" + name).c_str());
  if (address == nullptr) throw std::runtime_error("no server " + name + " is up: call this through bench/run");
  constexpr std::string_view kCannot = "cannot: ";
  if (std::string_view(address).starts_with(kCannot)) throw CannotRun(address + kCannot.size());
  return address;
}

class Outcome {
 public:
  void answer(std::string_view key, std::string_view text) { add(answers_, key, fmt::format("\"{}\"", text)); }
  template <typename Number>
  void answer(std::string_view key, Number value) {
    add(answers_, key, fmt::format("{}", value));
  }
  void answer(std::string_view key, const std::vector<int>& numbers) {
    add(answers_, key, fmt::format("[{}]", fmt::join(numbers, ", ")));
  }
  void counter(std::string_view key, double value) { add(counters_, key, fmt::format("{}", value)); }

  // Of a resident contender: seconds that one call took.
  void call(double wall, double user, double system) {
    call_ = fmt::format("\"wall\": {}, \"user\": {}, \"system\": {}", wall, user, system);
  }

  std::string json() const {
    return fmt::format("{{\"answer\": {{{}}}, \"counters\": {{{}}}, \"call\": {{{}}}}}", answers_, counters_, call_);
  }

 private:
  static void add(std::string& list, std::string_view key, std::string_view value) {
    list += fmt::format("{}\"{}\": {}", list.empty() ? "" : ", ", key, value);
  }
  std::string answers_;
  std::string counters_;
  std::string call_;
};

// Runs `work`; 0, or 1 with the reason on stderr.
template <typename Work>
int guarded(Work&& work) {
  try {
    work();
    return 0;
  } catch (const CannotRun& reason) {
    fmt::print("{{\"cannot\": \"{}\"}}\n", reason.what());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

inline Call call_of(char** argv, int argc, bool checking) { return {checking, argv[2], argc > 3 ? argv[3] : ""}; }

template <typename Work>
int run(int argc, char** argv, Work&& work) {
  if (argc < 3) {
    std::fputs("usage: CONTENDER answer|time DATA [EXTRA]\n", stderr);
    return 2;
  }
  return guarded([&] {
    Outcome outcome;
    work(call_of(argv, argc, std::string_view(argv[1]) == "answer"), outcome);
    std::puts(outcome.json().c_str());
  });
}

// A resident contender: `begin(call)` gives what is called for each request, with whether answers are compared.
template <typename Begin>
int stay(int argc, char** argv, Begin&& begin) {
  if (argc < 3) {
    std::fputs("usage: CONTENDER resident DATA [EXTRA], then a line `answer` or `time` for each run\n", stderr);
    return 2;
  }
  return guarded([&] {
    std::string mode;
    if (!std::getline(std::cin, mode)) return;
    auto work = begin(call_of(argv, argc, true));
    do {
      Outcome outcome;
      work(mode == "answer", outcome);
      std::puts(outcome.json().c_str());
      std::fflush(stdout);
    } while (std::getline(std::cin, mode));
  });
}

}  // namespace bench
