// Masks, and what is left of columns: every way against the obvious one.
#include "wirespeed/kernels/row_mask.hpp"

#include <cmath>
#include <limits>

#include "wirespeed/kernels/view_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

RowMask mask_of(const std::vector<std::uint8_t>& wanted) {
  ArrayView view = view_of(wanted);
  view.item = Item::boolean;
  RowMask mask(wanted.size());
  mask.keep_true(view);
  return mask;
}

std::vector<std::uint8_t> random_mask(Random& random, std::size_t rows, std::uint64_t one_in) {
  std::vector<std::uint8_t> wanted(rows);
  for (auto& one : wanted) one = random(one_in) == 0 ? 1 : 0;
  return wanted;
}

using Bytes = std::vector<std::uint8_t>;

Bytes expected_items(const Bytes& items, std::size_t width, const Bytes& wanted) {
  Bytes expected;
  for (std::size_t row = 0; row < wanted.size(); ++row) {
    if (wanted[row] == 0) continue;
    const auto at = items.begin() + static_cast<std::ptrdiff_t>(row * width);
    expected.insert(expected.end(), at, at + static_cast<std::ptrdiff_t>(width));
  }
  return expected;
}

// By one of the ways, with a guard behind the end.
template <typename Way>
Bytes compressed_by(Way way, const Bytes& items, std::size_t width, const RowMask& mask) {
  const std::size_t size = mask.wanted() * width;
  Bytes out(size + 64, 0xEE);
  EXPECT_EQ(way(items.data(), width, mask.words(), out.data(), out.data() + size), out.data() + size);
  EXPECT_EQ(std::count(out.begin() + static_cast<std::ptrdiff_t>(size), out.end(), 0xEE), 64);
  out.resize(size);
  return out;
}

TEST(Compress, every_way_keeps_the_same_items) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::size_t rows : {0u, 1u, 63u, 64u, 65u, 1000u, 5000u}) {
    for (const std::uint64_t one_in : {1u, 2u, 3u, 100u}) {
      const Bytes wanted = random_mask(random, rows, one_in);
      const RowMask mask = mask_of(wanted);
      for (const std::size_t width : {1u, 2u, 3u, 4u, 8u, 16u, 68u}) {
        const Bytes items = random.numbers<std::uint8_t>(rows * width, 256);
        const Bytes expected = expected_items(items, width, wanted);
        EXPECT_EQ(compressed_by(detail::compress_portable, items, width, mask), expected);
        for (const auto& [way, is_there] : {std::pair(&detail::compress_avx2, detail::has_avx2()),
                                            std::pair(&detail::compress_avx512, detail::has_avx512())}) {
          if (is_there) {
            EXPECT_EQ(compressed_by(way, items, width, mask), expected);
          }
        }
      }
    }
  }
}

TEST(Compress, threads_write_their_own_parts) {
  Random random;
  SCOPED_TRACE(random.seed());
  const Bytes wanted = random_mask(random, 400'001, 3);
  const RowMask mask = mask_of(wanted);
  for (const std::size_t width : {1u, 2u, 4u, 8u, 5u}) {
    const Bytes items = random.numbers<std::uint8_t>(wanted.size() * width, 256);
    Bytes out(mask.wanted() * width);
    const Compression column{items.data(), width, out.data()};
    compress({&column, 1}, mask);
    EXPECT_EQ(out, expected_items(items, width, wanted)) << width;
  }
}

TEST(RowMask, wants_all_rows_until_told_otherwise) {
  const RowMask mask(70);
  EXPECT_EQ(mask.wanted(), 70);
  EXPECT_EQ(mask.numbers().back(), 69);
}

TEST(RowMask, of_bits_bytes_and_strides_is_the_same) {
  const std::vector<std::uint8_t> bytes{1, 9, 0, 9, 1, 9};
  ArrayView strided = view_of(bytes);
  strided.item = Item::boolean;
  strided.stride = 2;
  strided.length = 3;
  RowMask of_bytes(3);
  of_bytes.keep_true(strided);
  const std::vector<std::uint8_t> bits{0b1010'0000};
  RowMask of_bits(3);
  of_bits.keep_true({.item = Item::bit, .length = 3, .data = bits.data(), .first = 5});
  EXPECT_EQ(listed(of_bytes.numbers()), (Numbers{0, 2}));
  EXPECT_EQ(listed(of_bits.numbers()), (Numbers{0, 2}));
}

TEST(RowMask, has_a_bit_for_each_byte_however_many_there_are) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (std::size_t rows = 0; rows < 600; rows += rows < 140 ? 1 : 37) {
    const Bytes wanted = random_mask(random, rows, 2);
    const RowMask mask = mask_of(wanted);
    std::size_t count = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      EXPECT_EQ(mask.wants(row), wanted[row] != 0) << row << " of " << rows;
      count += wanted[row];
    }
    EXPECT_EQ(mask.wanted(), count);
    EXPECT_EQ(mask.numbers().size(), count);
  }
}

