// Writes four dump files that look like the real ones, at any scale, from a seed.
//
//   GenerateOptions options{.releases = 1'000'000, .seed = 1, .out = "dump"};
//   auto report = generate(options);
//   // dump/discogs_20260801_{artists,labels,masters,releases}.xml.gz
//
// The same seed and number of releases give the same bytes, whatever the number of threads. How the distributions were
// fitted, and how near they come: docs/generator.md.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

// The form of the dumps changed over the years; docs/generator.md lists what differs.
enum class DumpShape : std::uint8_t {
  y2026,  // no images, no status, no empty elements, raw UTF-8, <master_id>0</master_id> for none
  y2020,  // images, status="Accepted", empty elements, numeric character references
  y2015,  // as 2020, pretty-printed, with bare & in text (no XML parser takes it)
};

inline constexpr std::uint32_t kMaxGeneratedMonth = 120;
inline constexpr std::uint64_t kMaxGeneratedReleases = 1'000'000'000;

struct GenerateOptions {
  std::uint64_t releases = 20'000;  // artists, labels and masters follow in the proportions of a whole dump
  std::uint64_t seed = 1;
  std::filesystem::path out;  // made if it is not there
  DumpShape shape = DumpShape::y2026;
  unsigned threads = 0;       // 0: as many as the machine has
  int compression_level = 1;  // 0 to 3, fast to small
  // Later months of the same dump: each month writes a share of the records anew, and leaves a twentieth of that share
  // out, which the next month has again. Month 0 is the dump itself.
  std::uint32_t month = 0;
  double changed = 0.03;
  Stop stop = {};
  std::atomic<std::uint64_t>* records = nullptr;  // grows as records of all kinds are written
};

struct GeneratedFile {
  std::filesystem::path path;
  std::uint64_t records = 0;
  std::uint64_t xml_bytes = 0;
  std::uint64_t gz_bytes = 0;
};

struct GenerateReport {
  std::array<GeneratedFile, kKindCount> files;  // by Kind
};

// How many records of each kind go with so many releases.
std::array<std::uint64_t, kKindCount> generated_counts(std::uint64_t releases) noexcept;

// Either all four files are there afterwards, whole, or none of them was touched: a full disk, a directory that cannot
// be written and a stop leave nothing behind.
Result<GenerateReport> generate(const GenerateOptions& options);

}  // namespace wirespeed::discogs
