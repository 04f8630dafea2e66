#include "wirespeed/column/builders.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace wirespeed::column {
namespace {

using Texts = std::vector<std::optional<std::string>>;

// The vocabulary: fill a column, read it back.
bool present(const Column& column, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  return column.nulls == 0 || (column.validity.data()[at / 8] >> (at % 8) & 1) != 0;
}

std::string_view text_at(const Column& column, std::int64_t row) {
  const auto offsets = column.offsets.values<std::int32_t>().subspan(static_cast<std::size_t>(row), 2);
  return {reinterpret_cast<const char*>(column.values.data()) + offsets[0],
          static_cast<std::size_t>(offsets[1] - offsets[0])};
}

Texts texts_of(const Column& column) {
  Texts texts;
  for (std::int64_t row = 0; row < column.length; ++row) {
    texts.emplace_back();
    if (present(column, row)) texts.back() = text_at(column, row);
  }
  return texts;
}

std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

void append(Utf8Builder& builder, const Texts& texts) {
  for (const auto& text : texts) builder.append(view_of(text));
}

Column column_of(const Texts& texts) {
  Utf8Builder builder;
  append(builder, texts);
  return builder.finish().value();
}

template <typename Builder, typename T>
Column numbers(const std::vector<std::optional<T>>& values) {
  Builder builder;
  for (const auto& value : values) builder.append(value);
  return builder.finish().value();
}

// Text of every length around the sizes that copy_short() tells apart, nulls and empties among it.
Texts random_texts(std::mt19937& random, std::size_t count) {
  Texts texts;
  for (std::size_t i = 0; i < count; ++i) {
    texts.emplace_back();
    if (random() % 5 == 0) continue;
    texts.back().emplace();
    for (std::size_t n = random() % 40; n != 0; --n) texts.back()->push_back(static_cast<char>('!' + random() % 90));
  }
  return texts;
}

Batch batch_of(const Texts& texts) {
  RowBuilder<Utf8Builder, BoolBuilder, Int64Builder, ListUtf8Builder> rows;
  for (const auto& text : texts) {
    const std::string_view view = view_of(text);
    const std::vector<std::string_view> list(view.size() % 3, view);
    const bool odd = view.size() % 2 != 0;
    rows.append(view, text ? std::optional(odd) : std::nullopt, static_cast<std::int64_t>(view.size()),
                list.empty() ? std::span<const std::string_view>() : std::span(list));
  }
  return rows.finish().value();
}

TEST(Builders, text_of_every_length_comes_back_as_it_was) {
  std::mt19937 random(7);
  const Texts texts = random_texts(random, 5000);
  EXPECT_EQ(texts_of(column_of(texts)), texts);
}

TEST(Builders, absent_text_is_null_and_empty_text_is_not) {
  const Column column = column_of({"a", std::nullopt, ""});
  EXPECT_EQ(column.nulls, 1);
  EXPECT_EQ(texts_of(column), (Texts{"a", std::nullopt, ""}));
}

TEST(Builders, a_column_without_a_null_has_no_validity_bits) {
  EXPECT_EQ(column_of({"a", "b"}).validity.size(), 0U);
  EXPECT_EQ(column_of({"a", std::nullopt}).validity.size(), 1U);
  EXPECT_EQ((numbers<Int64Builder, std::int64_t>({1, 2}).validity.size()), 0U);
}

TEST(Builders, numbers_and_their_nulls_come_back) {
  const Column column = numbers<Int32Builder, std::int32_t>({5, std::nullopt, -7});
  const auto values = column.values.values<std::int32_t>();
  ASSERT_EQ(values.size(), 3U);
  EXPECT_EQ(values[0], 5);
  EXPECT_EQ(values[2], -7);
  EXPECT_TRUE(present(column, 0));
  EXPECT_FALSE(present(column, 1));
}

TEST(Builders, booleans_are_bits) {
  const Column column = numbers<BoolBuilder, bool>({true, false, std::nullopt, true, true, false, true, true, true});
  ASSERT_EQ(column.values.size(), 2U);
  EXPECT_EQ(column.values.data()[0], 0b11011001);
  EXPECT_EQ(column.values.data()[1], 0b1);
  EXPECT_EQ(column.nulls, 1);
}

TEST(Builders, a_list_may_be_absent_empty_or_filled) {
  ListUtf8Builder builder;
  const std::vector<std::string_view> items = {"LP", "", std::string_view()};
  builder.append({});
  builder.append(std::span(items).first(0));
  builder.append(items);
  const Column column = builder.finish().value();
  EXPECT_EQ(column.length, 3);
  EXPECT_FALSE(present(column, 0));
  EXPECT_TRUE(present(column, 1));
  EXPECT_EQ(texts_of(column.children.front()), (Texts{"LP", "", std::nullopt}));
  const auto offsets = column.offsets.values<std::int32_t>();
  EXPECT_EQ(std::vector(offsets.begin(), offsets.end()), (std::vector<std::int32_t>{0, 0, 0, 3}));
}

TEST(Builders, an_empty_column_still_has_its_first_offset) {
  const Column column = column_of({});
  ASSERT_EQ(column.offsets.size(), sizeof(std::int32_t));
  EXPECT_EQ(column.offsets.values<std::int32_t>().front(), 0);
}

TEST(Builders, a_finished_builder_starts_anew) {
  Utf8Builder builder;
  append(builder, Texts(200, "abc"));
  EXPECT_EQ(builder.finish()->length, 200);
  append(builder, {std::nullopt, "x"});
  EXPECT_EQ(texts_of(builder.finish().value()), (Texts{std::nullopt, "x"}));
}

TEST(Builders, buffers_are_aligned_for_arrow) {
  const Column column = column_of(Texts(1000, "some text"));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(column.values.data()) % kBufferAlignment, 0U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(column.offsets.data()) % kBufferAlignment, 0U);
}

