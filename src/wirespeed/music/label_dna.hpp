// What a label puts out: its releases by genre, style, decade and format.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

struct Decade {
  std::int64_t year;  // 1990
  std::uint32_t count;
};

struct NodeCount {
  graph::NodeId node;
  std::uint32_t count;
};

struct FormatCount {
  std::string_view name;  // lives as long as the catalog
  std::uint32_t count;
};

struct LabelDna {
  std::uint32_t releases = 0;
  std::uint32_t artists = 0;  // distinct, of those releases
  // Releases that are so, each counted once; a release may be in several. The most first, decades by year.
  std::vector<NodeCount> genres;
  std::vector<NodeCount> styles;
  std::vector<FormatCount> formats;
  std::vector<Decade> decades;
};

Result<LabelDna> label_dna(const Catalog& catalog, graph::NodeId label, const Stop& stop = {});

}  // namespace wirespeed::music
