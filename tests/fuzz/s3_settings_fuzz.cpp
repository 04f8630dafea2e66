// Any text as the files and answers from which credentials come: profile files, a command line, JSON, STS's XML.
#include <cstdlib>
#include <string>

#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3/json_object.hpp"
#include "wirespeed/s3/profile_file.hpp"
#include "wirespeed/s3/shell_words.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::s3;

void check(bool holds) {
  if (!holds) std::abort();
}

bool writes_back(const Settings& settings) {
  for (const auto& [name, value] : settings) {
    if (name.find('.') != std::string::npos || value.find('\n') != std::string::npos) return false;
  }
  return true;
}

// What was understood says the same once written down again.
void check_ini(std::string_view text) {
  const auto sections = parse_ini(text);
  if (!sections) return check(sections.error().message.starts_with("line "));
  std::string written;
  for (const auto& [name, settings] : *sections) {
    if (!writes_back(settings)) return;
    written += "[" + name + "]\n";
    for (const auto& [option, value] : settings) written += option + " = " + value + "\n";
  }
  const auto again = parse_ini(written);
  check(again && *again == *sections);
}

void check_words(std::string_view line) {
  const auto words = split_shell_words(line);
  if (!words) return;
  std::string quoted;
  for (const std::string& word : *words) {
    quoted += '"';
    for (const char c : word) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    quoted += "\" ";
  }
  const auto again = split_shell_words(quoted);
  check(again && *again == *words);
}

void check_json(std::string_view text) {
  const auto object = JsonObject::parse(text);
  if (!object) return check(object.error().message.starts_with("json: expected "));
  check(object->size() <= text.size() / 4);  // "":0
  const auto code = object->text("Code");
  check(!code || code->size() <= text.size());
  check(!JsonObject::parse(text.substr(0, text.rfind('}'))));
}

void check_credentials(const Result<Credentials>& credentials) {
  if (!credentials) return check(!credentials.error().message.empty());
  check(!credentials->is_anonymous() && !credentials->secret_access_key.empty());
  for (const std::string* part : {&credentials->access_key_id, &credentials->session_token}) {
    check(part->find_first_of(" \r\n") == std::string::npos);
  }
}

void check_answers(std::string_view text) {
  check_credentials(parse_instance_credentials(text));
  check_credentials(parse_container_credentials(text));
  check_credentials(parse_process_credentials(text));
  check_credentials(parse_sts_credentials(text));
  check(parse_sts_refusal(403, text).status == 403);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_ini(text);
  check_words(text);
  check_json(text);
  check_answers(text);
  const std::size_t half = text.find('\0');
  if (half == std::string_view::npos) return 0;
  const auto files = parse_profile_files(text.substr(0, half), text.substr(half + 1));
  if (files) check(files->profiles.size() >= files->credentials.size());
  return 0;
}
