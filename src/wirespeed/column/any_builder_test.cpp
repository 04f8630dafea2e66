#include "wirespeed/column/any_builder.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/arrow_export.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/column/widen.hpp"

namespace wirespeed::column {
namespace {

// The vocabulary: a builder that everything is appended to, and what is exported of it.
struct Built {
  Refusal refusal;
  AnyBuilder builder{"c", Growth{.refusal = &refusal}};

  AnyBuilder* operator->() { return &builder; }
};

struct Exported {
  ArrowSchema schema{};
  ArrowArray array{};
  const ArrowSchema* field = nullptr;
  const ArrowArray* column = nullptr;

  explicit Exported(AnyBuilder& builder) {
    const Schema fields = {builder.field()};
    Batch batch;
    batch.columns.push_back(value_or_throw(builder.finish()));
    batch.rows = batch.columns[0].length;
    export_schema(fields, &schema);
    export_batch(std::make_shared<const Batch>(std::move(batch)), &array);
    field = schema.children[0];
    column = array.children[0];
  }
  Exported(const Exported&) = delete;
  Exported& operator=(const Exported&) = delete;
  ~Exported() {
    schema.release(&schema);
    array.release(&array);
  }
};

template <typename T>
std::vector<T> buffer(const ArrowArray& array, std::size_t index, std::size_t count) {
  const T* values = static_cast<const T*>(array.buffers[index]);
  return {values, values + count};
}

bool append_list(AnyBuilder& builder, const std::vector<std::int64_t>& items) {
  AnyBuilder* list = builder.list();
  for (const std::int64_t item : items) {
    if (!list->items().integer(item)) return false;
  }
  return list->close_list();
}

bool append_struct(AnyBuilder& builder, const std::vector<std::pair<std::string, std::int64_t>>& members) {
  AnyBuilder* structure = builder.structure();
  for (const auto& [name, value] : members) {
    AnyBuilder* member = structure->member(name);
    if (member == nullptr || !member->integer(value)) return false;
  }
  return structure->close_structure();
}

std::string format(const Field& field) {
  ArrowSchema schema;
  export_schema({field}, &schema);
  std::string text = schema.children[0]->format;
  schema.release(&schema);
  return text;
}

TEST(Types, have_the_formats_of_the_C_interface) {
  EXPECT_EQ(format({.type = Type::null}), "n");
  EXPECT_EQ(format({.type = Type::int8}), "c");
  EXPECT_EQ(format({.type = Type::float32}), "f");
  EXPECT_EQ(format({.type = Type::binary}), "z");
  EXPECT_EQ(format({.type = Type::uuid}), "w:16");
  EXPECT_EQ(format({.type = Type::date32}), "tdD");
  EXPECT_EQ(format({.type = Type::time64_ns}), "ttn");
  EXPECT_EQ(format({.type = Type::timestamp_us}), "tsu:");
  EXPECT_EQ(format({.type = Type::timestamp_ns, .zone = "Europe/Berlin"}), "tsn:Europe/Berlin");
  EXPECT_EQ(format({.type = Type::month_day_nano}), "tin");
  EXPECT_EQ(format({.type = Type::fixed_size_list, .children = {{.name = "item"}}, .size = 3}), "+w:3");
  EXPECT_EQ(format({.type = Type::structure}), "+s");
  EXPECT_EQ(format({.type = Type::dense_union, .children = {Field(), Field()}}), "+ud:0,1");
}

TEST(Types, are_written_with_all_that_is_in_them) {
  const Field list{.type = Type::list, .children = {{.name = "item", .type = Type::int64}}};
  Field named = list;
  named.name = "a";
  EXPECT_EQ(to_string({.type = Type::structure, .children = {named}}), "struct<a: list<int64>>");
  EXPECT_EQ(to_string({.type = Type::timestamp_ns, .zone = "UTC"}), "timestamp[ns, UTC]");
  EXPECT_EQ(to_string({.type = Type::fixed_size_list, .children = {{.type = Type::float32}}, .size = 3}),
            "fixed_size_list<float32>[3]");
}

TEST(Types, are_read_as_they_are_written) {
  for (const char* text :
       {"int64", "utf8", "list<utf8>", "list<list<bool>>", "timestamp[us]", "struct", "timestamp[ns, Europe/Berlin]",
        "time64[ns]", "fixed_size_list<float32>[3]", "struct<a: int64, b: list<struct<c: date32>>, d e: binary>"}) {
    EXPECT_EQ(to_string(value_or_throw(parse_type(text))), text);
  }
  EXPECT_EQ(to_string(value_or_throw(parse_type(" list < utf8 > "))), "list<utf8>");
}

TEST(Types, that_are_none_are_errors) {
  for (const char* text :
       {"", "int", "list", "list<", "list<utf8", "list<utf8>>", "timestamp", "timestamp[ms]", "fixed_size_list<utf8>",
        "fixed_size_list<utf8>[-1]", "struct<a>", "struct<a: int64,>", "utf8 x", "union<int64>"}) {
    EXPECT_EQ(parse_type(text).error().code, Errc::invalid_argument) << text;
  }
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "list<";
  EXPECT_FALSE(parse_type(nested));
}

TEST(AnyBuilder, a_column_of_nulls_has_no_buffers) {
  Built built;
  ASSERT_TRUE(built->null() && built->null());
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "n");
  EXPECT_EQ(out.column->n_buffers, 0);
  EXPECT_EQ(out.column->length, 2);
  EXPECT_EQ(out.column->null_count, 2);
}

TEST(AnyBuilder, numbers_lie_side_by_side_with_a_bit_for_each_that_is_there) {
  Built built;
  ASSERT_TRUE(built->integer(5) && built->null() && built->integer(-7));
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "l");
  EXPECT_EQ(out.column->null_count, 1);
  EXPECT_EQ(buffer<std::uint8_t>(*out.column, 0, 1)[0], 0b101);
  EXPECT_EQ(buffer<std::int64_t>(*out.column, 1, 3), (std::vector<std::int64_t>{5, 0, -7}));
}

