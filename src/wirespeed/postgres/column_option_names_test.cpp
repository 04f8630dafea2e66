#include "wirespeed/postgres/column_option_names.hpp"

#include <gtest/gtest.h>

namespace wirespeed::postgres {
namespace {

TEST(ColumnOptionNames, each_value_that_is_set_is_the_one_that_is_read) {
  ColumnOptions options;
  EXPECT_TRUE(*set_column_option(options, "text", "utf8_view"));
  EXPECT_TRUE(*set_column_option(options, "numeric", "float64"));
  EXPECT_TRUE(*set_column_option(options, "out_of_range", "extreme"));
  EXPECT_TRUE(*set_column_option(options, "dictionary", "adaptive"));
  EXPECT_TRUE(*set_column_option(options, "arrays", "structs"));
  EXPECT_EQ(options.text, TextLayout::utf8_view);
  EXPECT_EQ(column_option(options, "text"), "utf8_view");
  EXPECT_EQ(column_option(options, "numeric"), "float64");
  EXPECT_EQ(column_option(options, "out_of_range"), "extreme");
  EXPECT_EQ(column_option(options, "dictionary"), "adaptive");
  EXPECT_EQ(column_option(options, "arrays"), "structs");
}

TEST(ColumnOptionNames, what_there_is_not_is_said) {
  ColumnOptions options;
  EXPECT_FALSE(*set_column_option(options, "colour", "red"));
  EXPECT_EQ(column_option(options, "colour"), std::nullopt);
  const auto wrong = set_column_option(options, "text", "latin1");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "text: expected one of utf8, large_utf8, utf8_view, binary, found \"latin1\"");
}

}  // namespace
}  // namespace wirespeed::postgres
