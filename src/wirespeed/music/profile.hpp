// What one artist's releases are, counted by feature in each dimension.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/label_dna.hpp"
#include "wirespeed/music/similar.hpp"

namespace wirespeed::music {

struct Profile {
  std::array<std::vector<NodeCount>, kDimensions> counts;  // by feature, ascending

  double length(std::size_t dimension) const;  // of its counts as a vector
};

// Counts for one artist after the other, keeping what it needs for that.
class ProfileReader {
 public:
  explicit ProfileReader(const Catalog& catalog);

  // Valid until the next call.
  Result<const Profile*> read(graph::NodeId artist, const Stop& stop);

  graph::NodeRange features(Dimension dimension) const;

 private:
  void add(graph::NodeId release, graph::NodeId artist);

  const Catalog& catalog_;
  graph::NodeRange genres_;
  std::array<std::vector<graph::NodeId>, kDimensions> seen_;  // a feature for each release that has it
  Profile profile_;
};

}  // namespace wirespeed::music
