#include "wirespeed/kernels/text_groups.hpp"

#include <numeric>

#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;
using Texts = std::vector<std::string_view>;

constexpr std::size_t kRowsForThreads = std::size_t{1} << 18;

// Texts in one piece, with where each begins.
template <typename Offset>
struct Packed {
  explicit Packed(const Texts& texts) {
    for (const std::string_view text : texts) {
      offsets.push_back(static_cast<Offset>(bytes.size()));
      bytes += text;
    }
    offsets.push_back(static_cast<Offset>(bytes.size()));
  }
  ArrayView view() const {
    return {.item = sizeof(Offset) == 4 ? Item::text : Item::large_text,
            .length = static_cast<std::int64_t>(offsets.size() - 1),
            .data = reinterpret_cast<const std::uint8_t*>(bytes.data()),
            .offsets = offsets.data()};
  }
  std::string bytes;
  std::vector<Offset> offsets;
};

// NumPy's S of `width` bytes.
struct Filled {
  Filled(const Texts& texts, std::size_t wide) : width(wide), bytes(texts.size() * wide, '\0') {
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(bytes.data() + i * wide, wide);
  }
  ArrayView view() const {
    return {.item = Item::bytes,
            .length = static_cast<std::int64_t>(bytes.size() / width),
            .data = reinterpret_cast<const std::uint8_t*>(bytes.data()),
            .stride = static_cast<std::int64_t>(width),
            .width = static_cast<std::int64_t>(width)};
  }
  std::size_t width;
  std::string bytes;
};

Found grouped(const ArrayView& view, unsigned threads = 1) {
  return found_by(view, [&](auto* codes, auto* first) { return group_texts(view, codes, first, threads).value(); });
}

Found simply_grouped(const ArrayView& view) {
  return found_by(view, [&](auto* codes, auto* first) { return group_texts_simply(view, codes, first); });
}

// Of each size up to 40 a text, the same with each of its bytes changed, and all of them again.
std::vector<std::string> close_texts() {
  std::vector<std::string> texts;
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string text(size, 'a');
    texts.push_back(text);
    for (std::size_t i = 0; i < size; ++i) {
      texts.push_back(text);
      texts.back()[i] = 'b';
    }
  }
  const std::vector<std::string> once = texts;
  texts.insert(texts.end(), once.begin(), once.end());
  return texts;
}

// `count` rows of `groups` different texts, each met at the beginning.
std::vector<std::string> many_texts(std::size_t count, std::size_t groups, const char* beginning) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(beginning + std::to_string(i < groups ? i : i * 7919 % groups));
  return texts;
}

TEST(TextGroups, texts_are_told_apart_by_any_of_their_bytes) {
  const auto texts = close_texts();
  const Texts views(texts.begin(), texts.end());
  const Found expected = simply_grouped(view_of(views));
  EXPECT_EQ(expected.first.size(), texts.size() / 2);
  EXPECT_EQ(grouped(view_of(views)), expected);
  EXPECT_EQ(grouped(Packed<std::int32_t>(views).view()), expected);
  EXPECT_EQ(grouped(Packed<std::int64_t>(views).view()), expected);
}

TEST(TextGroups, texts_of_one_width_are_told_apart_by_any_of_their_bytes) {
  const auto texts = close_texts();
  const Texts views(texts.begin(), texts.end());
  for (const std::size_t width : {9U, 15U, 16U, 17U, 24U, 25U, 40U}) {
    Texts cut;
    for (const std::string_view view : views) cut.push_back(view.substr(0, width));
    const Filled filled(cut, width);
    EXPECT_EQ(grouped(filled.view()), simply_grouped(filled.view())) << width;
  }
}

TEST(TextGroups, characters_are_told_apart_by_any_of_their_bytes) {
  for (const std::size_t width : {1U, 3U, 4U, 7U, 8U, 15U, 16U, 17U, 33U}) {
    std::vector<std::u32string> texts;
    for (std::size_t i = 0; i < width; ++i) {
      for (const char32_t character : {U'b', U'\xff', U'\u0142', U'\U0001f600'}) {
        texts.emplace_back(width, U'a');
        texts.back()[i] = character;
      }
    }
    const std::vector<std::u32string> once = texts;
    texts.insert(texts.end(), once.begin(), once.end());
    const Ucs4 all(texts, width);
    EXPECT_EQ(grouped(all.view()), simply_grouped(all.view())) << width;
  }
}

