// An ingested directory as the commands ask it, and how they show its nodes.
#pragma once

#include <string>

#include "wirespeed/base/json.hpp"
#include "wirespeed/music/catalog.hpp"

namespace discography {

using Music = wirespeed::music::Catalog;

// "label": ..., "id": ..., "name": ..., into an object that is open. null where there is none.
void add_node_members(wirespeed::JsonWriter& json, const Music& music, wirespeed::graph::NodeId node);

// A property, null where there is none.
void add_value(wirespeed::JsonWriter& json, const wirespeed::graph::Value& value);

// The external id, or "-".
inline std::string id_text(const Music& music, wirespeed::graph::NodeId node) { return music.id_text(node); }

}  // namespace discography
