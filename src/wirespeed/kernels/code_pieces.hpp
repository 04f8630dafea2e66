// Rows shared out to threads, each of which gives codes by itself, and what these are called in the end.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {

// Rows [from, to).
struct CodePiece {
  std::size_t from = 0;
  std::size_t to = 0;
  RawVector<std::uint32_t> now;  // of each of its codes what it is called; none: what it is

  // All codes below `known` keep their names; returns where those of the others go.
  std::uint32_t* name(std::uint32_t groups, std::uint32_t known);
};

std::vector<CodePiece> code_pieces(std::size_t rows, unsigned count);

// The codes of all pieces by their names.
void rename_codes(std::span<const CodePiece> pieces, std::uint32_t* codes, unsigned threads);

// f(from, to) in parts for the first rows, which name groups for all pieces, until four times as many rows as there are
// groups bring no new one, or a part brings so many that they are not worth it; returns how many rows. f returns how
// many groups there are, of which there can be `most`.
template <typename F>
std::size_t begin_together(std::size_t rows, std::size_t most, const F& f) {
  constexpr std::size_t kPart = 2048;
  const std::size_t end = rows / 16;  // of a piece's rows so many are done by one thread
  std::size_t row = 0;
  std::size_t last_new = 0;
  std::uint32_t groups = 0;
  do {
    if (row + kPart > end || (groups > row / 8 * 7 && most > end / 8)) break;
    const std::uint32_t before = groups;
    groups = f(row, row + kPart);
    row += kPart;
    if (groups != before) last_new = row;
  } while (groups < most && row - last_new < std::size_t{4} * groups);
  return row;
}

}  // namespace wirespeed::kernels
