// A program that prints credentials: the profile option credential_process.
#pragma once

#include <chrono>
#include <string_view>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3_client {

inline constexpr std::chrono::minutes kProcessTimeout{2};  // it may ask its user for something

// Starts it without a shell, and reads JSON from its standard output. Its standard error and input are ours: what it
// says there is for its user, and is no part of an error here. Killed when the time or the caller's patience is over.
s3::Outcome<s3::Credentials> run_credential_process(std::string_view command, const Stop& stop,
                                                    std::chrono::milliseconds timeout = kProcessTimeout);

}  // namespace wirespeed::s3_client
