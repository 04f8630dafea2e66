#include "wirespeed/cache/counters.hpp"

#include <initializer_list>

namespace wirespeed::cache {

Counters& Counters::operator+=(const Counters& other) noexcept {
  for (const auto member :
       {&Counters::hits, &Counters::stale_served, &Counters::misses, &Counters::loads, &Counters::refreshes,
        &Counters::load_errors, &Counters::handovers, &Counters::errors_served, &Counters::waits, &Counters::puts,
        &Counters::evictions, &Counters::expirations, &Counters::too_large, &Counters::entries, &Counters::weight,
        &Counters::loading, &Counters::waiting}) {
    this->*member += other.*member;
  }
  return *this;
}

}  // namespace wirespeed::cache
