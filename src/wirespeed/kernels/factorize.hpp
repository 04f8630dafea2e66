// Which rows have equal keys: a code for each row, counted from 0 in the order in which keys are first seen.
//
//   auto found = factorize({{.view = ids}, {.view = days}}, Nulls::group);
//   found->codes       // one for each row, kNoGroup where nulls are dropped
//   found->first       // the first row of each group
//
// Equal are equal numbers and equal bytes; -0.0 and 0.0 are, and all NaN, and all NaT. A null is what validity says, a
// NaN, a NaT, a slice without data, and a place in a dictionary of any of these; it equals other nulls alone.
//
// Reentrant: each thread has its own scratch memory, which it keeps.
#pragma once

#include <span>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/array_view.hpp"
#include "wirespeed/kernels/groups.hpp"

namespace wirespeed::kernels {

enum class Nulls : std::uint8_t {
  group,  // are a key like others
  drop,   // a row with a null in any of its keys belongs to no group
  error,  // fail, naming the row
};

struct Key {
  column::ArrayView view;
  bool has_distinct_values = false;  // of its dictionary: no two are equal
  // Of each of those its first row, where it is known: then each has one, and codes are theirs in the order of these.
  std::span<const std::uint32_t> first{};
};

struct Factorized {
  RawVector<std::uint32_t> codes;
  RawVector<std::uint32_t> first;
  std::span<const std::uint32_t> key_codes{};  // the codes instead of `codes`: the key's own memory
  bool has_dropped = false;                    // some rows are in no group

  std::uint32_t groups() const noexcept { return static_cast<std::uint32_t>(first.size()); }
  GroupView view() const noexcept {
    return {key_codes.empty() ? std::span<const std::uint32_t>(codes) : key_codes, groups(), !has_dropped};
  }
};

// Whether a key's own codes, where they are the groups' already, may be shown instead of a copy: who says so keeps the
// key as long as the groups, and never changes it.
enum class CodeMemory : std::uint8_t { own, may_be_the_keys };

// More rows are refused: codes and rows are int32 to whoever looks at them.
inline constexpr std::int64_t kMaxRows = 0x7ffffffe;

// Fails when keys differ in length, are none or too long, and on nulls where they are an error. `threads` bounds those
// that a large input is given (0: as many as there are cores).
Result<Factorized> factorize(std::span<const Key> keys, Nulls nulls, unsigned threads = 0,
                             CodeMemory memory = CodeMemory::own);

// The codes anew so that groups come in the order of their keys: numbers and times upwards, text by its bytes (U by its
// characters), nulls last, by the first key, then by the next. REQUIRES: they are no key's own
void sort_groups(Factorized& groups, std::span<const Key> keys);

}  // namespace wirespeed::kernels
