// Values in text, as servers send them that have no binary format, to the binary form that the decoders read.
#pragma once

#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

// Appends the binary form of a text; for boolean, integers, floats, numeric, bytea, uuid, and dates and times in
// DateStyle ISO. Null for other kinds: those stay text.
Print binary_of_text(Kind kind);

}  // namespace wirespeed::postgres
