// The progress of reading dumps, as ProgressDisplay wants it.
#pragma once

#include "progress.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/dump_reader.hpp"

namespace discography {

// Borrows `progress`.
class ReadProgress {
 public:
  ReadProgress(const wirespeed::discogs::Progress& progress, const char* stage) : progress_(&progress), stage_(stage) {}

  ProgressState operator()() const;

 private:
  const wirespeed::discogs::Progress* progress_;
  const char* stage_;
  wirespeed::Clock::time_point start_ = wirespeed::Clock::now();
};

}  // namespace discography
