// Any bytes as a chunk of records.cache, as slim records and as a checkpoint: an error, or what can be walked to its
// end.
//
// Hashes guard chunks and checkpoints, so nearly every mutation would end there. Slim records, hits and rejects are
// therefore also read from the input as it is.
#include <algorithm>
#include <tuple>
#include <vector>

#include "wirespeed/months/checkpoint.hpp"
#include "wirespeed/months/record_chunk.hpp"
#include "wirespeed/months/slim_record.hpp"

namespace {

using namespace wirespeed;

void walk(const months::ChunkView& chunk) {
  for (std::size_t i = 0; i < chunk.entries.size(); ++i) std::ignore = chunk.slim_of(i);
  std::ignore = months::hits_of(chunk);
  std::ignore = months::rejects_of(chunk, "file");
}

template <typename Record>
void read_as(std::string_view bytes) {
  Record record;
  if (!months::read_slim(bytes, record)) return;
  std::string written;
  months::append_slim(record, written);
  Record again;
  if (!months::read_slim(written, again)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint64_t> copy((size + 7) / 8 + 1);  // aligned as a mapped file is
  std::copy_n(data, size, reinterpret_cast<std::uint8_t*>(copy.data()));
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(copy.data()), size);
  if (months::is_intact(bytes)) walk(*months::view_chunk(bytes));
  const std::string_view text = text_of(bytes);
  std::ignore = months::decode_checkpoint(text);
  const std::vector<months::LogEntry> entries(3);
  walk({.kind = discogs::Kind::artists, .file = 0, .entries = entries, .slim = {}, .hits = text, .rejects = text});
  read_as<discogs::Artist>(text);
  read_as<discogs::Label>(text);
  read_as<discogs::Master>(text);
  read_as<discogs::Release>(text);
  return 0;
}
