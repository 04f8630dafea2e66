#include "wirespeed/bolt/record_columns.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {
namespace {

using column::Field;
using column::Mixed;
using column::Type;
using packstream::Bytes;
using packstream::List;
using packstream::Map;
using packstream::Structure;
using packstream::Value;

using Cells = std::vector<std::string>;

constexpr std::int64_t kWide = (std::int64_t{1} << 53) + 1;  // no float is this

// The vocabulary: values of one column in, its type and its cells as text out.
Bytes record(List fields) { return value_or_throw(packstream::encode(std::move(fields), packstream::Version::v2)); }

List one(Value value) { return List(1, std::move(value)); }  // List{List{}} is List{}

struct Answer {
  std::string type;
  Cells cells;

  friend bool operator==(const Answer&, const Answer&) = default;
};

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  out << answer.type << ":";
  for (const std::string& cell : answer.cells) out << " " << cell << ";";
  return out;
}

Answer answer_of(const column::Table& table, std::size_t column = 0) {
  Answer answer{column::to_string(table.schema[column]), {}};
  for (const auto& batch : table.batches) {
    for (std::int64_t row = 0; row < batch->rows; ++row) {
      answer.cells.emplace_back();
      if (!column::append_cell(answer.cells.back(), table.schema[column], batch->columns[column], row)) {
        answer.cells.back() = "null";
      }
    }
  }
  return answer;
}

ColumnOptions rows_per_batch(std::size_t rows, ColumnOptions options = {}) {
  options.batch_rows = rows;
  return options;
}

Result<void> append_all(RecordColumns& columns, const List& values) {
  for (const Value& value : values) {
    const Bytes bytes = record({value});
    auto done = columns.append(ByteView(bytes));
    if (!done) return done;
  }
  return columns.finish();
}

RecordColumns one_column(const ColumnOptions& options) { return value_or_throw(RecordColumns::make({"c"}, options)); }

std::shared_ptr<const column::Table> table_of(const List& values, const ColumnOptions& options = {}) {
  RecordColumns columns = one_column(options);
  value_or_throw(append_all(columns, values));
  return value_or_throw(columns.take_table());
}

// The answer is the same in one batch and in batches of one row and of two, which are lifted to the last type.
Answer column_of(const List& values, const ColumnOptions& options = {}) {
  const Answer whole = answer_of(*table_of(values, options));
  EXPECT_EQ(answer_of(*table_of(values, rows_per_batch(1, options))), whole);
  EXPECT_EQ(answer_of(*table_of(values, rows_per_batch(2, options))), whole);
  return whole;
}

Error error_of(const List& values, const ColumnOptions& options = {}) {
  RecordColumns columns = one_column(options);
  auto done = append_all(columns, values);
  EXPECT_FALSE(done) << "expected an error";
  return done ? Error{} : done.error();
}

ColumnOptions typed(Field type) {
  type.name = "c";
  return {.types = {std::move(type)}};
}

ColumnOptions as_text() { return {.mixed = Mixed::text}; }
ColumnOptions streamed() { return {.batch_rows = 1, .evolve = Evolve::stream}; }

Value node(std::int64_t id, List labels, Map properties) {
  return Structure{'N', {id, std::move(labels), std::move(properties), fmt::format("4:x:{}", id)}};
}
Value unbound(std::int64_t id, const char* type) {
  return Structure{'r', {id, type, Map{{"since", 2000 + id}}, fmt::format("5:x:{}", id)}};
}
Value floats(std::initializer_list<float> values) {
  Bytes bytes;
  for (const float value : values) {
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof value);
    packstream::store_be(bytes.data() + at, std::bit_cast<std::uint32_t>(value));
  }
  return Structure{'V', {Bytes{0xC6}, bytes}};
}

TEST(RecordColumns, plain_values_have_the_types_of_their_kinds) {
  EXPECT_EQ(column_of({1, -17, std::int64_t{1} << 40}), (Answer{"int64", {"1", "-17", "1099511627776"}}));
  EXPECT_EQ(column_of({1.5, -0.0}), (Answer{"float64", {"1.5", "-0.0"}}));
  EXPECT_EQ(column_of({true, false, true}), (Answer{"bool", {"true", "false", "true"}}));
  EXPECT_EQ(column_of({"", "Zoë", std::string(300, 'x')}), (Answer{"utf8", {"", "Zoë", std::string(300, 'x')}}));
  EXPECT_EQ(column_of({Bytes{1, 2}, Bytes{}, Bytes{255}}), (Answer{"binary", {"AQI=", "", "/w=="}}));
}

