#include "wirespeed/xml/marks.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace wirespeed::xml {
namespace {

using Places = std::vector<std::size_t>;

std::string padded(std::string_view text) { return std::string(text) + std::string(kScanPadding, '<'); }

bool is_mark(char c) { return c == '<' || c == '>' || c == '&' || (c >= 0 && c < 0x20 && c != '\n'); }

Places marks_one_by_one(std::string_view text, std::size_t from = 0) {
  Places places;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (is_mark(text[i])) places.push_back(i);
  }
  return places;
}

// All marks from where they stand now; `steps` are taken at a time.
Places rest_of(Marks& marks, const char* begin, std::size_t step = 1) {
  Places places;
  for (marks.look_ahead(); marks[0] < marks.end(); marks.skip(step), marks.look_ahead()) {
    for (std::size_t i = 0; i < step && marks[i] < marks.end(); ++i) {
      places.push_back(static_cast<std::size_t>(marks[i] - begin));
    }
  }
  return places;
}

Places marks_of(std::string_view text, std::size_t step = 1) {
  const std::string bytes = padded(text);
  Marks marks(bytes.data(), bytes.data() + text.size());
  marks.seek(bytes.data());
  return rest_of(marks, bytes.data(), step);
}

std::string every_byte() {
  std::string text;
  for (int c = 0; c < 256; ++c) text += static_cast<char>(c);
  return text;
}

// Of `size` bytes, of which about one in `of` may be a mark.
std::string random_text(std::size_t size, unsigned of, std::mt19937& random) {
  constexpr std::string_view kMarked("<>&\t\n\r\x01\xC3", 8);
  std::string text(size, 'x');
  for (char& c : text) {
    if (random() % of == 0) c = kMarked[random() % kMarked.size()];
  }
  return text;
}

TEST(Marks, are_angles_ampersands_and_control_characters_but_the_line_feed) {
  EXPECT_EQ(marks_of("<a k=\"v\">R&amp;B\t1\n2</a>"), (Places{0, 8, 10, 16, 20, 23}));
  EXPECT_EQ(marks_of(every_byte()), marks_one_by_one(every_byte()));
}

TEST(Marks, none_are_found_behind_the_end) {
  for (std::size_t size = 0; size < 200; ++size) EXPECT_EQ(marks_of(std::string(size, 'x')), Places()) << size;
}

TEST(Marks, those_of_long_inputs_are_found_window_by_window) {
  std::mt19937 random(1);
  for (const unsigned of : {1u, 3u, 40u, 1000u, 20'000u}) {
    const std::string text = random_text(50'000, of, random);
    for (const std::size_t step : {1u, 2u, 4u, 7u}) EXPECT_EQ(marks_of(text, step), marks_one_by_one(text));
  }
}

TEST(Marks, can_be_sought_from_any_place_onwards_and_backwards) {
  std::mt19937 random(2);
  const std::string text = random_text(30'000, 30, random);
  const std::string bytes = padded(text);
  Marks marks(bytes.data(), bytes.data() + text.size());
  for (int turn = 0; turn < 200; ++turn) {
    const std::size_t at = random() % (text.size() + 1);
    marks.seek(bytes.data() + at);
    for (std::size_t i = random() % 2000; i > 0 && marks[0] < marks.end(); --i) {
      marks.skip(1);
      marks.look_ahead();
    }
    marks.seek(bytes.data() + at);
    EXPECT_EQ(rest_of(marks, bytes.data()), marks_one_by_one(text, at)) << at;
  }
}

// Whether the marks up to `mark` saw a byte above ASCII between `from` and there.
bool high_between(std::string_view text, std::size_t from, std::size_t mark) {
  const std::string bytes = padded(text);
  Marks marks(bytes.data(), bytes.data() + text.size());
  marks.seek(bytes.data());
  marks.seek(bytes.data() + from);
  while (marks[0] < bytes.data() + mark) {
    marks.skip(1);
    marks.look_ahead();
  }
  return marks.high();
}

TEST(Marks, tell_of_bytes_above_ascii_however_far_away_the_next_mark_is) {
  for (const std::size_t gap : {1u, 100u, 5000u, 20'000u}) {
    const std::string text = "<a>" + std::string(gap, 'x') + "\xC3\xA4" + std::string(gap, 'x') + "\t</a>";
    EXPECT_TRUE(high_between(text, 3, text.size() - 5)) << gap;
  }
  EXPECT_FALSE(high_between("<a>xxxx</a>", 0, 7));
}

#if defined(__x86_64__)

using Found = std::pair<Places, bool>;

Found found_by(detail::FindMarks find, std::string_view blocks) {
  std::vector<std::uint32_t> places(blocks.size() + 64);
  bool high = false;
  std::uint32_t* const end = find(blocks.data(), blocks.size() / 64, 1000, places.data(), high);
  return {Places(places.data(), end), high};
}

TEST(Marks, each_set_of_instructions_finds_the_same) {
  std::mt19937 random(3);
  for (const unsigned of : {1u, 2u, 5u, 100u}) {
    const std::string text = every_byte() + random_text(std::size_t{64} * 20, of, random) + std::string(64, 'x');
    for (const std::string_view blocks : {std::string_view(text), std::string_view(text).substr(256, 64)}) {
      const Found portable = found_by(detail::find_marks_portable, blocks);
      EXPECT_TRUE(!detail::has_avx2() || found_by(detail::find_marks_avx2, blocks) == portable);
      EXPECT_TRUE(!detail::has_avx512() || found_by(detail::find_marks_avx512, blocks) == portable);
    }
  }
}

#endif

}  // namespace
}  // namespace wirespeed::xml
