// An opened snapshot: views on its sections, whose sizes were checked against the description and each other.
//
// What is checked where. At open: that every array is as long as the description says, ranges follow one another,
// widths and forms are known; nothing that would read the data. At use: every offset, place and id that was read from
// the data is compared with the bounds of what it indexes, before. So altered bytes give a wrong answer or an empty
// one, and Graph::verify() tells.
#pragma once

#include <memory>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/adjacency.hpp"
#include "wirespeed/graph/description.hpp"
#include "wirespeed/graph/id_map.hpp"
#include "wirespeed/graph/name_index.hpp"
#include "wirespeed/graph/property.hpp"
#include "wirespeed/graph/text_column.hpp"
#include "wirespeed/graph/trend.hpp"

namespace wirespeed::graph {

struct LabelModel {
  std::string name;
  NodeRange range;
  std::uint32_t stub_count = 0;
  bool has_ids = false;
  IdMapView ids;
  std::span<const std::uint64_t> stubs;  // a bit for each place; empty without stubs
  std::vector<Property> properties;
  const Property* names = nullptr;  // one of properties
  NameIndexView name_index;

  const Property* find_property(std::string_view property) const noexcept;
  bool is_stub(std::uint32_t place) const noexcept {
    return place / 64 < stubs.size() && (stubs[place / 64] >> (place % 64) & 1) != 0;
  }
};

struct TypeModel {
  std::string name;
  std::string value_name;
  std::uint64_t rows = 0;
  Adjacency out;
  Adjacency in;
  TextColumn dictionary;

  const Adjacency& of(Direction direction) const noexcept { return direction == Direction::in ? in : out; }
};

struct Model {
  std::shared_ptr<const SectionFile> file;
  std::vector<LabelModel> labels;
  std::vector<TypeModel> types;
  std::vector<TrendView> trends;
  std::uint32_t node_count = 0;

  static Result<std::shared_ptr<const Model>> open(std::shared_ptr<const SectionFile> file);

  // Null for a node outside the graph.
  const LabelModel* label_of(NodeId node) const noexcept;
};

}  // namespace wirespeed::graph