TEST(RecordColumns, nulls_take_the_type_that_comes_later) {
  EXPECT_EQ(column_of({Value(), Value()}), (Answer{"null", {"null", "null"}}));
  EXPECT_EQ(column_of({Value(), 7, Value()}), (Answer{"int64", {"null", "7", "null"}}));
  EXPECT_EQ(column_of({Value(), Value(), "x"}), (Answer{"utf8", {"null", "null", "x"}}));
  EXPECT_EQ(column_of({Value(), List{1}}), (Answer{"list<int64>", {"null", "[1]"}}));
  EXPECT_EQ(column_of({Value(), Map{{"a", 1}}}), (Answer{"struct<a: int64>", {"null", "{\"a\": 1}"}}));
}

TEST(RecordColumns, many_nulls_and_values_keep_their_places) {
  List values;
  Cells cells;
  for (int i = 0; i < 1000; ++i) {
    const bool null = i < 70 || i % 3 == 0;
    values.push_back(null ? Value() : Value(i % 2 == 0));
    cells.emplace_back(null ? "null" : i % 2 == 0 ? "true" : "false");
  }
  EXPECT_EQ(column_of(values), (Answer{"bool", cells}));
}

TEST(RecordColumns, integers_become_floats_when_all_of_them_are_floats_exactly) {
  EXPECT_EQ(column_of({1, 2.5, 3}), (Answer{"float64", {"1.0", "2.5", "3.0"}}));
  EXPECT_EQ(column_of({kWide - 1, 0.5}).type, "float64");
}

TEST(RecordColumns, an_integer_that_no_float_can_say_is_never_rounded) {
  const std::string wide = std::to_string(kWide);
  EXPECT_EQ(column_of({kWide, 0.5}), (Answer{"union<int64: int64, float64: float64>", {wide, "0.5"}}));
  EXPECT_EQ(column_of({0.5, kWide}), (Answer{"union<float64: float64, int64: int64>", {"0.5", wide}}));
  EXPECT_EQ(column_of({1, 0.5, kWide}), (Answer{"union<float64: float64, int64: int64>", {"1.0", "0.5", wide}}));
  EXPECT_EQ(column_of({kWide, 0.5}, as_text()), (Answer{"utf8", {wide, "0.5"}}));
}

TEST(RecordColumns, values_of_several_types_are_a_union) {
  EXPECT_EQ(column_of({1, "x", Value(), true, 2, List{"y"}}),
            (Answer{"union<int64: int64, utf8: utf8, bool: bool, list: list<utf8>>",
                    {"1", "x", "null", "true", "2", "[\"y\"]"}}));
}

TEST(RecordColumns, or_they_are_text) {
  EXPECT_EQ(column_of({1, "x", Value(), 2.0, Map{{"a", Value()}}, Structure{'D', {0}}}, as_text()),
            (Answer{"utf8", {"1", "x", "null", "2.0", "{\"a\": null}", "1970-01-01"}}));
  EXPECT_EQ(column_of({List{1, 2}, "x", Bytes{1}}, as_text()), (Answer{"utf8", {"[1, 2]", "x", "AQ=="}}));
}

TEST(RecordColumns, lists_hold_what_their_items_are) {
  EXPECT_EQ(column_of({List{1, 2}, List{}, Value(), List{Value(), 3}}),
            (Answer{"list<int64>", {"[1, 2]", "[]", "null", "[null, 3]"}}));
  EXPECT_EQ(column_of({List{List{"a"}, List{}}, List{}}), (Answer{"list<list<utf8>>", {"[[\"a\"], []]", "[]"}}));
  EXPECT_EQ(column_of(one(List{})), (Answer{"list<null>", {"[]"}}));
  EXPECT_EQ(column_of({List{1}, List{2.5}}), (Answer{"list<float64>", {"[1.0]", "[2.5]"}}));
  EXPECT_EQ(column_of(one(List{1, "a"})), (Answer{"list<union<int64: int64, utf8: utf8>>", {"[1, \"a\"]"}}));
}

TEST(RecordColumns, maps_become_structs_whose_fields_are_the_keys_seen) {
  EXPECT_EQ(column_of({Map{{"a", 1}}, Map{{"b", "x"}, {"a", 2}}, Map{}, Value()}),
            (Answer{"struct<a: int64, b: utf8>", {"{\"a\": 1}", "{\"a\": 2, \"b\": \"x\"}", "{}", "null"}}));
  EXPECT_EQ(column_of({Map{{"a", Map{{"b", 1}}}}, Map{{"a", Map{{"c", 2.5}}}}}).type,
            "struct<a: struct<b: int64, c: float64>>");
}