TEST(RowMask, drops_rows_whose_boolean_is_null) {
  const std::vector<std::uint8_t> bits{0b111};
  const std::vector<std::uint8_t> there{0b101};
  RowMask mask(3);
  mask.keep_true({.item = Item::bit, .length = 3, .data = bits.data(), .validity = there.data()});
  EXPECT_EQ(listed(mask.numbers()), (Numbers{0, 2}));
}

constexpr Compare kAll[] = {Compare::equal,      Compare::not_equal, Compare::less,
                            Compare::less_equal, Compare::greater,   Compare::greater_equal};

template <typename T, typename U>
bool obvious(Compare how, T item, U bound) {
  using Both = std::common_type_t<T, U>;
  const auto one = static_cast<Both>(item);
  const auto two = static_cast<Both>(bound);
  const bool holds[] = {one == two, one != two, one<two, one <= two, one> two, one >= two};
  return holds[static_cast<int>(how)];
}

Numbers kept(const ArrayView& column, Compare how, const Scalar& value) {
  RowMask mask(static_cast<std::size_t>(column.length));
  value_or_throw(mask.keep(column, how, value));
  return listed(mask.numbers());
}

template <typename T, typename U>
void expect_kept(const std::vector<T>& values, U bound, const Scalar& scalar) {
  for (const Compare how : kAll) {
    Numbers expected;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (obvious(how, values[i], bound)) expected.push_back(static_cast<std::int64_t>(i));
    }
    EXPECT_EQ(kept(view_of(values), how, scalar), expected) << static_cast<int>(how) << " " << sizeof(T);
  }
}

Scalar integer(std::int64_t value) { return {.kind = Scalar::Kind::integer, .integer = value, .text = {}}; }
Scalar real(double value) { return {.kind = Scalar::Kind::real, .real = value, .text = {}}; }

TEST(RowMask, compares_numbers_of_every_type) {
  Random random;
  SCOPED_TRACE(random.seed());
  for (const std::int64_t bound : {-3, 0, 50}) {
    expect_kept(random.numbers<std::int8_t>(300, 100, -50), bound, integer(bound));
    expect_kept(random.numbers<std::int32_t>(300, 100, -50), bound, integer(bound));
    expect_kept(random.numbers<std::int64_t>(300, 100, -50), bound, integer(bound));
    expect_kept(random.numbers<double>(300, 100, -50), static_cast<double>(bound), integer(bound));
    expect_kept(random.numbers<std::int64_t>(300, 100, -50), 0.5, real(0.5));
    expect_kept(random.numbers<float>(300, 100, -50), 0.5F, real(0.5));
  }
}

TEST(RowMask, compares_with_numbers_beyond_the_type) {
  const std::vector<std::uint64_t> natural{0, ~std::uint64_t{0}};
  EXPECT_EQ(kept(view_of(natural), Compare::greater, integer(-1)), (Numbers{0, 1}));
  EXPECT_EQ(kept(view_of(natural), Compare::equal, integer(-1)), (Numbers{}));
  const std::vector<std::int64_t> whole{-1, 1};
  const Scalar beyond{.kind = Scalar::Kind::natural, .natural = ~std::uint64_t{0}, .text = {}};
  EXPECT_EQ(kept(view_of(whole), Compare::less, beyond), (Numbers{0, 1}));
  EXPECT_EQ(kept(view_of(whole), Compare::greater_equal, beyond), (Numbers{}));
  EXPECT_EQ(kept(view_of(natural), Compare::equal, beyond), (Numbers{1}));
}

TEST(RowMask, nan_compares_as_nothing_and_differs_from_everything) {
  const std::vector<double> values{std::nan(""), 1.0};
  for (const Compare how : kAll) {
    const bool differs = how == Compare::not_equal;
    const Numbers with_number = kept(view_of(values), how, real(1.0));
    EXPECT_EQ(std::ranges::find(with_number, 0) != with_number.end(), differs);
    EXPECT_EQ(kept(view_of(values), how, real(std::nan(""))), differs ? (Numbers{0, 1}) : (Numbers{}));
  }
}

TEST(RowMask, compares_text_by_its_bytes_and_drops_what_is_not_there) {
  const std::vector<std::string_view> texts{"b", std::string_view(), "a", "ab"};
  const auto text = [](std::string_view value) { return Scalar{.kind = Scalar::Kind::text, .text = value}; };
  EXPECT_EQ(kept(view_of(texts), Compare::less, text("b")), (Numbers{2, 3}));
  EXPECT_EQ(kept(view_of(texts), Compare::not_equal, text("b")), (Numbers{2, 3}));
  EXPECT_EQ(kept(view_of(texts), Compare::not_equal, Scalar{}), (Numbers{}));
}

TEST(RowMask, refuses_a_value_of_another_kind) {
  const std::vector<std::int64_t> values{1};
  RowMask mask(1);
  const auto kept = mask.keep(view_of(values), Compare::less, {.kind = Scalar::Kind::text, .text = "x"});
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().message, "filter: expected a value of the column's kind (a number), found text");
}

}  // namespace
}  // namespace wirespeed::kernels