TEST(AnyBuilder, without_a_null_there_are_no_bits) {
  Built built;
  ASSERT_TRUE(built->text("ab") && built->text("c"));
  const Exported out(built.builder);
  EXPECT_EQ(out.column->buffers[0], nullptr);
  EXPECT_EQ(buffer<std::int32_t>(*out.column, 1, 3), (std::vector<std::int32_t>{0, 2, 3}));
  EXPECT_EQ(std::memcmp(out.column->buffers[2], "abc", 3), 0);
}

TEST(AnyBuilder, lists_are_offsets_over_their_items) {
  Built built;
  ASSERT_TRUE(append_list(built.builder, {1, 2}) && built->null() && append_list(built.builder, {}) &&
              append_list(built.builder, {3}));
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "+l");
  EXPECT_STREQ(out.field->children[0]->name, "item");
  EXPECT_EQ(out.column->n_buffers, 2);
  EXPECT_EQ(buffer<std::int32_t>(*out.column, 1, 5), (std::vector<std::int32_t>{0, 2, 2, 2, 3}));
  EXPECT_EQ(buffer<std::int64_t>(*out.column->children[0], 1, 3), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(AnyBuilder, all_fields_of_a_struct_are_as_long_as_it_is) {
  Built built;
  ASSERT_TRUE(append_struct(built.builder, {{"a", 1}}) && built->null() &&
              append_struct(built.builder, {{"b", 2}, {"a", 3}}) && append_struct(built.builder, {}));
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "+s");
  EXPECT_EQ(out.column->n_buffers, 1);
  EXPECT_EQ(buffer<std::uint8_t>(*out.column, 0, 1)[0], 0b1101);
  ASSERT_EQ(out.column->n_children, 2);
  EXPECT_EQ(out.column->children[0]->length, 4);
  EXPECT_EQ(buffer<std::uint8_t>(*out.column->children[0], 0, 1)[0], 0b0101);
  EXPECT_EQ(out.column->children[1]->length, 4);
  EXPECT_EQ(buffer<std::uint8_t>(*out.column->children[1], 0, 1)[0], 0b0100);
}

TEST(AnyBuilder, a_union_says_for_each_value_which_alternative_and_where_in_it) {
  Built built;
  ASSERT_TRUE(built->integer(1) && built->null() && built->text("x") && built->integer(2) && built->null());
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "+ud:0,1");
  EXPECT_STREQ(out.field->children[1]->name, "utf8");
  EXPECT_EQ(out.column->n_buffers, 2);
  EXPECT_EQ(out.column->null_count, 0);
  EXPECT_EQ(buffer<std::int8_t>(*out.column, 0, 5), (std::vector<std::int8_t>{0, 0, 1, 0, 0}));
  EXPECT_EQ(buffer<std::int32_t>(*out.column, 1, 5), (std::vector<std::int32_t>{0, 1, 0, 2, 3}));
  EXPECT_EQ(out.column->children[0]->length, 4);
  EXPECT_EQ(out.column->children[0]->null_count, 2);
}

