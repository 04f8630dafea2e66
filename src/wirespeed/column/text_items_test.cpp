#include "wirespeed/column/text_items.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace wirespeed::column {
namespace {

// NumPy's S or U: items of one width, side by side.
template <typename Character>
ArrayView fixed(std::basic_string_view<Character> items, Item item, std::int64_t width) {
  const auto bytes = static_cast<std::int64_t>(items.size() * sizeof(Character));
  return {.item = item,
          .length = bytes / width,
          .data = reinterpret_cast<const std::uint8_t*>(items.data()),
          .stride = width,
          .width = width};
}

TEST(TextItems, of_bytes_end_with_their_zeros) {
  using namespace std::string_view_literals;
  const ArrayView view = fixed("ab\0\0a\0b\0\0\0\0\0"sv, Item::bytes, 4);
  EXPECT_EQ(utf8_text_at(view, 0), "ab");
  EXPECT_EQ(utf8_text_at(view, 1), "a\0b"sv);
  EXPECT_EQ(utf8_text_at(view, 2), "");
}

TEST(TextItems, of_code_points_are_utf8) {
  using namespace std::string_view_literals;
  const ArrayView view = fixed(U"a\u00e9\U0001F3B5bcd"sv, Item::ucs4, 12);
  EXPECT_EQ(utf8_text_at(view, 0), "a\xC3\xA9\xF0\x9F\x8E\xB5");
  EXPECT_EQ(utf8_text_at(view, 1), "bcd");
}

TEST(TextItems, that_are_utf8_stay_as_they_are) {
  constexpr std::string_view text = "abcde";
  const std::array<std::int32_t, 3> offsets{0, 2, 5};
  const ArrayView view{.item = Item::text,
                       .length = 2,
                       .data = reinterpret_cast<const std::uint8_t*>(text.data()),
                       .offsets = offsets.data()};
  EXPECT_EQ(utf8_text_at(view, 1), "cde");
}

}  // namespace
}  // namespace wirespeed::column
