// What those answer who hand out credentials: STS in XML, instance metadata, container endpoints and processes in JSON.
// No error shows anything of an answer but the code and message of a refusal.
#pragma once

#include <string_view>

#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3 {

// {"Code": "Success", "AccessKeyId": ..., "SecretAccessKey": ..., "Token": ..., "Expiration": "2026-11-22T20:00:00Z"}
Result<Credentials> parse_instance_credentials(std::string_view json);

// The same without a Code; the Expiration may be missing.
Result<Credentials> parse_container_credentials(std::string_view json);

// {"Version": 1, "AccessKeyId": ..., "SecretAccessKey": ..., "SessionToken": ..., "Expiration": ...}; what is behind
// the keys may be missing.
Result<Credentials> parse_process_credentials(std::string_view json);

// AssumeRole's and AssumeRoleWithWebIdentity's.
Result<Credentials> parse_sts_credentials(std::string_view xml);

// <ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>; of anything else the status alone.
Refusal parse_sts_refusal(int status, std::string_view xml);

// Keys that can stand in a request: neither empty nor with a space or a line break, as from a file that was read whole.
// `where` is for the error, as "environment"; the credentials are not.
Result<Credentials> checked(Credentials credentials, std::string_view where);

}  // namespace wirespeed::s3
