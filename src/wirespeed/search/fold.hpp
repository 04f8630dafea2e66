// Folding: what of a name counts for search.
//
//   fold_name("Beyoncé & JAY-Z")  ->  "beyonce jay z"
//
// A word is a run of letters, digits and combining marks (Unicode categories L, N, M and Co), in simple case folding,
// without accents: the marks that a canonical decomposition splits off a letter, and U+0300..U+036F and the other
// blocks of combining diacritical marks. It is what SQLite's FTS5 does under "unicode61 remove_diacritics 2", for more
// scripts and a newer Unicode; docs/search.md lists the differences. A name without any word ("!!!") is one word as it
// is written, without the white space around it, so that it can be found at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirespeed::search {

inline constexpr std::size_t kMaxWordBytes = 255;  // longer words are cut, in names and in queries alike

// The words of a name, folded, in their order.
std::vector<std::string> fold_words(std::string_view name);

// The folded words with one space between two: two names are the same to find_exact() when these are equal.
std::string fold_name(std::string_view name);

}  // namespace wirespeed::search
