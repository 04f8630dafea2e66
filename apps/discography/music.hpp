// An ingested directory as the commands ask it.
#pragma once

#include "wirespeed/music/catalog.hpp"

namespace discography {

using Music = wirespeed::music::Catalog;

}  // namespace discography
