#include "wirespeed/kernels/lookup.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::int64_t kMostItems = std::int64_t{1} << 40;  // 8 TiB of rows: offsets that say so are wrong

// The offsets as int64.
Result<RawVector<std::int64_t>> offsets_of(const column::ArrayView& column) {
  const KeyKind kind = kind_of(column);
  if (kind != KeyKind::integer && kind != KeyKind::natural) {
    return fail(Errc::invalid_argument, "explode: expected offsets that are integers, found another type");
  }
  const WordReader reader(column, KeyKind::natural);
  if (reader.presence().can_miss()) {
    for (std::size_t row = 0; row < reader.size(); ++row) {
      if (!reader.presence().is_there(row)) {
        return fail(Errc::invalid_argument, "explode: expected offsets without null, found one at {}", row);
      }
    }
  }
  RawVector<std::int64_t> offsets(reader.size());
  reader.read(0, reader.size(), reinterpret_cast<std::uint64_t*>(offsets.data()));
  for (std::size_t row = 1; row < offsets.size(); ++row) {
    if (offsets[row - 1] <= offsets[row]) continue;
    return fail(Errc::invalid_argument, "explode: expected offsets that do not fall, found {} after {} at {}",
                offsets[row], offsets[row - 1], row);
  }
  return offsets;
}

}  // namespace

Result<Exploded> explode_rows(const column::ArrayView& column, bool keeps_empty) {
  const auto offsets = offsets_of(column);
  if (!offsets) return std::unexpected(offsets.error());
  if (offsets->empty()) return Exploded{};
  std::int64_t items = 0;
  if (__builtin_sub_overflow(offsets->back(), offsets->front(), &items) || items > kMostItems) {
    return fail(Errc::limit, "explode: expected at most {} items, found offsets up to {}", kMostItems, offsets->back());
  }
  const std::size_t lists = offsets->size() - 1;
  std::size_t size = static_cast<std::size_t>(items);
  for (std::size_t i = 0; keeps_empty && i < lists; ++i) size += (*offsets)[i] == (*offsets)[i + 1] ? 1 : 0;
  Exploded exploded{RawVector<std::int64_t>(size), RawVector<std::int64_t>(keeps_empty ? size : 0)};
  std::size_t at = 0;
  for (std::size_t i = 0; i < lists; ++i) {
    const std::int64_t begin = (*offsets)[i];
    const std::int64_t end = (*offsets)[i + 1];
    const bool is_kept = keeps_empty && begin == end;
    const auto count = is_kept ? 1 : static_cast<std::size_t>(end - begin);
    std::fill_n(exploded.rows.data() + at, count, static_cast<std::int64_t>(i));
    for (std::size_t k = 0; keeps_empty && k < count; ++k) {
      exploded.items[at + k] = is_kept ? kNoIndex : begin + static_cast<std::int64_t>(k);
    }
    at += count;
  }
  return exploded;
}

}  // namespace wirespeed::kernels
