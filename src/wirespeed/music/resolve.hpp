// From what a person types to a node: an id, a name, or `artist:239`, `label:Svek`.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

struct Resolved {
  graph::NodeId node = graph::kNoNode;  // kNoNode: there is none
  std::size_t candidates = 0;           // nodes of that name; the node is the most popular of them

  bool found() const noexcept { return node != graph::kNoNode; }
};

// An id of the world outside, where the text is one.
std::optional<graph::ExternalId> parse_id(std::string_view text) noexcept;

// Digits are the id where the label has such a node, else a name. Names are compared as they are written, then folded
// (case, accents).
Result<Resolved> resolve(const Catalog& catalog, graph::LabelId label, std::string_view text, const Stop& stop);

// The same for any label: `label:text`, or a name that any label may have. A Person is taken only where nothing else
// has the name, since the artist of the same name is who is meant.
Result<Resolved> resolve(const Catalog& catalog, std::string_view text, const Stop& stop);

// What may have been meant by a text that is no name: the most popular name that begins so. Empty: no name does.
Result<std::optional<graph::NodeId>> suggest(const Catalog& catalog, std::string_view text, search::LabelSet labels,
                                             const Stop& stop);

}  // namespace wirespeed::music
