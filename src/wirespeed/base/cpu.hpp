// What the machine offers this process.
#pragma once

#include "wirespeed/base/error.hpp"

namespace wirespeed {

// Cores this process may run on (affinity respected); at least 1.
unsigned available_cores() noexcept;

// An error that names what is missing where the CPU has not the instructions that everything here is compiled for
// (x86-64-v2). To be asked first, as the other way to learn of it is SIGILL.
Result<void> check_cpu();

}  // namespace wirespeed
