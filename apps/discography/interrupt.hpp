// Ctrl-C: the first one asks for a clean end, the second one ends at once.
#pragma once

#include "wirespeed/base/stop.hpp"

namespace discography {

// A Stop that SIGINT and SIGTERM set. They are caught from the first call on.
wirespeed::Stop stop_on_signal();

bool interrupted() noexcept;

}  // namespace discography
