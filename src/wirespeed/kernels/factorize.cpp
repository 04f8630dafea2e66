#include "wirespeed/kernels/factorize.hpp"

#include <algorithm>

#include "wirespeed/kernels/factorize_key.hpp"
#include "wirespeed/kernels/key_codes.hpp"
#include "wirespeed/kernels/key_words.hpp"
#include "wirespeed/kernels/packed_keys.hpp"
#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {
namespace {

Result<std::uint32_t> group_keys(std::span<const Key> keys, std::uint32_t* codes, std::uint32_t* first,
                                 unsigned threads) {
  return keys.size() == 1 ? group_key(keys[0], codes, first, threads) : group_together(keys, codes, first, threads);
}

bool may_have_nulls(const column::ArrayView& view) noexcept {
  using column::Item;
  return view.validity != nullptr || view.dictionary != nullptr || view.item == Item::float32 ||
         view.item == Item::float64 || view.item == Item::ticks || view.item == Item::slices;
}

bool has_null(std::span<const Key> keys, std::uint32_t row) noexcept {
  return std::ranges::any_of(keys, [row](const Key& key) { return is_null(key.view, row); });
}

// Groups whose key has a null go, and the others move up.
void drop_nulls(Factorized& made, std::span<const Key> keys) {
  RawVector<std::uint32_t> now(made.first.size());
  std::uint32_t left = 0;
  for (std::size_t group = 0; group < now.size(); ++group) {
    const std::uint32_t row = made.first[group];
    now[group] = has_null(keys, row) ? kNoGroup : left;
    if (now[group] != kNoGroup) made.first[left++] = row;
  }
  if (left == now.size()) return;
  made.has_dropped = true;
  made.first.resize(left);
  for (std::uint32_t& code : made.codes) code = now[code];
}

Result<void> refuse_nulls(const Factorized& made, std::span<const Key> keys) {
  for (const std::uint32_t row : made.first) {
    if (!has_null(keys, row)) continue;
    return fail(Errc::invalid_argument, "expected keys without nulls, found one in row {}; group or drop them", row);
  }
  return {};
}

Result<void> check(std::span<const Key> keys) {
  if (keys.empty()) return fail(Errc::invalid_argument, "expected at least one key, found none");
  for (const Key& key : keys) {
    if (key.view.length == keys[0].view.length) continue;
    return fail(Errc::invalid_argument, "expected keys of one length, found {} and {}", keys[0].view.length,
                key.view.length);
  }
  if (keys[0].view.length > kMaxRows) {
    return fail(Errc::limit, "expected at most {} rows, found {}", kMaxRows, keys[0].view.length);
  }
  return {};
}

}  // namespace

Result<Factorized> factorize(std::span<const Key> keys, Nulls nulls, unsigned threads, CodeMemory memory) {
  if (auto ok = check(keys); !ok) return std::unexpected(ok.error());
  Factorized made;
  const auto rows = static_cast<std::size_t>(keys[0].view.length);
  if (rows == 0) return made;
  if (memory == CodeMemory::may_be_the_keys && keys.size() == 1 && nulls == Nulls::group) {
    if (auto known = codes_of_groups(keys[0])) {
      made.key_codes = known->codes;
      made.first = std::move(known->first);
      return made;
    }
  }
  made.codes.resize(rows);
  Scratch& scratch = Scratch::mine();
  std::uint32_t* first = room(scratch.first, rows);
  const auto groups = group_keys(keys, made.codes.data(), first, threads);
  if (!groups) return std::unexpected(groups.error());
  made.first.assign(first, first + *groups);
  scratch.trim();
  if (nulls == Nulls::group) return made;
  if (std::ranges::none_of(keys, [](const Key& key) { return may_have_nulls(key.view); })) return made;
  if (nulls == Nulls::drop) {
    drop_nulls(made, keys);
  } else if (auto ok = refuse_nulls(made, keys); !ok) {
    return std::unexpected(ok.error());
  }
  return made;
}

}  // namespace wirespeed::kernels
