// What a snapshot remembers of the dumps it was made from: the section "meta/ingest", lines of "name number".
//
//   records.artists 1000
//   rejects 0
//   ...
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/discogs/graph_batch.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

struct IngestFacts {
  std::array<std::uint64_t, kKindCount> records{};     // read, superseded ones too
  std::array<std::uint64_t, kKindCount> superseded{};  // an id that a later record had too: the later one counts
  std::uint64_t rejects = 0;                           // records that could not be read, see rejects.jsonl
  std::uint64_t repairs = 0;                           // characters that were wrong and replaced
  Ignored ignored;                                     // references that could not be taken as such
  std::uint64_t bytes_in = 0;                          // of the dump files
  std::uint64_t bytes_xml = 0;                         // inflated
  std::uint64_t last_year = 0;                         // years above it were taken as none
};

std::string to_text(const IngestFacts& facts);

// Names that are not known are passed over, names that are missing are 0: old and new readers understand each other.
Result<IngestFacts> parse_facts(std::string_view text);

Result<void> write_facts(const IngestFacts& facts, SectionWriter& writer);
Result<IngestFacts> read_facts(const SectionFile& file);

}  // namespace wirespeed::discogs
