// One hash over all records of one or more dumps, by which two of them compare at a glance.
#pragma once

#include "wirespeed/base/hash.hpp"
#include "wirespeed/discogs/dump_reader.hpp"

namespace wirespeed::discogs {

struct HashReport {
  ReadReport read;
  Sha256Digest digest;  // SHA-256 over the content hashes (canonical.hpp, 32 bytes each) of the records in their order
};

// The same for any number of threads, any slab size, and however the files are compressed. `on_reject` may be empty.
Result<HashReport> hash_dumps(const std::vector<DumpFile>& files, const ReadOptions& options,
                              const std::function<void(const Reject&)>& on_reject = {});

}  // namespace wirespeed::discogs
