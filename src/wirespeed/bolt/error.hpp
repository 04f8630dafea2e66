// What can go wrong between a client and Neo4j: a wirespeed::Error, and with it what the server said.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "wirespeed/base/error.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

// A place in a query's text. Lines and columns count from 1.
struct Position {
  std::int64_t offset = 0;
  std::int64_t line = 0;
  std::int64_t column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// A FAILURE of the server.
struct Failure {
  std::string code;     // "Neo.ClientError.Statement.SyntaxError"
  std::string message;  // for people
  std::string gql_status;
  std::string gql_description;
  packstream::Map diagnostic_record;
  std::optional<Position> position;
  std::shared_ptr<const Failure> cause;

  enum class Class : std::uint8_t { client, transient, database };
  Class classification() const noexcept;
  // Whether the same work may succeed when it is tried again.
  bool is_retryable() const noexcept;
  bool is_security() const noexcept;  // Neo.ClientError.Security.*
};

// What a FAILURE's metadata says, for all versions: codes that old servers class wrongly are mended, a GQL status is
// made up where there is none.
Failure read_failure(const packstream::Map& metadata);

struct Error : wirespeed::Error {
  enum class Kind : std::uint8_t {
    other,              // `code` says it: the caller's mistake, a deadline, bytes that are no Bolt
    server,             // `failure` says it
    unavailable,        // no connection could be made, or it was lost
    session_expired,    // the server is no longer what the work needs; another may be
    incomplete_commit,  // the connection was lost while COMMIT was under way: it may have happened or not
  };

  Kind kind = Kind::other;
  std::shared_ptr<const Failure> failure = nullptr;

  Error(wirespeed::Error error, Kind of = Kind::other) : wirespeed::Error(std::move(error)), kind(of) {}  // NOLINT
  explicit Error(Failure said);

  bool is_retryable() const noexcept;
};

template <typename T>
using Outcome = std::expected<T, Error>;

}  // namespace wirespeed::bolt
