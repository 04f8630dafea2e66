// Connection strings as libpq has them, and where what they leave out comes from.
//
//   host=db.example port=5432 user=ann password='it\'s' sslmode=verify-full
//   postgresql://ann:secret@db.example:5432,[::1]:5433/shop?target_session_attrs=read-write
//
// Pure: the texts of files, the environment and the user's name are given by the caller. No error repeats a value that
// could be a password.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

// Keyword to value, as far as they were said; every keyword is a known one.
using Conninfo = std::map<std::string, std::string, std::less<>>;
// Variables as PGHOST.
using Environment = std::map<std::string, std::string, std::less<>>;

// A keyword of connection strings. What has no variable cannot come from the environment.
struct ConninfoKeyword {
  std::string_view name;
  std::string_view variable;
};
std::span<const ConninfoKeyword> conninfo_keywords() noexcept;

// An error that names the known keyword most like it, unless it is known.
Result<void> check_keyword(std::string_view name);

// A URL or keywords and values.
Result<Conninfo> parse_conninfo(std::string_view text);
bool is_conninfo_url(std::string_view text) noexcept;

// Adds what `from` says of keywords that `info` says nothing of.
void add_missing(Conninfo& info, const Conninfo& from);
// What the environment says of keywords.
Conninfo conninfo_of(const Environment& environment);

// A section of a pg_service.conf; nullopt when it has none of that name.
Result<std::optional<Conninfo>> find_service(std::string_view file_text, std::string_view service);

// Whom a password in a .pgpass is for.
struct PasswordQuery {
  std::string_view host;  // "localhost" for the default Unix socket
  std::string_view port;
  std::string_view database;
  std::string_view user;
};
// Of the first line that fits: "host:port:database:user:password", where * fits all and \ escapes.
std::optional<std::string> find_password(std::string_view file_text, const PasswordQuery& query);

}  // namespace wirespeed::postgres
