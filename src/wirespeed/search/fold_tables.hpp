// What folding knows of Unicode beyond ASCII; fold_tables.cpp is generated.
#pragma once

#include <span>

namespace wirespeed::search {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Every step-th code point from first to last becomes to, to + step, ...
struct FoldRun {
  char32_t first;
  char32_t last;
  char32_t step;
  char32_t to;
};

// Each sorted, without overlap.
extern const std::span<const CodePointRange> kWordRanges;
extern const std::span<const CodePointRange> kAccentRanges;
extern const std::span<const FoldRun> kFoldRuns;

}  // namespace wirespeed::search
