#include "wirespeed/column/arrow_import.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "wirespeed/column/arrow_export.hpp"
#include "wirespeed/column/arrow_import_fixture.hpp"
#include "wirespeed/column/arrow_values.hpp"
#include "wirespeed/column/column_fixture.hpp"

namespace wirespeed::column {
namespace {

ImportedColumn described(Shown column) {
  column.link();
  return value_or_throw(import_schema(column.schema, "test"));
}

std::string named(const char* format) { return to_string(described({.format = format})); }

// What the one batch of a stream with this column is told to be.
Result<void> shown(Shown column) {
  Shown root = table_of(std::move(column));
  ArrowArrayStream stream = show(root);
  auto taken = ImportedStream::take(&stream, "test");
  if (!taken) return std::unexpected(taken.error());
  auto more = taken->next();
  if (!more) return std::unexpected(more.error());
  return {};
}

bool is_refused(Shown column) {
  const auto done = shown(std::move(column));
  return !done && done.error().message == "test: a batch of the stream is not of its schema, in column 'c'";
}

TEST(ArrowImport, types_are_known_by_their_formats) {
  EXPECT_EQ(named("l"), "int64");
  EXPECT_EQ(named("d:10,2"), "decimal128(10, 2)");
  EXPECT_EQ(named("d:60,2,256"), "decimal256(60, 2)");
  EXPECT_EQ(named("d:9,-3,32"), "decimal32(9, -3)");
  EXPECT_EQ(named("w:6"), "fixed_size_binary[6]");
  EXPECT_EQ(named("tsn:Europe/Berlin"), "timestamp[ns, Europe/Berlin]");
  EXPECT_EQ(named("tss:"), "timestamp[s]");
  EXPECT_EQ(named("ttm"), "time32[ms]");
  EXPECT_EQ(named("vu"), "utf8_view");
}

TEST(ArrowImport, nested_types_are_told_with_what_they_hold) {
  Shown list = {.format = "+l", .children = {numbers<std::int16_t>("s", {})}};
  EXPECT_EQ(to_string(described(list)), "list<int16>");
  EXPECT_EQ(to_string(described({.format = "+s", .children = {list}})), "struct<c: list<int16>>");
  Shown places = {.format = "S", .dictionary = {{.format = "U"}}};
  EXPECT_EQ(to_string(described(places)), "dictionary<uint16, large_utf8>");
}

TEST(ArrowImport, what_is_not_read_is_named) {
  const auto message = [](const char* format) {
    Shown column = {.format = format};
    column.link();
    return import_schema(column.schema, "test").error().message;
  };
  EXPECT_EQ(message("+r"), "test: column 'c' is run-end encoded (Arrow format '+r'), which is not read; cast it first");
  EXPECT_EQ(message("+vl"), "test: column 'c' is a list view (Arrow format '+vl'), which is not read; cast it first");
  for (const char* format : {"", "q", "d:", "d:0,1", "d:10", "d:10,2,77", "w:-1", "w:x", "+w:"}) {
    EXPECT_TRUE(message(format).starts_with("test: column 'c' is of an unknown type")) << format;
  }
}

TEST(ArrowImport, nesting_without_end_is_an_error) {
  Shown column = numbers<std::int8_t>("c", {});
  for (int i = 0; i < 100; ++i) column = {.format = "+l", .children = {column}};
  column.link();
  EXPECT_EQ(import_schema(column.schema, "test").error().code, Errc::limit);
}

TEST(ArrowImport, an_extension_type_tells_its_name_and_its_parameters) {
  ArrowSchema schema;
  export_schema(
      {{.name = "u",
        .type = Type::uuid,
        .nullable = false,
        .metadata = {{"other", "x"}, {"ARROW:extension:name", "arrow.uuid"}, {"ARROW:extension:metadata", "{}"}}}},
      &schema);
  const ImportedColumn column = value_or_throw(import_schema(*schema.children[0], "test"));
  schema.release(&schema);
  EXPECT_EQ(column.extension, "arrow.uuid");
  EXPECT_EQ(column.extension_data, "{}");
  EXPECT_FALSE(column.nullable);
}

TEST(ArrowImport, what_goes_out_comes_in) {
  auto batch = std::make_shared<Batch>();
  batch->rows = 2;
  batch->columns.push_back(number_column<std::uint64_t>(Type::uint64, {1, UINT64_MAX}));
  batch->columns.push_back(view_column({"short", "a text of more than twelve bytes"}));
  batch->columns.push_back(dictionary_column({1, 0}, {"a", "b"}));
  auto table = std::make_shared<Table>();
  table->schema = {{"n", Type::uint64}, {"v", Type::utf8_view}, dictionary_of("d", Type::int8, {.type = Type::utf8})};
  table->batches = {batch};
  ArrowArrayStream out;
  export_stream(source_of(table), &out);
  ImportedStream stream = value_or_throw(ImportedStream::take(&out, "test"));
  ASSERT_TRUE(value_or_throw(stream.next()));
  ASSERT_EQ(stream.rows(), 2);
  const ImportedColumn& root = stream.root();
  EXPECT_EQ(root.children[0].at<std::uint64_t>(1, 1), UINT64_MAX);
  EXPECT_EQ(text_of(view_at(root.children[1], 1)), "a text of more than twelve bytes");
  const std::int64_t place = integer_at(root.children[2], 0);
  EXPECT_EQ(text_of(sized_at<std::int32_t>(root.children[2].dictionary[0], place)), "b");
  EXPECT_FALSE(value_or_throw(stream.next()));
  EXPECT_FALSE(value_or_throw(stream.next()));
}

TEST(ArrowImport, a_batch_without_what_its_schema_says_is_refused) {
  EXPECT_TRUE(is_refused({.format = "l", .buffers = {nullptr}, .length = 1}));
  EXPECT_TRUE(is_refused({.format = "l", .buffers = {nullptr, nullptr}, .length = 1}));
  EXPECT_TRUE(is_refused({.format = "u", .buffers = {nullptr, nullptr, nullptr}, .length = 1}));
  EXPECT_TRUE(shown({.format = "u", .buffers = {nullptr, nullptr, nullptr}, .length = 0}));
}

TEST(ArrowImport, lengths_and_offsets_below_zero_are_refused) {
  Shown column = numbers<std::int64_t>("l", {1, 2});
  column.offset = -1;
  EXPECT_TRUE(is_refused(column));
  column.offset = INT64_MAX;
  EXPECT_TRUE(is_refused(column));
}

TEST(ArrowImport, children_shorter_than_their_parent_are_refused) {
  Shown child = numbers<std::int16_t>("s", {1, 2, 3});
  EXPECT_TRUE(is_refused({.format = "+w:2", .buffers = {nullptr}, .length = 2, .children = {child}}));
  EXPECT_TRUE(is_refused({.format = "+s", .buffers = {nullptr}, .length = 3, .offset = 1, .children = {child}}));
  EXPECT_TRUE(shown({.format = "+w:2", .buffers = {nullptr}, .length = 1, .children = {child}}));
  EXPECT_TRUE(is_refused({.format = "+w:9223372036854775807", .buffers = {nullptr}, .length = 2, .children = {child}}));
}

TEST(ArrowImport, offsets_out_of_order_or_beyond_the_child_are_refused) {
  const std::vector<std::int32_t> beyond = {0, 4};
  const std::vector<std::int32_t> back = {2, 1};
  const std::vector<std::int32_t> below = {-1, 1};
  Shown child = numbers<std::int16_t>("s", {1, 2, 3});
  for (const auto* offsets : {&beyond, &back, &below}) {
    EXPECT_TRUE(is_refused({.format = "+l", .buffers = {nullptr, offsets->data()}, .length = 1, .children = {child}}));
  }
  EXPECT_TRUE(is_refused({.format = "u", .buffers = {nullptr, back.data(), "ab"}, .length = 1}));
  EXPECT_TRUE(is_refused({.format = "u", .buffers = {nullptr, beyond.data(), nullptr}, .length = 1}));
  EXPECT_TRUE(shown({.format = "u", .buffers = {nullptr, beyond.data(), "abcd"}, .length = 1}));
}

TEST(ArrowImport, a_stream_of_other_arrays_or_one_that_was_released_is_refused) {
  Shown column = numbers<std::int64_t>("l", {1});
  ArrowArrayStream stream = show(column);
  EXPECT_EQ(ImportedStream::take(&stream, "test").error().message,
            "test: expected a stream of record batches, found one of other arrays");
  EXPECT_EQ(ImportedStream::take(&stream, "test").error().message, "test: the stream was released already");
}

TEST(ArrowImport, halves_are_the_floats_that_they_stand_for) {
  EXPECT_EQ(half_to_double(0x3C00), 1.0);
  EXPECT_EQ(half_to_double(0x0001), 0x1p-24);
  EXPECT_EQ(half_to_double(0xFBFF), -65504.0);
  EXPECT_EQ(half_to_double(0x7C00), HUGE_VAL);
  EXPECT_NE(half_to_double(0x7E00), half_to_double(0x7E00));
}

}  // namespace
}  // namespace wirespeed::column
