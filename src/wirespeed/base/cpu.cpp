#include "wirespeed/base/cpu.hpp"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace wirespeed {

unsigned available_cores() noexcept {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1u, static_cast<unsigned>(CPU_COUNT(&set)));
  return std::max(1u, std::thread::hardware_concurrency());
}

Result<void> check_cpu() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("popcnt")) {
    return fail(Errc::unsupported, "start: expected a CPU with SSE4.2 and POPCNT (x86-64-v2), found one without");
  }
#endif
  return {};
}

}  // namespace wirespeed
