// Credentials that a container's host hands out over HTTP (ECS, EKS Pod Identity, Greengrass).
#pragma once

#include <memory>
#include <optional>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/http/url.hpp"
#include "wirespeed/net/tls.hpp"
#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3/error.hpp"
#include "wirespeed/s3_client/surroundings.hpp"

namespace wirespeed::s3_client {

// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI on 169.254.170.2, or AWS_CONTAINER_CREDENTIALS_FULL_URI, which must be https,
// this machine, or one of AWS's addresses: over plain HTTP a token goes to nobody else. Nothing where neither is set.
Result<std::optional<http::Url>> container_url(const Surroundings& around);

// With what AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE holds now, or AWS_CONTAINER_AUTHORIZATION_TOKEN. Nothing where there
// is no container_url(). `tls` may be nullptr where that is plain.
s3::Outcome<std::optional<s3::Credentials>> container_credentials(const Surroundings& around,
                                                                  std::shared_ptr<const net::TlsContext> tls,
                                                                  const Stop& stop);

}  // namespace wirespeed::s3_client
