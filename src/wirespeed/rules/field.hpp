// Fields of records by their paths: "title", "genres", "labels.catno", "tracklist.artists.name".
//
// A path goes through lists: it stands for a value of each item.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/discogs/records.hpp"

namespace wirespeed::rules {

using discogs::Text;

// Gets a value; one whose data() is null is absent. The text of an id dies with the call.
// Lambdas that hold more than two references go in as std::ref: nothing is allocated for each record.
using VisitValue = std::function<void(Text)>;
using MatchValue = std::function<bool(Text)>;

template <typename Record>
struct Field {
  std::string path;
  bool is_list = false;  // of texts: without items it has no value at all
  std::function<void(const Record&, const VisitValue&)> each;
  std::function<void(Record&, const MatchValue&)> remove;   // items that have such a value; empty where none can go
  std::function<void(Record&, const MatchValue&)> nullify;  // such values become absent
};

// All fields of a kind of record, in the order of the schema. Built once.
template <typename Record>
const std::vector<Field<Record>>& fields();

// Null if there is none.
template <typename Record>
const Field<Record>* find_field(std::string_view path);

// All paths, for a message.
template <typename Record>
std::string paths();

}  // namespace wirespeed::rules
