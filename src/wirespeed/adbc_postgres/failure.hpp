// What went wrong, on its way from the client to the caller's AdbcError.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "wirespeed/adbc_postgres/adbc_abi.hpp"
#include "wirespeed/postgres/error.hpp"

namespace wirespeed::adbc_postgres {

struct Failure {
  AdbcStatusCode status = status::kUnknown;
  std::string message;
  std::string sqlstate{};  // five characters, or none
  // The server's fields under libpq's names: PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_CONSTRAINT_NAME, ...
  std::vector<std::pair<std::string, std::string>> details{};
};

template <typename T>
using Answer = std::expected<T, Failure>;

template <typename... Args>
[[nodiscard]] std::unexpected<Failure> refuse(AdbcStatusCode status, fmt::format_string<Args...> format,
                                              Args&&... args) {
  return std::unexpected(Failure{status, fmt::format(format, std::forward<Args>(args)...)});
}

Failure failure_of(const wirespeed::Error& error);
Failure failure_of(const postgres::Error& error);

template <typename T, typename E>
Answer<T> answer_of(std::expected<T, E> outcome) {
  if (!outcome) return std::unexpected(failure_of(outcome.error()));
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return *std::move(outcome);
  }
}

// Fills `error`, unless it is null, and returns the status. What was in it is released before.
AdbcStatusCode report(const Failure& failure, AdbcError* error);

int detail_count(const AdbcError* error) noexcept;
// Nulls where there is none of that index.
AdbcErrorDetail detail_of(const AdbcError* error, int index) noexcept;

// What every function of the driver does its work in: nothing is thrown through C.
template <typename Work>
AdbcStatusCode guarded(AdbcError* error, Work work) noexcept {
  try {
    Answer<void> done = work();
    return done ? status::kOk : report(done.error(), error);
  } catch (const std::bad_alloc&) {
    return status::kInternal;
  } catch (const std::exception& thrown) {
    return report({status::kInternal, thrown.what()}, error);
  }
}

}  // namespace wirespeed::adbc_postgres
