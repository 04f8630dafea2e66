// Errors of those who look for credentials.
#pragma once

#include <utility>

#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3_client {

// `error`, said of credentials. A cancel or a deadline stays what it is.
inline s3::Error credential_error(wirespeed::Error error) {
  const bool stopped = error.code == Errc::cancelled || error.code == Errc::deadline;
  return {std::move(error), stopped ? s3::Error::Kind::other : s3::Error::Kind::credentials};
}

template <typename... Args>
[[nodiscard]] std::unexpected<s3::Error> no_credentials(Errc code, fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(credential_error({code, fmt::format(format, std::forward<Args>(args)...)}));
}

}  // namespace wirespeed::s3_client
