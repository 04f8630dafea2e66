// Any bytes walked as one element: no crash, and wherever expat takes them, the same events.
//
// Expat is the stricter one (we do not check the characters of names, nor "]]>" in text), so the comparison goes one
// way. White space is left out of it: the tokenizer drops what stands between tags.
#include <expat.h>

#include <cstdlib>
#include <map>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/xml/tokenizer.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::xml;

// Events as one text: tags with sorted, decoded attributes, and text without its white space.
class Events {
 public:
  void start(std::string_view name, const std::map<std::string, std::string>& attributes) {
    text_ += "<" + std::string(name);
    for (const auto& [key, value] : attributes) text_ += "[" + key + "=" + value + "]";
  }
  void end() { text_ += ">"; }
  void text(std::string_view value) {
    for (const char c : value) {
      if (!is_space(c)) text_ += c;
    }
  }
  const std::string& all() const { return text_; }

 private:
  std::string text_;
};

struct Ours {
  Events events;
  std::uint64_t repairs = 0;

  std::string decoded(std::string_view raw, std::size_t (*decode)(std::string_view, char*, std::uint64_t&) noexcept) {
    std::string value(decoded_bound(raw), '\0');
    value.resize(decode(raw, value.data(), repairs));
    return value;
  }
  void start(std::string_view name, std::span<const Attribute> attributes) {
    std::map<std::string, std::string> values;
    for (const Attribute& a : attributes) {
      std::string value = decoded(a.value, decode_value);
      if (a.plain && value != a.value) std::abort();
      values.emplace(a.name, value);
    }
    events.start(name, values);
  }
  void text(std::string_view raw, TextForm form) {
    if (form == TextForm::cdata) return events.text(raw);
    const std::string value = decoded(raw, decode_text);
    if (form != TextForm::encoded && value != raw) std::abort();
    events.text(value);
  }
  void end(std::string_view) { events.end(); }
  void leaf(std::string_view name, std::string_view value) {
    start(name, {});
    text(value, TextForm::plain);
    end(name);
  }
  void empty(std::string_view name, std::span<const Attribute> attributes) {
    start(name, attributes);
    events.end();
  }
};

void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  std::map<std::string, std::string> values;
  for (; *attributes != nullptr; attributes += 2) values.emplace(attributes[0], attributes[1]);
  static_cast<Events*>(data)->start(name, values);
}
void on_end(void* data, const XML_Char*) { static_cast<Events*>(data)->end(); }
void on_text(void* data, const XML_Char* text, int size) {
  static_cast<Events*>(data)->text({text, static_cast<std::size_t>(size)});
}

// What expat says; false if it refuses the bytes.
bool walk_with_expat(std::string_view bytes, Events& events) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetUserData(parser, &events);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  const bool taken = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return taken;
}

bool is_limit(std::string_view error) { return error.starts_with("expected at most"); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = text_of({data, size});
  if (size < 2 || input[0] != '<' || input[1] == '/' || input[1] == '!' || input[1] == '?') return 0;
  std::string bytes(input);
  bytes.resize(size + kScanPadding);
  Ours ours;
  const Walked walked = walk_element(bytes.data(), bytes.data() + size, ours);
  Events theirs;
  if (!walk_with_expat(input, theirs)) return 0;
  if (walked.error != nullptr && is_limit(walked.error)) return 0;
  if (walked.error != nullptr || ours.repairs != 0 || ours.events.all() != theirs.all()) std::abort();
  return 0;
}
