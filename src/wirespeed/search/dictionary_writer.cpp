#include "wirespeed/search/dictionary_writer.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/search/bits.hpp"
#include "wirespeed/search/dictionary.hpp"
#include "wirespeed/search/postings.hpp"

namespace wirespeed::search {
namespace {

void append_number(LargeVector<std::uint8_t>& out, std::uint32_t number) {
  out.resize(out.size() + 4);
  store_le(out.data() + out.size() - 4, number);
}

void append_varint(LargeVector<std::uint8_t>& out, std::uint32_t number) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<std::uint8_t>(number | 0x80));
  out.push_back(static_cast<std::uint8_t>(number));
}

}  // namespace

DictionaryWriter::DictionaryWriter(std::size_t words, std::uint64_t posting_bytes, std::uint32_t names)
    : names_(names) {
  out_.first.reserve(words);
  out_.postings.resize(posting_bytes + kSpareBytes);
}

void DictionaryWriter::begin_block() {
  append_number(out_.blocks, static_cast<std::uint32_t>(out_.words.size()));
  append_number(out_.blocks, static_cast<std::uint32_t>(postings_at_));
  before_ = {};
}

Result<void> DictionaryWriter::add(std::string_view word, std::span<const std::uint32_t> ranks) {
  const bool first = out_.first.size() % kBlockWords == 0;
  if (first) begin_block();
  if (out_.words.size() > std::numeric_limits<std::uint32_t>::max() - 1024) {
    return fail(Errc::limit, "write search index: expected words below 4 GiB, found more at \"{}\"", word);
  }
  const auto [end, unused] = std::ranges::mismatch(before_, word);
  const auto shared = static_cast<std::size_t>(end - before_.begin());
  const ByteView suffix = bytes_of(word.substr(shared));
  if (!first) out_.words.push_back(static_cast<std::uint8_t>(shared));
  out_.words.push_back(static_cast<std::uint8_t>(suffix.size()));
  out_.words.insert(out_.words.end(), suffix.begin(), suffix.end());
  const auto count = static_cast<std::uint32_t>(ranks.size());
  append_varint(out_.words, count);
  before_ = word;
  write_postings(ranks, names_, out_.postings.data() + postings_at_);
  postings_at_ += posting_bytes(count, names_);
  out_.first.push_back(ranks.front());
  return {};
}

DictionaryBytes DictionaryWriter::finish() && {
  begin_block();
  return std::move(out_);
}

}  // namespace wirespeed::search
