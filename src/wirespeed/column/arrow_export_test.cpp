#include "wirespeed/column/arrow_export.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

#include "wirespeed/column/builders.hpp"
#include "wirespeed/column/column_fixture.hpp"

namespace wirespeed::column {
namespace {

const Schema kSchema = {
    {"id", Type::int64, false}, {"name", Type::utf8}, {"main", Type::boolean}, {"descriptions", Type::list_utf8}};

std::shared_ptr<const Batch> two_rows() {
  RowBuilder<Int64Builder, Utf8Builder, BoolBuilder, ListUtf8Builder> rows;
  const std::vector<std::string_view> items = {"LP", "Album"};
  rows.append(std::int64_t{1}, std::string_view("one"), true, items);
  rows.append(std::int64_t{2}, std::string_view(), std::nullopt, std::span<const std::string_view>());
  return std::make_shared<const Batch>(rows.finish().value());
}

class FailingSource : public BatchSource {
 public:
  const Schema& schema() const override { return kSchema; }
  Result<std::shared_ptr<const Batch>> next() override {
    if (calls_++ == 0) return two_rows();
    return fail(Errc::io, "read: call {}", calls_);
  }

 private:
  int calls_ = 0;
};

ArrowArrayStream stream_of(std::unique_ptr<BatchSource> source) {
  ArrowArrayStream stream;
  export_stream(std::move(source), &stream);
  return stream;
}

TEST(ArrowExport, a_schema_is_a_struct_of_its_fields) {
  ArrowSchema schema;
  export_schema(kSchema, &schema);
  EXPECT_STREQ(schema.format, "+s");
  ASSERT_EQ(schema.n_children, 4);
  EXPECT_STREQ(schema.children[0]->format, "l");
  EXPECT_STREQ(schema.children[0]->name, "id");
  EXPECT_EQ(schema.children[0]->flags, 0);
  EXPECT_STREQ(schema.children[1]->format, "u");
  EXPECT_EQ(schema.children[1]->flags, ARROW_FLAG_NULLABLE);
  EXPECT_STREQ(schema.children[2]->format, "b");
  EXPECT_STREQ(schema.children[3]->format, "+l");
  ASSERT_EQ(schema.children[3]->n_children, 1);
  EXPECT_STREQ(schema.children[3]->children[0]->format, "u");
  schema.release(&schema);
  EXPECT_EQ(schema.release, nullptr);
}

TEST(ArrowExport, a_batch_shows_its_own_buffers_without_a_copy) {
  const auto batch = two_rows();
  ArrowArray array;
  export_batch(batch, &array);
  EXPECT_EQ(array.length, 2);
  ASSERT_EQ(array.n_children, 4);
  const ArrowArray& name = *array.children[1];
  ASSERT_EQ(name.n_buffers, 3);
  EXPECT_EQ(name.null_count, 1);
  EXPECT_EQ(name.buffers[0], batch->columns[1].validity.data());
  EXPECT_EQ(name.buffers[1], batch->columns[1].offsets.data());
  EXPECT_EQ(name.buffers[2], batch->columns[1].values.data());
  EXPECT_EQ(array.children[0]->buffers[0], nullptr);
  EXPECT_EQ(array.children[3]->n_buffers, 2);
  EXPECT_EQ(array.children[3]->children[0]->length, 2);
  array.release(&array);
}

std::shared_ptr<const Batch> batch_of(Column column) {
  auto batch = std::make_shared<Batch>();
  batch->rows = column.length;
  batch->columns.push_back(std::move(column));
  return batch;
}

TEST(ArrowExport, a_dictionary_goes_out_beside_the_places_in_it) {
  ArrowSchema schema;
  export_schema({dictionary_of("d", Type::int8, {.type = Type::utf8})}, &schema);
  EXPECT_STREQ(schema.children[0]->format, "c");
  ASSERT_NE(schema.children[0]->dictionary, nullptr);
  EXPECT_STREQ(schema.children[0]->dictionary->format, "u");
  schema.release(&schema);

  ArrowArray array;
  export_batch(batch_of(dictionary_column({1, 0, 1}, {"a", "b"})), &array);
  EXPECT_EQ(array.children[0]->length, 3);
  ASSERT_NE(array.children[0]->dictionary, nullptr);
  EXPECT_EQ(array.children[0]->dictionary->length, 2);
  EXPECT_EQ(array.children[0]->dictionary->n_buffers, 3);
  array.release(&array);
}

TEST(ArrowExport, views_go_out_with_their_buffers_and_the_sizes_of_those) {
  const auto batch = batch_of(view_column({"short", "text beyond twelve"}));
  ArrowArray array;
  export_batch(batch, &array);
  const ArrowArray& text = *array.children[0];
  ASSERT_EQ(text.n_buffers, 4);
  EXPECT_EQ(text.buffers[1], batch->columns[0].values.data());
  EXPECT_EQ(text.buffers[2], batch->columns[0].data[0]->data());
  EXPECT_EQ(*static_cast<const std::int64_t*>(text.buffers[3]), 18);
  array.release(&array);
}

TEST(ArrowExport, views_without_buffers_still_have_an_address_for_sizes) {
  Column column = column_of(Type::utf8_view, 0);
  ArrowArray array;
  export_batch(batch_of(std::move(column)), &array);
  ASSERT_EQ(array.children[0]->n_buffers, 3);
  EXPECT_NE(array.children[0]->buffers[2], nullptr);
  array.release(&array);
}

TEST(ArrowExport, metadata_is_counted_pairs) {
  ArrowSchema schema;
  export_schema({{.name = "u", .type = Type::uuid, .metadata = {{"k", "val"}}}, {"plain", Type::int64}}, &schema);
  const std::int32_t expected[] = {1, 1};
  const char* metadata = schema.children[0]->metadata;
  ASSERT_NE(metadata, nullptr);
  EXPECT_EQ(std::memcmp(metadata, expected, 8), 0);
  EXPECT_EQ(metadata[8], 'k');
  EXPECT_EQ(load_le<std::int32_t>(metadata + 9), 3);
  EXPECT_EQ(std::memcmp(metadata + 13, "val", 3), 0);
  EXPECT_EQ(schema.children[1]->metadata, nullptr);
  schema.release(&schema);
}

TEST(ArrowExport, a_map_is_offsets_before_a_struct) {
  ArrowSchema schema;
  export_schema({map_of("m", {.type = Type::utf8}, {.type = Type::int64})}, &schema);
  const ArrowSchema& map = *schema.children[0];
  EXPECT_STREQ(map.format, "+m");
  EXPECT_STREQ(map.children[0]->format, "+s");
  EXPECT_EQ(map.children[0]->flags, 0);
  EXPECT_EQ(map.children[0]->children[0]->flags, 0);
  schema.release(&schema);

  Column column = column_of(Type::map, 1);
  column.offsets = buffer_of<std::int32_t>({0, 2});
  column.children.push_back(
      struct_column(large_text_column({"a", "b"}), number_column<std::int64_t>(Type::int64, {1, 2})));
  ArrowArray array;
  export_batch(batch_of(std::move(column)), &array);
  EXPECT_EQ(array.children[0]->n_buffers, 2);
  EXPECT_EQ(array.children[0]->children[0]->length, 2);
  array.release(&array);
}

TEST(ArrowExport, a_child_that_was_moved_out_outlives_its_batch) {
  ArrowArray array;
  export_batch(two_rows(), &array);
  ArrowArray moved = *array.children[1];
  array.children[1]->release = nullptr;
  array.release(&array);
  EXPECT_EQ(std::memcmp(moved.buffers[2], "one", 3), 0);
  moved.release(&moved);
}

TEST(ArrowExport, a_buffer_without_bytes_still_has_an_address) {
  RowBuilder<Utf8Builder> rows;
  ArrowArray array;
  export_batch(std::make_shared<const Batch>(rows.finish().value()), &array);
  EXPECT_NE(array.children[0]->buffers[2], nullptr);
  array.release(&array);
}

TEST(ArrowExport, a_stream_gives_its_schema_its_batches_and_then_the_end) {
  auto table = std::make_shared<Table>(Table{kSchema, {two_rows(), two_rows()}});
  EXPECT_EQ(table->rows(), 4);
  ArrowArrayStream stream = stream_of(source_of(table));
  ArrowSchema schema;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  EXPECT_EQ(schema.n_children, 4);
  schema.release(&schema);
  for (int i = 0; i < 2; ++i) {
    ArrowArray array;
    ASSERT_EQ(stream.get_next(&stream, &array), 0);
    EXPECT_EQ(array.length, 2);
    array.release(&array);
  }
  ArrowArray end;
  EXPECT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  EXPECT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  EXPECT_EQ(stream.get_last_error(&stream), nullptr);
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
}

TEST(ArrowExport, a_stream_that_failed_keeps_its_error) {
  ArrowArrayStream stream = stream_of(std::make_unique<FailingSource>());
  ArrowArray array;
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  array.release(&array);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(stream.get_next(&stream, &array), EIO);
    EXPECT_EQ(array.release, nullptr);
    EXPECT_STREQ(stream.get_last_error(&stream), "read: call 2");
  }
  stream.release(&stream);
}

}  // namespace
}  // namespace wirespeed::column
