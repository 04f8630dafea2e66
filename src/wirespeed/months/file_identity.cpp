#include "wirespeed/months/file_identity.hpp"

#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/discogs/slab_reader.hpp"

namespace wirespeed::months {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 19;

Result<FileIdentity> identify(const discogs::DumpFile& file, const Stop& stop) {
  auto input = discogs::InputFile::open(file.path);
  if (!input) return std::unexpected(input.error());
  std::vector<std::uint8_t> buffer(kReadBytes);
  FileIdentity identity{.kind = static_cast<std::uint64_t>(file.kind), .bytes = 0, .hash = 0};
  Hash64 hash;
  while (true) {
    if (auto ok = stop.check("ingest"); !ok) return std::unexpected(ok.error());
    auto n = input->read(buffer);
    if (!n) return std::unexpected(n.error());
    if (*n == 0) break;
    hash.update(ByteView(buffer).first(*n));
    identity.bytes += *n;
  }
  identity.hash = hash.finish();
  return identity;
}

}  // namespace

Result<std::vector<FileIdentity>> identify(const std::vector<discogs::DumpFile>& files, unsigned threads,
                                           const Stop& stop) {
  std::vector<Result<FileIdentity>> results(files.size());
  parallel_for(threads, files.size(), [&](std::size_t i) { results[i] = identify(files[i], stop); });
  std::vector<FileIdentity> identities;
  identities.reserve(files.size());
  for (auto& result : results) {
    if (!result) return std::unexpected(result.error());
    identities.push_back(*result);
  }
  return identities;
}

}  // namespace wirespeed::months
