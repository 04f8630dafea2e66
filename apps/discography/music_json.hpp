// What a music graph is told of as JSON: the same in the answers of `serve` and in what commands print with --json.
#pragma once

#include <cstddef>
#include <span>

#include "music.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/graph/graph.hpp"
#include "wirespeed/search/index.hpp"

namespace discography {

// A page of neighbours.
struct Shown {
  std::size_t offset = 0;
  std::size_t limit = 0;
};

// {"label": ..., "id": ..., "name": ..., with null where there is none.
wirespeed::JsonWriter& begin_node(wirespeed::JsonWriter& json, const Music& music, wirespeed::graph::NodeId node);

// The whole of it.
void add_node(wirespeed::JsonWriter& json, const Music& music, wirespeed::graph::NodeId node);

// "properties": {...}, null where there is none.
void add_properties(wirespeed::JsonWriter& json, const Music& music, wirespeed::graph::NodeId node);

// {"type": ..., "direction": ..., "label": ..., "count": ..., "neighbors": [...]}
void add_category(wirespeed::JsonWriter& json, const Music& music, const wirespeed::graph::Category& category,
                  Shown shown);

// "nodes": [...], "steps": [...]
void add_path(wirespeed::JsonWriter& json, const Music& music, const wirespeed::graph::Path& path);

// "hits": [...]
void add_hits(wirespeed::JsonWriter& json, const Music& music, std::span<const wirespeed::search::Hit> hits);

}  // namespace discography
