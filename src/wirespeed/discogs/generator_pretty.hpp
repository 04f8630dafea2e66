// The dumps of 2015: one element a line, indented, and a bare & where later dumps write &amp;.
#pragma once

#include <string_view>

#include "wirespeed/discogs/generator_buffer.hpp"

namespace wirespeed::discogs::generator {

// Appends `record` (one record of the 2020 shape with its newline) to `out` in the form of 2015.
void append_pretty(std::string_view record, XmlBuffer& out);

}  // namespace wirespeed::discogs::generator
