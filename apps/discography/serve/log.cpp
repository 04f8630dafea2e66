#include "log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "wirespeed/base/json.hpp"

namespace discography {

namespace {

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                     since % 1000);
}

wirespeed::JsonWriter begin_line(std::string_view level, std::string_view event) {
  wirespeed::JsonWriter json;
  json.begin_object().member("time", utc_now()).member("level", level).member("event", event);
  return json;
}

void end_line(wirespeed::JsonWriter& json) {
  json.end_object();
  const std::string line = json.text() + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void Log::write(std::string_view level, std::string_view event, std::string_view detail) {
  auto json = begin_line(level, event);
  json.member("detail", detail);
  end_line(json);
}

void Log::question(const LoggedQuestion& question) const noexcept {
  try {
    auto json = begin_line(question.level, question.event);
    json.member("target", question.target).member("status", question.status);
    json.member("milliseconds", question.milliseconds);
    if (question.left_out > 0) json.member("left_out", question.left_out);
    end_line(json);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): an answer is worth more than its line
  }
}

}  // namespace discography
