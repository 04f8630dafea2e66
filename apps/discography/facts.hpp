// What a snapshot holds and what it was made from, as ingest and info print it.
#pragma once

#include <string>

#include "music.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/discogs/ingest_facts.hpp"

namespace discography {

// Tables of records, nodes and relationships, and the memory of the graph with its projection.
std::string facts_text(const Music& music, const wirespeed::discogs::IngestFacts& facts);

// nodes, stubs, relationships, rows, records, superseded, rejects, repairs, ignored, bytes, ... into an open object.
void add_facts(wirespeed::JsonWriter& json, const Music& music, const wirespeed::discogs::IngestFacts& facts);

// All of that as an object of its own, in one line. An error where the snapshot does not have the facts of its ingest.
wirespeed::Result<std::string> facts_json(const Music& music);

}  // namespace discography
