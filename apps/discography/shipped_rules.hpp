// apps/discography/rules.yaml, as it was when the program was built.
#pragma once

#include <string_view>

namespace discography {

std::string_view shipped_rules();

}  // namespace discography
