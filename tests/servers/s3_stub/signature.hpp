// Whether a request was signed by whoever knows the secret: AWS Signature Version 4, in its header or in its query.
#pragma once

#include "request.hpp"

namespace wirespeed::s3_stub {

// The code of the error that S3 answers with; empty where the signature is good.
std::string_view refusal(const Request& request, std::string_view access_key, std::string_view secret_key);

}  // namespace wirespeed::s3_stub
