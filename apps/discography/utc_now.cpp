#include "utc_now.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace discography {

std::string utc_now(Precision precision) {
  const auto now = std::chrono::system_clock::now();
  std::string text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
  if (precision == Precision::milliseconds) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    text += fmt::format(".{:03}", since.count() % 1000);
  }
  return text + "Z";
}

}  // namespace discography
