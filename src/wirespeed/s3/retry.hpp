// What a refusal asks of whoever was refused: whether another attempt may end otherwise, and what a person can do.
#pragma once

#include <string_view>

#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3 {

// By the code where we know it, else by the status
// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what MinIO, Ceph and gateways send). The
// table stands in retry.cpp, with its reasons.
Retry retry_of(const Refusal& refusal) noexcept;

// What to do about it, as "wait, or ask less at a time"; empty where the server's own message says all.
std::string_view advice_for(const Refusal& refusal) noexcept;

// What an answer without a body means: "NotFound" for 404.
std::string_view code_of_status(int status) noexcept;

}  // namespace wirespeed::s3
