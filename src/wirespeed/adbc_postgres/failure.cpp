#include "wirespeed/adbc_postgres/failure.hpp"

#include <array>
#include <cstring>
#include <new>
#include <string_view>

namespace wirespeed::adbc_postgres {
namespace {

using postgres::Notice;

AdbcStatusCode status_of(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
    case Errc::limit:
      return status::kInvalidArgument;
    case Errc::unsupported:
      return status::kNotImplemented;
    case Errc::not_found:
      return status::kNotFound;
    case Errc::cancelled:
      return status::kCancelled;
    case Errc::deadline:
      return status::kTimeout;
    case Errc::io:
    case Errc::malformed:
    case Errc::truncated:
    case Errc::corrupt:
      return status::kIo;
  }
  return status::kUnknown;
}

struct StateStatus {
  std::string_view prefix;
  AdbcStatusCode status;
};

// By the front of a SQLSTATE; the first that fits holds.
constexpr auto kStates = std::to_array<StateStatus>({
    {"57014", status::kCancelled},
    {"42501", status::kUnauthorized},
    {"42P01", status::kNotFound},
    {"42703", status::kNotFound},
    {"42704", status::kNotFound},
    {"42883", status::kNotFound},
    {"3F000", status::kNotFound},
    {"3D000", status::kNotFound},
    {"42P04", status::kAlreadyExists},
    {"42P06", status::kAlreadyExists},
    {"42P07", status::kAlreadyExists},
    {"42701", status::kAlreadyExists},
    {"42710", status::kAlreadyExists},
    {"0A", status::kNotImplemented},
    {"08", status::kIo},
    {"22", status::kInvalidData},
    {"23", status::kIntegrity},
    {"25", status::kInvalidState},
    {"28", status::kUnauthenticated},
    {"40002", status::kIntegrity},
    {"42", status::kInvalidArgument},
    {"53", status::kIo},
    {"54", status::kInvalidArgument},
    {"55", status::kInvalidState},
    {"57", status::kIo},
    {"58", status::kIo},
    {"XX", status::kInternal},
});

AdbcStatusCode status_of(std::string_view sqlstate) noexcept {
  for (const auto& [prefix, code] : kStates) {
    if (sqlstate.starts_with(prefix)) return code;
  }
  return status::kUnknown;
}

void add_detail(Failure& failure, const char* key, const std::string& value) {
  if (!value.empty()) failure.details.emplace_back(key, value);
}

void add_details(Failure& failure, const Notice& notice) {
  const auto number = [](std::int32_t value) { return value == 0 ? std::string() : std::to_string(value); };
  add_detail(failure, "PG_DIAG_SEVERITY_NONLOCALIZED", notice.severity);
  add_detail(failure, "PG_DIAG_SQLSTATE", notice.sqlstate);
  add_detail(failure, "PG_DIAG_MESSAGE_PRIMARY", notice.message);
  add_detail(failure, "PG_DIAG_MESSAGE_DETAIL", notice.detail);
  add_detail(failure, "PG_DIAG_MESSAGE_HINT", notice.hint);
  add_detail(failure, "PG_DIAG_STATEMENT_POSITION", number(notice.position));
  add_detail(failure, "PG_DIAG_INTERNAL_POSITION", number(notice.internal_position));
  add_detail(failure, "PG_DIAG_INTERNAL_QUERY", notice.internal_query);
  add_detail(failure, "PG_DIAG_CONTEXT", notice.context);
  add_detail(failure, "PG_DIAG_SCHEMA_NAME", notice.schema);
  add_detail(failure, "PG_DIAG_TABLE_NAME", notice.table);
  add_detail(failure, "PG_DIAG_COLUMN_NAME", notice.column);
  add_detail(failure, "PG_DIAG_DATATYPE_NAME", notice.data_type);
  add_detail(failure, "PG_DIAG_CONSTRAINT_NAME", notice.constraint);
}

// What a caller of 1.1.0 finds in its error.
struct ErrorHolder {
  std::string message;
  std::vector<std::pair<std::string, std::string>> details;
};

void clear(AdbcError* error) noexcept {
  error->message = nullptr;
  error->release = nullptr;
}

void release_held(AdbcError* error) noexcept {
  delete static_cast<ErrorHolder*>(error->private_data);
  error->private_data = nullptr;
  clear(error);
}

void release_message(AdbcError* error) noexcept {
  delete[] error->message;
  clear(error);
}

bool has_private_data(const AdbcError& error) noexcept { return error.vendor_code == kAdbcErrorHasPrivateData; }

void hold(const Failure& failure, AdbcError* error) {
  auto* holder = new ErrorHolder{failure.message, failure.details};
  error->message = holder->message.data();
  error->private_data = holder;
  error->release = release_held;
}

void copy_message(const Failure& failure, AdbcError* error) {
  error->message = new char[failure.message.size() + 1];
  std::memcpy(error->message, failure.message.c_str(), failure.message.size() + 1);
  error->release = release_message;
}

const ErrorHolder* holder_of(const AdbcError* error) noexcept {
  if (error == nullptr || !has_private_data(*error) || error->release != release_held) return nullptr;
  return static_cast<const ErrorHolder*>(error->private_data);
}

}  // namespace

Failure failure_of(const wirespeed::Error& error) { return {status_of(error.code), error.message}; }

Failure failure_of(const postgres::Error& error) {
  Failure failure{status_of(error.code), error.message};
  if (error.kind == postgres::Error::Kind::authentication) failure.status = status::kUnauthenticated;
  if (error.kind == postgres::Error::Kind::unavailable) failure.status = status::kIo;
  if (error.notice == nullptr) return failure;
  failure.status = status_of(error.sqlstate());
  failure.sqlstate = error.notice->sqlstate;
  add_details(failure, *error.notice);
  return failure;
}

AdbcStatusCode report(const Failure& failure, AdbcError* error) {
  if (error == nullptr) return failure.status;
  if (error->release != nullptr) error->release(error);
  std::memset(error->sqlstate, 0, sizeof error->sqlstate);
  std::memcpy(error->sqlstate, failure.sqlstate.data(), std::min(failure.sqlstate.size(), sizeof error->sqlstate));
  if (has_private_data(*error)) {
    hold(failure, error);
  } else {
    error->vendor_code = 0;
    copy_message(failure, error);
  }
  return failure.status;
}

int detail_count(const AdbcError* error) noexcept {
  const ErrorHolder* holder = holder_of(error);
  return holder == nullptr ? 0 : static_cast<int>(holder->details.size());
}

AdbcErrorDetail detail_of(const AdbcError* error, int index) noexcept {
  if (index < 0 || index >= detail_count(error)) return {nullptr, nullptr, 0};
  const auto& [key, value] = holder_of(error)->details[static_cast<std::size_t>(index)];
  return {key.c_str(), reinterpret_cast<const std::uint8_t*>(value.data()), value.size()};
}

}  // namespace wirespeed::adbc_postgres