TEST(RecordColumns, or_JSON_which_keeps_their_nulls_and_the_order_of_keys) {
  EXPECT_EQ(column_of({Map{{"b", Value()}, {"a", List{1, "x\n"}}}, 1}, {.json_maps = true}),
            (Answer{"union<json: utf8, int64: int64>", {"{\"b\": null, \"a\": [1, \"x\\n\"]}", "1"}}));
}

TEST(RecordColumns, dates_and_times_are_those_of_Arrow) {
  EXPECT_EQ(column_of({Structure{'D', {-719'468}}, Structure{'D', {19'417}}, Structure{'D', {11'016}}}),
            (Answer{"date32", {"0000-03-01", "2023-03-01", "2000-02-29"}}));
  EXPECT_EQ(column_of({Structure{'t', {std::int64_t{3'723'000'000'001}}}}),
            (Answer{"time64[ns]", {"01:02:03.000000001"}}));
  EXPECT_EQ(column_of({Structure{'T', {std::int64_t{3'723'000'000'000}, -3600}}}),
            (Answer{"struct<time: time64[ns], offset: int32>", {"{\"time\": \"01:02:03\", \"offset\": -3600}"}}));
  EXPECT_EQ(column_of({Structure{'d', {0, 1000}}, Structure{'d', {-1, 999'999'999}}}),
            (Answer{"timestamp[ns]", {"1970-01-01T00:00:00.000001", "1969-12-31T23:59:59.999999999"}}));
  EXPECT_EQ(column_of({Structure{'E', {14, -3, 5, 500'000'000}}, Structure{'E', {0, 0, -1, 500'000'000}}}),
            (Answer{"month_day_nano", {"P14M-3DT5.500S", "P0M0DT-0.500S"}}));
}

TEST(RecordColumns, instants_keep_a_zone_that_they_share) {
  const Value berlin = Structure{'i', {0, 0, "Europe/Berlin"}};
  const Value offset = Structure{'I', {60, 0, 5400}};
  EXPECT_EQ(column_of({berlin, berlin}).type, "timestamp[ns, Europe/Berlin]");
  EXPECT_EQ(column_of({offset}), (Answer{"timestamp[ns, +01:30]", {"1970-01-01T00:01:00Z"}}));
  EXPECT_EQ(column_of({Structure{'I', {0, 0, 0}}}).type, "timestamp[ns, UTC]");
  EXPECT_EQ(column_of({Structure{'I', {0, 0, -3601}}}).type, "timestamp[ns, UTC]");
  EXPECT_EQ(column_of({berlin, offset}),
            (Answer{"timestamp[ns, UTC]", {"1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z"}}));
  EXPECT_EQ(column_of({berlin, Structure{'d', {0, 0}}}).type,
            "union<timestamp: timestamp[ns, Europe/Berlin], local_timestamp: timestamp[ns]>");
}

TEST(RecordColumns, dates_before_Bolt_5_count_from_the_clock_on_the_wall) {
  EXPECT_EQ(column_of({Structure{'F', {3600, 0, 3600}}}), (Answer{"timestamp[ns, +01:00]", {"1970-01-01T00:00:00Z"}}));
  EXPECT_EQ(column_of({Structure{'f', {3600, 0, "Europe/Berlin"}}}),
            (Answer{"struct<local: timestamp[ns], zone: utf8>",
                    {"{\"local\": \"1970-01-01T01:00:00\", \"zone\": \"Europe/Berlin\"}"}}));
}

TEST(RecordColumns, times_far_away_are_in_microseconds) {
  const std::int64_t year_9999 = 253'402'300'799;
  EXPECT_EQ(column_of({Structure{'d', {0, 1000}}, Structure{'d', {year_9999, 0}}}),
            (Answer{"timestamp[us]", {"1970-01-01T00:00:00.000001", "9999-12-31T23:59:59"}}));
  EXPECT_EQ(column_of({Structure{'d', {-9'223'372'037, 145'224'192}}}).type, "timestamp[ns]");
  EXPECT_EQ(column_of({Structure{'d', {-9'223'372'037, 145'224'000}}}).type, "timestamp[us]");
  EXPECT_EQ(error_of({Structure{'d', {0, 1}}, Structure{'d', {year_9999, 0}}}).code, Errc::invalid_argument);
}

TEST(RecordColumns, points_are_structs_and_gain_a_height_when_one_has_it) {
  EXPECT_EQ(column_of({Structure{'X', {7203, 1.0, 2.0}}}).type, "struct<srid: int32, x: float64, y: float64>");
  EXPECT_EQ(column_of({Structure{'X', {7203, 1.0, 2.0}}, Structure{'Y', {9157, 1.0, 2.0, 3.0}}}),
            (Answer{"struct<srid: int32, x: float64, y: float64, z: float64>",
                    {R"({"srid": 7203, "x": 1.0, "y": 2.0})", R"({"srid": 9157, "x": 1.0, "y": 2.0, "z": 3.0})"}}));
}

TEST(RecordColumns, vectors_of_one_size_are_fixed_size_lists) {
  EXPECT_EQ(column_of({floats({1, 2}), Value(), floats({0.5, -1})}),
            (Answer{"fixed_size_list<float32>[2]", {"[1.0, 2.0]", "null", "[0.5, -1.0]"}}));
  EXPECT_EQ(column_of({Value(), floats({1, 2}), floats({3}), Value()}),
            (Answer{"list<float32>", {"null", "[1.0, 2.0]", "[3.0]", "null"}}));
  EXPECT_EQ(column_of({floats({1}), Structure{'V', {Bytes{0xC8}, Bytes{0xFF}}}}).type,
            "union<vector<float32>: fixed_size_list<float32>[1], vector<int8>: fixed_size_list<int8>[1]>");
}

TEST(RecordColumns, a_UUID_is_sixteen_bytes) {
  const ColumnOptions v2{.version = packstream::Version::v2};
  EXPECT_EQ(column_of({packstream::Uuid{0x12, 0x34}}, v2), (Answer{"uuid", {"12340000-0000-0000-0000-000000000000"}}));
  EXPECT_EQ(error_of({packstream::Uuid{}}).code, Errc::malformed);
}

TEST(RecordColumns, nodes_are_structs_with_columns_of_properties) {
  EXPECT_EQ(
      column_of({node(7, {"Person"}, Map{{"name", "Ann"}}), Value(), node(8, {}, Map{{"age", 3}})}),
      (Answer{"struct<id: int64, labels: list<utf8>, properties: struct<name: utf8, age: int64>, element_id: utf8>",
              {R"({"id": 7, "labels": ["Person"], "properties": {"name": "Ann"}, "element_id": "4:x:7"})", "null",
               R"({"id": 8, "labels": [], "properties": {"age": 3}, "element_id": "4:x:8"})"}}));
  EXPECT_EQ(column_of({Structure{'N', {7, List{}, Map{}}}}).type,
            "struct<id: int64, labels: list<utf8>, properties: struct>");
}

TEST(RecordColumns, or_JSON_on_request) {
  EXPECT_EQ(
      column_of({node(7, {"Person"}, Map{{"name", Value()}})}, {.json_graph = true}),
      (Answer{"utf8", {R"({"id": 7, "labels": ["Person"], "properties": {"name": null}, "element_id": "4:x:7"})"}}));
}

TEST(RecordColumns, relationships_know_both_ends) {
  EXPECT_EQ(column_of({Structure{'R', {1, 2, 3, "KNOWS", Map{{"since", 1999}}, "5:x:1", "4:x:2", "4:x:3"}}}),
            (Answer{"struct<id: int64, start_id: int64, end_id: int64, type: utf8, properties: struct<since: int64>, "
                    "element_id: utf8, start_element_id: utf8, end_element_id: utf8>",
                    {R"({"id": 1, "start_id": 2, "end_id": 3, "type": "KNOWS", "properties": {"since": 1999}, )"
                     R"("element_id": "5:x:1", "start_element_id": "4:x:2", "end_element_id": "4:x:3"})"}}));
}

TEST(RecordColumns, a_path_is_what_one_meets_on_the_walk) {
  // (1)-[10]->(2)<-[11]-(1): the second relationship is walked against its direction.
  const Value path = Structure{
      'P', {List{node(1, {}, Map{}), node(2, {}, Map{})}, List{unbound(10, "A"), unbound(11, "B")}, List{1, 1, -2, 0}}};
  const Answer answer = column_of({path});
  ASSERT_EQ(answer.cells.size(), 1U);
  EXPECT_EQ(answer.cells[0],
            R"({"nodes": [{"id": 1, "labels": [], "properties": {}, "element_id": "4:x:1"}, )"
            R"({"id": 2, "labels": [], "properties": {}, "element_id": "4:x:2"}, )"
            R"({"id": 1, "labels": [], "properties": {}, "element_id": "4:x:1"}], )"
            R"("relationships": [{"id": 10, "start_id": 1, "end_id": 2, "type": "A", "properties": {"since": 2010}, )"
            R"("element_id": "5:x:10", "start_element_id": "4:x:1", "end_element_id": "4:x:2"}, )"
            R"({"id": 11, "start_id": 1, "end_id": 2, "type": "B", "properties": {"since": 2011}, )"
            R"("element_id": "5:x:11", "start_element_id": "4:x:1", "end_element_id": "4:x:2"}]})");
}

TEST(RecordColumns, a_path_that_leads_nowhere_is_an_error) {
  const List nodes = {node(1, {}, Map{})};
  const List relationships = {unbound(1, "A")};
  for (const List& walk : {List{1}, List{0, 0}, List{2, 0}, List{1, 1}, List{1, -1}, List{-2, 0},
                           List{std::numeric_limits<std::int64_t>::min(), 0}}) {
    EXPECT_EQ(error_of({Structure{'P', {nodes, relationships, walk}}}).code, Errc::malformed);
  }
  EXPECT_EQ(error_of({Structure{'P', {List{}, List{}, List{}}}}).code, Errc::malformed);
  EXPECT_EQ(error_of({Structure{'P', {List{1}, List{}, List{}}}}).code, Errc::malformed);
}

TEST(RecordColumns, a_walk_over_one_large_node_again_and_again_is_refused) {
  List walk;
  for (int i = 0; i < 2000; ++i) walk.insert(walk.end(), {1, 0});
  const List nodes = {node(1, {}, Map{{"text", std::string(100'000, 'x')}})};
  EXPECT_EQ(error_of({Structure{'P', {nodes, List{unbound(1, "A")}, walk}}}).code, Errc::malformed);
}

TEST(RecordColumns, structs_that_mean_different_things_are_kept_apart) {
  EXPECT_EQ(column_of({Map{{"id", 1}}, Structure{'X', {7203, 1.0, 2.0}}}).type,
            "union<struct: struct<id: int64>, point: struct<srid: int32, x: float64, y: float64>>");
}

TEST(RecordColumns, types_that_are_given_hold_from_the_start) {
  EXPECT_EQ(column_of({1, 2}, typed({.type = Type::float64})), (Answer{"float64", {"1.0", "2.0"}}));
  EXPECT_EQ(column_of({Value()}, typed({.type = Type::date32})), (Answer{"date32", {"null"}}));
  EXPECT_EQ(column_of(one(List{}), typed({.type = Type::list_utf8})).type, "list<utf8>");
  EXPECT_EQ(column_of({Structure{'d', {0, 0}}}, typed({.type = Type::timestamp_us})).type, "timestamp[us]");
  const Field two_floats{
      .type = Type::fixed_size_list, .children = {{.name = "item", .type = Type::float32}}, .size = 2};
  EXPECT_EQ(column_of({Value(), floats({1, 2})}, typed(two_floats)),
            (Answer{"fixed_size_list<float32>[2]", {"null", "[1.0, 2.0]"}}));
  EXPECT_EQ(error_of({floats({1})}, typed(two_floats)).code, Errc::invalid_argument);
}

TEST(RecordColumns, a_column_declared_as_text_takes_any_value) {
  EXPECT_EQ(column_of({1, "x", true, 1.5, Bytes{1}, List{"y"}, Map{{"a", 1}}, Structure{'D', {0}}, Value()},
                      typed({.type = Type::utf8})),
            (Answer{"utf8", {"1", "x", "true", "1.5", "AQ==", "[\"y\"]", "{\"a\": 1}", "1970-01-01", "null"}}));
}

TEST(RecordColumns, what_does_not_fit_a_given_type_is_an_error) {
  const Error error = error_of({1, "x"}, typed({.type = Type::int64}));
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_EQ(
      error.message,
      "columns: record 1: column 'c' is int64, found utf8; give types={'c': ...} a type for both (utf8 takes any), "
      "or gather the result with to_arrow()");
  EXPECT_EQ(error_of({kWide}, typed({.type = Type::float64})).code, Errc::invalid_argument);
  EXPECT_EQ(RecordColumns::make({"a"}, typed({.type = Type::utf8})).error().code, Errc::not_found);
  EXPECT_EQ(RecordColumns::make({"c"}, typed({.type = Type::int8})).error().code, Errc::unsupported);
}

TEST(RecordColumns, a_stream_has_the_types_of_its_first_batch) {
  RecordColumns columns = one_column(streamed());
  EXPECT_EQ(*columns.take_batch(), nullptr);
  const Bytes one = record({1.5});
  const Bytes two = record({2});
  ASSERT_TRUE(columns.append(ByteView(one)));
  EXPECT_TRUE(columns.schema_is_final());
  EXPECT_EQ((*columns.take_batch())->rows, 1);
  ASSERT_TRUE(columns.append(ByteView(two)));  // an integer that is a float
  EXPECT_EQ(column::to_string(columns.schema()[0]), "float64");
  EXPECT_EQ((*columns.take_batch())->columns[0].values.values<double>()[0], 2.0);
}

TEST(RecordColumns, in_a_stream_what_would_change_the_types_is_an_error_that_says_what_to_do) {
  const Error error = error_of({1, 2, "x"}, streamed());
  EXPECT_EQ(
      error.message,
      "columns: record 2: column 'c' is int64, found utf8; give types={'c': ...} a type for both (utf8 takes any), "
      "or gather the result with to_arrow()");
  EXPECT_EQ(error_of({Map{{"a", 1}}, Map{{"b", 1}}}, streamed()).code, Errc::invalid_argument);
  EXPECT_EQ(error_of({Value(), 1}, streamed()).code, Errc::invalid_argument);
  EXPECT_EQ(error_of({List{1}, List{"x"}}, streamed()).message.substr(0, 57),
            "columns: record 1: column 'c.item' is int64, found utf8; ");
}

TEST(RecordColumns, a_stream_keeps_the_zone_of_its_first_batch) {
  RecordColumns columns = one_column(streamed());
  ASSERT_TRUE(append_all(columns, {Structure{'I', {0, 0, 3600}}, Structure{'i', {60, 0, "Europe/Berlin"}}}));
  EXPECT_EQ(answer_of(*value_or_throw(columns.take_table())),
            (Answer{"timestamp[ns, +01:00]", {"1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z"}}));
}

TEST(RecordColumns, keys_in_any_order_find_their_fields) {
  EXPECT_EQ(
      column_of({Map{{"a", 1}, {"b", 2}, {"c", 3}}, Map{{"c", 4}, {"a", 5}}, Map{{"b", 6}}, Map{{"a", 7}, {"c", 8}}}),
      (Answer{"struct<a: int64, b: int64, c: int64>",
              {R"({"a": 1, "b": 2, "c": 3})", R"({"a": 5, "c": 4})", R"({"b": 6})", R"({"a": 7, "c": 8})"}}));
}

TEST(RecordColumns, an_error_stays) {
  RecordColumns columns = one_column(streamed());
  EXPECT_FALSE(append_all(columns, {1, "x"}));
  const Bytes good = record({1});
  EXPECT_EQ(columns.append(ByteView(good)).error().code, Errc::invalid_argument);
  EXPECT_TRUE(columns.take_batch());  // what was finished before it is there
  EXPECT_FALSE(columns.take_batch());
}

TEST(RecordColumns, batches_end_at_their_rows_and_at_their_bytes) {
  const List values(1000, Value(std::string(1000, 'x')));
  EXPECT_EQ(table_of(values, {.batch_rows = 300})->batches.size(), 4U);
  const auto table = table_of(values, {.batch_bytes = 100'000});
  EXPECT_EQ(table->rows(), 1000);
  EXPECT_GE(table->batches.size(), 8U);
  for (const auto& batch : table->batches) EXPECT_LE(batch->bytes(), 120'000U);
}

TEST(RecordColumns, no_records_are_columns_without_a_type) {
  const auto table = table_of({});
  EXPECT_TRUE(table->batches.empty());
  EXPECT_EQ(column::to_string(table->schema[0]), "null");
}

TEST(RecordColumns, records_have_all_their_fields_and_nothing_behind) {
  EXPECT_EQ(value_or_throw(RecordColumns::make({"a", "b"}, {})).append(ByteView(record({1}))).error().code,
            Errc::malformed);
  Bytes more = record({1});
  more.push_back(1);
  RecordColumns columns = one_column({});
  EXPECT_EQ(columns.append(ByteView(more)).error().message, "columns: record 0: expected its end, found 1 more bytes");
}

}  // namespace
}  // namespace wirespeed::bolt
