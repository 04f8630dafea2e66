#include "wirespeed/record/scatter.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "wirespeed/record/view.hpp"

namespace wirespeed::record {
namespace {

using column::ArrayView;
using column::Item;

template <typename T>
ArrayView view_of(Item item, const std::vector<T>& values) {
  return {.item = item,
          .length = static_cast<std::int64_t>(values.size()),
          .data = reinterpret_cast<const std::uint8_t*>(values.data()),
          .stride = sizeof(T),
          .width = sizeof(T)};
}

// A record of one field, from one item; none where it does not fit.
struct OneField {
  explicit OneField(FieldType type, bool is_optional = false)
      : schema(value_or_throw(Schema::make({{"field", std::move(type), is_optional}}))), writer(*schema) {}

  std::optional<View> take(const ArrayView& view, std::int64_t row) {
    EXPECT_TRUE(can_scatter(schema->field(0).type, view));
    writer.begin();
    if (!scatter(writer, schema->field(0), view, row)) return std::nullopt;
    return View(*schema, value_or_throw(writer.finish()).data());
  }

  SchemaPtr schema;
  Writer writer;
};

TEST(Scatter, numbers_fit_or_are_refused) {
  const std::vector<std::int64_t> values{-128, 127, 128, -129};
  const ArrayView view = view_of(Item::int64, values);
  OneField field({Kind::int8});
  EXPECT_EQ(field.take(view, 0)->number<std::int8_t>(0), -128);
  EXPECT_EQ(field.take(view, 1)->number<std::int8_t>(0), 127);
  EXPECT_FALSE(field.take(view, 2));
  EXPECT_FALSE(field.take(view, 3));
}

TEST(Scatter, a_float_is_an_integer_where_it_has_no_fraction) {
  const std::vector<double> values{3.0, 3.5, 0x1p63, -0x1p63, INFINITY};
  const ArrayView view = view_of(Item::float64, values);
  OneField field({Kind::int64});
  EXPECT_EQ(field.take(view, 0)->number<std::int64_t>(0), 3);
  EXPECT_FALSE(field.take(view, 1));
  EXPECT_FALSE(field.take(view, 2));
  EXPECT_EQ(field.take(view, 3)->number<std::int64_t>(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(field.take(view, 4));
}

TEST(Scatter, what_is_no_number_is_null_unless_the_field_is_a_float) {
  const std::vector<double> values{NAN};
  const ArrayView view = view_of(Item::float64, values);
  EXPECT_TRUE(std::isnan(OneField({Kind::float64}).take(view, 0)->number<double>(0)));
  EXPECT_FALSE(OneField({Kind::int64}).take(view, 0));
  OneField optional({Kind::int64}, true);
  EXPECT_TRUE(optional.take(view, 0)->is_null(0));
}

TEST(Scatter, booleans_are_0_and_1) {
  const std::vector<std::uint8_t> values{0, 1, 2};
  OneField field({Kind::boolean});
  EXPECT_FALSE(field.take(view_of(Item::uint8, values), 0)->boolean(0));
  EXPECT_TRUE(field.take(view_of(Item::uint8, values), 1)->boolean(0));
  EXPECT_FALSE(field.take(view_of(Item::uint8, values), 2));
  const std::array<std::uint8_t, 1> bits{0b0000'0100};
  const ArrayView packed{.item = Item::bit, .length = 2, .data = bits.data(), .first = 1};
  EXPECT_FALSE(field.take(packed, 0)->boolean(0));
  EXPECT_TRUE(field.take(packed, 1)->boolean(0));
}

TEST(Scatter, items_may_stand_apart_and_backwards) {
  const std::vector<std::int32_t> values{1, 2, 3, 4};
  ArrayView view = view_of(Item::int32, values);
  view.data += 3 * sizeof(std::int32_t);
  view.stride = -2 * static_cast<std::int64_t>(sizeof(std::int32_t));
  OneField field({Kind::int32});
  EXPECT_EQ(field.take(view, 0)->number<std::int32_t>(0), 4);
  EXPECT_EQ(field.take(view, 1)->number<std::int32_t>(0), 2);
}

TEST(Scatter, what_is_missing_is_null_or_refused) {
  const std::vector<std::int64_t> values{7, 8};
  const std::array<std::uint8_t, 1> validity{0b10};
  ArrayView view = view_of(Item::int64, values);
  view.validity = validity.data();
  EXPECT_FALSE(OneField({Kind::int64}).take(view, 0));
  OneField optional({Kind::int64}, true);
  EXPECT_TRUE(optional.take(view, 0)->is_null(0));
  EXPECT_EQ(optional.take(view, 1)->number<std::int64_t>(0), 8);
}

TEST(Scatter, times_are_ticks_and_a_date_has_32_bits) {
  constexpr std::int64_t kNaT = std::numeric_limits<std::int64_t>::min();
  const std::vector<std::int64_t> values{-1, kNaT, std::int64_t{1} << 31};
  const ArrayView view = view_of(Item::ticks, values);
  EXPECT_EQ(OneField({Kind::timestamp}).take(view, 0)->number<std::int64_t>(0), -1);
  OneField date({Kind::date}, true);
  EXPECT_EQ(date.take(view, 0)->number<std::int32_t>(0), -1);
  EXPECT_TRUE(date.take(view, 1)->is_null(0));
  EXPECT_FALSE(date.take(view, 2));
  EXPECT_FALSE(OneField({Kind::timestamp}).take(view, 1));
}

TEST(Scatter, text_of_every_layout_is_the_same_text) {
  const std::string_view characters = "abZo\xC3\xAB";
  const std::vector<std::int32_t> offsets{0, 2, 6};
  const std::vector<std::int64_t> large{0, 2, 6};
  const auto* data = reinterpret_cast<const std::uint8_t*>(characters.data());
  const ArrayView utf8{.item = Item::text, .length = 2, .data = data, .offsets = offsets.data()};
  const ArrayView large_utf8{.item = Item::large_text, .length = 2, .data = data, .offsets = large.data()};
  const std::u32string wide{U'a', U'b', 0, U'Z', U'o', U'ë'};
  const ArrayView ucs4{.item = Item::ucs4,
                       .length = 2,
                       .data = reinterpret_cast<const std::uint8_t*>(wide.data()),
                       .stride = 12,
                       .width = 12};
  const std::vector<std::string_view> pieces{"ab", "Zo\xC3\xAB"};
  for (const ArrayView& view : {utf8, large_utf8, ucs4, view_of(Item::slices, pieces)}) {
    OneField field({Kind::text});
    EXPECT_EQ(field.take(view, 0)->text(0), "ab");
    EXPECT_EQ(field.take(view, 1)->text(0), "Zo\xC3\xAB");
  }
}

TEST(Scatter, text_must_be_unicode_and_fit_its_width) {
  const std::vector<std::string_view> pieces{"\xFF", "four", "five5", {}};
  const ArrayView view = view_of(Item::slices, pieces);
  EXPECT_FALSE(OneField({Kind::text}).take(view, 0));
  EXPECT_EQ(text_of(OneField({Kind::bytes}).take(view, 0)->bytes(0)), "\xFF");
  OneField fixed({.kind = Kind::fixed_text, .width = 4});
  EXPECT_EQ(fixed.take(view, 1)->fixed_text(0), "four");
  EXPECT_FALSE(fixed.take(view, 2));
  EXPECT_FALSE(OneField({.kind = Kind::fixed_bytes, .width = 5}).take(view, 1));
  EXPECT_TRUE(OneField({Kind::text}, true).take(view, 3)->is_null(0));
}

TEST(Scatter, codes_are_what_they_stand_for) {
  const std::vector<std::string_view> words{"no", "yes"};
  const ArrayView dictionary = view_of(Item::slices, words);
  const std::vector<std::int8_t> codes{1, 0};
  ArrayView view = view_of(Item::int8, codes);
  view.dictionary = &dictionary;
  OneField field({Kind::text});
  EXPECT_EQ(field.take(view, 0)->text(0), "yes");
  EXPECT_EQ(field.take(view, 1)->text(0), "no");
}

TEST(Scatter, kinds_go_to_their_like_alone) {
  const ArrayView numbers{.item = Item::int64};
  const ArrayView texts{.item = Item::text};
  const ArrayView times{.item = Item::ticks};
  EXPECT_FALSE(can_scatter({Kind::text}, numbers));
  EXPECT_FALSE(can_scatter({Kind::int64}, texts));
  EXPECT_FALSE(can_scatter({Kind::int64}, times));
  EXPECT_FALSE(can_scatter({Kind::timestamp}, numbers));
  EXPECT_FALSE(can_scatter({.kind = Kind::int64, .is_list = true}, numbers));
}

}  // namespace
}  // namespace wirespeed::record
