// Whether a session is what target_session_attrs asks for.
#pragma once

#include "wirespeed/postgres_client/open.hpp"

namespace wirespeed::postgres_client {

// What is wrong with it, as "is a standby"; empty when it will do. Asks the server where it has not said by itself
// (before version 14, or through a pooler).
postgres::Outcome<std::string> mismatch(Opened& opened, postgres::SessionTarget target, const Stop& stop);

}  // namespace wirespeed::postgres_client
