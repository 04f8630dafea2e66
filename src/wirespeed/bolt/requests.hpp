// What goes into requests, and its encoding for each version of the protocol.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/bolt/protocol.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

using packstream::Bytes;

// Who the client is to the server. Never printed: not in errors, not in logs.
struct Credentials {
  std::string scheme = "none";  // none, basic, bearer, kerberos, or a server plugin's
  std::string principal;        // sent where it is not empty, as all below
  std::string credentials;
  std::string realm;
  packstream::Map parameters;

  static Credentials none() { return {}; }
  static Credentials basic(std::string user, std::string password, std::string realm = {});
  static Credentials bearer(std::string token);
  static Credentials kerberos(std::string ticket);
  static Credentials custom(std::string scheme, std::string principal, std::string credentials, std::string realm,
                            packstream::Map parameters);
};

// Which notifications the server shall send (5.2 and newer).
struct NotificationFilter {
  std::string minimum_severity;                      // OFF, WARNING, INFORMATION; the server's own where empty
  std::optional<std::vector<std::string>> disabled;  // categories or, the same names, classifications

  bool is_set() const noexcept { return !minimum_severity.empty() || disabled.has_value(); }
};

struct Hello {
  std::string user_agent;
  Credentials credentials;  // sent with it before 5.1 only
  NotificationFilter notifications;
  // Parameters of a neo4j:// URI, "address" among them; none for bolt://, which asks for no routing.
  std::optional<packstream::Map> routing;
};

enum class AccessMode : std::uint8_t { write, read };

// What a transaction, of one query or many, begins with.
struct TransactionConfig {
  std::string database;           // the user's home database where it is empty
  std::string impersonated_user;  // the caller itself where it is empty
  AccessMode mode = AccessMode::write;
  std::vector<std::string> bookmarks;
  std::optional<std::int64_t> timeout_ms;  // the server's own where there is none; 0 for no end
  Bytes metadata;                          // a map in PackStream, or nothing
  NotificationFilter notifications;
};

// Who uses the transaction, for the server's statistics.
enum class TelemetryApi : std::uint8_t { managed = 0, explicit_transaction = 1, auto_commit = 2, execute_query = 3 };

// Records that a PULL or DISCARD speaks for.
inline constexpr std::int64_t kAllRecords = -1;
// The result of the last RUN.
inline constexpr std::int64_t kLastResult = -1;

// Messages, not framed yet. An error of code unsupported for what the version has nothing for.
Outcome<Bytes> encode_hello(const Hello& hello, ProtocolVersion version);
Outcome<Bytes> encode_logon(const Credentials& credentials);
Outcome<Bytes> encode_begin(const TransactionConfig& config, ProtocolVersion version);
Outcome<Bytes> encode_route(const packstream::Map& routing, const std::vector<std::string>& bookmarks,
                            const std::string& database, const std::string& impersonated_user);
Outcome<Bytes> encode_telemetry(TelemetryApi api);
Outcome<Bytes> encode_pull(Request pull_or_discard, std::int64_t records, std::int64_t result);
// One without fields: LOGOFF, GOODBYE, RESET, COMMIT, ROLLBACK.
Bytes encode_bare(Request request);

// RUN in three parts, for the one in the middle, the parameters, is large and somebody else's.
struct Run {
  Bytes head;  // up to the query
  Bytes tail;  // the transaction's settings
};
Outcome<Run> encode_run(std::string_view query, const TransactionConfig* auto_commit, ProtocolVersion version);

// Parameters as RUN takes them.
Outcome<Bytes> encode_parameters(const packstream::Map& parameters, ProtocolVersion version);

}  // namespace wirespeed::bolt
