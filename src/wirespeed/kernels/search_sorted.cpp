#include "wirespeed/kernels/lookup.hpp"
#include "wirespeed/kernels/text_reader.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

constexpr const char* kName = "searchsorted_inrange";

template <typename T>
Result<void> check_order(const RawVector<T>& sorted) {
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i] < sorted[i - 1]) {
      return fail(Errc::invalid_argument, "{}: expected sorted values, found a smaller one at {}; sort them first",
                  kName, i);
    }
  }
  return {};
}

// The first place for which `is_before` does not hold, by halves without a branch.
template <typename T, typename Before>
std::size_t first_not(const RawVector<T>& sorted, Before&& is_before) noexcept {
  const T* begin = sorted.data();
  std::size_t size = sorted.size();
  while (size > 1) {
    const std::size_t half = size / 2;
    begin += is_before(begin[half - 1]) ? half : 0;
    size -= half;
  }
  return static_cast<std::size_t>(begin - sorted.data()) + (size == 1 && is_before(*begin) ? 1 : 0);
}

template <typename T>
std::int64_t place_of(const RawVector<T>& sorted, const T& value, Side side) noexcept {
  const std::size_t place = side == Side::left ? first_not(sorted, [&](const T& one) { return one < value; })
                                               : first_not(sorted, [&](const T& one) { return !(value < one); });
  return place < sorted.size() ? static_cast<std::int64_t>(place) : 0;
}

Result<void> check_complete(const Presence& presence, std::size_t rows) {
  for (std::size_t row = 0; presence.can_miss() && row < rows; ++row) {
    if (!presence.is_there(row))
      return fail(Errc::invalid_argument, "{}: expected no null, found one at {}", kName, row);
  }
  return {};
}

// `read` is the reader's read().
template <typename T, typename Reader, typename Read>
Result<RawVector<std::int64_t>> search(const Reader& sorted, const Reader& values, Side side, Read&& read) {
  if (auto ok = check_complete(sorted.presence(), sorted.size()); !ok) return std::unexpected(ok.error());
  RawVector<T> all(sorted.size());
  read(sorted, 0, sorted.size(), all.data());
  if (auto ok = check_order(all); !ok) return std::unexpected(ok.error());
  RawVector<std::int64_t> places(values.size());
  for_tiles(0, values.size(), [&](std::size_t begin, std::size_t count) {
    T tile[kTile];
    read(values, begin, count, tile);
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_there = !values.presence().can_miss() || values.presence().is_there(begin + i);
      places[begin + i] = is_there ? place_of(all, tile[i], side) : 0;
    }
  });
  return places;
}

}  // namespace

Result<RawVector<std::int64_t>> search_sorted_in_range(const ArrayView& sorted, const ArrayView& values, Side side) {
  const auto kind = common_kind(sorted, values, kName);
  if (!kind) return std::unexpected(kind.error());
  if (sorted.length == 0 && values.length > 0) {
    return fail(Errc::invalid_argument, "{}: expected sorted values to search in, found none", kName);
  }
  if (*kind == KeyKind::text) {
    TextArena arena;
    return search<std::string_view>(TextReader(sorted), TextReader(values), side,
                                    [&](const TextReader& reader, std::size_t begin, std::size_t count, auto* out) {
                                      reader.read(begin, count, out, arena);
                                    });
  }
  return search<std::uint64_t>(WordReader(sorted, *kind), WordReader(values, *kind), side,
                               [](const WordReader& reader, std::size_t begin, std::size_t count, auto* out) {
                                 reader.read(begin, count, out);
                               });
}

}  // namespace wirespeed::kernels
