// A text of any view as UTF-8, for what is not worth a loop for each type.
#pragma once

#include <string>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::column {

// Of NumPy's S and U without the zeros at their end. REQUIRES: items are text; the item is there
std::string utf8_text_at(const ArrayView& view, std::int64_t i);

}  // namespace wirespeed::column
