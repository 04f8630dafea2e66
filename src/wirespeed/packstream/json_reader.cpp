#include "wirespeed/packstream/json_reader.hpp"

#include "wirespeed/base/json.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/cell_text.hpp"

namespace wirespeed::packstream {
namespace {

bool is_utf8(std::string_view text) noexcept { return valid_utf8_prefix(text) == text.size(); }

}  // namespace

bool JsonReader::read() { return value(false); }
bool JsonReader::read_bare() { return value(true); }

bool JsonReader::value(bool bare) {
  std::uint8_t m = 0;
  if (!cursor_.take_marker(m)) return false;
  bare_ = bare;
  switch (m >> 4) {
    case 0x8:
      return text(m, m & 0x0F);
    case 0x9:
      return list(m, m & 0x0F);
    case 0xA:
      return map(m, m & 0x0F);
    case 0xB:
      return structure(m);
    case 0xC:
    case 0xD:
    case 0xE:
      return large(m);
    default:
      return plain(std::to_string(static_cast<std::int8_t>(m)));
  }
}

bool JsonReader::large(std::uint8_t m) {
  std::uint64_t n = 0;
  switch (m) {
    case marker::kNull:
      return plain("null");
    case marker::kFloat:
      return floating();
    case marker::kFalse:
      return plain("false");
    case marker::kTrue:
      return plain("true");
    case marker::kInt8:
    case marker::kInt16:
    case marker::kInt32:
    case marker::kInt64:
      return integer(m);
    case marker::kBytes8:
    case marker::kBytes16:
    case marker::kBytes32:
      return cursor_.size(m, n) && bytes(m, n);
    case marker::kText8:
    case marker::kText16:
    case marker::kText32:
      return cursor_.size(m, n) && text(m, n);
    case marker::kList8:
    case marker::kList16:
    case marker::kList32:
      return cursor_.size(m, n) && list(m, n);
    case marker::kMap8:
    case marker::kMap16:
    case marker::kMap32:
      return cursor_.size(m, n) && map(m, n);
    case marker::kUuid:
      if (rules_.version == Version::v2) return uuid(m);
      break;
    default:
      break;
  }
  return cursor_.fail(Fault::Kind::unknown_marker, m);
}

bool JsonReader::integer(std::uint8_t m) {
  std::int64_t number = 0;
  return cursor_.integer(m, number) && plain(std::to_string(number));
}

bool JsonReader::floating() {
  double number = 0;
  if (!cursor_.floating(number)) return false;
  column::append_float(out_, number);
  return true;
}

bool JsonReader::text(std::uint8_t m, std::uint64_t n) {
  ByteView content;
  if (!cursor_.contents(m, n, content)) return false;
  if (!is_utf8(text_of(content))) return malformed("text that is no UTF-8");
  string(text_of(content));
  return true;
}

bool JsonReader::bytes(std::uint8_t m, std::uint64_t n) {
  ByteView content;
  if (!cursor_.contents(m, n, content)) return false;
  std::string base64;
  column::append_base64(base64, content);
  string(base64);
  return true;
}

bool JsonReader::uuid(std::uint8_t m) {
  ByteView content;
  if (!cursor_.contents(m, kUuidBytes, content)) return false;
  std::string digits;
  column::append_uuid(digits, content);
  string(digits);
  return true;
}

void JsonReader::string(std::string_view content) {
  if (bare_) {
    out_ += content;
  } else {
    append_json_string(out_, content);
  }
}

bool JsonReader::enter(std::uint8_t m) noexcept {
  if (depth_ == kDefaultMaxDepth) return cursor_.fail(Fault::Kind::too_deep, m, kDefaultMaxDepth);
  ++depth_;
  return true;
}

bool JsonReader::list(std::uint8_t m, std::uint64_t n) {
  if (!cursor_.holds(m, n, 1) || !enter(m)) return false;
  out_ += '[';
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i != 0) out_ += ", ";
    if (!read()) return false;
  }
  out_ += ']';
  --depth_;
  return true;
}

bool JsonReader::map(std::uint8_t m, std::uint64_t n) {
  if (!cursor_.holds(m, n, 2) || !enter(m)) return false;
  begin_object();
  for (std::uint64_t i = 0; i < n; ++i) {
    std::string_view key;
    if (!cursor_.expect_key(key)) return false;
    if (!is_utf8(key)) return malformed("a key that is no UTF-8");
    if (!read_member(key)) return false;
  }
  end_object();
  --depth_;
  return true;
}

void JsonReader::member(std::string_view name) {
  if (out_.back() != '{') out_ += ", ";
  append_json_string(out_, name);
  out_ += ": ";
}

bool JsonReader::read_member(std::string_view name) {
  member(name);
  return read();
}

bool JsonReader::structure(std::uint8_t m) {
  const std::size_t fields = m & 0x0F;
  std::uint8_t tag = 0;
  if (!cursor_.holds(m, fields + 1, 1) || !cursor_.take_marker(tag)) return false;
  if (rules_.json_structure == nullptr) return malformed("a structure, which has no meaning here");
  if (!enter(m)) return false;
  const bool ok = rules_.json_structure(*this, tag, fields);
  --depth_;
  return ok;
}

bool JsonReader::malformed(std::string why) {
  why_ = std::move(why);
  return false;
}

}  // namespace wirespeed::packstream
