#include "wirespeed/base/number_text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "wirespeed/base/digits.hpp"
#include "wirespeed/base/power_of_ten.hpp"

namespace wirespeed {
namespace {

template <typename T>
std::string text_of(T value) {
  char text[kMaxNumberText];
  return {text, write_number(text, value)};
}

// A number's digits without zeros at their ends, and the power of ten of the first one: what all spellings share.
struct Canonical {
  std::string digits;
  int exponent = 0;
  bool operator==(const Canonical&) const = default;
};

Canonical canonical(std::string_view text) {
  Canonical out;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t e = std::min(text.find('e'), text.size());
  if (e != text.size()) {
    const char* begin = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(begin, text.data() + text.size(), out.exponent);
  }
  std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  out.exponent += static_cast<int>(point) - 1;
  for (const char c : mantissa) {
    if (c != '.') out.digits += c;
  }
  while (out.digits.size() > 1 && out.digits.front() == '0') {
    out.digits.erase(0, 1);
    --out.exponent;
  }
  while (out.digits.size() > 1 && out.digits.back() == '0') out.digits.pop_back();
  if (out.digits == "0") out.exponent = 0;
  return out;
}

template <typename Float>
Canonical of_the_library(Float value) {
  char text[64];
  return canonical({text, std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr});
}

template <typename Float>
void expect_shortest(Float value) {
  const std::string text = text_of(value);
  Float back = 0;
  std::from_chars(text.data(), text.data() + text.size(), back);
  ASSERT_EQ(std::signbit(value), std::signbit(back)) << text;
  ASSERT_EQ(value, back) << text;
  ASSERT_EQ(canonical(text), of_the_library(value)) << text;
}

TEST(NumberText, eight_digits_are_those_of_the_number) {
  for (std::uint32_t i = 0; i < 100'000'000; i += 1 + i / 5000) {
    char text[16];
    write_eight_digits(text, i);
    ASSERT_EQ(std::string(text, 8), fmt::format("{:08}", i));
  }
}

TEST(NumberText, each_pair_and_each_four_digits_have_their_zeros) {
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    char text[16];
    write_four_digits(text, i);
    ASSERT_EQ(std::string(text, 4), fmt::format("{:04}", i));
    if (i >= 100) continue;
    write_two_digits(text, i);
    ASSERT_EQ(std::string(text, 2), fmt::format("{:02}", i));
  }
}

TEST(NumberText, integers_of_every_length_come_out_whole) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    ASSERT_EQ(text_of(value), std::to_string(value));
    const auto negative = static_cast<std::int64_t>(0 - value);
    ASSERT_EQ(text_of(negative), std::to_string(negative));
  }
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1}) ASSERT_EQ(text_of(value), std::to_string(value));
  }
}

