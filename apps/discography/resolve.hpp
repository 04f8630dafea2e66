// From what a person types to a node: an id, a name, or `artist:239`, `label:Svek`.
#pragma once

#include <optional>
#include <string_view>

#include "music.hpp"
#include "wirespeed/base/stop.hpp"

namespace discography {

// Digits are the id where the label has such a node, else a name. Names are compared as they are written, then folded
// (case, accents). Of several nodes with the name the most popular is taken, and stderr says so. Empty: none, and
// stderr says what may have been meant.
wirespeed::Result<std::optional<wirespeed::graph::NodeId>> resolve_or_tell(const Music& music,
                                                                           wirespeed::graph::LabelId label,
                                                                           std::string_view text,
                                                                           const wirespeed::Stop& stop);

// The same for any label: `label:text`, or a name that any label may have. A Person is taken only where nothing else
// has the name, since the artist of the same name is who is meant.
wirespeed::Result<std::optional<wirespeed::graph::NodeId>> resolve_or_tell(const Music& music, std::string_view text,
                                                                           const wirespeed::Stop& stop);

}  // namespace discography
