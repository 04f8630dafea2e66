// Failure as a value. Inside the core nothing throws: a function that can fail on its input returns Result<T>.
//
//   Result<Header> read_header(ByteView bytes);
//   auto header = read_header(bytes);
//   if (!header) return std::unexpected(header.error());   // carry it up
//
// A message says: operation, expected, found, where, what to do next. Exception is the same thing for callers at the
// border who prefer to throw (value_or_throw).
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <expected>
#include <string>
#include <utility>

namespace wirespeed {

enum class Errc : std::uint8_t {
  invalid_argument,  // the caller asked for something that cannot be
  malformed,         // bytes that break their format
  truncated,         // bytes that end too early
  corrupt,           // a checksum that does not fit
  unsupported,       // a valid form that we do not take
  limit,             // a bound of ours was passed
  not_found,
  io,  // the operating system said no
  cancelled,
  deadline,
};

// The name of a code as it is spelled above.
const char* to_string(Errc code) noexcept;

struct Error {
  Errc code;
  std::string message;
};

template <typename T>
using Result = std::expected<T, Error>;

template <typename... Args>
[[nodiscard]] std::unexpected<Error> fail(Errc code, fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

// The system's text for errno, as "No space left on device".
std::string errno_text(int error_number);

class Exception : public std::exception {
 public:
  explicit Exception(Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

template <typename T>
T value_or_throw(Result<T> result) {
  if (!result) throw Exception(std::move(result).error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace wirespeed
