// What SASLprep knows of code points; saslprep_tables.cpp is generated.
#pragma once

#include <span>

namespace wirespeed::postgres {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Each sorted, without overlap.
extern const std::span<const CodePointRange> kSaslSpaces;   // become U+0020
extern const std::span<const CodePointRange> kSaslNothing;  // are left out
extern const std::span<const CodePointRange> kSaslRefused;
extern const std::span<const CodePointRange> kSaslRightToLeft;
extern const std::span<const CodePointRange> kSaslLeftToRight;

}  // namespace wirespeed::postgres
