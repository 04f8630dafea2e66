// Errors of connecting, by what a caller would do about them.
#pragma once

#include "wirespeed/postgres/error.hpp"

namespace wirespeed::postgres_client {

inline bool is_stop(const wirespeed::Error& error) noexcept {
  return error.code == Errc::deadline || error.code == Errc::cancelled;
}

// No connection, or no more: unless it was the caller who stopped it.
inline std::unexpected<postgres::Error> lost(wirespeed::Error error) {
  const auto kind = is_stop(error) ? postgres::Error::Kind::other : postgres::Error::Kind::unavailable;
  return std::unexpected(postgres::Error(std::move(error), kind));
}

}  // namespace wirespeed::postgres_client
