// What Python says of a client, as the client takes it.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>

#include "wirespeed/s3_client/client.hpp"

namespace wirespeed::python {

// `credentials` is a dict (access_key_id, secret_access_key, session_token), a callable that gives such a dict (with
// `expires`, seconds since 1970, where they do), or None: as the environment says. An empty dict: anonymous.
std::shared_ptr<s3_client::Client> make_s3_client(const nanobind::dict& options, nanobind::handle credentials);

}  // namespace wirespeed::python
