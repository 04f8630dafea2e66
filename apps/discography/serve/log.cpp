#include "log.hpp"

#include <cstdio>
#include <exception>

#include "../utc_now.hpp"
#include "wirespeed/base/json.hpp"

namespace discography {

namespace {

wirespeed::JsonWriter begin_line(std::string_view level, std::string_view event) {
  wirespeed::JsonWriter json;
  json.begin_object().member("time", utc_now(Precision::milliseconds)).member("level", level).member("event", event);
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
