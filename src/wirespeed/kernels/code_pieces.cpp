#include "wirespeed/kernels/code_pieces.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/base/parallel.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::size_t kPart = std::size_t{1} << 14;  // rows

void rename_rows(std::span<const CodePiece> pieces, std::uint32_t* codes, std::size_t from, std::size_t to) noexcept {
  for (const CodePiece& piece : pieces) {
    if (piece.now.empty()) continue;
    const std::uint32_t* const now = piece.now.data();
    for (std::size_t row = std::max(from, piece.from); row < std::min(to, piece.to); ++row)
      codes[row] = now[codes[row]];
  }
}

}  // namespace

std::uint32_t* CodePiece::name(std::uint32_t groups, std::uint32_t known) {
  now.resize(groups);
  std::iota(now.begin(), now.begin() + known, 0U);
  return now.data() + known;
}

std::vector<CodePiece> code_pieces(std::size_t rows, unsigned count) {
  std::vector<CodePiece> pieces(count);
  for (unsigned i = 0; i < count; ++i) {
    pieces[i].from = rows * i / count;
    pieces[i].to = rows * (std::size_t{i} + 1) / count;
  }
  return pieces;
}

void rename_codes(std::span<const CodePiece> pieces, std::uint32_t* codes, unsigned threads) {
  const auto renamed = std::ranges::find_if(pieces, [](const CodePiece& piece) { return !piece.now.empty(); });
  if (renamed == pieces.end()) return;
  const std::size_t begin = renamed->from;
  const std::size_t end = pieces.back().to;
  parallel_for(threads, (end - begin + kPart - 1) / kPart, [&](std::size_t part) {
    const std::size_t from = begin + part * kPart;
    rename_rows(pieces, codes, from, std::min(from + kPart, end));
  });
}

}  // namespace wirespeed::kernels