TEST(TextGroups, zeros_at_the_end_of_a_text_count) {
  const Texts texts{"a", {"a\0", 2}, "", {"\0", 1}, {"\0\0", 2}, {"\0\0\0\0\0\0\0\0", 8}, {"\0\0\0\0\0\0\0\0\0", 9}};
  Codes each(texts.size());
  std::iota(each.begin(), each.end(), 0U);
  EXPECT_EQ(grouped(view_of(texts)).codes, each);
  EXPECT_EQ(grouped(Packed<std::int32_t>(texts).view()).codes, each);
}

TEST(TextGroups, what_is_not_there_is_a_group_of_its_own) {
  const Texts texts{"", "under a null", {}, "x", "x", ""};
  ArrayView view = view_of(texts);
  const std::uint8_t there = 0b101101;
  view.validity = &there;
  EXPECT_EQ(grouped(view).codes, (Codes{0, 1, 1, 2, 1, 0}));
}

TEST(TextGroups, a_table_that_grows_keeps_its_texts) {
  for (const std::size_t groups : {1U, 2U, 511U, 512U, 513U, 2047U, 2048U, 20'000U}) {
    for (const char* beginning : {"", "a text of 18 bytes"}) {
      const auto texts = many_texts(40'000, groups, beginning);
      const Texts views(texts.begin(), texts.end());
      EXPECT_EQ(grouped(view_of(views)), simply_grouped(view_of(views))) << groups;
    }
  }
}

TEST(TextGroups, threads_find_what_one_does) {
  for (const std::size_t rows : {kRowsForThreads - 1, kRowsForThreads, kRowsForThreads + 12'345}) {
    auto texts = many_texts(rows, 5'000, "a text ");
    texts.back() = "seen last";
    const Texts views(texts.begin(), texts.end());
    const Packed<std::int64_t> packed(views);
    const Found expected = simply_grouped(packed.view());
    for (const unsigned threads : {1U, 2U, 3U}) EXPECT_EQ(grouped(packed.view(), threads), expected) << rows;
  }
}

TEST(TextGroups, threads_agree_on_groups_that_come_late) {
  auto texts = many_texts(kRowsForThreads, 100, "text ");
  for (const std::size_t row : {texts.size() / 3, texts.size() / 2 + 5, texts.size() - 1}) {
    texts[row] = "late " + std::to_string(row);
    texts[row - 1] = "late in all";
  }
  const Texts views(texts.begin(), texts.end());
  const Found expected = simply_grouped(view_of(views));
  for (const unsigned threads : {1U, 2U, 3U, 8U}) EXPECT_EQ(grouped(view_of(views), threads), expected) << threads;
}

TEST(TextGroups, small_pieces_may_have_a_group_for_each_row) {
  const auto texts = many_texts(kRowsForThreads, kRowsForThreads, "a text ");
  const Texts views(texts.begin(), texts.end());
  const Found expected = simply_grouped(view_of(views));
  EXPECT_EQ(grouped(view_of(views), 8), expected);
}

TEST(TextGroups, more_groups_than_a_table_in_the_cache_has_room_for_are_left_to_others) {
  for (const unsigned threads : {1U, 2U}) {
    const auto texts = many_texts(kRowsForThreads, kRowsForThreads, "a text ");
    const Texts views(texts.begin(), texts.end());
    Codes codes(texts.size());
    Codes first(texts.size());
    EXPECT_EQ(group_texts(view_of(views), codes.data(), first.data(), threads), std::nullopt);
    const Key key{view_of(views)};
    EXPECT_EQ(factorize({&key, 1}, Nulls::group, threads).value().groups(), texts.size());
  }
}

}  // namespace
}  // namespace wirespeed::kernels
