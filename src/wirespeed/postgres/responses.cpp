#include "wirespeed/postgres/responses.hpp"

#include <charconv>

#include "wirespeed/postgres/body_reader.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kMaxSecretBytes = 256;
constexpr std::size_t kColumnBytes = 19;  // of a RowDescription, its name being empty

std::unexpected<wirespeed::Error> malformed(const char* message, std::size_t size) {
  return fail(Errc::malformed,
              "read {}: its {} bytes are not what the protocol says; the connection is of no more use, open another",
              message, size);
}

bool is_format(std::int16_t code) noexcept { return code == 0 || code == 1; }

std::optional<std::uint64_t> number_of(std::string_view text) noexcept {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<ParameterStatus> parse_parameter_status(ByteView body) {
  BodyReader reader(body);
  const std::string_view name = reader.text();
  const std::string_view value = reader.text();
  if (!reader.ok_and_empty()) return malformed("ParameterStatus", body.size());
  return ParameterStatus{std::string(name), std::string(value)};
}

Result<BackendKey> parse_backend_key_data(ByteView body) {
  BodyReader reader(body);
  const auto process_id = reader.number<std::uint32_t>();
  const ByteView secret = reader.rest();
  if (!reader.ok() || secret.size() < 4 || secret.size() > kMaxSecretBytes) {
    return malformed("BackendKeyData", body.size());
  }
  return BackendKey{process_id, {secret.begin(), secret.end()}};
}

Result<VersionNegotiation> parse_negotiate_protocol_version(ByteView body) {
  BodyReader reader(body);
  VersionNegotiation negotiation;
  negotiation.version = reader.number<std::uint32_t>();
  const auto count = reader.number<std::uint32_t>();
  if (count > reader.room_for(1)) return malformed("NegotiateProtocolVersion", body.size());
  for (std::uint32_t i = 0; i < count; ++i) negotiation.unrecognized.emplace_back(reader.text());
  if (!reader.ok_and_empty()) return malformed("NegotiateProtocolVersion", body.size());
  return negotiation;
}

Result<TransactionStatus> parse_ready_for_query(ByteView body) {
  const char status = body.size() == 1 ? static_cast<char>(body[0]) : '\0';
  if (status != 'I' && status != 'T' && status != 'E') return malformed("ReadyForQuery", body.size());
  return static_cast<TransactionStatus>(status);
}

Result<std::vector<ColumnDescription>> parse_row_description(ByteView body) {
  BodyReader reader(body);
  const std::size_t count = reader.number<std::uint16_t>();
  if (count > reader.room_for(kColumnBytes)) return malformed("RowDescription", body.size());
  std::vector<ColumnDescription> columns(count);
  for (ColumnDescription& column : columns) {
    column.name = reader.text();
    column.table = reader.number<Oid>();
    column.attribute = reader.number<std::int16_t>();
    column.type.oid = reader.number<Oid>();
    column.type_size = reader.number<std::int16_t>();
    column.type.typmod = reader.number<std::int32_t>();
    const auto format = reader.number<std::int16_t>();
    if (!is_format(format)) return malformed("RowDescription", body.size());
    column.format = static_cast<Format>(format);
  }
  if (!reader.ok_and_empty()) return malformed("RowDescription", body.size());
  return columns;
}

Result<std::vector<Oid>> parse_parameter_description(ByteView body) {
  BodyReader reader(body);
  const std::size_t count = reader.number<std::uint16_t>();
  if (count != reader.room_for(sizeof(Oid))) return malformed("ParameterDescription", body.size());
  std::vector<Oid> types(count);
  for (Oid& type : types) type = reader.number<Oid>();
  if (!reader.ok_and_empty()) return malformed("ParameterDescription", body.size());
  return types;
}

std::string_view CommandTag::command() const noexcept {
  const std::size_t digit = text.find_first_of("0123456789");
  std::string_view words(text);
  words = words.substr(0, digit);
  while (words.ends_with(' ')) words.remove_suffix(1);
  return words;
}

Result<CommandTag> parse_command_complete(ByteView body) {
  BodyReader reader(body);
  CommandTag tag;
  tag.text = reader.text();
  if (!reader.ok_and_empty()) return malformed("CommandComplete", body.size());
  const std::size_t space = tag.text.rfind(' ');
  if (space != std::string::npos) tag.rows = number_of(std::string_view(tag.text).substr(space + 1));
  return tag;
}

Result<Notification> parse_notification(ByteView body) {
  BodyReader reader(body);
  Notification notification;
  notification.process_id = reader.number<std::uint32_t>();
  notification.channel = reader.text();
  notification.payload = reader.text();
  if (!reader.ok_and_empty()) return malformed("NotificationResponse", body.size());
  return notification;
}

Result<CopyResponse> parse_copy_response(ByteView body) {
  BodyReader reader(body);
  const auto overall = reader.number<std::uint8_t>();
  const std::size_t count = reader.number<std::uint16_t>();
  if (overall > 1 || count != reader.room_for(sizeof(std::int16_t))) return malformed("CopyResponse", body.size());
  CopyResponse response{static_cast<Format>(overall), std::vector<Format>(count)};
  for (Format& column : response.columns) {
    const auto format = reader.number<std::int16_t>();
    if (!is_format(format)) return malformed("CopyResponse", body.size());
    column = static_cast<Format>(format);
  }
  if (!reader.ok_and_empty()) return malformed("CopyResponse", body.size());
  return response;
}

Result<void> expect_empty(const char* message, ByteView body) {
  if (!body.empty()) return malformed(message, body.size());
  return {};
}

}  // namespace wirespeed::postgres
