// The stages of an ingest, in their order, for all who tell how long they took.
#pragma once

#include <array>

#include "wirespeed/discogs/ingest.hpp"

namespace discography {

struct Stage {
  const char* name;
  double seconds;
};

inline std::array<Stage, 4> stages_of(const wirespeed::discogs::IngestReport& report) {
  return {{{"read", report.read_seconds},
           {"graph", report.shape.graph_seconds},
           {"search", report.shape.search_seconds},
           {"write", report.write_seconds}}};
}

}  // namespace discography
