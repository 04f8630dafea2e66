// What is in a server's messages. Each function takes a message's body; texts of a result are copies, views lie in the
// body.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

// What the server wants to see before it lets a client in.
struct Authentication {
  enum class Request : std::uint32_t {
    ok = 0,
    kerberos_v5 = 2,
    cleartext_password = 3,
    md5_password = 5,
    scm_credential = 6,
    gss = 7,
    gss_continue = 8,
    sspi = 9,
    sasl = 10,
    sasl_continue = 11,
    sasl_final = 12,
  };

  Request request = Request::ok;
  std::array<std::uint8_t, 4> salt{};     // of md5_password
  std::vector<std::string> mechanisms{};  // of sasl
  ByteView data{};                        // of sasl_continue and sasl_final
};
// Requests that we cannot answer (Kerberos, GSSAPI, SSPI and what is newer than us) are errors of code unsupported that
// say what a server's administrator can do.
Result<Authentication> parse_authentication(ByteView body);

struct ParameterStatus {
  std::string name;
  std::string value;
};
Result<ParameterStatus> parse_parameter_status(ByteView body);

// What a cancel request must show.
struct BackendKey {
  std::uint32_t process_id = 0;
  std::vector<std::uint8_t> secret;  // 4 bytes before protocol 3.2, up to 256 with it
};
Result<BackendKey> parse_backend_key_data(ByteView body);

// The server speaks less than was asked for.
struct VersionNegotiation {
  std::uint32_t version = 0;              // the newest that it speaks, as in a startup message
  std::vector<std::string> unrecognized;  // protocol options that it does not know
};
Result<VersionNegotiation> parse_negotiate_protocol_version(ByteView body);

enum class TransactionStatus : char { idle = 'I', in_transaction = 'T', failed = 'E' };
Result<TransactionStatus> parse_ready_for_query(ByteView body);

struct ColumnDescription {
  std::string name;
  Oid table = 0;               // 0: no column of a table
  std::int16_t attribute = 0;  // its number there
  TypeRef type;
  std::int16_t type_size = 0;  // negative: it varies
  Format format = Format::text;
};
Result<std::vector<ColumnDescription>> parse_row_description(ByteView body);

Result<std::vector<Oid>> parse_parameter_description(ByteView body);

// "INSERT 0 5", "SELECT 3", "CREATE TABLE"
struct CommandTag {
  std::string text;
  std::optional<std::uint64_t> rows;  // that were read or touched, where the command counts them

  std::string_view command() const noexcept;  // without numbers: "INSERT", "CREATE TABLE"
};
Result<CommandTag> parse_command_complete(ByteView body);

// Of an ErrorResponse and of a NoticeResponse.
Result<Notice> parse_notice(ByteView body);

struct Notification {
  std::uint32_t process_id = 0;  // whose NOTIFY it was
  std::string channel;
  std::string payload;
};
Result<Notification> parse_notification(ByteView body);

// Of CopyInResponse, CopyOutResponse and CopyBothResponse.
struct CopyResponse {
  Format format = Format::text;
  std::vector<Format> columns;
};
Result<CopyResponse> parse_copy_response(ByteView body);

// For messages without a body: ParseComplete, BindComplete, CloseComplete, NoData, EmptyQueryResponse, PortalSuspended,
// CopyDone.
Result<void> expect_empty(const char* message, ByteView body);

}  // namespace wirespeed::postgres
