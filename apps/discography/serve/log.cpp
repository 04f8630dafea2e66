#include "log.hpp"

#include <cstdio>
#include <exception>

#include "../utc_now.hpp"
#include "wirespeed/base/json.hpp"

namespace discography {

namespace {

// What an event has beside time, level and name is added by `add_members(json)`.
template <typename AddMembers>
void write_line(std::string_view level, std::string_view event, AddMembers add_members) noexcept {
  try {
    wirespeed::JsonWriter json;
    json.begin_object().member("time", utc_now(Precision::milliseconds)).member("level", level).member("event", event);
    add_members(json);
    json.end_object();
    const std::string line = json.text() + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): an answer is worth more than its line
  }
}

}  // namespace

void Log::write(std::string_view level, std::string_view event, std::string_view detail) noexcept {
  write_line(level, event, [&](wirespeed::JsonWriter& json) { json.member("detail", detail); });
}

void Log::question(const LoggedQuestion& question) const noexcept {
  write_line(question.level, question.event, [&](wirespeed::JsonWriter& json) {
    json.member("target", question.target).member("status", question.status);
    json.member("milliseconds", question.milliseconds);
    if (question.left_out > 0) json.member("left_out", question.left_out);
  });
}

}  // namespace discography