TEST(AnyBuilder, vectors_have_no_offsets_until_their_sizes_differ) {
  Built built;
  static constexpr char kVector[] = "vector";
  const auto append = [&](const std::vector<float>& values) {
    AnyBuilder* vector = built->vector({Type::fixed_size_list, kVector}, Type::float32, values.size());
    for (const float value : values) {
      if (!vector->items().number(Kind{Type::float32}, value)) return false;
    }
    return vector->close_vector(values.size());
  };
  ASSERT_TRUE(append({1, 2}) && built->null());
  {
    const Exported out(built.builder);
    EXPECT_STREQ(out.field->format, "+w:2");
    EXPECT_EQ(out.column->n_buffers, 1);
    EXPECT_EQ(out.column->children[0]->length, 4);
  }
  ASSERT_TRUE(append({1, 2}) && append({3}));
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "+l");
  EXPECT_EQ(buffer<std::int32_t>(*out.column, 1, 3), (std::vector<std::int32_t>{0, 2, 3}));
}

TEST(AnyBuilder, a_finished_builder_keeps_its_type_and_is_empty) {
  Built built;
  ASSERT_TRUE(built->integer(1) && built->floating(0.5));
  EXPECT_EQ(built->finish()->length, 2);
  EXPECT_EQ(built->length(), 0U);
  ASSERT_TRUE(built->integer(3));
  const Exported out(built.builder);
  EXPECT_STREQ(out.field->format, "g");
  EXPECT_EQ(buffer<double>(*out.column, 1, 1)[0], 3.0);
}

TEST(AnyBuilder, what_one_batch_knew_of_its_integers_the_next_still_knows) {
  Built built;
  ASSERT_TRUE(built->integer((std::int64_t{1} << 53) + 1));
  EXPECT_TRUE(built->finish());
  ASSERT_TRUE(built->integer(1) && built->floating(0.5));
  EXPECT_EQ(to_string(built->field()), "union<int64: int64, float64: float64>");
}

TEST(AnyBuilder, a_fixed_builder_refuses_to_grow_and_says_where) {
  Built built;
  ASSERT_TRUE(append_list(built.builder, {1}));
  built->fix();
  EXPECT_FALSE(built->text("x"));
  EXPECT_EQ(built.refusal.column, "c");
  EXPECT_EQ(built.refusal.expected, "list<int64>");
  EXPECT_EQ(built.refusal.found, "utf8");
  EXPECT_TRUE(built->null());
  EXPECT_FALSE(built->items().text("x") || built->refused_inside());
  EXPECT_EQ(built.refusal.column, "c.item");
}

TEST(AnyBuilder, buffers_are_aligned_for_arrow) {
  Built built;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(i % 3 == 0 ? built->null() : built->text("some text"));
  const Exported out(built.builder);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(out.column->buffers[i]) % kBufferAlignment, 0U);
  }
}

TEST(Widen, a_column_is_lifted_through_all_that_its_type_became) {
  Built built;
  ASSERT_TRUE(append_list(built.builder, {1, 2}) && built->null());
  const Field before = built->field();
  Column column = built->finish().value();
  AnyBuilder* list = built->list();
  ASSERT_TRUE(list->items().floating(0.5) && list->items().text("x") && list->close_list() && built->boolean(true));
  const Field after = built->field();
  const Column lifted = widen(std::move(column), before, after).value();
  ASSERT_EQ(to_string(after), "union<list: list<union<float64: float64, utf8: utf8>>, bool: bool>");
  std::string text;
  ASSERT_TRUE(append_cell(text, after, lifted, 0));
  EXPECT_EQ(text, "[1.0, 2.0]");
  EXPECT_TRUE(is_null(lifted, 1));
  EXPECT_EQ(lifted.children[1].length, 0);
}

TEST(CellText, numbers_keep_their_kind_in_text) {
  std::string text;
  for (const double value : {1.0, -0.5, 1e300, std::numeric_limits<double>::infinity()}) {
    append_float(text, value);
    text += ' ';
  }
  EXPECT_EQ(text, "1.0 -0.5 1e+300 Infinity ");
}

TEST(CellText, dates_hold_for_the_whole_calendar) {
  const auto date = [](std::int64_t days) {
    std::string text;
    append_date(text, days);
    return text;
  };
  EXPECT_EQ(date(0), "1970-01-01");
  EXPECT_EQ(date(-1), "1969-12-31");
  EXPECT_EQ(date(11'016), "2000-02-29");
  EXPECT_EQ(date(-25'508), "1900-03-01");  // no leap year
  EXPECT_EQ(date(2'932'896), "9999-12-31");
  EXPECT_EQ(date(-719'529), "-0001-12-31");
}

TEST(CellText, base64_is_padded) {
  std::string text;
  for (const std::string_view bytes : {"", "f", "fo", "foo"}) {
    append_base64(text, bytes_of(bytes));
    text += ' ';
  }
  EXPECT_EQ(text, " Zg== Zm8= Zm9v ");
}

}  // namespace
}  // namespace wirespeed::column
