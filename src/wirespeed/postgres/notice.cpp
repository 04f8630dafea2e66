// ErrorResponse and NoticeResponse: (u8 field, text)*, 0.
#include <charconv>

#include "wirespeed/postgres/body_reader.hpp"
#include "wirespeed/postgres/responses.hpp"

namespace wirespeed::postgres {
namespace {

std::int32_t position_of(std::string_view text) noexcept {
  std::int32_t position = 0;
  std::from_chars(text.data(), text.data() + text.size(), position);
  return position;
}

std::string* text_field(Notice& notice, char field) noexcept {
  switch (field) {
    case 'C':
      return &notice.sqlstate;
    case 'M':
      return &notice.message;
    case 'D':
      return &notice.detail;
    case 'H':
      return &notice.hint;
    case 'q':
      return &notice.internal_query;
    case 'W':
      return &notice.context;
    case 's':
      return &notice.schema;
    case 't':
      return &notice.table;
    case 'c':
      return &notice.column;
    case 'd':
      return &notice.data_type;
    case 'n':
      return &notice.constraint;
    case 'F':
      return &notice.file;
    case 'L':
      return &notice.line;
    case 'R':
      return &notice.routine;
    default:
      return nullptr;
  }
}

// Fields that are newer than us are skipped, as the protocol asks.
void put(Notice& notice, char field, std::string_view value, std::string& translated_severity) {
  if (field == 'V') notice.severity = value;
  if (field == 'S') translated_severity = value;
  if (field == 'P') notice.position = position_of(value);
  if (field == 'p') notice.internal_position = position_of(value);
  if (std::string* text = text_field(notice, field); text != nullptr) *text = value;
}

}  // namespace

Result<Notice> parse_notice(ByteView body) {
  BodyReader reader(body);
  Notice notice;
  std::string translated_severity;
  for (;;) {
    const char field = static_cast<char>(reader.number<std::uint8_t>());
    if (field == '\0') break;
    put(notice, field, reader.text(), translated_severity);
  }
  if (!reader.ok_and_empty()) {
    return fail(Errc::malformed,
                "read an error or a notice of the server: its {} bytes are not fields that end with a "
                "zero; the connection is of no more use, open another",
                body.size());
  }
  if (notice.severity.empty()) notice.severity = std::move(translated_severity);  // poolers may send no other
  return notice;
}

}  // namespace wirespeed::postgres
