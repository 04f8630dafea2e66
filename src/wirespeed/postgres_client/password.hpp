// Where a password comes from: the connection string, or the user's password file.
#pragma once

#include "wirespeed/postgres/connection_info.hpp"
#include "wirespeed/postgres_client/startup.hpp"

namespace wirespeed::postgres_client {

// Reads the password file only when it must. One that others may read is not used, which the hint says.
PasswordFound find_password(const postgres::ConnectionInfo& info, const postgres::Host& host);

}  // namespace wirespeed::postgres_client
