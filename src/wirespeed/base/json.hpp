// Writes JSON text: for reports, line files and --json output. There is no reader.
//
//   JsonWriter json;
//   json.begin_object().member("name", "Björk").key("years").begin_array().value(1993).end_array().end_object();
//   json.text()  ->  {"name": "Björk", "years": [1993]}
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace wirespeed {

// Appends `text` as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// Calls must make sense in their order (a key before each value of an object): nothing is checked.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(double number);  // null where it is not finite
  JsonWriter& null() { return raw("null"); }

  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  const std::string& text() const noexcept { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view token);
  void separate();  // a comma unless this is the first of its kind

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace wirespeed
