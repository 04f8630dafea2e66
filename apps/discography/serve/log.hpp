// What an operator should know, as lines of JSON on stderr.
#pragma once

#include <cstdint>
#include <string_view>

namespace discography {

// A question worth a line of its own.
struct LoggedQuestion {
  std::string_view level;
  std::string_view event;
  std::string_view target;
  unsigned status;
  double milliseconds;
  std::uint64_t left_out;  // lines like it since the last one, of which there would have been too many
};

// Thread-safe: a line is written at once. A line for which there is no memory is lost, and nobody fails for it.
class Log {
 public:
  void info(std::string_view event, std::string_view detail) const noexcept { write("info", event, detail); }
  void error(std::string_view event, std::string_view detail) const noexcept { write("error", event, detail); }
  void question(const LoggedQuestion& question) const noexcept;

 private:
  static void write(std::string_view level, std::string_view event, std::string_view detail) noexcept;
};

}  // namespace discography
