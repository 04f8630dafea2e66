#include "wirespeed/kernels/packed_texts.hpp"

#include <memory>

#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/found_groups_fixture.hpp"
#include "wirespeed/kernels/text_groups.hpp"
#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;
using Texts = std::vector<std::string>;

constexpr std::size_t kRows = kRowsToPart + 1'234;

// Texts between offsets, of whose memory no byte is behind the last one's.
template <typename Offset>
struct Offsets {
  explicit Offsets(const Texts& texts) {
    std::string all;
    for (const std::string& text : texts) {
      places.push_back(static_cast<Offset>(all.size()));
      all += text;
    }
    places.push_back(static_cast<Offset>(all.size()));
    bytes = std::make_unique<std::uint8_t[]>(all.size());
    std::ranges::copy(all, bytes.get());
  }
  ArrayView view() const {
    return {.item = sizeof(Offset) == 4 ? Item::text : Item::large_text,
            .length = static_cast<std::int64_t>(places.size() - 1),
            .data = bytes.get(),
            .offsets = places.data()};
  }

  std::unique_ptr<std::uint8_t[]> bytes;
  std::vector<Offset> places;
};

// Arrow's views; what is behind a short text in its view is `filling`.
struct Views {
  explicit Views(const Texts& texts, char filling = '\0') : items(texts.size()), long_texts(1) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto size = static_cast<std::int32_t>(texts[i].size());
      std::memset(&items[i], filling, sizeof items[i]);
      items[i].size = size;
      if (size <= 12) {
        texts[i].copy(items[i].text, 12);
      } else {
        const std::int32_t place[] = {0, static_cast<std::int32_t>(long_texts[0].size())};
        std::memcpy(items[i].text + 4, place, sizeof place);
        long_texts[0] += texts[i];
      }
    }
    buffers = {long_texts[0].data()};
  }
  ArrayView view() const {
    return {.item = Item::text_view,
            .length = static_cast<std::int64_t>(items.size()),
            .data = reinterpret_cast<const std::uint8_t*>(items.data()),
            .stride = 16,
            .width = 16,
            .buffers = buffers.data()};
  }

  struct Item16 {
    std::int32_t size;
    char text[12];
  };
  std::vector<Item16> items;
  std::vector<std::string> long_texts;
  std::vector<const void*> buffers;
};

// Of each size up to `most` a text, the same with each of its bytes changed or 0; again and again.
Texts close_texts(std::size_t most) {
  Texts once;
  for (std::size_t size = 0; size <= most; ++size) {
    once.emplace_back(size, 'a');
    for (std::size_t i = 0; i < size; ++i) {
      for (const char other : {'b', '\0'}) once.emplace_back(size, 'a')[i] = other;
    }
    if (size > 1) once.emplace_back(size, '\0');
  }
  Texts texts(kRows);
  for (std::size_t i = 0; i < kRows; ++i) texts[i] = once[i * 7919 % once.size()];
  return texts;
}

Found packed(const ArrayView& view, unsigned threads) {
  return found_by(view, [&](auto* codes, auto* first) {
    const FoundTexts found = group_packed_texts(view, codes, first, threads);
    EXPECT_TRUE(found.has_all);
    return found.groups.value_or(0);
  });
}

Found simply_grouped(const ArrayView& view) {
  return found_by(view, [&](auto* codes, auto* first) { return group_texts_simply(view, codes, first); });
}

bool are_left_to_others(const ArrayView& view) {
  Codes codes(static_cast<std::size_t>(view.length));
  Codes first(codes.size());
  return !group_packed_texts(view, codes.data(), first.data(), 2).has_all;
}

TEST(PackedTexts, texts_are_told_apart_by_any_of_their_bytes) {
  for (const std::size_t most : {0U, 1U, 7U, 8U, 11U, 12U}) {
    const Texts texts = close_texts(most);
    const Offsets<std::int32_t> some(texts);
    const Offsets<std::int64_t> large(texts);
    const Views views(texts, 'x');
    const Found expected = simply_grouped(large.view());
    for (const unsigned threads : {1U, 2U, 3U}) {
      EXPECT_EQ(packed(some.view(), threads), expected) << most;
      EXPECT_EQ(packed(large.view(), threads), expected) << most;
      EXPECT_EQ(packed(views.view(), threads), expected) << most;
    }
  }
}