TEST(Builders, text_beyond_32_bit_offsets_is_an_error_and_not_a_wrong_column) {
  Utf8Builder builder;
  const std::string_view lie("x", kMaxTextBytes + 1);  // never read: it is refused by its size
  builder.append("fits");
  builder.append(lie);
  const auto column = builder.finish();
  ASSERT_FALSE(column);
  EXPECT_EQ(column.error().code, Errc::limit);
}

TEST(Concat, the_joined_batch_is_the_batch_of_all_rows) {
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    std::vector<Batch> parts;
    Texts all;
    for (std::size_t left = 1 + random() % 4; left != 0; --left) {
      const Texts texts = random_texts(random, random() % 70);
      parts.push_back(batch_of(texts));
      all.insert(all.end(), texts.begin(), texts.end());
    }
    const Batch joined = concat(parts).value();
    const Batch whole = batch_of(all);
    ASSERT_EQ(joined.rows, whole.rows);
    for (std::size_t i = 0; i < whole.columns.size(); ++i) {
      const Column& a = joined.columns[i];
      const Column& b = whole.columns[i];
      EXPECT_EQ(a.nulls, b.nulls);
      EXPECT_TRUE(std::ranges::equal(a.validity.values<char>(), b.validity.values<char>())) << round << " " << i;
      EXPECT_TRUE(std::ranges::equal(a.values.values<char>(), b.values.values<char>())) << round << " " << i;
      EXPECT_TRUE(std::ranges::equal(a.offsets.values<char>(), b.offsets.values<char>())) << round << " " << i;
      if (b.type == Type::list_utf8) {
        EXPECT_EQ(texts_of(a.children[0]), texts_of(b.children[0]));
      }
    }
  }
}

TEST(Concat, the_bits_of_a_part_without_nulls_become_ones) {
  std::vector<Batch> parts;
  parts.push_back(batch_of(Texts(13, "x")));
  parts.push_back(batch_of(Texts(3, std::nullopt)));
  parts.push_back(batch_of(Texts(21, "y")));
  Texts all(13, "x");
  all.resize(16, std::nullopt);
  all.resize(37, "y");
  EXPECT_EQ(texts_of(concat(parts)->columns.front()), all);
}

}  // namespace
}  // namespace wirespeed::column
