#include "wirespeed/graph/text_rows.hpp"

#include <algorithm>
#include <iterator>

namespace wirespeed::graph {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

}  // namespace

void TextRows::add(std::string_view text) {
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < text.size()) {
    chunks_.emplace_back().reserve(std::max(kChunkBytes, text.size()));
  }
  chunks_.back() += text;
  lengths_.push_back(static_cast<std::uint32_t>(text.size()));
  bytes_ += text.size();
}

void TextRows::append(TextRows&& other) {
  if (size() == 0) {
    *this = std::move(other);
  } else {
    std::ranges::move(other.chunks_, std::back_inserter(chunks_));
    lengths_.insert(lengths_.end(), other.lengths_.begin(), other.lengths_.end());
    bytes_ += other.bytes_;
  }
  other = TextRows();
}

std::vector<ByteView> TextRows::parts() const {
  std::vector<ByteView> parts;
  parts.reserve(chunks_.size());
  for (const std::string& chunk : chunks_) parts.push_back(bytes_of(chunk));
  return parts;
}

}  // namespace wirespeed::graph
