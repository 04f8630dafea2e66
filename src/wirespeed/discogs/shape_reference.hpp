// For tests: what a dump's graph should be, by rules written plainly over maps, and random dumps to try them on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs::reference {

struct Dump {
  std::vector<Artist> artists;
  std::vector<Label> labels;
  std::vector<Master> masters;
  std::vector<Release> releases;
};

using NodeName = std::string;                                           // "Artist 12", "Genre Rock"
using Facts = std::map<std::string, std::string>;                       // property by name; "stub": "yes"
using Edge = std::tuple<std::string, NodeName, NodeName, std::string>;  // type, source, target, role

// All that can be asked of a graph, in a form that compares.
struct Picture {
  std::set<Edge> edges;
  std::map<std::string, std::uint64_t> rows;  // by type, as written
  std::map<NodeName, Facts> nodes;
};

Picture draw(const Dump& dump);

// Small, with everything that can go wrong: repeated ids, ids that are none, stubs, texts that are missing.
class RandomDump {
 public:
  explicit RandomDump(unsigned seed);
  ~RandomDump();
  const Dump& dump() const noexcept;

 private:
  struct Maker;
  std::unique_ptr<Maker> maker_;
};

}  // namespace wirespeed::discogs::reference
