// What the machine offers this process.
#pragma once

namespace wirespeed {

// Cores this process may run on (affinity respected); at least 1.
unsigned available_cores() noexcept;

}  // namespace wirespeed