TEST(NumberText, integers_at_their_ends_come_out_whole) {
  EXPECT_EQ(text_of(std::int64_t{0}), "0");
  EXPECT_EQ(text_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text_of(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(NumberText, floats_have_a_point_or_an_exponent) {
  const std::pair<double, const char*> cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {-1.5, "-1.5"},
      {0.1, "0.1"},
      {0.3 - 0.1, "0.19999999999999998"},
      {0.0001, "0.0001"},
      {0.00012345678901234567, "0.00012345678901234567"},
      {0.00001, "1e-5"},
      {1.25e-7, "1.25e-7"},
      {123456.789, "123456.789"},
      {1e15, "1000000000000000.0"},
      {1234567890123456.0, "1234567890123456.0"},
      {9007199254740993.0, "9007199254740992.0"},
      {1e16, "1e16"},
      {1.2345678901234567e16, "1.2345678901234568e16"},
      {1e22, "1e22"},
      {1.5e300, "1.5e300"},
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {1.7976931348623157e308, "1.7976931348623157e308"},
      {1.00000762939453125, "1.0000076293945312"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(text_of(value), text);
}

// 0.1234, 12.5, 99999999.9999 and their neighbours, which have more digits.
TEST(NumberText, floats_of_few_decimals_and_those_beside_them_are_the_shortest) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 300'000; ++i) {
    const std::uint64_t value = random() % 2'000'000'000'000 >> (random() % 41);
    for (const double scale : {1.0, 10.0, 100.0, 1e3, 1e4, 1e5}) {
      const double number = static_cast<double>(value) / scale;
      for (const double one : {number, std::nextafter(number, 0.0), std::nextafter(number, HUGE_VAL)}) {
        ASSERT_NO_FATAL_FAILURE(expect_shortest(one));
      }
    }
  }
}

TEST(NumberText, few_decimals_end_at_their_bounds) {
  const std::pair<double, const char*> cases[] = {
      {0.0001, "0.0001"},
      {-0.0001, "-0.0001"},
      {0.00015, "0.00015"},
      {9.9999, "9.9999"},
      {10.01, "10.01"},
      {9999.5, "9999.5"},
      {10000.25, "10000.25"},
      {99999999.0, "99999999.0"},
      {99999999.9999, "99999999.9999"},
      {100000000.5, "100000000.5"},
      {std::nextafter(1.0, 2.0), "1.0000000000000002"},
      {std::nextafter(99999999.0, 0.0), "99999998.99999999"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(text_of(value), text);
}

TEST(NumberText, floats_of_32_bits_are_the_shortest_of_their_own) {
  const std::pair<float, const char*> cases[] = {
      {0.1F, "0.1"},
      {1.0F, "1.0"},
      {16777216.0F, "16777216.0"},
      {1234567936.0F, "1234568000.0"},
      {3.4028235e38F, "3.4028235e38"},
      {1e-45F, "1e-45"},
      {1.17549435e-38F, "1.1754944e-38"},
      {-0.0F, "-0.0"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(text_of(value), text);
}

TEST(NumberText, any_double_is_the_shortest_text_that_reads_back) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 1'000'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (std::isfinite(value)) expect_shortest(value);
  }
}

TEST(NumberText, doubles_as_people_have_them_are_the_shortest) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 100);
  for (int i = 0; i < 300'000; ++i) {
    expect_shortest(normal(random));
    expect_shortest(static_cast<double>(random() % 1'000'000) / 100);
    expect_shortest(static_cast<double>(random() >> (random() % 64)));
    expect_shortest(std::ldexp(static_cast<double>(random() % (1 << 20)), static_cast<int>(random() % 60) - 40));
    expect_shortest(static_cast<double>(static_cast<float>(normal(random))));
  }
}

TEST(NumberText, doubles_around_powers_of_two_and_ten_are_the_shortest) {
  const auto neighbours = [](double value) {
    for (const double towards : {0.0, std::numeric_limits<double>::infinity()}) {
      double near = value;
      for (int i = 0; i < 4; ++i, near = std::nextafter(near, towards)) {
        if (std::isfinite(near)) expect_shortest(near);
      }
    }
  };
  for (int e = -1074; e < 1024; ++e) neighbours(std::ldexp(1.0, e));
  for (int e = -323; e < 309; ++e) neighbours(std::strtod(fmt::format("1e{}", e).c_str(), nullptr));
}

TEST(NumberText, any_float_of_32_bits_is_the_shortest_text_that_reads_back) {
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32U); bits += 2999) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isfinite(value)) expect_shortest(value);
  }
  for (std::uint32_t power = 0; power < 255; ++power) {
    for (std::uint32_t bits = (power << 23U) - (power == 0 ? 0 : 2); bits < (power << 23U) + 3; ++bits) {
      expect_shortest(std::bit_cast<float>(bits));
    }
  }
}

TEST(PowersOfTen, are_those_that_whole_numbers_have) {
  EXPECT_EQ(power_of_ten(0).high, std::uint64_t{1} << 63U);
  EXPECT_EQ(power_of_ten(0).low, 0U);
  EXPECT_EQ(power_of_ten(1).high, std::uint64_t{10} << 60U);
  EXPECT_EQ(power_of_ten(19).high, 10'000'000'000'000'000'000U);
  EXPECT_EQ(power_of_ten(-1).high, 0xCCCCCCCCCCCCCCCCU);
  EXPECT_EQ(power_of_ten(-1).low, 0xCCCCCCCCCCCCCCCDU);
  EXPECT_EQ(power_of_ten(kFirstPowerOfTen).high, 0xFF77B1FCBEBCDC4FU);
}

}  // namespace
}  // namespace wirespeed
