#include "wirespeed/months/file_identity.hpp"

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/months/file_bytes.hpp"

namespace wirespeed::months {
namespace {

Result<FileHash> hash_of(const std::filesystem::path& path, const FileHashes& known, const Stop& stop) {
  if (const auto found = known.find(path); found != known.end()) return found->second;
  FileHasher hash;
  const auto read = visit_bytes(path, stop, "ingest", [&](ByteView part) { hash.update(part); });
  if (!read) return std::unexpected(read.error());
  return hash.finish();
}

}  // namespace

Result<std::vector<FileIdentity>> identify(const std::vector<discogs::DumpFile>& files, const FileHashes& known,
                                           unsigned threads, const Stop& stop) {
  std::vector<Result<FileHash>> results(files.size());
  parallel_for(threads, files.size(), [&](std::size_t i) { results[i] = hash_of(files[i].path, known, stop); });
  std::vector<FileIdentity> identities;
  identities.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!results[i]) return std::unexpected(results[i].error());
    identities.push_back({static_cast<std::uint64_t>(files[i].kind), results[i]->bytes, results[i]->hash});
  }
  return identities;
}

}  // namespace wirespeed::months
