// The nodes that a question names.
#pragma once

#include <expected>
#include <string_view>

#include "question.hpp"
#include "wirespeed/search/index.hpp"

namespace discography {

// "artist"; the name of a parameter or of a part of the path is for the problem.
std::expected<wirespeed::graph::LabelId, Problem> asked_label(const Question& question, std::string_view label,
                                                              std::string_view where);

// By {label} and {id}.
std::expected<wirespeed::graph::NodeId, Problem> asked_node(const Question& question);

// By {id} alone.
std::expected<wirespeed::graph::NodeId, Problem> asked_node(const Question& question, wirespeed::graph::LabelId label,
                                                            std::string_view id);

// By "artist:1" or a name, in a parameter.
std::expected<wirespeed::graph::NodeId, Problem> asked_end(const Question& question, std::string_view parameter);

}  // namespace discography
