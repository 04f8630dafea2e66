#include "wirespeed/kernels/short_texts.hpp"

#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/view_fixture.hpp"
#include "wirespeed/kernels/word_tables_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;
using Strings = std::vector<std::string>;

std::optional<Found> grouped(const ArrayView& view) {
  const auto rows = static_cast<std::size_t>(view.length);
  Found found{Codes(rows), Codes(rows)};
  const auto groups = group_short_texts(view, found.codes.data(), found.first.data());
  if (!groups) return std::nullopt;
  found.first.resize(*groups);
  return found;
}

Found simply_grouped(const ArrayView& view) {
  const auto rows = static_cast<std::size_t>(view.length);
  Found found{Codes(rows), Codes(rows)};
  found.first.resize(group_texts_simply(view, found.codes.data(), found.first.data()));
  return found;
}

// In memory of their own, behind which nothing may be read.
template <typename Offset>
struct Packed {
  explicit Packed(const Strings& texts) : offsets{0} {
    for (const std::string& text : texts) {
      bytes.insert(bytes.end(), text.begin(), text.end());
      offsets.push_back(static_cast<Offset>(bytes.size()));
    }
    bytes.shrink_to_fit();
  }
  ArrayView view() const {
    return {.item = sizeof(Offset) == 4 ? Item::text : Item::large_text,
            .length = static_cast<std::int64_t>(offsets.size() - 1),
            .data = bytes.data(),
            .offsets = offsets.data()};
  }
  std::vector<std::uint8_t> bytes;
  std::vector<Offset> offsets;
};

ArrayView bytes_of(const std::string& memory, std::int64_t width, std::int64_t stride) {
  return {.item = Item::bytes,
          .length = static_cast<std::int64_t>(memory.size()) / stride,
          .data = reinterpret_cast<const std::uint8_t*>(memory.data()),
          .stride = stride,
          .width = width};
}

// A text of `size`, the same with each of its bytes changed, and all of them again.
Strings close_texts(std::size_t size) {
  Strings texts{std::string(size, 'a')};
  for (std::size_t i = 0; i < size; ++i) {
    texts.emplace_back(size, 'a');
    texts.back()[i] = 'b';
  }
  const Strings once = texts;
  texts.insert(texts.end(), once.begin(), once.end());
  return texts;
}

Strings close_texts_up_to(std::size_t most) {
  Strings texts;
  for (std::size_t size = 0; size <= most; ++size) {
    for (std::string& text : close_texts(size)) texts.push_back(std::move(text));
  }
  return texts;
}

std::string together(const Strings& texts) {
  std::string all;
  for (const std::string& text : texts) all += text;
  return all;
}

using ShortTextsTest = WithWordLines;

TEST_F(ShortTextsTest, texts_of_different_sizes_are_told_apart_by_any_of_their_bytes) {
  const Strings texts = close_texts_up_to(31);
  const Packed<std::int32_t> packed(texts);
  EXPECT_EQ(grouped(packed.view()), simply_grouped(packed.view()));
  EXPECT_EQ(grouped(Packed<std::int64_t>(texts).view()), simply_grouped(packed.view()));
}

TEST_F(ShortTextsTest, texts_of_one_width_are_told_apart_by_any_of_their_bytes) {
  for (std::size_t width = 9; width <= 32; ++width) {
    const std::string memory = together(close_texts(width));
    const ArrayView view = bytes_of(memory, static_cast<std::int64_t>(width), static_cast<std::int64_t>(width));
    EXPECT_EQ(grouped(view), simply_grouped(view)) << width;
  }
}

TEST_F(ShortTextsTest, texts_may_lie_apart) {
  const std::string memory = together(close_texts(40));
  const ArrayView view = bytes_of(memory, 17, 40);
  EXPECT_EQ(grouped(view), simply_grouped(view));
  ArrayView backwards = view;
  backwards.data += (view.length - 1) * view.stride;
  backwards.stride = -view.stride;
  EXPECT_EQ(grouped(backwards), simply_grouped(backwards));
}

std::vector<std::u32string> close_characters(std::size_t width, char32_t other) {
  std::vector<std::u32string> texts;
  for (std::size_t i = 0; i < 2 * width; ++i) {
    texts.emplace_back(width, U'a');
    texts.back()[i % width] = other;
  }
  return texts;
}

TEST_F(ShortTextsTest, characters_of_a_byte_are_told_apart_by_any_of_them) {
  for (std::size_t width = 4; width <= 32; ++width) {
    for (const char32_t other : {U'b', U'\xff', U'\0'}) {
      const Ucs4 all(close_characters(width, other), width);
      EXPECT_EQ(grouped(all.view()), simply_grouped(all.view())) << width;
    }
  }
}

TEST_F(ShortTextsTest, wide_characters_are_left_to_others) {
  for (const std::size_t width : {4U, 7U, 8U, 15U, 16U, 17U, 32U}) {
    for (const char32_t other : {U'\u0100', U'\U0001f600', char32_t{0x80000061}}) {
      EXPECT_EQ(grouped(Ucs4(close_characters(width, other), width).view()), std::nullopt) << width;
    }
  }
}

TEST_F(ShortTextsTest, long_texts_are_left_to_others) {
  EXPECT_EQ(grouped(Packed<std::int32_t>({"short", std::string(32, 'a')}).view()), std::nullopt);
  EXPECT_EQ(grouped(Packed<std::int64_t>({std::string(1'000, 'a')}).view()), std::nullopt);
  EXPECT_EQ(grouped(bytes_of(std::string(33, 'a'), 33, 33)), std::nullopt);
  EXPECT_EQ(grouped(Ucs4({std::u32string(33, U'a')}, 33).view()), std::nullopt);
}

TEST_F(ShortTextsTest, what_is_not_there_is_a_group_of_its_own) {
  const Packed<std::int32_t> packed({"", "under a null", "a", "x", "x", ""});
  ArrayView view = packed.view();
  const std::uint8_t there = 0b111001;
  view.validity = &there;
  EXPECT_EQ(grouped(view)->codes, (Codes{0, 1, 1, 2, 2, 0}));
  const Packed<std::int32_t> empty({"", "", ""});
  view = empty.view();
  EXPECT_EQ(grouped(view)->codes, (Codes{0, 0, 0}));
  view.validity = &there;
  EXPECT_EQ(grouped(view)->codes, (Codes{0, 1, 1}));
}

TEST_F(ShortTextsTest, many_groups_are_found_as_few_are) {
  for (const std::size_t groups : {1U, 2U, 127U, 128U, 1'000U, 20'000U}) {
    Strings texts;
    for (std::size_t i = 0; i < 30'000; ++i) texts.push_back("a text " + std::to_string(i * 7'919 % groups));
    const Packed<std::int64_t> packed(texts);
    EXPECT_EQ(grouped(packed.view()), simply_grouped(packed.view())) << groups;
  }
}

}  // namespace
}  // namespace wirespeed::kernels
