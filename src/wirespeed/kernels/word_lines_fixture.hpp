// For tests of what needs tables of word lines: they are skipped where the CPU has none.
#pragma once

#include <gtest/gtest.h>

#include "wirespeed/kernels/word_lines.hpp"

namespace wirespeed::kernels {

class WithWordLines : public testing::Test {
 protected:
  void SetUp() override {
    if (!kHasWordLines) GTEST_SKIP() << "the CPU has no such table";
  }
};

}  // namespace wirespeed::kernels
