#include "wirespeed/bolt/error.hpp"

#include <charconv>

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::Map;

constexpr int kMaxCauses = 100;

std::string mended(std::string code) {
  if (code == "Neo.TransientError.Transaction.Terminated") return "Neo.ClientError.Transaction.Terminated";
  if (code == "Neo.TransientError.Transaction.LockClientStopped") {
    return "Neo.ClientError.Transaction.LockClientStopped";
  }
  return code;
}

std::optional<std::int64_t> number_behind(std::string_view text, std::string_view word) noexcept {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t number = 0;
  const char* begin = text.data() + at + word.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  return error == std::errc() && end != begin ? std::optional(number) : std::nullopt;
}

// Servers write it at the end of the message: "... (line 1, column 8 (offset: 7))".
std::optional<Position> position_in(std::string_view message) noexcept {
  const std::size_t at = message.rfind("(line ");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view tail = message.substr(at);
  const auto line = number_behind(tail, "line ");
  const auto column = number_behind(tail, "column ");
  const auto offset = number_behind(tail, "offset: ");
  if (!line || !column || !offset) return std::nullopt;
  return Position{*offset, *line, *column};
}

std::optional<Position> position_of(const Failure& failure) {
  const Map* record = map_in(failure.diagnostic_record, "_position");
  if (record != nullptr) return read_position(*record);
  return position_in(failure.message);
}

Map complete(const Map* record) {
  Map completed = record == nullptr ? Map() : *record;
  if (completed.find("OPERATION") == nullptr) completed.append("OPERATION", "");
  if (completed.find("OPERATION_CODE") == nullptr) completed.append("OPERATION_CODE", "0");
  if (completed.find("CURRENT_SCHEMA") == nullptr) completed.append("CURRENT_SCHEMA", "/");
  return completed;
}

Failure read(const Map& metadata, int causes_left) {
  Failure failure;
  const bool is_gql = metadata.find("gql_status") != nullptr;
  failure.code = mended(text_in(metadata, is_gql ? "neo4j_code" : "code"));
  failure.message = text_in(metadata, "message");
  failure.gql_status = is_gql ? text_in(metadata, "gql_status") : "50N42";
  failure.gql_description = is_gql ? text_in(metadata, "description")
                                   : "error: general processing exception - unexpected error. " + failure.message;
  failure.diagnostic_record = complete(map_in(metadata, "diagnostic_record"));
  failure.position = position_of(failure);
  const Map* cause = map_in(metadata, "cause");
  if (cause != nullptr && causes_left > 0) {
    failure.cause = std::make_shared<const Failure>(read(*cause, causes_left - 1));
  }
  return failure;
}

Errc errc_of(const Failure& failure) noexcept {
  return failure.classification() == Failure::Class::client ? Errc::invalid_argument : Errc::io;
}

}  // namespace

Failure::Class Failure::classification() const noexcept {
  if (code.starts_with("Neo.ClientError.")) return Class::client;
  return code.starts_with("Neo.TransientError.") ? Class::transient : Class::database;
}

bool Failure::is_retryable() const noexcept {
  return classification() == Class::transient || code == "Neo.ClientError.Security.AuthorizationExpired" ||
         code == "Neo.ClientError.Cluster.NotALeader" || code == "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase";
}

bool Failure::is_security() const noexcept { return code.starts_with("Neo.ClientError.Security."); }

Failure read_failure(const Map& metadata) { return read(metadata, kMaxCauses); }

Error::Error(Failure said)
    : wirespeed::Error{errc_of(said), fmt::format("{} ({})", said.message, said.code)},
      kind(Kind::server),
      failure(std::make_shared<const Failure>(std::move(said))) {}

bool Error::is_retryable() const noexcept {
  if (failure != nullptr) return failure->is_retryable();
  return kind == Kind::unavailable || kind == Kind::session_expired;
}

}  // namespace wirespeed::bolt
