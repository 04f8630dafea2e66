#include "wirespeed/kernels/word_reader.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "wirespeed/column/array_items.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

template <typename T>
T load(const std::uint8_t* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint64_t word_of_real(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0.0 + 0.0 is 0.0
  const std::uint64_t flipped = bits ^ ((bits & kSign) != 0 ? ~std::uint64_t{0} : kSign);
  return std::isnan(value) ? kLargestWord : flipped;
}

template <KeyKind kKind, typename T>
std::uint64_t word_of(T value) noexcept {
  if constexpr (kKind == KeyKind::real) {
    return word_of_real(static_cast<double>(value));
  } else if constexpr (kKind == KeyKind::natural) {
    return static_cast<std::uint64_t>(value);
  } else {
    const std::uint64_t word = static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) ^ kSign;
    return kKind == KeyKind::ticks ? word - 1 : word;
  }
}

bool is_real(Item item) noexcept { return item == Item::float32 || item == Item::float64; }

bool is_signed(Item item) noexcept { return item >= Item::int8 && item <= Item::int64; }

const char* name_of(KeyKind kind) noexcept {
  switch (kind) {
    case KeyKind::integer:
    case KeyKind::natural:
      return "integers";
    case KeyKind::real:
      return "floats";
    case KeyKind::ticks:
      return "times";
    case KeyKind::text:
      return "text";
  }
  return "";
}

// Integers as they meet: `natural` is a uint64 column.
Result<KeyKind> common_of_integers(const ArrayView& natural, const ArrayView& other, const char* operation) {
  if (!is_signed(values_of(other).item)) return KeyKind::natural;
  const WordReader words(natural, KeyKind::natural);
  const WordRange range = range_of(words);
  if (range.empty() || range.most < kSign) return KeyKind::integer;
  return fail(
      Errc::invalid_argument,
      "{}: expected integers that fit int64 beside a column that may be negative, found {} in uint64; cast both "
      "to one type",
      operation, range.most);
}

}  // namespace

KeyKind kind_of(const ArrayView& column) noexcept {
  const Item item = values_of(column).item;
  if (is_text(item)) return KeyKind::text;
  if (item == Item::ticks) return KeyKind::ticks;
  if (is_real(item)) return KeyKind::real;
  return item == Item::uint64 ? KeyKind::natural : KeyKind::integer;
}

Result<KeyKind> common_kind(const ArrayView& left, const ArrayView& right, const char* operation) {
  const KeyKind one = kind_of(left);
  const KeyKind two = kind_of(right);
  if (one == two) return one;
  const auto is_number = [](KeyKind kind) { return kind <= KeyKind::real; };
  if (!is_number(one) || !is_number(two)) {
    return fail(Errc::invalid_argument, "{}: expected two columns of one kind, found {} and {}; convert one of them",
                operation, name_of(one), name_of(two));
  }
  if (one == KeyKind::real || two == KeyKind::real) return KeyKind::real;
  return one == KeyKind::natural ? common_of_integers(left, right, operation)
                                 : common_of_integers(right, left, operation);
}

Presence::Presence(const ArrayView& column)
    : column_(column),
      can_miss_(column.validity != nullptr || values_of(column).validity != nullptr ||
                values_of(column).item == Item::slices),
      dictionary_can_miss_(column.dictionary != nullptr &&
                           (column.dictionary->validity != nullptr || column.dictionary->item == Item::slices)) {
  if (column.dictionary == nullptr && column.item == Item::slices) dictionary_can_miss_ = true;
}

bool Presence::is_there_in_dictionary(std::int64_t row) const noexcept {
  const ArrayView& values = values_of(column_);
  const auto place = column_.dictionary == nullptr ? row : place_at(column_, row);
  if (values.item != Item::slices) return values.is_there(place);
  return values.is_there(place) && item_at<std::string_view>(values, place).data() != nullptr;
}

template <typename T, KeyKind kKind>
void WordReader::read_numbers(const WordReader& self, std::size_t begin, std::size_t count,
                              std::uint64_t* words) noexcept {
  const std::int64_t stride = self.column_.stride;
  const std::uint8_t* at = self.column_.data + static_cast<std::int64_t>(begin) * stride;
  if (stride == sizeof(T)) {
    for (std::size_t i = 0; i < count; ++i) words[i] = word_of<kKind>(load<T>(at + i * sizeof(T)));
    return;
  }
  for (std::size_t i = 0; i < count; ++i, at += stride) words[i] = word_of<kKind>(load<T>(at));
}

template <KeyKind kKind>
void WordReader::read_bits(const WordReader& self, std::size_t begin, std::size_t count,
                           std::uint64_t* words) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = static_cast<std::size_t>(self.column_.first) + begin + i;
    words[i] = word_of<kKind>(self.column_.data[bit / 8] >> (bit % 8) & 1);
  }
}

void WordReader::read_places(const WordReader& self, std::size_t begin, std::size_t count,
                             std::uint64_t* words) noexcept {
  self.read_place_(self, begin, count, words);
  const std::size_t places = self.dictionary_.size();
  for (std::size_t i = 0; i < count; ++i) words[i] = words[i] < places ? self.dictionary_[words[i]] : 0;  // a null's
}

template <KeyKind kKind>
WordReader::Read WordReader::reader_for(Item item) noexcept {
  switch (item) {
    case Item::bit:
      return read_bits<kKind>;
    case Item::int8:
      return read_numbers<std::int8_t, kKind>;
    case Item::int16:
      return read_numbers<std::int16_t, kKind>;
    case Item::int32:
      return read_numbers<std::int32_t, kKind>;
    case Item::int64:
    case Item::ticks:
      return read_numbers<std::int64_t, kKind>;
    case Item::uint16:
      return read_numbers<std::uint16_t, kKind>;
    case Item::uint32:
      return read_numbers<std::uint32_t, kKind>;
    case Item::uint64:
      return read_numbers<std::uint64_t, kKind>;
    case Item::float32:
      return read_numbers<float, kKind>;
    case Item::float64:
      return read_numbers<double, kKind>;
    default:
      return read_numbers<std::uint8_t, kKind>;  // uint8, boolean
  }
}

WordReader::Read WordReader::reader_for(Item item, KeyKind kind) noexcept {
  switch (kind) {
    case KeyKind::natural:
      return reader_for<KeyKind::natural>(item);
    case KeyKind::real:
      return reader_for<KeyKind::real>(item);
    case KeyKind::ticks:
      return reader_for<KeyKind::ticks>(item);
    default:
      return reader_for<KeyKind::integer>(item);
  }
}

WordReader::WordReader(const ArrayView& column, KeyKind kind)
    : column_(column), presence_(column), read_(reader_for(column.item, kind)) {
  if (column.dictionary == nullptr) return;
  read_place_ = reader_for(column.item, KeyKind::natural);
  read_ = read_places;
  const WordReader values(*column.dictionary, kind);
  dictionary_.resize(values.size());
  values.read(0, values.size(), dictionary_.data());
}

WordRange range_of(const WordReader& words) {
  WordRange range;
  const bool can_miss = words.presence().can_miss();
  for_tiles(0, words.size(), [&](std::size_t begin, std::size_t count) {
    std::uint64_t tile[kTile];
    words.read(begin, count, tile);
    for (std::size_t i = 0; i < count; ++i) {
      if (!can_miss || words.presence().is_there(begin + i)) range.add(tile[i]);
    }
  });
  return range;
}

}  // namespace wirespeed::kernels
