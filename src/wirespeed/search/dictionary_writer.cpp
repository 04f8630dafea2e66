#include "wirespeed/search/dictionary_writer.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/bundle.hpp"
#include "wirespeed/search/dictionary.hpp"

namespace wirespeed::search {
namespace {

void append_number(LargeVector<std::uint8_t>& out, std::uint64_t number) {
  out.resize(out.size() + 4);
  store_le(out.data() + out.size() - 4, static_cast<std::uint32_t>(number));
}

}  // namespace

DictionaryWriter::DictionaryWriter(std::span<const std::uint32_t> counts, std::uint32_t names)
    : counts_(counts), names_(names) {
  for (std::size_t at = 0; at < counts.size(); at += kBlockWords) {
    posting_bytes_ += bundle_bytes(counts.subspan(at, std::min<std::size_t>(kBlockWords, counts.size() - at)), names);
  }
}

void DictionaryWriter::begin_block() {
  if (out_.postings.empty()) out_.postings.resize(posting_bytes_ + kSpareBytes);
  append_number(out_.blocks, out_.words.size());
  append_number(out_.blocks, postings_at_);
  before_ = {};
}

void DictionaryWriter::end_block() {
  if (block_.empty()) return;
  write_bundle(block_, names_, out_.postings.data() + postings_at_);
  postings_at_ += bundle_bytes(counts_.first(block_.size()), names_);
  counts_ = counts_.subspan(block_.size());
  std::uint32_t best = kNoRank;
  for (const auto& ranks : block_) best = std::min(best, ranks.front());
  out_.best.push_back(best);
  block_.clear();
}

void DictionaryWriter::append_word(std::string_view word) {
  const auto [end, unused] = std::ranges::mismatch(before_, word);
  const auto shared = static_cast<std::uint32_t>(end - before_.begin());
  const ByteView suffix = bytes_of(word.substr(shared));
  const auto size = static_cast<std::uint32_t>(suffix.size());
  out_.words.push_back(static_cast<std::uint8_t>(std::min(shared, kLongHalf) | (std::min(size, kLongHalf) << 4)));
  if (shared >= kLongHalf) out_.words.push_back(static_cast<std::uint8_t>(shared));
  if (size >= kLongHalf) out_.words.push_back(static_cast<std::uint8_t>(size));
  out_.words.insert(out_.words.end(), suffix.begin(), suffix.end());
  before_ = word;
}

Result<void> DictionaryWriter::add(std::string_view word, std::span<const std::uint32_t> ranks) {
  if (out_.words.size() > std::numeric_limits<std::uint32_t>::max() - 1024) {
    return fail(Errc::limit, "write search index: expected words below 4 GiB, found more at \"{}\"", word);
  }
  if (block_.empty()) begin_block();
  append_word(word);
  block_.push_back(ranks);
  if (block_.size() == kBlockWords) end_block();
  return {};
}

DictionaryBytes DictionaryWriter::finish() && {
  end_block();
  begin_block();
  return std::move(out_);
}

}  // namespace wirespeed::search