TEST(PackedTexts, what_is_not_there_is_a_group_of_its_own) {
  Random random;
  for (const std::size_t most : {7U, 12U}) {
    const Texts texts = close_texts(most);
    const Offsets<std::int64_t> all(texts);
    std::vector<std::uint8_t> there(kRows / 8 + 1);
    for (std::uint8_t& bits : there) bits = static_cast<std::uint8_t>(random(256));
    ArrayView view = all.view();
    view.validity = there.data();
    EXPECT_EQ(packed(view, 2), simply_grouped(view)) << random.seed();
  }
}

TEST(PackedTexts, a_table_that_grows_keeps_its_texts) {
  for (const std::size_t groups : {511U, 512U, 2'000U, 60'000U}) {
    for (const char* beginning : {"", "text "}) {
      Texts texts(kRows);
      for (std::size_t i = 0; i < kRows; ++i) texts[i] = beginning + std::to_string(i * 7919 % groups);
      const Offsets<std::int64_t> all(texts);
      const Found expected = simply_grouped(all.view());
      for (const unsigned threads : {1U, 2U}) EXPECT_EQ(packed(all.view(), threads), expected) << groups;
    }
  }
}

TEST(PackedTexts, threads_agree_on_texts_that_come_late) {
  Texts texts(kRows);
  for (std::size_t i = 0; i < kRows; ++i) texts[i] = std::to_string(i % 100);
  for (const std::size_t row : {kRows / 3, kRows / 2 + 5, kRows - 1}) {
    texts[row] = "late" + std::to_string(row % 10);
    texts[row - 1] = "late";
  }
  const Offsets<std::int64_t> all(texts);
  const Found expected = simply_grouped(all.view());
  for (const unsigned threads : {1U, 2U, 8U}) EXPECT_EQ(packed(all.view(), threads), expected) << threads;
}

TEST(PackedTexts, one_text_that_is_longer_leaves_all_to_others) {
  for (const std::size_t most : {7U, 12U}) {
    for (const std::size_t row : {std::size_t{1}, kRows / 2 + 1, kRows - 1}) {
      Texts texts = close_texts(most);
      texts[row] = std::string(most + 1, 'x');
      texts[row - 1] = std::string(most + 9, 'x');
      const Offsets<std::int64_t> all(texts);
      EXPECT_TRUE(are_left_to_others(all.view())) << row;
      const Key key{all.view()};
      const auto found = factorize({&key, 1}, Nulls::group, 2);
      ASSERT_TRUE(found.has_value());
      const Found expected = simply_grouped(all.view());
      EXPECT_TRUE(std::ranges::equal(found->codes, expected.codes)) << row;
      const Views views(texts);
      EXPECT_EQ(are_left_to_others(views.view()), true) << row;
    }
  }
}

TEST(PackedTexts, few_rows_and_other_items_are_left_to_others) {
  const Offsets<std::int64_t> few(Texts(kRowsToPart - 1, "a"));
  EXPECT_TRUE(are_left_to_others(few.view()));
  const std::vector<std::string_view> slices(kRows, "a");
  EXPECT_TRUE(are_left_to_others(view_of(slices)));
}

TEST(PackedTexts, too_many_groups_are_said_to_be_too_many) {
  Texts texts(kRows);
  for (std::size_t i = 0; i < kRows; ++i) texts[i] = std::to_string(i);
  const Offsets<std::int64_t> all(texts);
  Codes codes(kRows);
  Codes first(kRows);
  for (const unsigned threads : {1U, 2U}) {
    const FoundTexts found = group_packed_texts(all.view(), codes.data(), first.data(), threads);
    EXPECT_TRUE(found.has_all);
    EXPECT_EQ(found.groups, std::nullopt);
    const Key key{all.view()};
    EXPECT_EQ(factorize({&key, 1}, Nulls::group, threads).value().groups(), kRows);
  }
}

}  // namespace
}  // namespace wirespeed::kernels
