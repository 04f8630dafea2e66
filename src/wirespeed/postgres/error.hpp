// What can go wrong between a client and PostgreSQL: a wirespeed::Error, and with it what the server said.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

// The fields of an ErrorResponse or a NoticeResponse, by their names in the protocol. What was not sent is empty.
struct Notice {
  std::string severity;  // not translated: "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", ...
  std::string sqlstate;  // "42P01"
  std::string message;
  std::string detail;
  std::string hint;
  std::int32_t position = 0;           // in the query's text, in characters from 1; 0: none
  std::int32_t internal_position = 0;  // the same in internal_query
  std::string internal_query;
  std::string context;  // "where": the stack of what was under way
  std::string schema;
  std::string table;
  std::string column;
  std::string data_type;
  std::string constraint;
  std::string file;
  std::string line;
  std::string routine;

  bool is_fatal() const noexcept { return severity == "FATAL" || severity == "PANIC"; }
};

struct Error : wirespeed::Error {
  enum class Kind : std::uint8_t {
    other,           // `code` says it: the caller's mistake, a deadline, bytes that are not the protocol
    server,          // `notice` says it
    authentication,  // the server did not let us in, or did not prove that it knows the password
    unavailable,     // no connection could be made, or it was lost
    skipped,         // a statement before it in its pipeline failed
  };

  Kind kind = Kind::other;
  std::shared_ptr<const Notice> notice = nullptr;

  Error(wirespeed::Error error, Kind of = Kind::other) : wirespeed::Error(std::move(error)), kind(of) {}  // NOLINT
  explicit Error(Notice said);

  std::string_view sqlstate() const noexcept {
    return notice ? std::string_view(notice->sqlstate) : std::string_view();
  }
};

template <typename T>
using Outcome = std::expected<T, Error>;

}  // namespace wirespeed::postgres
