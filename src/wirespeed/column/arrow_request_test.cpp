#include "wirespeed/column/arrow_request.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::column {
namespace {

Result<std::vector<RequestedColumn>> ask_for(const Schema& schema) {
  ArrowSchema asked;
  export_schema(schema, &asked);
  auto columns = requested_columns(asked);
  asked.release(&asked);
  return columns;
}

TEST(ArrowRequest, text_is_asked_for_in_each_of_its_layouts) {
  const auto columns =
      ask_for({{"a", Type::utf8}, {"b", Type::large_utf8}, {"c", Type::utf8_view}, {"d", Type::int64}});
  ASSERT_TRUE(columns) << columns.error().message;
  ASSERT_EQ(columns->size(), 4);
  EXPECT_EQ((*columns)[0].text, Type::utf8);
  EXPECT_EQ((*columns)[1].text, Type::large_utf8);
  EXPECT_EQ((*columns)[2].text, Type::utf8_view);
  EXPECT_EQ((*columns)[3].text, Type::null);
  EXPECT_EQ((*columns)[3].name, "d");
  EXPECT_FALSE((*columns)[0].dictionary);
}

TEST(ArrowRequest, a_dictionary_is_asked_for_with_the_layout_of_its_text) {
  const auto columns = ask_for({dictionary_of("a", Type::int32, {.type = Type::large_utf8}),
                                dictionary_of("b", Type::int8, {.type = Type::int64})});
  ASSERT_TRUE(columns) << columns.error().message;
  EXPECT_TRUE((*columns)[0].dictionary);
  EXPECT_EQ((*columns)[0].text, Type::large_utf8);
  EXPECT_FALSE((*columns)[1].dictionary);
}

TEST(ArrowRequest, a_schema_of_one_column_is_no_schema_of_batches) {
  ArrowSchema asked;
  export_schema({{"a", Type::utf8}}, &asked);
  const auto columns = requested_columns(*asked.children[0]);
  ASSERT_FALSE(columns);
  EXPECT_EQ(columns.error().message, "requested schema: expected a struct of columns, found Arrow format 'u'");
  asked.release(&asked);
  EXPECT_FALSE(requested_columns(asked));
}

}  // namespace
}  // namespace wirespeed::column
